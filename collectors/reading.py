"""Reads a file from one place on: units, then the records in them, each a post, a refusal, or neither."""

import contextlib
import dataclasses
from collections.abc import Iterable, Iterator
from typing import Any

from collectors import mixed, table_rows, units, wrapping
from collectors.base import Layout, Outcome, Reader, RecordRejected, Rejected
from collectors.opening import Member
from collectors.x_export import archive_parts
from collectors.x_export.building import ODD_FORMS, raw_of

BLOCK = 64  # units that one part of a file takes before it leaves as many to the next


@dataclasses.dataclass(slots=True)
class Record:
    """What stood at one place of a file: the line, the number of the record in that unit, both from 1."""

    line: int
    record: int
    outcome: Outcome


@dataclasses.dataclass(slots=True)
class UnitRead:
    """All that one unit held; `number` counts units from 1, so that reading can go on behind it."""

    number: int
    records: list[Record]


def read(
    member: Member, reader: Reader, layout: Layout, *, after: int = 0, part: int = 0, parts: int = 1
) -> Iterator[UnitRead]:
    """The units of a file after unit `after`; of `parts` parts only those of `part`. Raises FileCut at a cut, after
    everything before it. What cannot be read is a Rejected record, never an exception."""
    layout = _with_notes(member, layout)
    for number, unit in enumerate(_units(member, layout), start=1):
        if number <= after or (number - 1) // BLOCK % parts != part:
            continue
        yield UnitRead(number, records_of(unit, reader, layout))


def records_at(
    member: Member, reader: Reader, layout: Layout, lines: Iterable[int]
) -> Iterator[tuple[int, list[Record]]]:
    """The records of the units that begin at these lines, which ascend; what lies between is passed over unread. Raises
    FileCut at a cut."""
    layout, found = _with_notes(member, layout), _units(member, layout)
    unit = next(found, None)
    for line in lines:
        while unit and unit.line < line:
            unit = next(found, None)
        if unit is None:
            return
        if unit.line == line:
            yield line, records_of(unit, reader, layout)


def _with_notes(member: Member, layout: Layout) -> Layout:
    if not layout.get("notes_in"):
        return layout
    return {**layout, "notes": archive_parts.notes_of(member, layout["notes_in"])}


def records_of(unit: units.Unit, reader: Reader, layout: Layout) -> list[Record]:
    """The records of one unit. A reader that trips over a hostile value costs that unit only."""
    if unit.fault:
        return [Record(unit.line, 1, Rejected(unit.fault, unit.raw))]
    try:
        values = _values(unit, layout)
    except RecordRejected as rejected:
        return [Record(unit.line, 1, Rejected(str(rejected), unit.raw))]
    if len(values) == 1:
        found = _outcomes(values[0], unit.raw, reader, layout)
    else:
        found = [outcome for each in values for outcome in _outcomes(each, raw_of(each), reader, layout)]
    return [Record(unit.line, place, outcome) for place, outcome in enumerate(found, start=1)]


def _outcomes(value: Any, raw: bytes, reader: Reader, layout: Layout) -> list[Outcome]:
    """What a reader makes of one value, or, of JSON that is none of its own, the reader that knows it."""
    try:
        return list(reader.outcomes(value, layout))
    except RecordRejected as rejected:
        return _of_other_kind(value, layout) or [Rejected(str(rejected), raw)]
    except ODD_FORMS as error:
        return [Rejected(f"the record has an unexpected form ({type(error).__name__})", raw)]


def _of_other_kind(value: Any, layout: Layout) -> list[Outcome]:
    """The posts of a record in another format than the file began with; none where no reader knows it."""
    if layout["units"] == "rows" or not isinstance(value, dict):
        return []
    try:
        return list(mixed.outcomes(value, {"layouts": {}}))
    except (RecordRejected, *ODD_FORMS):
        return []


def records_again(raw: bytes, reader: Reader, layout: Layout) -> list[Record]:
    """The records in the bytes of one unit that was kept, as if they stood in its file."""
    if layout["units"] == "rows":
        table = dataclasses.replace(table_rows.layout_of(layout), header_line=0)
        found = list(table_rows.rows([raw], table))
        unit = found[0] if len(found) == 1 else units.Unit(1, raw, fault="this is not one row")
    else:
        unit = units.Unit(1, raw)
    return records_of(unit, reader, layout)


def values(member: Member, layout: Layout) -> Iterator[dict[str, Any]]:
    """The JSON objects or rows of a file, less those that cannot be read. Raises FileCut at a cut."""
    for unit in _units(member, layout):
        if not unit.fault:
            with contextlib.suppress(RecordRejected):
                yield from _values(unit, layout)


def _units(member: Member, layout: Layout) -> Iterator[units.Unit]:
    chunks = member.chunks()
    if layout["units"] == "rows":
        return table_rows.rows(chunks, table_rows.layout_of(layout))
    if "encoding" in layout:
        chunks = units.as_utf8(chunks, layout["encoding"])
    if layout["units"] == "lines":
        return units.lines(chunks)
    return units.document(chunks, inside=units.RECORDED if layout["units"] == "recorded" else None)


def _values(unit: units.Unit, layout: Layout) -> list[Any]:
    """The records of a unit: one, but for documents that wrap them."""
    if unit.cells is not None:
        header = layout["header"]
        if len(unit.cells) > len(header) and any(unit.cells[len(header) :]):
            raise RecordRejected(f"the row has {len(unit.cells)} cells and the header {len(header)}")
        return [dict(zip(header, unit.cells, strict=False))]
    values = wrapping.flat(units.parsed(unit.raw))
    if "inside" in layout and isinstance(values[0], dict):
        values = wrapping.flat(values[0].get(layout["inside"]))
    if not isinstance(values[0], dict):
        raise RecordRejected(f"a post is a JSON object; this is {_json_kind(values[0])}")
    if "turned" not in layout:
        return values
    return [each for value in values for each in wrapping.turned(value, layout["turned"])]


def _json_kind(value: object) -> str:
    return {list: "an array", str: "a text", type(None): "null", bool: "true or false"}.get(type(value), "a number")

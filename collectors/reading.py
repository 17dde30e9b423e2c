"""Reads a file from one place on: units, then the records in them, each a post, a refusal, or neither."""

import contextlib
import dataclasses
from collections.abc import Iterator
from typing import Any

from collectors import units
from collectors.base import Layout, Outcome, Reader, RecordRejected, Rejected
from collectors.opening import Member

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
    for number, unit in enumerate(_units(member, layout), start=1):
        if number <= after or (number - 1) // BLOCK % parts != part:
            continue
        yield UnitRead(number, records_of(unit, reader, layout))


def records_of(unit: units.Unit, reader: Reader, layout: Layout) -> list[Record]:
    """The records of one unit. A reader that trips over a hostile value costs that unit only."""
    if unit.fault:
        return [Record(unit.line, 1, Rejected(unit.fault, unit.raw))]
    try:
        value = _value(unit, layout)
        outcomes = list(reader.outcomes(value, layout))
    except RecordRejected as rejected:
        return [Record(unit.line, 1, Rejected(str(rejected), unit.raw))]
    except (AttributeError, IndexError, KeyError, OverflowError, RecursionError, TypeError, ValueError) as error:
        return [Record(unit.line, 1, Rejected(f"the record has an unexpected form ({type(error).__name__})", unit.raw))]
    return [Record(unit.line, place, outcome) for place, outcome in enumerate(outcomes, start=1)]


def records_again(raw: bytes, reader: Reader, layout: Layout) -> list[Record]:
    """The records in the bytes of one unit that was kept, as if they stood in its file."""
    if layout["units"] == "rows":
        table = units.TableLayout(layout["encoding"], layout["delimiter"], 0)
        found = list(units.rows([raw], table))
        unit = found[0] if len(found) == 1 else units.Unit(1, raw, fault="this is not one row")
    else:
        unit = units.Unit(1, raw)
    return records_of(unit, reader, layout)


def values(member: Member, layout: Layout) -> Iterator[dict[str, Any]]:
    """The JSON objects or rows of a file, less those that cannot be read. Raises FileCut at a cut."""
    for unit in _units(member, layout):
        if not unit.fault:
            with contextlib.suppress(RecordRejected):
                yield _value(unit, layout)


def _units(member: Member, layout: Layout) -> Iterator[units.Unit]:
    if layout["units"] in ("lines", "document"):
        wide = layout.get("encoding", "")
        chunks = units.as_utf8(member.chunks(), wide) if wide else member.chunks()
        return units.lines(chunks) if layout["units"] == "lines" else units.document(chunks)
    table = units.TableLayout(layout["encoding"], layout["delimiter"], layout["header_line"])
    return units.rows(member.chunks(), table)


def _value(unit: units.Unit, layout: Layout) -> dict[str, Any]:
    if unit.cells is not None:
        header = layout["header"]
        if len(unit.cells) > len(header) and any(unit.cells[len(header) :]):
            raise RecordRejected(f"the row has {len(unit.cells)} cells and the header {len(header)}")
        return dict(zip(header, unit.cells, strict=False))
    value = units.parsed(unit.raw)
    if not isinstance(value, dict):
        raise RecordRejected(f"a post is a JSON object; this is {_json_kind(value)}")
    return value


def _json_kind(value: object) -> str:
    return {list: "an array", str: "a text", type(None): "null", bool: "true or false"}.get(type(value), "a number")

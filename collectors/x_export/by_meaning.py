"""Tables and JSON of no known tool, read by what their columns mean: by name, and by whether the content fits."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from collectors import elsewhere, ids, times
from collectors.base import Head, Layout, Outcome, Recognised, RecordRejected, Rejected
from collectors.x_export import evidence, rows
from collectors.x_export.building import raw_of
from collectors.x_export.fitting import (
    are_boxed,
    cell_of,
    columns_of,
    fitting,
    keep_nearest_time,
    keep_one_time,
)
from collectors.x_export.names import NAMES, OTHERS

REDDIT = re.compile(r"(?:reddit\.com|^)/r/\w+/comments/|redd\.it/\w")
WRAPPERS = ("tweet", "status", "post", "_source")
LISTS = ("tweets", "posts", "statuses", "data", "results", "items", "records")
LOOKED_AT = 1_000
FEWEST = 3


def recognise(head: Head) -> Recognised | None:
    """Sure when a text and an id or a time were found by name or by content, and the rows read so."""
    values = [record for value in head.values for record in records_of(value)][:LOOKED_AT]
    if not values or _is_of_reddit(values) or elsewhere.place_of(values):
        return None
    by_name = columns_of(values)
    if {"userposted", "dateposted"} & by_name.keys():  # Bright Data: elsewhere a description is that of an account
        by_name.setdefault("text", by_name.get("description", []))
    columns = {meaning: found for meaning in NAMES if (found := fitting(meaning, by_name, values))}
    named = set(columns)
    if head.shape == "rows":
        _find_by_content(columns, values)
    if "text" not in columns or not {"id", "url", "time", "day"} & set(columns):
        return None
    keep_nearest_time(columns, by_name, values)
    keep_one_time(columns)
    layout: Layout = {"columns": columns, "paths": any(map(_is_deep, columns.values())) or are_boxed(values)}
    layout["flat"] = head.shape == "rows" and set(columns.values()) <= set(head.header)
    warnings = evidence.complete(layout, [row_of(value, layout) for value in values], head.lines)
    read = ", ".join(
        f"{meaning} from {column or 'the column without a name'}"
        for meaning, column in columns.items()
        if meaning in ("id", "text", "time", "day", "url")
    )
    how = "by its column names" if named >= set(columns) else "by its column names and what is in them"
    what = "table" if head.shape == "rows" else "JSON"
    good = evidence.share_that_reads([row_of(value, layout) for value in values], layout)
    sure = 0.9 * max(good, _share_with_ids(values, layout))
    return Recognised(sure, f"{what} read {how} ({read})", layout, warnings)


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    if layout.get("flat"):
        yield from rows.outcomes_of(
            {meaning: value.get(column) for meaning, column in layout["columns"].items()}, layout
        )
        return
    records = records_of(value)
    if len(records) == 1:
        yield from rows.outcomes_of(row_of(records[0], layout), layout)
        return
    for record in records:
        try:
            yield from rows.outcomes_of(row_of(record, layout), layout)
        except RecordRejected as rejected:
            yield Rejected(str(rejected), raw_of(record))


def records_of(value: Any) -> list[dict[str, Any]]:
    """The records in a value: itself, what a wrapper holds, or the members of a list under a usual name."""
    if not isinstance(value, dict):
        return []
    for key in WRAPPERS:
        if isinstance(value.get(key), dict):
            return [value[key]]
    for key in LISTS:
        inner = value.get(key)
        if isinstance(inner, list) and inner and all(isinstance(each, dict) for each in inner[:5]):
            return [each for each in inner if isinstance(each, dict)]
    return [value]


def _share_with_ids(values: Sequence[Mapping[str, Any]], layout: Layout) -> float:
    column = layout["columns"].get("id")
    return sum(ids.x_id(cell_of(value, column)) is not None for value in values) / len(values)


def _find_by_content(columns: dict[str, str], values: Sequence[Mapping[str, Any]]) -> None:
    """What no name told: the column of ids that fit X's clock and the stated times, and of the longest texts."""
    keys = list(dict.fromkeys(key for value in values for key in value))
    cells_of = {
        key: [str(cell) for value in values if isinstance(cell := value.get(key), str | int) and cell != ""]
        for key in keys
        if key not in columns.values() or key == columns.get("author")
    }
    if "id" not in columns and "url" not in columns and len(values) >= FEWEST:
        for key, filled in cells_of.items():
            if _are_post_ids(key, filled, columns, values):
                columns["id"] = key
                if columns.get("author") == key:
                    del columns["author"]
                break
        else:
            rounded = (key for key, filled in cells_of.items() if _are_rounded_ids(key, filled, len(values)))
            if (found := next(rounded, None)) is not None:
                columns["id"] = found
    if "text" not in columns and {"id", "url"} & set(columns):
        longest = max(cells_of, key=lambda key: _length_of_texts(cells_of[key]), default=None)
        if longest is not None and _length_of_texts(cells_of[longest]) >= 25:
            columns["text"] = longest


def _are_post_ids(key: str, filled: list[str], columns: Mapping[str, str], values: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a column that is not named so holds the ids of the posts. A name of something else's id is believed
    unless the stated times agree with its ids, as those of accounts do not."""
    found = [number for cell in filled if len(cell) >= 15 and (number := ids.x_id(cell)) and evidence.is_dated(number)]
    if len(found) < 0.9 * max(len(filled), 0.5 * len(values)) or len(set(found)) < 0.9 * len(found):
        return False
    if "time" not in columns:
        return not any(part in key.lower() for part in OTHERS)
    near = 0
    for value in values:
        native_id, stated = ids.x_id(value.get(key)), times.parse(cell_of(value, columns["time"]), "month first")
        at = ids.x_time(native_id) if native_id else None
        near += bool(at and stated and abs((stated.at - at).total_seconds()) < evidence.ONE_DAY)
    return near >= 0.9 * len(found)


def _are_rounded_ids(key: str, filled: list[str], rows_: int) -> bool:
    """Whether a column that is not named so holds ids that a spreadsheet wrote as 3.87802E+17."""
    if any(part in key.lower() for part in OTHERS) or len(filled) < 0.8 * rows_:
        return False
    days = [ids.day_of(cell) for cell in filled]
    return sum(at is not None and at > ids.FIRST_POST for at in days) >= 0.8 * len(filled)


def _length_of_texts(filled: list[str]) -> float:
    """The usual length of a column's texts; nothing for what has no words, is the same everywhere, or is an address."""
    worded = [cell for cell in filled if " " in cell.strip() and not cell.startswith(("http", "{", "["))]
    if len(worded) < 0.7 * len(filled) or len(set(worded)) < 0.5 * len(worded):
        return 0.0
    return sum(map(len, worded)) / max(len(worded), 1)


def row_of(value: Mapping[str, Any], layout: Layout) -> dict[str, Any]:
    """The cells of a record that mean something, by meaning."""
    if layout.get("paths"):
        return {meaning: cell_of(value, column) for meaning, column in layout["columns"].items()}
    return {meaning: value.get(column) for meaning, column in layout["columns"].items()}


def _is_deep(column: str) -> bool:
    return "/" in column


def _is_of_reddit(values: Sequence[Mapping[str, Any]]) -> bool:
    """Whether most records have the address of a post of Reddit in them."""
    found = sum(any(isinstance(c, str) and REDDIT.search(c[:300]) for c in value.values()) for value in values)
    return found > 0.5 * len(values)

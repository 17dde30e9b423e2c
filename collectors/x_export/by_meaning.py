"""Tables and JSON of no known tool, read by what their columns mean: by name, and by whether the content fits."""

import datetime as dt
import math
import re
import statistics
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from collectors import cells, ids, times
from collectors.base import Head, Layout, Outcome, Recognised, RecordRejected, Rejected
from collectors.x_export import evidence, rows
from collectors.x_export.building import dig, raw_of
from collectors.x_export.mapped import unboxed
from collectors.x_export.names import NAMES, OTHERS

COUNTS = frozenset(["metrics", "stats", "counts", "engagement", "statistics", "publicmetrics"])
REDDIT = re.compile(r"(?:reddit\.com|^)/r/\w+/comments/|redd\.it/\w")
WRAPPERS = ("tweet", "status", "post", "_source")
LISTS = ("tweets", "posts", "statuses", "data", "results", "items", "records")
REPEATED = re.compile(r" \(\d+\)$")  # what tells columns of one name apart
LOOKED_AT = 1_000
FEWEST = 3
ONE_DAY = 86_400.0
FLAGS = frozenset([*rows.YES, "no", "false", "0", "0.0", "f", "n", "na"])
HANDLE = re.compile(r"@?\w{1,30}")


def recognise(head: Head) -> Recognised | None:
    """Sure when a text and an id or a time were found by name or by content, and the rows read so."""
    values = [record for value in head.values for record in records_of(value)][:LOOKED_AT]
    if not values or _is_of_reddit(values):
        return None
    by_name = _columns(values)
    if {"userposted", "dateposted"} & by_name.keys():  # Bright Data: elsewhere a description is that of an account
        by_name.setdefault("text", by_name.get("description", []))
    columns = {meaning: found for meaning in NAMES if (found := _fitting(meaning, by_name, values))}
    named = set(columns)
    if head.shape == "rows":
        _find_by_content(columns, values)
    if "text" not in columns or not {"id", "url", "time", "day"} & set(columns):
        return None
    _keep_nearest_time(columns, by_name, values)
    _keep_one_time(columns)
    layout: Layout = {"columns": columns, "paths": any(map(_is_deep, columns.values())) or _are_boxed(values)}
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


def _columns(values: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The columns by their bare name; a column of an object gives `outer.inner` names too."""
    found: dict[str, list[str]] = {}
    for value in values:
        for key, cell in value.items():
            paths = [key] + [f"{key}/{inner}" for inner in cell] if isinstance(cell, dict) else [key]
            for path in paths:
                outer, dot, inner = ".".join(_bare(REPEATED.sub("", part)) for part in path.split("/")).partition(".")
                bare = inner if dot and outer in COUNTS else f"{outer}{dot}{inner}"
                if path not in found.setdefault(bare, []):
                    found[bare].append(path)
    return found


def _bare(name: str) -> str:
    return "".join(c for c in name.lower() if c.isalnum() or c == ".")


def _fitting(meaning: str, by_name: Mapping[str, list[str]], values: Sequence[Mapping[str, Any]]) -> str | None:
    """The first column with a name of this meaning whose content fits it; of ids and texts the best of all."""
    fit = [column for name in NAMES[meaning] for column in by_name.get(name, ()) if _is_fit(meaning, column, values)]
    if meaning == "id":
        return evidence.id_column(fit, [{column: cell_of(value, column) for column in fit} for value in values])
    if meaning == "text" and len(fit) > 1:
        return max(fit, key=lambda column: _distinct_characters(column, values))
    return fit[0] if fit else None


def _is_fit(meaning: str, column: str, values: Sequence[Mapping[str, Any]]) -> bool:
    filled = [cell for value in values if (cell := cell_of(value, column)) not in (None, "")]
    return bool(filled) and _fits(meaning, filled)


def _distinct_characters(column: str, values: Sequence[Mapping[str, Any]]) -> int:
    """A text as it was written has capitals and punctuation that a cleaned copy lacks."""
    return len(set("".join(str(cell_of(value, column) or "") for value in values)))


def _fits(meaning: str, filled: Sequence[Any]) -> bool:
    if meaning == "text":
        texts = [cell for cell in filled if isinstance(cell, str)]
        return len(texts) >= 0.9 * len(filled) and sum(map(len, texts)) >= 8 * len(texts)
    if meaning == "id":
        dated = [found for cell in filled if (found := ids.x_id(cell)) and evidence.is_dated(found)]
        if sum(map(ids.is_scientific, filled)) > 0.5 * len(filled):
            return True
        return len(dated) >= 0.8 * len(filled) and (len(set(dated)) > 1 or len(filled) == 1)
    if meaning in ("time", "day"):
        return max(_share_of_dates(filled, order) for order in ("day first", "month first")) >= 0.6
    if meaning == "clock":
        return all(times.CLOCK.fullmatch(str(cell).strip()) for cell in filled)
    if meaning == "url":
        return any(ids.STATUS_URL.search(str(cell)) for cell in filled)
    if meaning == "author":
        return any(ids.x_id(cell) or cells.pseudonym(cell) for cell in filled)
    if meaning in ("root", "reply_to", "quoted", "reposted"):
        return any(ids.x_id(cell) for cell in filled)
    if meaning in ("author_name", "reply_name"):
        names = [cells.handle(cell) for cell in filled[:50] if not isinstance(cell, dict | list)]
        return bool(names) and all(name is None or HANDLE.fullmatch(name) for name in names)
    if meaning == "kind":
        return all(rows.kind_of(cell) for cell in filled)
    if meaning == "is_repost":
        return all(str(cell).strip().lower() in FLAGS for cell in filled)
    if meaning in rows.METRICS:
        return any(cells.count(cell) is not None for cell in filled)
    return not any(isinstance(cell, dict | list) for cell in filled)


def _share_of_dates(filled: Sequence[Any], order: times.SlashOrder) -> float:
    return sum(times.parse(cell, order) is not None for cell in filled) / len(filled)


def _keep_nearest_time(
    columns: dict[str, str], by_name: Mapping[str, Sequence[str]], values: Sequence[Mapping[str, Any]]
) -> None:
    """Of several columns with times the one that is nearest to the clock in the ids: a table may have the time of its
    making, or that at which the account was opened, too."""
    timed = [(value, at) for value in values if (at := _time_of_id(value, columns))]
    mine = [name for name in NAMES["time"] if any(_is_fit("time", column, values) for column in by_name.get(name, ()))]
    if not timed or len(mine) < 2:
        return
    away: dict[str, float] = {}
    for column in (column for name in mine for column in by_name[name]):
        lags = [
            abs((stated.at - at).total_seconds())
            for value, at in timed
            if (stated := times.parse(cell_of(value, column), "month first"))
        ]
        if len(lags) >= 0.5 * len(timed):
            away[column] = statistics.median(lags)
    best = min(away, key=lambda column: away[column], default=None)
    if best and away[best] + ONE_DAY < away.get(columns.get("time", ""), math.inf):
        columns["time"] = best


def _time_of_id(value: Mapping[str, Any], columns: Mapping[str, str]) -> dt.datetime | None:
    native_id = ids.x_id(cell_of(value, columns.get("id"))) or rows.status_of(cell_of(value, columns.get("url")))
    return ids.x_time(native_id) if native_id else None


def _keep_one_time(columns: dict[str, str]) -> None:
    """A whole time wins over a day and a clock, unless the time column is only the day or the clock of the pair."""
    if {"day", "clock"} <= set(columns) and columns.get("time") in (columns["day"], columns["clock"], None):
        columns.pop("time", None)
    elif "time" in columns:
        columns.pop("day", None)
        columns.pop("clock", None)


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
        near += bool(at and stated and abs((stated.at - at).total_seconds()) < ONE_DAY)
    return near >= 0.9 * len(found)


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


def cell_of(value: Any, column: str | None) -> Any:
    """The value under a key, or under a path of keys joined with slashes, out of the box that MongoDB puts it in."""
    if column is None or not isinstance(value, dict):
        return None
    found = value.get(column)
    found = dig(value, *column.split("/")) if found is None and "/" in column else found
    return unboxed(found) if isinstance(found, dict) else found


def _is_deep(column: str) -> bool:
    return "/" in column


def _are_boxed(values: Sequence[Mapping[str, Any]]) -> bool:
    return any(isinstance(cell, dict) and unboxed(cell) is not cell for value in values for cell in value.values())


def _is_of_reddit(values: Sequence[Mapping[str, Any]]) -> bool:
    """Whether most records have the address of a post of Reddit in them."""
    found = sum(any(isinstance(c, str) and REDDIT.search(c[:300]) for c in value.values()) for value in values)
    return found > 0.5 * len(values)

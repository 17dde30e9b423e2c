"""Which column of a table, or field of JSON, means what: by its name, and by whether its content fits the meaning."""

import datetime as dt
import math
import re
import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from collectors import cells, ids, times
from collectors.x_export import evidence, rows
from collectors.x_export.building import dig
from collectors.x_export.mapped import unboxed
from collectors.x_export.names import NAMES

COUNTS = frozenset(["metrics", "stats", "counts", "engagement", "statistics", "publicmetrics"])
REPEATED = re.compile(r" \(\d+\)$")  # what tells columns of one name apart
FLAGS = frozenset([*rows.YES, "no", "false", "0", "0.0", "f", "n", "na"])
HANDLE = re.compile(r"@?\w{1,30}")


def columns_of(values: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
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


def fitting(meaning: str, by_name: Mapping[str, list[str]], values: Sequence[Mapping[str, Any]]) -> str | None:
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


def keep_nearest_time(
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
    if best and away[best] + evidence.ONE_DAY < away.get(columns.get("time", ""), math.inf):
        columns["time"] = best


def _time_of_id(value: Mapping[str, Any], columns: Mapping[str, str]) -> dt.datetime | None:
    native_id = ids.x_id(cell_of(value, columns.get("id"))) or rows.status_of(cell_of(value, columns.get("url")))
    return ids.x_time(native_id) if native_id else None


def keep_one_time(columns: dict[str, str]) -> None:
    """A whole time wins over a day and a clock, unless the time column is only the day or the clock of the pair."""
    if {"day", "clock"} <= set(columns) and columns.get("time") in (columns["day"], columns["clock"], None):
        columns.pop("time", None)
    elif "time" in columns:
        columns.pop("day", None)
        columns.pop("clock", None)


def cell_of(value: Any, column: str | None) -> Any:
    """The value under a key, or under a path of keys joined with slashes, out of the box that MongoDB puts it in."""
    if column is None or not isinstance(value, dict):
        return None
    found = value.get(column)
    found = dig(value, *column.split("/")) if found is None and "/" in column else found
    return unboxed(found) if isinstance(found, dict) else found


def are_boxed(values: Sequence[Mapping[str, Any]]) -> bool:
    return any(isinstance(cell, dict) and unboxed(cell) is not cell for value in values for cell in value.values())

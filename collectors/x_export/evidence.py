"""What the first rows of a table show about the whole: which column holds the ids, how wrong the stated times are, how
texts and dates are written. Pure; the layout gets what follows from it, and people get it as warnings."""

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

from collectors import cells, ids, times
from collectors.base import Layout, RecordRejected
from collectors.x_export import rows

AGREEING = 20  # so many rows must show the same shift before rows without ids are set right by it
APART = 2.0
WRONG_CLOCK = 90.0
ONE_DAY = 86_400.0

Rows = Sequence[Mapping[str, Any]]


def id_column(columns: Sequence[str], values: Rows) -> str | None:
    """Of several columns the one that holds post ids: filled, not the same on all rows, fitting X's clock rather than
    not, undamaged rather than damaged; of equals the first."""
    best: tuple[tuple[bool, bool, bool], int, str] | None = None
    for place, column in enumerate(columns):
        filled = [value[column] for value in values if value.get(column) not in (None, "")]
        found = [number for cell in filled if (number := ids.x_id(cell))]
        if sum(map(ids.is_scientific, filled)) > len(found):  # ids, though of no use: people are told so
            best = best or ((False, False, False), -place, column)
            continue
        if not found or len(found) < 0.5 * len(filled) or (len(filled) > 1 and len(set(found)) == 1):
            continue
        dated = sum(is_dated(number) for number in found) >= 0.8 * len(found)
        whole = not ids.went_through_floats(found)
        rank = ((dated, whole, len(filled) >= 0.5 * len(values)), -place, column)
        best = rank if best is None else max(best, rank)
    return best[2] if best else None


def is_dated(native_id: str) -> bool:
    """Whether an id is a time at which posts were made."""
    at = ids.x_time(native_id)
    return at is not None and times.plausible(at)


def complete(layout: Layout, named: Rows, lines: Sequence[int] = ()) -> tuple[str, ...]:
    """Adds to the layout what the first rows (cells by meaning) show; what it says already stays. The warnings."""
    texts = [text for row in named if isinstance(text := row.get("text"), str) and text]
    layout.setdefault("escaped", cells.is_escaped(texts))
    layout.setdefault("newlines", cells.has_written_newlines(texts))
    layout.setdefault("bytes", cells.are_bytes(texts))
    layout.setdefault("wrapped", len(texts) >= 3 and all(len(t) > 1 and t[0] == t[-1] == '"' for t in texts))
    if "slashes" not in layout:
        order = times.slash_order([str(row.get("day") or row.get("time") or "") for row in named])
        order = _order_by_ids(named) if order == "unknown" else order
        if order != "unknown":
            layout["slashes"] = order
    found = [number for row in named if (number := ids.x_id(row.get("id")))]
    floats = sum(ids.is_float(row.get("id")) for row in named)
    layout["ids_exact"] = not ids.went_through_floats(found) and floats < 0.5 * max(len(found), 1)
    warnings = [*_of_ids(layout, named, lines), *_of_clock(layout, named)]
    if cells.is_twice_encoded(texts):
        warnings.append("the texts were garbled before this file was written (UTF-8 read as another encoding, like Ã©)")
    if any("\ufffd" in text for text in texts):
        warnings.append("some texts hold U+FFFD: characters were lost before this file was written")
    return tuple(warnings)


def _order_by_ids(named: Rows) -> times.SlashOrder:
    """How days are written where only the ids tell, which say the day even when a spreadsheet rounded them."""
    near: dict[times.SlashOrder, int] = {}
    dated = [
        (row, at) for row in named if (at := ids.x_time(ids.x_id(row.get("id")) or "0") or ids.day_of(row.get("id")))
    ]
    for order in ("day first", "month first"):
        said = [(times.parse(row.get("day") or row.get("time"), order), at) for row, at in dated]
        near[order] = sum(
            stated is not None and abs((stated.at - at).total_seconds()) <= ONE_DAY for stated, at in said
        )
    best, other = sorted(near, key=lambda order: -near[order])
    return best if dated and near[best] >= 0.9 * len(dated) and near[other] < 0.5 * len(dated) else "unknown"


def _of_ids(layout: Layout, named: Rows, lines: Sequence[int]) -> list[str]:
    found = []
    if not layout["ids_exact"]:
        found.append("the ids went through a spreadsheet or JavaScript (all end alike): times are right, links are not")
    damaged = [place for place, row in enumerate(named) if ids.is_scientific(row.get("id"))]
    if damaged:
        where = f", line {lines[damaged[0]]} first" if len(lines) > damaged[0] else ""
        found.append(f"some ids are damaged like 1.5E+18{where}")
    if sum(ids.rough_time(row.get("id")) is not None for row in named) > 0.5 * len(named):
        found.append("their times are those of the ids; posts are told apart by author, minute and text")
    elif not any(ids.x_id(row.get("id")) or rows.status_of(row.get("url")) for row in named):
        found.append("there are no post ids: posts are told apart by author, minute and text")
    return found


def _of_clock(layout: Layout, named: Rows) -> list[str]:
    """Compares the stated times with the clock in the ids."""
    lags, unzoned = _lags(layout, named)
    if not lags or abs(lag := statistics.median(lags)) <= WRONG_CLOCK:
        return []
    lag = statistics.median(lags)
    warnings = [f"the stated times are {lag / 3600:+.1f} h off the clock in the ids; the ids are used"]
    together = sum(abs(each - lag) <= APART for each in lags)
    if together >= AGREEING and together >= 0.8 * len(lags) and unzoned and not layout.get("zone"):
        layout["shift"] = round(lag)
        warnings.append(f"times of rows without a good id are set right by {-lag / 3600:+.1f} h, as the ids show")
    return warnings


def _lags(layout: Layout, named: Rows) -> tuple[list[float], bool]:
    lags, unzoned = [], False
    for row in named:
        native_id = ids.x_id(row.get("id")) or rows.status_of(row.get("url"))
        at = ids.x_time(native_id) if native_id else ids.rough_time(row.get("id"))
        stated = rows.stated_in(row, layout) if at and times.plausible(at) else None
        if at and stated:
            lags.append((stated.at - at).total_seconds())
            unzoned = unzoned or not stated.zoned
    return lags, unzoned


def share_that_reads(named: Rows, layout: Layout) -> float:
    """How many of the rows give a post."""
    good = 0
    for row in named:
        try:
            rows.post_of(row, layout)
        except RecordRejected:
            continue
        good += 1
    return good / max(len(named), 1)

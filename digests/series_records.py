"""A series for programs: rows as records, and as flat lines of a table. What is unknown is null or empty, never 0."""

from collections.abc import Callable, Iterator
from typing import Any

from analysis import estimates
from analysis.definitions import spelt
from analysis.estimates import Figure
from analysis.outward import csv_cell
from digests.series import Row, SeriesTable, parts_of

Naming = Callable[[Figure], str]


def unnamed(figure: Figure) -> str:  # noqa: ARG001
    return ""


PLAIN = (
    "start", "end", "platform", "theme", "posts", "originals", "distinct_texts", "authors", "engagement", "removed",
    "who", "reacting", "top_author",
)  # fmt: skip
OF_SCORER = ("scored", "mean", "low", "high", "n", "share_negative", "share_positive")


def posts_of(row: Row, series: SeriesTable) -> Figure:
    """The posts of a row, as the figure that its receipt is about."""
    parts = parts_of(series.event.name, row.platform, series.grain, row.point, series.theme, series.voice)
    return estimates.count(row.point.counts.posts if row.point.counts else None, spelt("posts", parts))


def figures_of(row: Row, series: SeriesTable) -> Iterator[Figure]:
    """Every figure of a row, that of its posts first."""
    yield posts_of(row, series)
    yield from (figure for figure in (row.share_of_theme,) if figure is not None)
    for found in (row.tones, row.dark, row.bright):
        yield from found.values()


def as_record(row: Row, series: SeriesTable, name: Naming = unnamed) -> dict[str, Any]:
    """One row as it goes to programs, its figures with the ids that `name` gives them; docs/formats.md states the
    schema."""
    point, counts = row.point, row.point.counts
    return {
        "event": series.event.name,
        "revision": series.revision,
        "by": series.grain,
        "start": point.start.astimezone(series.event.tz).isoformat(),
        "end": point.end.astimezone(series.event.tz).isoformat(),
        "platform": row.platform,
        "theme": series.theme or None,
        "who": series.voice or "all",
        "posts": counts.posts if counts else None,
        "originals": counts.originals if counts else None,
        "distinct_texts": counts.distinct_texts if counts else None,
        "authors": counts.authors if counts else None,
        "engagement": counts.engagement if counts else None,
        "removed": counts.removed if counts else None,
        "reacting": row.reacting,
        "top_author": counts.top_author if counts else None,
        "flags": list(row.flags),
        "id": name(posts_of(row, series)) or None,
        "share_of_posts": _figure(row.share_of_theme, name),
        "marked": dict(row.marks) if row.marks else None,
        "rule": _rule(series, name),
        "coverage": {"kind": point.seen, "share": None if point.share_seen is None else round(point.share_seen, 4)},
        "scorers": {
            scorer: {
                "scored": row.scored[scorer],
                "mean": _figure(row.tones[scorer], name),
                "share_negative": _figure(row.dark[scorer], name),
                "share_positive": _figure(row.bright[scorer], name),
            }
            for scorer in row.tones
        },
    }


def _figure(figure: Figure | None, naming: Naming) -> dict[str, Any] | None:
    if figure is None or figure.value is None:
        return None
    rounded = {
        name: None if value is None else round(value, 6)
        for name, value in (("value", figure.value), ("low", figure.low), ("high", figure.high))
    }
    return {**rounded, "n": figure.n, "definition": figure.definition, "id": naming(figure) or None}


def _rule(series: SeriesTable, name: Naming) -> dict[str, Any] | None:
    """How right the theme's phrases were where readers looked; null where nobody did, and without a theme."""
    figure = _figure(series.rule.figure, name) if series.rule else None
    if series.rule is None or figure is None:
        return None
    return {**figure, "right": series.rule.right, "current_wording": series.rule.is_current}


def lines(series: SeriesTable, name: Naming = unnamed) -> Iterator[list[str]]:
    """The header and the rows as cells; the columns of a scorer begin with its name. `receipt` is that of the posts."""
    header = [*PLAIN, "flags", "share_of_posts", "share_low", "share_high", "coverage", "share_seen"]
    header += ["negated", "quoted", "rule_precision", "rule_low", "rule_high", "rule_n"] if series.theme else []
    yield [*header, *(f"{scorer} {part}" for scorer in series.scorers for part in OF_SCORER), "receipt"]
    for row in series.rows:
        record = as_record(row, series, name)
        yield [csv_cell(cell) for cell in (*_cells(record, series), record["id"])]


def _cells(record: dict[str, Any], series: SeriesTable) -> Iterator[Any]:
    share = record["share_of_posts"] or {}
    yield from (record[name] for name in PLAIN)
    yield "; ".join(record["flags"])
    yield from (share.get(name) for name in ("value", "low", "high"))
    yield from (record["coverage"]["kind"], record["coverage"]["share"])
    if series.theme:
        marked, rule = record["marked"] or {}, record["rule"] or {}
        yield from (marked.get(mark) for mark in ("negated", "quoted"))
        yield from (rule.get(name) for name in ("value", "low", "high", "n"))
    for name in series.scorers:
        yield from _scorer_cells(record["scorers"].get(name))


def _scorer_cells(scored: dict[str, Any] | None) -> list[Any]:
    if scored is None:
        return [None] * 7
    mean = scored["mean"] or {}
    shares = [(scored[name] or {}).get("value") for name in ("share_negative", "share_positive")]
    return [scored["scored"], *(mean.get(part) for part in ("value", "low", "high", "n")), *shares]

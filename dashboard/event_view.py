"""What the page of an event shows, made from buckets and never from posts."""

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from markupsafe import Markup

import storage.series
from analysis import estimates
from analysis.definitions import spelt
from analysis.estimates import Figure
from analysis.series import CoverageMap, Point, points
from dashboard import drawing
from dashboard.drawing import Band, Bar, Mark, Tick
from dashboard.opened import Opened
from dashboard.shown import iso, local, number, query, tone
from dashboard.stretch import Stretch, day_starts, spaced
from digests.base import PLATFORM_NAMES
from digests.precision import Rule
from digests.series import REACTING, counts_of, scorer_names, tones_of
from storage.tables.columns import minute_of, moment_of

SEEN = {
    "watched": "watched",
    "stated": "stated complete",
    "observed": "from files; completeness unknown",
    "not seen": "not watched",
}
WHOLE_DAYS = 31  # days of word tone that are drawn


@dataclasses.dataclass(frozen=True)
class PlatformView:
    """One platform over the stretch: the chart, the sums, and how much was seen."""

    platform: str
    chart: Markup
    posts: int | None
    originals: int | None
    removed: int
    busiest: Point | None
    kinds: Sequence[str]
    share_seen: float | None
    rows: Sequence[Point]
    links: Mapping[int, str]
    spikes: Sequence[Band]


@dataclasses.dataclass(frozen=True)
class ThemeView:
    """One theme on one platform: its share of the posts that react, and how right its phrases are."""

    name: str
    posts: int
    share: Figure
    spark: Markup
    link: str
    busiest: int | None
    rule: Rule


@dataclasses.dataclass(frozen=True)
class ToneView:
    """Word tone by day of the posts that the scorer can read."""

    scorer: str
    drawn: Markup
    days: Sequence[tuple[int, Figure, int]]


def defined(opened: Opened, shown: Stretch, measure: str, platform: str, **more: str) -> str:
    """The definition of a figure over the stretch."""
    times = {"start": moment_of(shown.start).isoformat(), "end": moment_of(shown.end).isoformat()}
    parts = {"event": opened.name, "revision": opened.file.revision, "platform": platform, "by": shown.grain}
    return spelt(measure, {**parts, **times, **more})


def posts_link(opened: Opened, start: int, end: int, **more: object) -> str:
    """The page with the posts of minutes [start, end)."""
    times = {"since": iso(start, opened.tz), "until": iso(end, opened.tz)}
    return query(f"/events/{opened.name}/posts", **more, **times)


def platform_view(
    opened: Opened, shown: Stretch, platform: str, coverage: CoverageMap, bands: Sequence[Band], marks: Sequence[Mark]
) -> PlatformView:
    found = counts_of(opened.session, opened.id, shown.grain, shown.start, shown.end, platform, "")
    rows = list(points(shown.buckets, found, {}, coverage))
    known = [row for row in rows if row.counts is not None]
    links = {
        minute_of(row.start): posts_link(opened, minute_of(row.start), minute_of(row.end), platform=platform)
        for row in rows
    }
    return PlatformView(
        platform=platform,
        chart=_chart(opened, shown, platform, rows, links, bands, marks),
        posts=_sum(row.counts.posts for row in known if row.counts),
        originals=_sum(row.counts.originals for row in known if row.counts),
        removed=sum(row.counts.removed for row in known if row.counts),
        busiest=max(known, key=lambda row: row.counts.posts if row.counts else 0, default=None),
        kinds=sorted({row.seen for row in rows}, key=list(SEEN).index),
        share_seen=coverage.of(shown.start, shown.end)[1],
        rows=rows,
        links=links,
        spikes=bands,
    )


def _sum(values: Iterable[int]) -> int | None:
    found = list(values)
    return sum(found) if found else None


def _chart(
    opened: Opened,
    shown: Stretch,
    platform: str,
    rows: Sequence[Point],
    links: Mapping[int, str],
    bands: Sequence[Band],
    marks: Sequence[Mark],
) -> Markup:
    unit = "hour" if shown.grain == "hour" else "day"
    name = f"{PLATFORM_NAMES[platform]}: posts per {unit}"
    most = max(rows, key=lambda row: row.counts.posts if row.counts else -1)
    peak = f"The most in one {unit}: {number(most.counts.posts)}, {_when(most, shown)}." if most.counts else ""
    span = f"{local(shown.start, shown.zone)} to {local(shown.end, shown.zone)}, {opened.file.zone}."
    named = "".join(f" {band.words}." for band in bands)
    drawn = drawing.Timeline(
        title=name,
        description=f"{span} {peak}{named} Hatched: not watched. The numbers stand in the table below the chart.",
        bars=[_bar(row, shown, links[minute_of(row.start)]) for row in rows],
        bands=bands,
        marks=marks,
        ticks=[Tick(at, f"{day:{shown.day_shape}}") for at, day in spaced(day_starts(shown), 14)],
    )
    return drawing.timeline(drawn)


def _bar(row: Point, shown: Stretch, link: str) -> Bar:
    counts = row.counts
    words = f"{_when(row, shown)}: {number(counts.posts if counts else None)} posts"
    if counts:
        words += f", {number(counts.originals)} not reposts, {number(counts.distinct_texts)} different texts"
    start, end = minute_of(row.start), minute_of(row.end)
    posts, originals = (counts.posts, counts.originals) if counts else (None, None)
    return Bar(start, end, posts, originals, row.seen, f"{words} ({SEEN[row.seen]})", link)


def _when(row: Point, shown: Stretch) -> str:
    return local(row.start, shown.zone, "%a %d %b %Y" if shown.grain == "day" else "%a %d %b %H:%M")


def theme_views(opened: Opened, shown: Stretch, platform: str, measured: Mapping[str, Rule]) -> list[ThemeView]:
    """All themes of the event among the posts that react, most posts first."""
    posts = storage.series.theme_posts(
        opened.session, opened.id, shown.grain, shown.start, shown.end, platform=platform, voice=REACTING
    )
    whole = sum(posts.get("", {}).values())
    found = [
        _theme(opened, shown, platform, theme.name, posts.get(theme.name, {}), whole, measured[theme.name])
        for theme in opened.file.themes
    ]
    return sorted(found, key=lambda each: (-each.posts, each.name)) if whole else []


def _theme(
    opened: Opened, shown: Stretch, platform: str, name: str, posts: Mapping[int, int], whole: int, rule: Rule
) -> ThemeView:
    part = sum(posts.values())
    values = [float(posts.get(start, 0)) for start, _ in shown.buckets]
    definition = defined(opened, shown, "share of theme", platform, theme=name, who=REACTING)
    busiest = max(posts, key=lambda start: (posts[start], -start), default=None)
    title = f"{name} on {PLATFORM_NAMES[platform]} by {shown.grain}"
    link = posts_link(opened, shown.start, shown.end, platform=platform, theme=name, who=REACTING)
    share = estimates.share(part, whole, definition)
    return ThemeView(name, part, share, drawing.spark(title, values), link, busiest, rule)


def tone_view(opened: Opened, shown: Stretch, platform: str) -> ToneView | None:
    """The default scorer's mean by local day; None where nothing was scored."""
    names = scorer_names(opened.session, opened.id)
    days = day_starts(shown)[-WHOLE_DAYS:]
    start = days[0][0] if days else shown.start
    sums = tones_of(opened.session, opened.id, "day", start, shown.end, platform, "")
    used = {number for each in sums.values() for number in each}
    chosen = next((number for number in names if number in used), None)
    if chosen is None:
        return None
    parts = {"event": opened.name, "platform": platform, "by": "day", "scorer": names[chosen]}
    found = []
    for at, _ in days:
        mood = sums.get(at, {}).get(chosen)
        figure = (
            estimates.mean_tone(mood, spelt("mean compound", {**parts, "start": moment_of(at).isoformat()}))
            if mood
            else Figure(None, 0)
        )
        found.append((at, figure, mood.scored if mood else 0))
    points_ = [
        drawing.Whisker(f.value, f.low, f.high, f"{local(at, shown.zone, '%a %d %b')}: {tone(f)}, n = {n:,}")
        for at, f, n in found
    ]
    return ToneView(names[chosen], drawing.whiskers(f"Word tone by day on {PLATFORM_NAMES[platform]}", points_), found)


def facet_rows(opened: Opened, shown: Stretch, kind: str, platform: str, most: int) -> list[dict[str, Any]]:
    """Values of a facet with the posts that have it and their share, most first."""
    found = storage.series.facets(opened.session, opened.id, kind, shown.start, shown.end, platform=platform)
    whole = sum(count for _, count in found)
    rows = [
        {
            "value": value,
            "posts": count,
            "share": count / whole,
            "figure": _share(opened, shown, kind, platform, value, count, whole),
        }
        for value, count in found[:most]
    ]
    rest = whole - sum(count for _, count in found[:most])
    return [*rows, {"value": None, "posts": rest, "share": rest / whole, "figure": None}] if rest else rows


def _share(opened: Opened, shown: Stretch, kind: str, platform: str, value: str, posts: int, whole: int) -> Figure:
    return estimates.share(posts, whole, defined(opened, shown, f"share of {kind}", platform, **{kind: value}))


def sums(opened: Opened, shown: Stretch, view: PlatformView, reacting: int | None) -> dict[str, Figure]:
    """The large numbers of a platform as figures."""
    found = {"posts": view.posts, "originals": view.originals, "removed": view.removed}
    figures = {
        name: estimates.count(number, defined(opened, shown, name, view.platform)) for name, number in found.items()
    }
    of_voice = defined(opened, shown, "posts", view.platform, who=REACTING)
    return {**figures, "reacting": estimates.count(reacting, of_voice)}

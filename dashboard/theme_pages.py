"""The themes of an event side by side, on one scale, with one of them laid over the others, and their order in time."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import fastapi
from fastapi.responses import HTMLResponse
from markupsafe import Markup

import storage.series
from analysis.series import CoverageMap
from dashboard.event_view import ThemeView, posts_link, theme_views
from dashboard.multiples import Column, multiple
from dashboard.opened import Name, Opened, minute, open_event, theme_of
from dashboard.shown import local, page
from dashboard.stretch import DAY, Stretch, stretch
from digests.base import PLATFORM_NAMES
from digests.charts import nice_top
from digests.precision import Rule, rules
from digests.series import REACTING, coverage_by_platform

router = fastapi.APIRouter(include_in_schema=False)
Time = Annotated[str, fastapi.Query(max_length=40)]
FEW = 10  # posts below which a middle says nothing


@dataclasses.dataclass(frozen=True)
class Drawn:
    """One theme: its share and rule, its chart, and when half of its posts of the stretch had come."""

    view: ThemeView
    chart: Markup
    half_by: int | None


@router.get("/events/{name}/themes")
def themes(
    name: Name, over: Annotated[str, fastapi.Query(max_length=120)] = "", since: Time = "", until: Time = ""
) -> HTMLResponse:
    """Every theme on every platform over a stretch of time; the days around it unless asked."""
    with open_event(name) as opened:
        coverage = {k: CoverageMap(v) for k, v in coverage_by_platform(opened.session, opened.id).items()}
        shown = _known(stretch(opened, coverage.values(), *_limits(opened, since, until), days=7))
        platforms = storage.series.platforms(opened.session, opened.id) if shown else []
        measured = rules(opened.session, opened.id, opened.file)
        chosen = theme_of(opened, over)
        return page(
            "themes.html",
            title=f"Themes · {opened.file.title}",
            event=opened.event,
            file=opened.file,
            tab="themes",
            shown=shown,
            over=chosen,
            since=since,
            until=until,
            parts=[
                _part(each, _drawn(opened, shown, each, coverage.get(each, CoverageMap(())), chosen, measured))
                for each in platforms
                if shown
            ],
        )


def _limits(opened: Opened, since: str, until: str) -> tuple[int | None, int | None]:
    """What was asked for, else from a day before it happened to five after."""
    start, end = minute(since, opened.tz), minute(until, opened.tz)
    if start is not None and end is not None and start >= end:
        raise fastapi.HTTPException(422, "The stretch ends before it begins.")
    happened = opened.file.happened_at
    if start is None and end is None and happened:
        at = int(happened.timestamp() // 60)
        return at - DAY, at + 5 * DAY
    return start, end


def _known(shown: Stretch | None) -> Stretch | None:
    """Without the time after all that is known."""
    if shown is None or shown.last <= shown.start:
        return shown
    return dataclasses.replace(shown, end=min(shown.end, shown.last))


def _part(platform: str, drawn: Sequence[Drawn]) -> dict[str, Any]:
    return {"platform": platform, "drawn": drawn, "order": in_order(drawn)}


def _drawn(
    opened: Opened, shown: Stretch, platform: str, coverage: CoverageMap, over: str, measured: Mapping[str, Rule]
) -> list[Drawn]:
    posts = storage.series.theme_posts(
        opened.session, opened.id, shown.grain, shown.start, shown.end, platform=platform, voice=REACTING
    )
    buckets = shown.buckets
    has_zeros = [coverage.of(start, end)[0] in ("watched", "stated") for start, end in buckets]
    top = nice_top(max((n for name, each in posts.items() if name for n in each.values()), default=1))
    ends = f"{local(shown.start, shown.zone, '%a %d %b')} – {local(shown.end - 1, shown.zone, '%a %d %b')}"

    def values(theme: str) -> list[int | None]:
        found = posts.get(theme, {})
        pairs = zip(buckets, has_zeros, strict=True)
        return [found.get(start, 0 if known else None) for (start, _), known in pairs]

    drawn = []
    for view in theme_views(opened, shown, platform, measured):
        pairs = zip(buckets, values(view.name), strict=True)
        columns = [_column(opened, shown, platform, view.name, bucket, number) for bucket, number in pairs]
        line = values(over) if over and over != view.name else []
        title = f"{view.name} on {PLATFORM_NAMES[platform]}: posts that react, by {shown.grain}"
        chart = multiple(title + (f"; the line is {over}" if line else ""), columns, line, top, ends)
        drawn.append(Drawn(view, chart, half_by(posts.get(view.name, {}))))
    return drawn


def _column(
    opened: Opened, shown: Stretch, platform: str, theme: str, bucket: tuple[int, int], posts: int | None
) -> Column:
    when = local(bucket[0], shown.zone, "%a %d %b %H:%M" if shown.grain == "hour" else "%a %d %b %Y")
    link = posts_link(opened, *bucket, platform=platform, theme=theme, who=REACTING) if posts else ""
    return Column(posts, f"{when}: {posts} posts", link)


def half_by(posts: Mapping[int, int]) -> int | None:
    """The start of the bucket in which half of the posts had come; None for few posts."""
    whole, so_far = sum(posts.values()), 0
    if whole < FEW:
        return None
    for start in sorted(posts):
        so_far += posts[start]
        if so_far * 2 >= whole:
            return start
    return None


def in_order(drawn: Sequence[Drawn]) -> list[Drawn]:
    """Those whose middle is known, the earlier first."""
    return sorted((each for each in drawn if each.half_by is not None), key=lambda each: (each.half_by, each.view.name))

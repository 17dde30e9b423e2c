"""The list of events, and the page of one: its timeline, themes, languages, word tone, feeds and digests."""

from collections.abc import Mapping
from typing import Any

import fastapi
from fastapi.responses import HTMLResponse, Response

import storage.digests
import storage.episodes
import storage.events
import storage.rescores
import storage.series
from analysis.series import CoverageMap
from config import clock
from dashboard.drawing import Band, Mark
from dashboard.event_view import SEEN, facet_rows, platform_view, sums, theme_views, tone_view
from dashboard.first_posts import first_posts
from dashboard.freshness import unless_known
from dashboard.opened import Name, Opened, database, minute, open_event
from dashboard.shown import iso, page, query
from dashboard.stretch import WINDOWS, Stretch, stretch
from digests import live
from digests.precision import Rule, rules
from digests.series import coverage_by_platform
from storage.tables.columns import minute_of, moment_of

router = fastapi.APIRouter(include_in_schema=False)
DIGESTS_SHOWN = 14


@router.get("/")
def events() -> HTMLResponse:
    """Every event, with how many posts each has and its latest digests."""
    with database().read() as session:
        listed = [
            _listed(Opened(session, row, storage.events.revision_of(session, row)))
            for row in storage.events.all_events(session)
        ]
        return page("events.html", events=listed, title="Events")


def _listed(opened: Opened) -> dict[str, Any]:
    platforms = storage.series.platforms(opened.session, opened.id)
    return {
        "event": opened.event,
        "file": opened.file,
        "posts": {name: storage.series.total(opened.session, opened.id, platform=name) for name in platforms},
        "days": storage.digests.days(opened.session, opened.id)[::-1][:DIGESTS_SHOWN],
    }


@router.get("/events/{name}")
def event(
    request: fastapi.Request,
    name: Name,
    since: str = fastapi.Query("", max_length=40),
    until: str = fastapi.Query("", max_length=40),
    days: int = fastapi.Query(7, ge=1, le=3660),
) -> Response:
    """One event: all that is counted of it over a stretch of time."""
    with open_event(name) as opened:
        coverage = {k: CoverageMap(v) for k, v in coverage_by_platform(opened.session, opened.id).items()}
        wanted = minute(since, opened.tz), minute(until, opened.tz)
        if None not in wanted and wanted[0] >= wanted[1]:  # type: ignore[operator]
            raise fastapi.HTTPException(422, "The stretch ends before it begins.")
        shown = stretch(opened, coverage.values(), *wanted, days=days)
        platforms = sorted({*storage.series.platforms(opened.session, opened.id), *coverage})
        measured = rules(opened.session, opened.id, opened.file)
        parts = [
            _of_platform(opened, shown, each, coverage.get(each, CoverageMap(())), measured)
            for each in platforms
            if shown
        ]
        answer = page(
            "event.html",
            title=opened.file.title,
            event=opened.event,
            file=opened.file,
            shown=shown,
            parts=parts,
            windows=_windows(opened, shown),
            days=storage.digests.days(opened.session, opened.id)[::-1][:DIGESTS_SHOWN],
            seen_words=SEEN,
            alerts=storage.episodes.open_of(opened.session, opened.id),
            first=first_posts(opened, now=clock.now()) if shown else None,
            receipt_of=live.naming(opened.session, opened.event, opened.file.revision, now=clock.now()),
            tab="overview",
        )
        return unless_known(request, answer)


def _of_platform(
    opened: Opened, shown: Stretch, platform: str, coverage: CoverageMap, measured: Mapping[str, Rule]
) -> dict[str, Any]:
    view = platform_view(opened, shown, platform, coverage, bands(opened, shown, platform), marks(opened))
    themes = theme_views(opened, shown, platform, measured)
    return {
        "view": view,
        "sums": sums(opened, shown, view, themes[0].share.n if themes else None),
        "themes": themes,
        "tone": tone_view(opened, shown, platform),
        "languages": facet_rows(opened, shown, "language", platform, 6),
        "communities": facet_rows(opened, shown, "community", platform, 6) if platform == "reddit" else [],
    }


def bands(opened: Opened, shown: Stretch, platform: str) -> list[Band]:
    """The spikes of the platform as a whole that touch the stretch."""
    found = storage.episodes.touching(opened.session, opened.id, moment_of(shown.start), moment_of(shown.end))
    return [
        Band(
            minute_of(row.started_at),
            minute_of(row.ended_at or row.last_at),
            f"Spike: {row.words}",
            f"/alerts/{opened.name}/{row.id}",
        )
        for row in found
        if row.platform == platform and not row.subject and row.state != "corrected"
    ]


def marks(opened: Opened) -> list[Mark]:
    """The event itself, and when its settings changed after they were first made."""
    found = []
    if opened.file.happened_at:
        unsure = opened.file.happened_within
        words = "it happened" + (f" (± {unsure} min)" if unsure else "")
        found.append(Mark(minute_of(opened.file.happened_at), "happened", words, unsure))
    changes = storage.events.revisions(opened.session, opened.id)[1:]
    found += [Mark(minute_of(row.made_at), "changed", "settings changed") for row in changes]
    moved = storage.rescores.concluded(opened.session, opened.id)
    return [*found, *(Mark(minute_of(row.begun_at), "changed", "judged anew") for row in moved)]


def _windows(opened: Opened, shown: Stretch | None) -> list[Mapping[str, Any]]:
    """Links to shorter and longer stretches, and to those before and after."""
    if shown is None:
        return []
    path = f"/events/{opened.name}"
    found: list[Mapping[str, Any]] = []
    for words, count in WINDOWS:
        start, end = shown.window(count)
        found.append(
            {"words": words, "link": _link(opened, start, end), "is_on": (start, end) == (shown.start, shown.end)}
        )
    found.append({"words": "all", "link": _link(opened, shown.first, shown.last), "is_on": shown.is_whole})
    for words, by in (("← earlier", -1), ("later →", 1)):
        moved = shown.moved(by)
        if moved:
            found.append({"words": words, "link": _link(opened, *moved), "is_on": False})
    return found if len(found) > 1 else [{"words": "all", "link": path, "is_on": True}]


def _link(opened: Opened, start: int, end: int) -> str:
    return query(f"/events/{opened.name}", since=iso(start, opened.tz), until=iso(end, opened.tz))

"""The answers for programs: /api/… as JSON, described by OpenAPI at /api/openapi.json."""

import datetime as dt
from typing import Annotated, Any, Literal

import fastapi

import storage.coverage
import storage.digests
import storage.episodes
import storage.events
import storage.files
import storage.notes
import storage.series
from analysis import estimates
from analysis.definitions import spelt
from analysis.estimates import Figure
from analysis.series import CoverageMap
from config import clock
from dashboard import post_view
from dashboard.compare_pages import compared
from dashboard.digest_pages import NO_DIGEST
from dashboard.event_view import theme_views
from dashboard.method_sheet import sheet
from dashboard.opened import Name, Opened, database, minute, open_event, platform_of
from dashboard.post_asked import Asked, Short, Time, search
from dashboard.series_asked import asked_for
from dashboard.stretch import stretch
from digests import comparison, live
from digests.noted import since_corrected
from digests.precision import rules
from digests.series import coverage_by_platform
from digests.series_records import as_record
from digests.sides import LONGEST, side
from storage.tables.columns import moment_of

router = fastapi.APIRouter(prefix="/api", tags=["events"])
Json = dict[str, Any]


@router.get("/events")
def events() -> list[Json]:
    """Every event, with its settings version and the posts that count, by platform."""
    with database().read() as session:
        rows = storage.events.all_events(session)
        return [_event(Opened(session, row, storage.events.revision_of(session, row))) for row in rows]


@router.get("/events/{name}")
def event(name: Name) -> Json:
    """One event, with the method sheet of its numbers."""
    with open_event(name) as opened:
        return {**_event(opened), "method": sheet(opened, "event", {})}


def _event(opened: Opened) -> Json:
    happened = opened.file.happened_at
    platforms = storage.series.platforms(opened.session, opened.id)
    posts = {each: storage.series.total(opened.session, opened.id, platform=each) for each in platforms}
    naming = live.naming(opened.session, opened.event, opened.file.revision, now=clock.now())
    return {
        "event": opened.name,
        "title": opened.file.title,
        "zone": opened.file.zone,
        "happened_at": happened.isoformat() if happened else None,
        "revision": opened.file.revision,
        "fault": opened.event.file_fault or None,
        "posts": posts,
        "receipts": {each: naming(_total(opened, each, number)) for each, number in posts.items()},
    }


def _total(opened: Opened, platform: str, posts: int) -> Figure:
    return estimates.count(posts, spelt("posts in all", {"event": opened.name, "platform": platform}))


@router.get("/events/{name}/series")
def series(
    name: Name,
    by: Literal["minute", "hour", "day"] = "day",
    theme: Short = "",
    platform: Short = "",
    who: Short = "",
    since: Time = "",
    until: Time = "",
) -> list[Json]:
    """The buckets with counts, shares, word tones and how much was seen; docs/formats.md states the schema. `who` is
    empty for all posts that count, or reacting."""
    with open_event(name) as opened:
        table = asked_for(opened, by, theme, platform, who, since, until)
        naming = live.naming(opened.session, opened.event, opened.file.revision, now=clock.now())
        return [as_record(row, table, naming) for row in table.rows]


@router.get("/events/{name}/alerts")
def alerts(name: Name, limit: Annotated[int, fastapi.Query(ge=1, le=500)] = 100) -> list[Json]:
    """Alarms, findings, and what is part of them, the latest first."""
    with open_event(name) as opened:
        rows = storage.episodes.listed(opened.session, opened.id, limit=limit)
        return [row.model_dump(mode="json") for row in rows]


@router.get("/events/{name}/notes")
def notes(name: Name, limit: Annotated[int, fastapi.Query(ge=1, le=500)] = 100) -> list[Json]:
    """What the desk wrote for the next shift, the latest first."""
    with open_event(name) as opened:
        return [row.model_dump(mode="json") for row in storage.notes.listed(opened.session, opened.id, limit=limit)]


@router.get("/events/{name}/compare")
def compare(name: Name, other: Short = "", hours: Annotated[int, fastapi.Query(ge=0, le=LONGEST)] = 0) -> list[Json]:
    """The event against another one, or those it is usually compared with, at the same age (0: that it has now), each
    against its own usual; refused, with the reasons, where they differ. Empty where nobody said when it happened."""
    with open_event(name) as opened:
        one = side(opened.session, opened.event)
        age = (hours or comparison.age_at(one, clock.now())) if one else 0
        return [comparison.record(one, each) for each in compared(opened, one, other, age)] if one and age else []


@router.get("/events/{name}/posts")
def posts(
    name: Name,
    asked: Annotated[Asked, fastapi.Depends()],
    after: Short = "",
    limit: Annotated[int, fastapi.Query(ge=1, le=500)] = 100,
) -> Json:
    """A page of posts. `next` is the `after` of the next page, null at the end; a page may hold fewer posts than asked
    for, or none, and still have a next one."""
    with open_event(name) as opened:
        wanted = search(opened, asked)
        found, records = post_view.found(opened, wanted, post_view.place_of(after), limit)
        return {"posts": records, "looked_at": found.looked_at, "next": post_view.cursor(found.after)}


@router.get("/events/{name}/themes")
def themes(name: Name, platform: Short, since: Time = "", until: Time = "") -> Json:
    """The share of each theme over a stretch of time on one platform, with its 95 % interval."""
    with open_event(name) as opened:
        coverage = [CoverageMap(rows) for rows in coverage_by_platform(opened.session, opened.id).values()]
        shown = stretch(opened, coverage, minute(since, opened.tz), minute(until, opened.tz))
        measured = rules(opened.session, opened.id, opened.file)
        found = theme_views(opened, shown, platform_of(platform), measured) if shown else []
        naming = live.naming(opened.session, opened.event, opened.file.revision, now=clock.now())
        return {
            "event": opened.name,
            "platform": platform,
            "since": moment_of(shown.start).isoformat() if shown else None,
            "until": moment_of(shown.end).isoformat() if shown else None,
            "themes": [
                {
                    "theme": t.name,
                    "posts": t.posts,
                    "share": t.share.value,
                    "low": t.share.low,
                    "high": t.share.high,
                    "n": t.share.n,
                    "rule": t.rule.words,
                    "definition": t.share.definition,
                    "id": naming(t.share),
                }
                for t in found
            ],
        }


@router.get("/events/{name}/coverage")
def coverage(name: Name) -> list[Json]:
    """What is known of how much was seen: stretches of source and platform, half-open."""
    with open_event(name) as opened:
        names = {row.id: row.name for row in storage.events.sources(opened.session, opened.event)}
        return [
            {
                "source": names.get(row.source_id),
                "platform": row.platform,
                "kind": row.kind,
                "start": moment_of(row.start).isoformat(),
                "end": moment_of(row.end).isoformat(),
                "exposure": row.exposure,
            }
            for row in storage.coverage.of_event(opened.session, opened.id)
        ]


@router.get("/events/{name}/files")
def files(name: Name) -> list[Json]:
    """What was imported, with counts that add up."""
    with open_event(name) as opened:
        return [_file(opened, row) for row in storage.files.of_event(opened.session, opened.id)]


def _file(opened: Opened, row: Any) -> Json:
    counts, skipped = storage.files.totals(storage.files.parts_of(opened.session, row.id or 0))
    same = {
        name: getattr(row, name)
        for name in ("path", "member", "sha256", "size", "format", "state", "error", "query", "sort")
    }
    return {**same, "warnings": row.warnings, "counts": counts, "skipped": skipped}


@router.get("/events/{name}/digests")
def digests(name: Name) -> list[dt.date]:
    """The days that have a digest, oldest first."""
    with open_event(name) as opened:
        return storage.digests.days(opened.session, opened.id)


@router.get("/events/{name}/digests/{day}")
def digest(name: Name, day: dt.date) -> Json:
    """The numbers of a digest as they were frozen, each with n, interval and definition."""
    with open_event(name) as opened:
        row = storage.digests.current(opened.session, opened.id, day)
        if row is None:
            raise fastapi.HTTPException(404, NO_DIGEST)
        later = since_corrected(opened.session, row)
        about = {"version": row.version, "made_at": row.made_at.isoformat(), "sha256": row.sha256}
        return {**about, **row.numbers, "corrected_since": later}

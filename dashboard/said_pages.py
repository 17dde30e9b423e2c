"""What is said: the phrases that rise and the texts that are copied, of one day or a stretch of at most a week."""

from typing import Any

import fastapi
from fastapi.responses import HTMLResponse

import storage.series
from analysis.series import CoverageMap
from dashboard.event_view import posts_link
from dashboard.opened import Name, Opened, minute, open_event
from dashboard.shown import page, query
from dashboard.stretch import DAY, day_starts, stretch
from digests.copies import clusters, length
from digests.rising import risen
from digests.series import coverage_by_platform
from storage.buckets import day_bounds
from storage.tables.columns import moment_of

router = fastapi.APIRouter(include_in_schema=False)
LONGEST = 7 * DAY
PHRASES, COPIES = 20, 12


@router.get("/events/{name}/said")
def said(
    name: Name, since: str = fastapi.Query("", max_length=40), until: str = fastapi.Query("", max_length=40)
) -> HTMLResponse:
    """Rising phrases and copies, each platform for itself."""
    with open_event(name) as opened:
        coverage = [CoverageMap(rows) for rows in coverage_by_platform(opened.session, opened.id).values()]
        shown = stretch(opened, coverage, minute(since, opened.tz), minute(until, opened.tz), days=14)
        start, end = _limits(opened, shown, since, until) if shown else (0, 0)
        platforms = storage.series.platforms(opened.session, opened.id) if shown else []
        return page(
            "said.html",
            title=f"What is said · {opened.file.title}",
            event=opened.event,
            file=opened.file,
            tab="said",
            start=start,
            end=end,
            parts=[_of_platform(opened, each, start, end) for each in platforms],
            days=[
                {
                    "day": day,
                    "link": query(f"/events/{name}/said", since=day, until=_after(opened, at)),
                    "is_on": at == start,
                }
                for at, day in (day_starts(shown)[-14:] if shown else [])
            ],
        )


def _limits(opened: Opened, shown: Any, since: str, until: str) -> tuple[int, int]:
    """What was asked for, else the busiest local day: there most is said."""
    if not since and not until:
        days = [at for at, _ in day_starts(shown)] or [shown.start]
        posts = {
            at: sum(_posts(opened, each, at) for each in storage.series.platforms(opened.session, opened.id))
            for at in days
        }
        start = max(days, key=lambda at: (posts[at], -at))
        return day_bounds(moment_of(start).astimezone(opened.tz).date(), opened.tz)
    if shown.end - shown.start > LONGEST:
        raise fastapi.HTTPException(422, "Ask for at most seven days at once.")
    return shown.start, shown.end


def _posts(opened: Opened, platform: str, day: int) -> int:
    found = storage.series.counts(opened.session, opened.id, "day", day, day + 1, platform=platform)
    return int(found[day]["posts"]) if day in found else 0


def _after(opened: Opened, at: int) -> str:
    _, end = day_bounds(moment_of(at).astimezone(opened.tz).date(), opened.tz)
    return moment_of(end).astimezone(opened.tz).date().isoformat()


def _of_platform(opened: Opened, platform: str, start: int, end: int) -> dict[str, Any]:
    found = risen(opened.session, opened.id, platform, start, end)
    copied = clusters(opened.session, opened.id, start, end, platform=platform, limit=COPIES)
    return {
        "platform": platform,
        "risen": found,
        "phrases": [
            {
                "language": language,
                "rising": each,
                "link": posts_link(opened, start, end, platform=platform, q=each.phrase),
            }
            for language, each in found.phrases[:PHRASES]
        ],
        "copies": [{"cluster": each, "spread": length(each.spread)} for each in copied if each.posts > 1],
    }

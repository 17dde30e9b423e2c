"""Links to show one digest or one event's page to somebody without an account: made, listed, taken back, and opened."""

import datetime as dt
import re
from typing import Annotated, Any

import fastapi
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from markupsafe import Markup

import storage.audit
import storage.digests
import storage.events
import storage.series
import storage.sharing
from analysis.series import CoverageMap
from config import clock
from config.settings import settings
from dashboard.digest_pages import frozen
from dashboard.event_view import SEEN, platform_view, theme_views
from dashboard.limiting import Limit
from dashboard.opened import Name, Opened, database, open_event
from dashboard.shown import page
from dashboard.stretch import stretch
from dashboard.visiting import changing, said, visitor
from digests import rendering
from digests.noted import noted
from digests.precision import rules
from digests.series import coverage_by_platform
from storage.tables import Event, ShareLink

router = fastapi.APIRouter(include_in_schema=False)
NO_LINK = "This link does not hold: it expired, was taken back, or was never made."
HEADERS = {"X-Robots-Tag": "noindex, nofollow, noarchive", "Referrer-Policy": "no-referrer"}
LINKS = re.compile(r"</?a\b[^>]*>")
LIMIT = Limit(60)
Word = Annotated[str, fastapi.Path(min_length=20, max_length=100)]


@router.get("/events/{name}/share")
def links(name: Name) -> HTMLResponse:
    """The links of the event, and a form for a new one."""
    return _page(name, "")


@router.post("/events/{name}/share")
def make(name: Name, request: fastapi.Request) -> HTMLResponse:
    """A new link; it stands on the page once."""
    form = changing(request)
    day, days = _day(said(form, "day", 10)), said(form, "days", 3)
    if not days.isdecimal() or not 1 <= int(days) <= storage.sharing.LONGEST.days:
        raise fastapi.HTTPException(422, f"A link lasts 1 to {storage.sharing.LONGEST.days} days.")
    with open_event(name) as opened:
        event_id = opened.id
        if day is not None and storage.digests.current(opened.session, event_id, day) is None:
            raise fastapi.HTTPException(422, "There is no digest of that day.")
    with database().write() as session:
        lasts = dt.timedelta(days=int(days))
        word = storage.sharing.make(
            session, event_id, day, note=said(form, "note", 200), by=visitor().name, now=clock.now(), lasts=lasts
        )
        about = {"event": name, "day": str(day or ""), "days": int(days)}
        storage.audit.add(session, visitor().name, "shared a link", about, now=clock.now())
    base = settings().dashboard_url.rstrip("/") or str(request.base_url).rstrip("/")
    return _page(name, f"{base}/shared/{word}")


@router.post("/events/{name}/share/{mark}/revoke")
def revoke(name: Name, mark: str, request: fastapi.Request) -> RedirectResponse:
    """Takes a link back at once."""
    changing(request)
    with open_event(name) as opened:
        event_id = opened.id
    with database().write() as session:
        if storage.sharing.revoke(session, event_id, mark, now=clock.now()) is None:
            raise fastapi.HTTPException(404, "There is no such link.")
        about = {"event": name, "link": mark[:20]}
        storage.audit.add(session, visitor().name, "took a shared link back", about, now=clock.now())
    return RedirectResponse(f"/events/{name}/share", 303)


def _page(name: str, made: str) -> HTMLResponse:
    with open_event(name) as opened:
        now = clock.now()
        rows = [
            {"row": row, "mark": storage.sharing.mark_of(row), "holds": row.revoked_at is None and row.until > now}
            for row in storage.sharing.of_event(opened.session, opened.id)
        ]
        days = storage.digests.days(opened.session, opened.id)[::-1]
        shown: HTMLResponse = page(
            "share.html",
            title="Share",
            event=opened.event,
            file=opened.file,
            tab="digests",
            links=rows,
            days=days,
            made=made,
            longest=storage.sharing.LONGEST.days,
        )
        return shown


def _day(given: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(given) if given else None
    except ValueError:
        raise fastapi.HTTPException(422, "That is no day such as 2025-04-18.") from None


@router.get("/shared/{word}")
def shared(word: Word, request: fastapi.Request) -> Response:
    """What the link shows, without links to anything else of ours."""
    if not LIMIT.allows(request.client.host if request.client else ""):
        raise fastapi.HTTPException(429, "That was asked too often. Wait a minute.")
    with database().read() as session:
        link = storage.sharing.of_word(session, word, now=clock.now())
        event = session.get(Event, link.event_id) if link else None
        if link is None or event is None:
            raise fastapi.HTTPException(404, NO_LINK)
        opened = Opened(session, event, storage.events.revision_of(session, event))
        answer = _digest(opened, link.day) if link.day else _event(opened, link)
    answer.headers.update(HEADERS)
    return answer


def _digest(opened: Opened, day: dt.date) -> HTMLResponse:
    row = storage.digests.current(opened.session, opened.id, day)
    if row is None:
        raise fastapi.HTTPException(404, NO_LINK)
    body = noted(opened.session, row).html
    return frozen(rendering.fill(body, storage.digests.quotes(opened.session, row), "html", None))


def _event(opened: Opened, link: ShareLink) -> HTMLResponse:
    coverage = {k: CoverageMap(v) for k, v in coverage_by_platform(opened.session, opened.id).items()}
    window = stretch(opened, coverage.values(), None, None, days=7)
    measured = rules(opened.session, opened.id, opened.file)
    platforms = sorted({*storage.series.platforms(opened.session, opened.id), *coverage})
    parts: list[dict[str, Any]] = []
    for each in platforms if window else []:
        assert window is not None
        view = platform_view(opened, window, each, coverage.get(each, CoverageMap(())), [], [])
        chart = Markup(LINKS.sub("", str(view.chart)))  # noqa: S704 (our own drawing, less its links)
        parts.append({"view": view, "chart": chart, "themes": theme_views(opened, window, each, measured)})
    shown: HTMLResponse = page(
        "shared.html", title=opened.file.title, file=opened.file, shown=window, parts=parts, link=link, seen_words=SEEN
    )
    return shown

"""Alerts: what was spoken of and what was only found, the story of each, and what people did about it."""

from typing import Any

import fastapi
from fastapi.responses import HTMLResponse, RedirectResponse

import storage.audit
import storage.episodes
import storage.events
import storage.outbox
from config import clock
from dashboard.opened import NO_EVENT, Name, Opened, database, minute, open_event
from dashboard.shown import page
from dashboard.visiting import changing, said, visitor
from digests import rendering
from storage.tables import Episode
from storage.tables.columns import moment_of

router = fastapi.APIRouter(include_in_schema=False)
LISTED, LOGGED = 200, 10
NO_ALERT = "There is no such alert."
COLUMNS = {"acknowledged": "acknowledged_by", "not news": "not_news", "handed": "handed_to", "note": ""}
NEED_WORDS = ("not news", "handed", "note")
STANDINGS = {"alarm": "alert", "finding": "found, not sent", "attached": "part of it"}


@router.get("/events/{name}/alerts")
def alerts(name: Name) -> HTMLResponse:
    """The stories of the event, the latest first, each with what belongs to it; and the shift log."""
    with open_event(name) as opened:
        rows = storage.episodes.listed(opened.session, opened.id, limit=LISTED)
        now = clock.now()
        return page(
            "alerts.html",
            title=f"Alerts · {opened.file.title}",
            event=opened.event,
            file=opened.file,
            tab="alerts",
            stories=_stories(rows),
            quiet_until=storage.episodes.quiet_until(opened.session, opened.id, now=now),
            log=storage.episodes.marks_before(opened.session, opened.id, None, limit=LOGGED),
            standings=STANDINGS,
        )


def _stories(rows: Any) -> list[dict[str, Any]]:
    """Alarms and findings with the episodes that are part of them."""
    ids = {row.id for row in rows}
    heads = [row for row in rows if row.standing != "attached" or row.parent_id not in ids]
    return [{"head": head, "parts": [row for row in rows if row.parent_id == head.id]} for head in heads]


@router.get("/alerts/{name}/{number}")
def alert(name: Name, number: int) -> HTMLResponse:
    """What was said of one episode, the first message first, less what was deleted since."""
    with open_event(name) as opened:
        episode = _episode(opened, number)
        notices = storage.outbox.notices_of(opened.session, opened.id, number)
        return page(
            "alert.html",
            title=f"Alert {number} · {opened.file.title}",
            event=opened.event,
            file=opened.file,
            tab="alerts",
            episode=episode,
            notices=[_notice(opened, notice) for notice in notices],
            log=storage.episodes.marks(opened.session, opened.id, episode_id=number),
            standings=STANDINGS,
        )


def _notice(opened: Opened, notice: Any) -> dict[str, Any]:
    quotes = storage.outbox.quotes(opened.session, notice.id or 0)
    return {
        "row": notice,
        "text": rendering.fill(notice.text, quotes, "text"),
        "deliveries": storage.outbox.of_notice(opened.session, notice.id or 0),
    }


@router.post("/alerts/{name}/{number}")
def answer(name: Name, number: int, request: fastapi.Request) -> RedirectResponse:
    """I have it, not news, handed over, or a note: as `groundswell alerts` does."""
    form = changing(request)
    what, words, by = said(form, "what", 20), said(form, "words"), visitor().name or said(form, "by", 60) or "someone"
    if what not in COLUMNS:
        raise fastapi.HTTPException(422, "There is no such answer to an alert.")
    if what in NEED_WORDS and not words:
        raise fastapi.HTTPException(422, "This answer needs a few words.")
    with database().write() as session:
        event = storage.events.named(session, name)
        episode = storage.episodes.by_id(session, event.id or 0, number) if event else None
        if event is None or episode is None:
            raise fastapi.HTTPException(404, NO_ALERT)
        if COLUMNS[what]:
            setattr(episode, COLUMNS[what], words or by)
            session.add(episode)
        storage.episodes.note(session, event.id or 0, number, what, now=clock.now(), by=by, words=words)
        storage.audit.add(session, visitor().name, f"alert: {what}", {"alert": f"{name}/{number}"}, now=clock.now())
    return RedirectResponse(f"/alerts/{name}/{number}", 303)


@router.post("/events/{name}/quiet")
def quiet(name: Name, request: fastapi.Request) -> RedirectResponse:
    """Nothing is sent for this event until then; without a time, what was quiet speaks again."""
    form = changing(request)
    by = visitor().name or said(form, "by", 60) or "someone"
    with open_event(name) as opened:
        until = minute(said(form, "until", 40), opened.tz)
    with database().write() as session:
        event = storage.events.named(session, name)
        if event is None:
            raise fastapi.HTTPException(404, NO_EVENT)
        at = moment_of(until) if until is not None else clock.now()
        storage.episodes.note(session, event.id or 0, None, "quiet", now=clock.now(), by=by, until=at)
        storage.audit.add(session, visitor().name, "quiet", {"event": name, "until": at.isoformat()}, now=clock.now())
    return RedirectResponse(f"/events/{name}/alerts", 303)


def _episode(opened: Opened, number: int) -> Episode:
    episode = storage.episodes.by_id(opened.session, opened.id, number) if abs(number) < 1 << 62 else None
    if episode is None:
        raise fastapi.HTTPException(404, NO_ALERT)
    return episode

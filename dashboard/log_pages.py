"""The shift log of an event: what groundswell did, what people said, and notes for the next shift."""

from typing import Annotated

import fastapi
from fastapi.responses import HTMLResponse, RedirectResponse

import storage.audit
import storage.episodes
import storage.events
import storage.notes
from config import clock
from dashboard.opened import NO_EVENT, Name, database, open_event
from dashboard.shown import page, query
from dashboard.visiting import changing, said, visitor

router = fastapi.APIRouter(include_in_schema=False)
SHOWN = 100
Before = Annotated[int, fastapi.Query(ge=0, le=(1 << 62))]


@router.get("/events/{name}/log")
def log(name: Name, before: Before = 0) -> HTMLResponse:
    """The newest lines first; the next page goes on where this one stops."""
    with open_event(name) as opened:
        rows = storage.episodes.marks_before(opened.session, opened.id, before or None, limit=SHOWN + 1)
        return page(
            "log.html",
            title=f"Shift log · {opened.file.title}",
            event=opened.event,
            file=opened.file,
            tab="alerts",
            log=rows[:SHOWN],
            longest=storage.notes.LONGEST,
            next=query(f"/events/{name}/log", before=rows[SHOWN - 1].id) if len(rows) > SHOWN else None,
        )


@router.post("/events/{name}/log")
def note(name: Name, request: fastapi.Request) -> RedirectResponse:
    """Keeps a note on the event as a whole."""
    form = changing(request)
    words, by = said(form, "words", storage.notes.LONGEST), visitor().name or said(form, "by", 60) or "someone"
    with database().write() as session:
        event = storage.events.named(session, name)
        if event is None:
            raise fastapi.HTTPException(404, NO_EVENT)
        try:
            storage.notes.add(session, event.id or 0, words, by=by, now=clock.now())
        except ValueError as fault:
            raise fastapi.HTTPException(422, f"Not kept: {fault}.") from None
        storage.audit.add(session, visitor().name, "wrote a note", {"event": name}, now=clock.now())
    return RedirectResponse(f"/events/{name}/log", 303)

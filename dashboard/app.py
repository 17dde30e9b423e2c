"""The web process: /healthz, the list of events, the digests as they were frozen, and alerts as they were sent."""

import base64
import datetime as dt
import hashlib
import importlib.resources
import re
from collections.abc import Awaitable, Callable
from typing import Any

import fastapi
import jinja2
from fastapi.responses import HTMLResponse, JSONResponse, Response

import storage.digests
import storage.episodes
import storage.events
import storage.leases
import storage.outbox
import storage.posts
from config import clock
from config.settings import settings
from dashboard import metrics
from digests import rendering
from storage import schema
from storage.database import Database, open_database

STALE = dt.timedelta(seconds=60)
HEARTBEAT = "tick"
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
POLICY = (
    "default-src 'none'; img-src 'self' data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'; "
    "style-src {styles}"
)

app = fastapi.FastAPI(title="groundswell", docs_url=None, redoc_url=None, openapi_url=None)
templates = jinja2.Environment(
    loader=jinja2.FunctionLoader(
        lambda name: importlib.resources.files("dashboard").joinpath("templates", name).read_text(encoding="utf-8")
    ),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
    undefined=jinja2.StrictUndefined,
)


@app.middleware("http")
async def guarded(request: fastapi.Request, call_next: Callable[[fastapi.Request], Awaitable[Response]]) -> Response:
    """The headers that every answer has. A page may bring styles of its own only if it names them by their hash."""
    response = await call_next(request)
    response.headers.update(HEADERS)
    response.headers.setdefault("Content-Security-Policy", POLICY.format(styles="'none'"))
    return response


@app.get("/healthz")
def health() -> JSONResponse:
    """200 while the database answers and, where the service runs, ticks; else 503 with the reason."""
    try:
        with _database().read() as session:
            tick = storage.leases.holder(session, HEARTBEAT)
    except Exception as error:  # noqa: BLE001 (whatever is wrong with the database, this page must say so)
        return JSONResponse({"ok": False, "why": f"the database does not answer ({type(error).__name__})"}, 503)
    last = tick.until - storage.leases.LENGTH if tick else None
    late = last is not None and clock.now() - last > STALE
    why = "the service has not ticked for a minute" if late else "the service was never started" if last is None else ""
    return JSONResponse(
        {"ok": not late, "last_tick_at": last.isoformat() if last else None, "why": why or None}, 503 if late else 200
    )


@app.get("/metrics")
def measured() -> Response:
    """How the service does, for Prometheus."""
    try:
        body, status = metrics.text(_database(), now=clock.now()), 200
    except Exception:  # noqa: BLE001 (whatever is wrong with the database, this page must say so)
        body, status = metrics.down(), 503
    return Response(body, status, media_type="text/plain; version=0.0.4; charset=utf-8")


@app.get("/")
def events() -> HTMLResponse:
    """Every event with its posts and digests."""
    listed = []
    with _database().read() as session:
        for event in storage.events.all_events(session):
            file = storage.events.revision_of(session, event)
            days = storage.digests.days(session, event.id or 0)
            listed.append(
                {
                    "name": event.name,
                    "title": file.title,
                    "fault": event.file_fault,
                    "posts": storage.posts.counted(session, event.id or 0),
                    "days": days[::-1][:14],
                }
            )
    return _page(templates.get_template("events.html").render(events=listed))


@app.get("/digests/{name}/{day}")
def digest(name: str, day: dt.date) -> HTMLResponse:
    """A digest as it was frozen, less what was deleted since."""
    with _database().read() as session:
        event = storage.events.named(session, name)
        row = storage.digests.current(session, event.id or 0, day) if event else None
        if row is None:
            raise fastapi.HTTPException(404, "There is no digest of that event and day.")
        return _page(rendering.fill(row.html, storage.digests.quotes(session, row), "html"))


@app.get("/alerts/{name}/{number}")
def alert(name: str, number: int) -> HTMLResponse:
    """What was said of one episode, the first message first, less what was deleted since."""
    with _database().read() as session:
        event = storage.events.named(session, name)
        episode = storage.episodes.by_id(session, event.id or 0, number) if event else None
        if episode is None:
            raise fastapi.HTTPException(404, "There is no such alert.")
        said = [
            rendering.fill(notice.text, storage.outbox.quotes(session, notice.id or 0), "text")
            for notice in storage.outbox.notices_of(session, episode.event_id, number)
        ]
        return _page(templates.get_template("alert.html").render(name=name, episode=episode, said=said))


def _database() -> Database:
    opened = open_database(settings().database)
    schema.ensure(opened)
    return opened


def _page(html: str) -> HTMLResponse:
    styles = re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'" for style in styles
    )
    headers: dict[str, Any] = {"Content-Security-Policy": POLICY.format(styles=hashes or "'none'")}
    return HTMLResponse(html, headers=headers)

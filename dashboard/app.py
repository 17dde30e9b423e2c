"""The web process: its parts put together, /healthz, the files of the pages, and the pages of faults."""

import datetime as dt
import mimetypes

import fastapi
import fastapi.exceptions
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

import storage.leases
from config import clock
from dashboard import (
    account_pages,
    alert_pages,
    api,
    api_page,
    compare_pages,
    digest_pages,
    event_page,
    evidence_pages,
    export_pages,
    file_pages,
    guarding,
    label_pages,
    log_pages,
    metrics,
    new_event_pages,
    post_pages,
    reader_pages,
    receipt_pages,
    rehearsal_pages,
    said_pages,
    sharing_pages,
    status_pages,
    theme_pages,
    upload_pages,
)
from dashboard.opened import database
from dashboard.shown import file, page
from dashboard.visiting import LoginNeeded, admitted

STALE = dt.timedelta(seconds=60)
HEARTBEAT = "tick"
STATIC = frozenset({"style.css", "icon.svg", "chart.js", "copy.js", "keys.js", "live.js"})
FOR_EVER = "public, max-age=31536000, immutable"

PARTS = (
    account_pages,
    new_event_pages,
    event_page,
    evidence_pages,
    export_pages,
    post_pages,
    reader_pages,
    label_pages,
    said_pages,
    theme_pages,
    compare_pages,
    file_pages,
    upload_pages,
    alert_pages,
    rehearsal_pages,
    log_pages,
    digest_pages,
    status_pages,
    receipt_pages,
    sharing_pages,
    api,
    api_page,
)

app = fastapi.FastAPI(
    title="groundswell", docs_url=None, redoc_url=None, openapi_url=None, dependencies=[fastapi.Depends(admitted)]
)
app.add_middleware(guarding.Guard)
for part in PARTS:
    app.include_router(part.router)


@app.get("/healthz", include_in_schema=False)
def health() -> JSONResponse:
    """200 while the database answers and, where the service runs, ticks; else 503 with the reason."""
    try:
        with database().read() as session:
            tick = storage.leases.holder(session, HEARTBEAT)
    except Exception as error:  # noqa: BLE001 (whatever is wrong with the database, this page must say so)
        return JSONResponse({"ok": False, "why": f"the database does not answer ({type(error).__name__})"}, 503)
    last = tick.until - storage.leases.LENGTH if tick else None
    late = last is not None and clock.now() - last > STALE
    why = (
        "the service has not ticked for a minute" if late else "the service has not ticked yet" if last is None else ""
    )
    return JSONResponse(
        {"ok": not late, "last_tick_at": last.isoformat() if last else None, "why": why or None}, 503 if late else 200
    )


@app.get("/metrics", include_in_schema=False)
def measured() -> Response:
    """How the service does, for Prometheus."""
    try:
        body, status = metrics.text(database(), now=clock.now()), 200
    except Exception:  # noqa: BLE001 (whatever is wrong with the database, this page must say so)
        body, status = metrics.down(), 503
    return Response(body, status, media_type="text/plain; version=0.0.4; charset=utf-8")


@app.get("/static/{name}", include_in_schema=False)
def static(name: str) -> Response:
    if name not in STATIC:
        raise fastapi.HTTPException(404, "There is no such page.")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(file(name), media_type=kind, headers={"Cache-Control": FOR_EVER})


@app.exception_handler(HTTPException)
async def fault(request: fastapi.Request, error: HTTPException) -> Response:
    """What is wrong, as a page, or as JSON where a program asked."""
    words = str(error.detail) if error.detail != "Not Found" else "There is no such page."
    return _fault(request, error.status_code, words)


@app.exception_handler(fastapi.exceptions.RequestValidationError)
async def malformed(request: fastapi.Request, error: fastapi.exceptions.RequestValidationError) -> Response:
    names = sorted({str(each["loc"][-1]) for each in error.errors()})
    return _fault(request, 422, f"This part of the address cannot be read: {', '.join(names)}.")


@app.exception_handler(LoginNeeded)
async def stranger(request: fastapi.Request, _: LoginNeeded) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": "Log in first."}, 401)
    return RedirectResponse("/login", 303)


@app.exception_handler(Exception)
async def broken(request: fastapi.Request, _: Exception) -> Response:
    """An error of ours. What it was stands in the log of the web process, not on the page."""
    answer = _fault(request, 500, "Something went wrong here. The log of the web process says what.")
    answer.headers.update(guarding.HEADERS)  # this answer passes outside the guard
    return answer


def _fault(request: fastapi.Request, status: int, words: str) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": words}, status)
    shown: HTMLResponse = page("fault.html", status, title="Not here" if status == 404 else "Not done", words=words)
    return shown

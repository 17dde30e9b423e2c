"""Adding a file: upload it, see what it is and how it would be read, then take it or throw it away."""

from typing import Any

import fastapi
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.datastructures import UploadFile

import storage.audit
from config import clock
from config.settings import settings
from dashboard import uploading
from dashboard.opened import Name, database, minute, open_event
from dashboard.shown import page
from dashboard.uploading import Upload
from dashboard.visiting import changing, said, visitor

router = fastapi.APIRouter(include_in_schema=False)
SORTS = ("", "top", "latest")
WORDS = (("query", "--query"), ("by", "--by"), ("tool", "--tool"), ("at_most", "--at-most"))
INCOMPLETE = "said to be incomplete"


@router.get("/events/{name}/upload")
def uploads(name: Name) -> HTMLResponse:
    """The form, and what waits to be taken."""
    with open_event(name) as opened:
        return page(
            "upload.html",
            title=f"Add a file · {opened.file.title}",
            event=opened.event,
            file=opened.file,
            tab="upload",
            waiting=uploading.waiting(name),
            most_mb=settings().groundswell_upload_mb,
        )


@router.post("/events/{name}/upload")
def upload(name: Name, request: fastapi.Request) -> RedirectResponse:
    """Keeps the file as it came, and looks at it. Nothing is imported yet."""
    form = changing(request)
    with open_event(name):
        pass
    given = form.get("file")
    if not isinstance(given, UploadFile) or not given.filename:
        raise fastapi.HTTPException(422, "Choose a file first.")
    kept = uploading.keep(name, given.filename, given.file)
    _log("uploaded", name, kept)
    return RedirectResponse(f"/events/{name}/upload#u-{kept.mark}", 303)


@router.post("/events/{name}/upload/{mark}/take")
def take(name: Name, mark: str, request: fastapi.Request) -> RedirectResponse:
    """Imports it, as `groundswell import` does."""
    form = changing(request)
    kept = _kept(name, mark)
    options = _options(name, form)
    _log("took an upload", name, kept)
    uploading.take(name, kept, options)
    return RedirectResponse(f"/events/{name}/files", 303)


def _options(name: str, form: Any) -> list[str]:
    """The answers as `groundswell import` takes them."""
    if said(form, "at_most") and not said(form, "at_most").isascii() & said(form, "at_most").isdecimal():
        raise fastapi.HTTPException(422, "How many posts the tool gives at most is a number.")
    options = [f"{option}={said(form, field)}" for field, option in WORDS if said(form, field)]
    if said(form, "sort") in SORTS[1:]:
        options.append(f"--sort={said(form, 'sort')}")
    complete, since, until = said(form, "complete", 3), said(form, "since", 40), said(form, "until", 40)
    if complete == "yes":
        options.append(f"--covers={_covers(name, since, until)}")
        if said(form, "sort") == "top":
            raise fastapi.HTTPException(422, "Posts of the Top tab are X’s choice and never complete.")
    notes = [said(form, "note"), INCOMPLETE if complete == "no" else ""]
    return [*options, f"--note={'; '.join(filter(None, notes))}"] if any(notes) else options


@router.post("/events/{name}/upload/{mark}/discard")
def discard(name: Name, mark: str, request: fastapi.Request) -> RedirectResponse:
    changing(request)
    kept = _kept(name, mark)
    _log("threw an upload away", name, kept)
    uploading.discard(name, kept)
    return RedirectResponse(f"/events/{name}/upload", 303)


def _covers(name: str, since: str, until: str) -> str:
    with open_event(name) as opened:
        start, end = minute(since, opened.tz), minute(until, opened.tz)
    if start is None or end is None or start >= end:
        raise fastapi.HTTPException(422, "“Complete from … to” needs both times, the earlier one first.")
    return f"{since}..{until}"


def _kept(name: str, mark: str) -> Upload:
    with open_event(name):
        kept = uploading.opened(name, mark)
    if kept is None:
        raise fastapi.HTTPException(404, "There is no such upload; it was taken or thrown away.")
    return kept


def _log(what: str, name: str, kept: Upload) -> None:
    about = {"event": name, "file": kept.path.name, "upload": kept.mark}
    with database().write() as session:
        storage.audit.add(session, visitor().name, what, about, now=clock.now())

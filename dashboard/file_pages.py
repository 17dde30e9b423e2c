"""What was imported: every file with its counts, how complete it is, and what of it could not be read."""

import pathlib
from typing import Annotated, Any

import fastapi
from fastapi.responses import HTMLResponse

import storage.coverage
import storage.files
import storage.quarantine
from config import clock
from dashboard.feeds import feeds, requests
from dashboard.opened import Name, Opened, open_event
from dashboard.shown import page, query
from storage.quarantine import Wanted
from storage.tables import File

router = fastapi.APIRouter(include_in_schema=False)
RECORDS = 50
SHOWN = 4_000  # characters of a record
STATES = {"due": "waits to be read", "reading": "is being read", "done": "read", "refused": "not taken"}


@router.get("/events/{name}/files")
def files(name: Name) -> HTMLResponse:
    """Feeds, and the files that were imported, the latest first."""
    with open_event(name) as opened:
        rows = [row for row in storage.files.of_event(opened.session, opened.id) if row.state != storage.files.RESTS]
        stretches = storage.coverage.of_event(opened.session, opened.id)
        return page(
            "files.html",
            title=f"Files · {opened.file.title}",
            event=opened.event,
            file=opened.file,
            tab="files",
            files=[_file(opened, row, stretches) for row in reversed(rows)],
            feeds=feeds(opened, now=clock.now()),
            requests=requests(opened.session, now=clock.now()),
            unreadable=storage.quarantine.count(opened.session, opened.id, Wanted()),
        )


def _file(opened: Opened, row: File, stretches: Any) -> dict[str, Any]:
    counts, skipped = storage.files.totals(storage.files.parts_of(opened.session, row.id or 0))
    return {
        "row": row,
        "name": pathlib.PurePath(row.path).name,
        "state": STATES.get(row.state, row.state),
        "counts": counts,
        "skipped": skipped,
        "seen": [each for each in stretches if each.file_id == row.id],
    }


@router.get("/events/{name}/unreadable")
def unreadable(
    name: Name,
    file: Annotated[str, fastapi.Query(max_length=300)] = "",
    reason: Annotated[str, fastapi.Query(max_length=200)] = "",
    after: Annotated[int, fastapi.Query(ge=0, le=100_000)] = 0,
) -> HTMLResponse:
    """Records that could not be read, as they stood in their files, hidden characters made visible."""
    with open_event(name) as opened:
        wanted = Wanted(file, reason)
        rows = storage.quarantine.listed(opened.session, opened.id, wanted, limit=after + RECORDS + 1)[after:]
        shown = [_record(opened, row) for row in rows[:RECORDS]]
        path = f"/events/{name}/unreadable"
        return page(
            "unreadable.html",
            title=f"Unreadable rows · {opened.file.title}",
            event=opened.event,
            file=opened.file,
            tab="files",
            records=shown,
            total=storage.quarantine.count(opened.session, opened.id, wanted),
            asked={"file": file, "reason": reason},
            next=query(path, file=file, reason=reason, after=after + RECORDS) if len(rows) > RECORDS else None,
        )


def _record(opened: Opened, row: dict[str, Any]) -> dict[str, Any]:
    found = storage.quarantine.whole(opened.session, row["id"])
    raw = found[0].raw if found else b""
    text = raw[: SHOWN * 4].decode("utf-8", "backslashreplace")
    return {
        **row,
        "name": pathlib.PurePath(row["path"]).name,
        "text": text[:SHOWN],
        "is_cut": len(text) > SHOWN or row["cut"],
    }

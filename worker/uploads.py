"""Originals that people uploaded on the pages: deleted when their days are over. Their hashes stay with the imports."""

import datetime as dt
import pathlib
import shutil
from collections.abc import Iterator

import storage.files
from config.event_file import Event as EventFile
from config.settings import settings
from storage.database import Database
from storage.tables import File

OURS = "uploads"


def let_go(database: Database, event_id: int, file: EventFile, *, now: dt.datetime) -> int:
    """Deletes the uploads of an event that were read to the end, or never taken, so many days ago. How many went."""
    before = now - dt.timedelta(days=file.retention.uploads_days)
    gone = 0
    with database.read() as session:
        rows = storage.files.of_event(session, event_id)
        session.expunge_all()
    for folder in _folders(file.name):
        if _is_over(folder, [row for row in rows if pathlib.Path(row.path).parent == folder], before):
            shutil.rmtree(folder)
            gone += 1
    return gone


def _folders(event: str) -> Iterator[pathlib.Path]:
    """One for each upload; nothing but what the pages made."""
    place = settings().data / OURS / event
    yield from (each for each in sorted(place.glob("*")) if each.is_dir() and not each.is_symlink())


def _is_over(folder: pathlib.Path, rows: list[File], before: dt.datetime) -> bool:
    """Whether all that was read from an upload was read before then; one that was never taken is as old as its
    folder."""
    if any(row.state in ("due", "reading") for row in rows):
        return False
    ages = [row.done_at or row.seen_at for row in rows]
    newest = max(ages, default=dt.datetime.fromtimestamp(folder.stat().st_mtime, dt.UTC))
    return newest < before

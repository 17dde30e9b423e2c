"""Collects from one source when it is due: looks into its folder, and takes in the files that have stopped growing."""

import datetime as dt
import logging
import pathlib
from collections.abc import Callable

import storage.events
import storage.leases
from collectors import folder
from config.settings import settings
from storage.database import Database
from storage.tables import Event, Source
from worker import taking

log = logging.getLogger(__name__)


def collect_source(database: Database, source_id: int, *, clock: Callable[[], dt.datetime]) -> None:
    """One look at a source, under its lease. What it found is rows by then; reading them is another step."""
    lease = f"source {source_id}"
    with database.write() as session:
        epoch = storage.leases.take(session, lease, now=clock())
        if epoch is None:
            return
        source = session.get_one(Source, source_id)
        event = session.get_one(Event, source.event_id)
        file = storage.events.pending_of(session, event) or storage.events.revision_of(session, event)
        session.expunge_all()
    options = folder.Options.model_validate(source.options)
    path = settings().home / pathlib.Path(options.path).expanduser()
    found = folder.look(path, source.cursor, settle=options.settle, now=clock())
    for each in found.settled:
        taken = taking.take(database, event, file, source.name, each, covers=None, parts=1, now=clock())
        if taken.error:
            log.warning("a file was refused", extra={"source": source_id, "file": each.name, "why": taken.error})
    with database.write() as session:
        storage.leases.renew(session, lease, epoch, now=clock())
        row = session.get_one(Source, source_id)
        row.cursor = found.sizes
        row.last_at, row.next_at = clock(), clock() + dt.timedelta(seconds=options.every)
        row.fault = "" if path.is_dir() else f"there is no folder {path}"
        session.add(row)
        storage.leases.release(session, lease, epoch, now=clock())

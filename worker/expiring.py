"""Lets texts, unreadable records and uploaded originals go when the days are over for which an event keeps them."""

import dataclasses
import datetime as dt
import time

import storage.buckets
import storage.cleaning
import storage.events
import storage.leases
import storage.retention
from config.event_file import Event as EventFile
from storage.database import Database
from worker import uploads
from worker.importing import Clock

LEASE = "let go"
EVERY = dt.timedelta(hours=1)
AT_ONCE = 1_000


@dataclasses.dataclass
class LetGo:
    """How many texts, unreadable records and uploaded originals went."""

    texts: int = 0
    records: int = 0
    uploads: int = 0


def let_go(database: Database, *, clock: Clock, seconds: float | None = None) -> LetGo:
    """Lets go what is over its days, a batch in a transaction, for some seconds or to the end. An event with marks is
    counted first: its numbers are made while its texts are here."""
    done, until = LetGo(), time.monotonic() + (seconds if seconds is not None else 1e9)
    with database.write() as session:
        epoch = storage.leases.take(session, LEASE, now=clock())
    if epoch is None:
        return done
    files = _files(database)
    for event_id, file in files.items():
        before = clock() - dt.timedelta(days=file.retention.unreadable_days)
        with database.write() as session:
            done.records += storage.retention.drop_unreadable(session, event_id, before=before)
        done.uploads += uploads.let_go(database, event_id, file, now=clock())
        while time.monotonic() < until and (number := _batch(database, event_id, files, epoch, clock)):
            done.texts += number
    with database.write() as session:
        storage.leases.release(session, LEASE, epoch, now=clock())
    storage.cleaning.empty_log(database)
    return done


def _files(database: Database) -> dict[int, EventFile]:
    """The settings of each event."""
    with database.read() as session:
        events = storage.events.all_events(session)
        return {event.id or 0: storage.events.revision_of(session, event) for event in events}


def _batch(database: Database, event_id: int, files: dict[int, EventFile], epoch: int, clock: Clock) -> int:
    days = files[event_id].retention.texts_days
    longer = [number for number, file in files.items() if file.retention.texts_days > days]
    with database.write() as session:
        storage.leases.renew(session, LEASE, epoch, now=clock())
        if storage.buckets.is_dirty(session, event_id):
            return 0
        before = clock() - dt.timedelta(days=days)
        numbers = storage.retention.due_texts(session, event_id, longer, before=before, most=AT_ONCE)
        storage.retention.seal(session, numbers, {number: file.tz for number, file in files.items()})
        storage.retention.let_go(session, numbers)
    return len(numbers)

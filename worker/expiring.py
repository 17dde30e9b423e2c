"""Lets texts, unreadable records and uploaded originals go when the days are over for which an event keeps them."""

import dataclasses
import datetime as dt
import time

import storage.buckets
import storage.cleaning
import storage.events
import storage.leases
import storage.receipts
import storage.retention
from config.event_file import Event as EventFile
from storage.database import Database
from worker import uploads
from worker.importing import Clock

LEASE = "let go"
EVERY = dt.timedelta(hours=1)
AT_ONCE = 2_000  # posts that are looked at in a transaction
FIRST = -(1 << 63)
_place: dict[tuple[str, int], int] = {}  # where a pass over an event's texts goes on when its seconds were over


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
        done.texts += _texts(database, event_id, files, epoch, clock, until)
    with database.write() as session:
        storage.receipts.drop_old(session, now=clock())
        storage.leases.drop_old(session, now=clock())
        storage.leases.release(session, LEASE, epoch, now=clock())
    storage.cleaning.empty_log(database)
    return done


def _files(database: Database) -> dict[int, EventFile]:
    """The settings of each event."""
    with database.read() as session:
        events = storage.events.all_events(session)
        return {event.id or 0: storage.events.revision_of(session, event) for event in events}


def _texts(
    database: Database, event_id: int, files: dict[int, EventFile], epoch: int, clock: Clock, until: float
) -> int:
    """Goes through all texts, or as many as there is time for; the next pass of this process goes on there."""
    before = clock() - dt.timedelta(days=files[event_id].retention.texts_days)
    with database.read() as session:
        if not storage.retention.is_anything_old(session, before=before):
            return 0
    gone = 0
    after: int | None = _place.pop((database.url, event_id), FIRST)
    while after is not None:
        if time.monotonic() >= until:
            _place[database.url, event_id] = after
            break
        number, after = _batch(database, event_id, files, epoch, clock, after)
        gone += number
    return gone


def _batch(
    database: Database, event_id: int, files: dict[int, EventFile], epoch: int, clock: Clock, after: int
) -> tuple[int, int | None]:
    days = files[event_id].retention.texts_days
    longer = [number for number, file in files.items() if file.retention.texts_days > days]
    with database.write() as session:
        storage.leases.renew(session, LEASE, epoch, now=clock())
        if storage.buckets.is_dirty(session, event_id):
            return 0, None
        before = clock() - dt.timedelta(days=days)
        numbers, place = storage.retention.due_texts(
            session, event_id, longer, before=before, after=after, most=AT_ONCE
        )
        storage.retention.seal(session, numbers, {number: file.tz for number, file in files.items()})
        storage.retention.let_go(session, numbers)
    return len(numbers), place

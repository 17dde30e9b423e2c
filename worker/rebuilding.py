"""Counts again what is dirty, some local days at a time."""

import datetime as dt
from collections.abc import Callable

import storage.buckets
import storage.events
import storage.retention
import storage.understood
import storage.versions
from storage.database import Database
from storage.tables import Event
from worker import rescoring, voices


def rebuild(
    database: Database,
    event_id: int,
    *,
    clock: Callable[[], dt.datetime],
    progress: Callable[[int, int], None] | None = None,
) -> bool:
    """Counts every dirty day of an event, its posts marked by the rules of now. False when the event is between two
    states: then its numbers wait."""
    with database.read() as session:
        if session.get_one(Event, event_id).pending_id:
            return False
    voices.settle(database, event_id)
    with database.write() as session:
        event = session.get_one(Event, event_id)
        if event.pending_id:
            return False
        file = storage.events.revision_of(session, event)
        themes = storage.understood.theme_ids(session, file, now=clock())
        scorers = sorted(storage.versions.current(session, event_id, storage.versions.SCORER).values())
        storage.retention.drop_sealed_marks(session, event_id)
        stretches = storage.buckets.dirty_stretches(session, event_id, file.tz)
    for place, stretch in enumerate(stretches, start=1):
        with database.write() as session:
            storage.buckets.rebuild(session, event_id, stretch, themes, scorers)
        if progress:
            progress(place, len(stretches))
    with database.write() as session:
        rescoring.conclude(session, session.get_one(Event, event_id), now=clock())
    return True

"""Finds in the database everything that is due, and rings for it. Ringing twice costs nothing: the work is leased."""

import datetime as dt
import logging
import pathlib
from collections.abc import Callable
from typing import Any

from sqlmodel import Session

import storage.buckets
import storage.echoes
import storage.events
import storage.files
import storage.leases
import storage.outbox
from config.faults import EventFault
from config.settings import settings
from storage.database import Database
from storage.tables import Event
from worker import (
    collecting_reddit,
    due_days,
    expiring,
    flashing,
    linking,
    looking_back,
    rescoring,
    revising,
    voices,
    wellness,
)

log = logging.getLogger(__name__)
Ring = Callable[..., Any]
FILE_KINDS = ("folder",)
HEARTBEAT = "tick"
WATCH_EVERY = dt.timedelta(seconds=30)

_seen: dict[pathlib.Path, tuple[float, int]] = {}


def sweep(database: Database, ring: Ring, *, now: dt.datetime) -> None:
    """One tick: event files that were edited, feeds that are due, files to be read, counts to be made, digests."""
    _beat(database, now=now)
    _adopt_edited_files(database, now=now)
    collecting_reddit.ring_due(database, ring, now=now)
    with database.read() as session:
        for source in storage.events.due_sources(session, FILE_KINDS, now=now):
            ring("collect", source.id)
        busy = _ring_for_parts(session, ring, now=now)
        copies_due = storage.echoes.is_due(session)
        if copies_due and not storage.leases.is_held(session, linking.LEASE, now=now):
            ring("link")
        for event in storage.events.all_events(session):
            if flashing.hour_due(session, event, storage.events.revision_of(session, event), now=now):
                ring("flash", event.id)
            if event.id not in busy:
                _ring_for_event(session, event, ring, copies_due=copies_due, now=now)
        _ring_for_alerts(session, ring, now=now)
        lease = storage.leases.holder(session, expiring.LEASE)
        if lease is None or now - lease.until >= expiring.EVERY:
            ring("let_go")


def _ring_for_alerts(session: Session, ring: Ring, *, now: dt.datetime) -> None:
    """Rings for the watch of every event once a minute, for what is due in the outbox, and for signs of life."""
    for event in storage.events.all_events(session):
        lease = storage.leases.holder(session, f"watch {event.id}")
        if lease is None or now - lease.until >= WATCH_EVERY:
            ring("watch", event.id)
    if storage.outbox.due(session, now=now):
        ring("deliver")
    if wellness.is_sign_due(session, now=now):
        ring("sign_of_life")
    if wellness.is_ping_due(session, now=now):
        ring("ping")


def last_tick(session: Session) -> dt.datetime | None:
    """When the service ticked last; None when it never did."""
    row = storage.leases.holder(session, HEARTBEAT)
    return row.until - storage.leases.LENGTH if row else None


def _beat(database: Database, *, now: dt.datetime) -> None:
    with database.write() as session:
        storage.leases.mark(session, HEARTBEAT, now=now)


def _adopt_edited_files(database: Database, *, now: dt.datetime) -> None:
    """A file that is new or was changed since this process saw it becomes the event's state, or is reported."""
    for path in sorted(settings().events.glob("*.toml")):
        stat = path.stat()
        state = stat.st_mtime, stat.st_size
        if _seen.get(path) == state:
            continue
        try:
            change = revising.adopt(database, path.stem, now=now)
        except EventFault as fault:
            log.warning(
                "an event file has faults; the last good state stays", extra={"file": path.name, "faults": fault.faults}
            )
        else:
            if change.words:
                log.info("an event file was taken over", extra={"event": path.stem, "changes": change.words})
        _seen[path] = state


def _ring_for_parts(session: Session, ring: Ring, *, now: dt.datetime) -> set[int]:
    """Rings for each part that nobody reads; returns the events that still have some to read."""
    busy = set()
    for part in storage.files.unfinished_parts(session):
        busy.add(storage.files.event_of(session, part.file_id))
        if not storage.leases.is_held(session, f"part {part.id}", now=now):
            ring("read_part", part.id)
    return busy


def _ring_for_event(session: Session, event: Event, ring: Ring, *, copies_due: bool, now: dt.datetime) -> None:
    """A digest waits until the copies are found; counts do not, and are made again for the posts that are copies."""
    event_id = event.id or 0
    if storage.files.files_whose_roots_came(session, event_id):
        ring("queue_joins", event_id)
    elif event.pending_id or rescoring.is_due(session, event):
        ring("apply_revision", event_id)
    elif storage.buckets.is_dirty(session, event_id) or not voices.is_settled(
        event, storage.events.revision_of(session, event)
    ):
        ring("rebuild", event_id)
    elif not copies_due:
        file = storage.events.revision_of(session, event)
        if not _is_watched(session, event):
            return
        if due_days.missing(session, event, file, now=now):
            ring("publish", event_id)
        elif looking_back.day_due(session, event, file, now=now):
            ring("look_back", event_id)


def _is_watched(session: Session, event: Event) -> bool:
    """Whether a digest is wanted every day: the event has a feed of its own, not only files imported by hand."""
    return any(source.name != storage.events.IMPORTED for source in storage.events.sources(session, event))

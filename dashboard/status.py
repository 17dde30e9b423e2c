"""How the service does: who was at work when, what waits, how feeds and ways out fare, the disk and the versions."""

import datetime as dt
import importlib.metadata
import platform
import shutil
from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

import storage.events
import storage.leases
import storage.listings
import storage.outbox
from analysis.scorers import SCORERS
from config.settings import settings
from dashboard.feeds import requests
from storage import measures, schema
from storage.database import Database

LEAST_FREE = 1 << 30
OVERDUE = dt.timedelta(minutes=10)
# whose sign it is, what people call it, and how long it may be silent
PARTS = (
    ("tick", "schedule", dt.timedelta(minutes=3)),
    ("watch worker", "watch for spikes", dt.timedelta(minutes=3)),
    ("worker", "worker", dt.timedelta(minutes=10)),
)
BACKUP = "backup"  # its sign is set by `groundswell backup`
WAITING = {
    "dirty_minutes": "minutes to be counted again",
    "unread_parts": "parts of files to be read",
    "events_changing": "events between two settings versions",
    "unreadable_records": "unreadable rows that are kept",
}


def status(database: Database, *, now: dt.datetime) -> dict[str, Any]:
    """All of it, as a record; a time that is not known is None."""
    with database.read() as session:
        found = list(measures.measures(session))
        return {
            "parts": [_part(session, *part, now=now) for part in PARTS],
            "waiting": {words: _value(found, name) for name, words in WAITING.items()},
            "messages": _by_state(found, "deliveries"),
            "files": _by_state(found, "files"),
            "feeds": list(_feeds(session, now=now)),
            "ways_out": list(_ways_out(session)),
            "requests": requests(session, now=now),
            "last_backup_at": _sign(session, BACKUP),
            "disk": _disk(database),
            "versions": _versions(session),
        }


def _part(session: Session, name: str, words: str, patience: dt.timedelta, *, now: dt.datetime) -> dict[str, Any]:
    at = _sign(session, name)
    return {"part": words, "last_at": at, "is_late": at is not None and now - at > patience}


def _sign(session: Session, name: str) -> dt.datetime | None:
    row = storage.leases.holder(session, name)
    return row.until - storage.leases.LENGTH if row else None


def _value(found: list[measures.Measure], name: str) -> int:
    return int(next((value for each, _, value in found if each == name), 0))


def _by_state(found: list[measures.Measure], name: str) -> dict[str, int]:
    return {labels["state"]: int(value) for each, labels, value in found if each == name}


def _feeds(session: Session, *, now: dt.datetime) -> Iterator[dict[str, Any]]:
    """The feeds of all events; late is one whose next look is overdue."""
    for event in storage.events.all_events(session):
        for source in storage.events.sources(session, event):
            if source.name == storage.events.IMPORTED:
                continue
            states = [row.state for row in storage.listings.of_source(session, source.id or 0)]
            yield {
                "event": event.name,
                "feed": source.name,
                "kind": source.kind,
                "last_at": source.last_at,
                "is_late": source.next_at is not None and now - source.next_at > OVERDUE,
                "fault": source.fault,
                "listings": {state: states.count(state) for state in sorted(set(states))},
            }


def _ways_out(session: Session) -> Iterator[dict[str, Any]]:
    for event in storage.events.all_events(session):
        for name, row in sorted(storage.outbox.addresses(session, event.id or 0).items()):
            known: Mapping[str, Any] = {"event": event.name, "channel": name, "last_at": row.sent_at}
            yield {**known, "disabled_at": row.disabled_at, "fault": row.fault}


def _disk(database: Database) -> dict[str, Any]:
    free = shutil.disk_usage(settings().home).free
    sizes = {name: int(value) for name, _, value in measures.sizes(database)}
    return {"free_bytes": free, "is_low": free < LEAST_FREE, **sizes}


def _versions(session: Session) -> dict[str, str]:
    dialect = session.get_bind().dialect
    query = "select sqlite_version()" if dialect.name == "sqlite" else "show server_version"
    return {
        "groundswell": importlib.metadata.version("groundswell"),
        "Python": platform.python_version(),
        "schema": schema.HEAD,
        "SQLite" if dialect.name == "sqlite" else "PostgreSQL": str(session.execute(sa.text(query)).scalar_one()),
        "vaderSentiment": importlib.metadata.version("vaderSentiment"),
        "scorers": ", ".join(SCORERS),
    }

"""/metrics: how the service does, for Prometheus. Counts and ages, never contents or names: no login is asked."""

import datetime as dt

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from sqlmodel import Session

import storage.leases
from storage import measures
from storage.database import Database

HEARTBEAT = "tick"
HELP = {
    "up": "1 while the database answers",
    "last_tick_age_seconds": "Since the schedule rang last; absent when it never did",
    "counted_posts": "Posts that count, in all events, by platform",
    "files": "Imported files by state",
    "deliveries": "Messages by state; due and failed ones wait, dead ones were given up",
    "episodes": "Episodes by state",
    "listings": "Live listings by state",
    "dirty_minutes": "Marks of minutes that wait to be counted",
    "unreadable_records": "Records kept because they could not be read",
    "unread_parts": "Parts of files that wait to be read",
    "events_changing": "Events between two settings versions",
    "database_bytes": "Size of the database",
    "log_bytes": "Size of SQLite's write-ahead log",
}


def text(database: Database, *, now: dt.datetime) -> bytes:
    """All measures of this moment."""
    with database.read() as session:
        rows = [*measures.measures(session), *_age(session, now=now)]
    return _written([("up", {}, 1.0), *rows, *measures.sizes(database)])


def down() -> bytes:
    """What is said while the database does not answer."""
    return _written([("up", {}, 0.0)])


def _age(session: Session, *, now: dt.datetime) -> list[measures.Measure]:
    tick = storage.leases.holder(session, HEARTBEAT)
    if tick is None:
        return []
    return [("last_tick_age_seconds", {}, (now - (tick.until - storage.leases.LENGTH)).total_seconds())]


def _written(rows: list[measures.Measure]) -> bytes:
    registry, gauges = CollectorRegistry(), dict[str, Gauge]()
    for name, labels, value in rows:
        if name not in gauges:
            gauges[name] = Gauge(f"groundswell_{name}", HELP[name], list(labels), registry=registry)
        (gauges[name].labels(**labels) if labels else gauges[name]).set(value)
    return generate_latest(registry)

"""Counts buckets again beside the stored ones, by the same statements, and compares. Nothing that is stored is touched:
temporary tables of the same names stand before the real ones, on SQLite as on PostgreSQL."""

import dataclasses
import zoneinfo
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage import buckets
from storage.buckets import Stretch, bucket, dirty, facet, membership, mood

WRITTEN = (bucket, mood, facet, dirty)
EXAMPLES = 3


@dataclasses.dataclass(frozen=True)
class Compared:
    """A stretch that was counted again: how many rows are stored, how many of stored and counted differ, and some of
    those. `waiting` when it has marks, and so is to be counted anyway."""

    rows: int = 0
    differing: int = 0
    examples: tuple[str, ...] = ()
    waiting: bool = False


def hold_still(session: Session) -> None:
    """Lets the session see one state of the database, whatever others commit. To be called first."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})


def stretches(session: Session, event_id: int, zone: zoneinfo.ZoneInfo) -> list[Stretch]:
    """All stretches in which the event has members, or stored counts that may be stale."""
    hours: set[int] = set()
    for column, of in ((membership.c.minute, membership), (bucket.c.start, bucket), (mood.c.start, mood)):
        query = sa.select(column // 60).where(of.c.event_id == event_id).distinct()
        hours.update(session.execute(query).scalars())
    hours.update(hour // 60 for hour in _facet_hours(session, event_id))
    return buckets.stretches(session, event_id, hours, zone)


def compare(
    session: Session, event_id: int, stretch: Stretch, themes: Mapping[str, int], scorers: Sequence[int]
) -> Compared:
    """Counts a stretch again and compares. The session must be at its beginning, and be rolled back afterwards."""
    if _is_marked(session, event_id, stretch):
        return Compared(waiting=True)
    stored, counted = _schemas(session)
    for each in WRITTEN:
        beside = f"CREATE TEMPORARY TABLE {each.name} AS SELECT * FROM {each.name} WHERE 1 = 0"  # noqa: S608 (our names)
        session.execute(sa.text(beside))
    buckets.rebuild(session, event_id, stretch, themes, scorers)
    rows, differing, examples = 0, 0, list[str]()
    for each in (bucket, mood, facet):
        real, again = (_at(each, schema, event_id, stretch) for schema in (stored, counted))
        rows += int(session.execute(sa.select(sa.func.count()).select_from(real.subquery())).scalar_one())
        for one, other, word in ((real, again, "stored"), (again, real, "counted")):
            only = sa.except_(one, other).subquery()
            differing += int(session.execute(sa.select(sa.func.count()).select_from(only)).scalar_one())
            for row in session.execute(sa.select(only).limit(EXAMPLES)).mappings():
                examples.append(f"{each.name}, {word}: " + " ".join(f"{name}={row[name]}" for name in row))
    return Compared(rows, differing, tuple(examples[:EXAMPLES]))


def mark(session: Session, event_id: int, stretch: Stretch) -> None:
    """Asks for a new count of a whole stretch, whether or not it has members."""
    days = range(stretch.start, stretch.end, buckets.DAY)
    session.execute(sa.insert(dirty), [{"event_id": event_id, "minute": minute} for minute in days])


def _is_marked(session: Session, event_id: int, stretch: Stretch) -> bool:
    low, high = stretch.hours
    query = sa.select(dirty.c.id).where(dirty.c.event_id == event_id, dirty.c.minute >= low, dirty.c.minute < high)
    return session.execute(query.limit(1)).first() is not None


def _schemas(session: Session) -> tuple[str, str]:
    """Where the stored tables are, and where temporary ones are made."""
    if session.get_bind().dialect.name == "sqlite":
        return "main", "temp"
    return str(session.execute(sa.select(sa.func.current_schema())).scalar_one()), "pg_temp"


def _at(of: sa.Table, schema: str, event_id: int, stretch: Stretch) -> Any:
    """The rows of a table that a count of the stretch writes."""
    columns: list[Any] = [sa.column(column.name, column.type) for column in of.c]
    there = sa.table(of.name, *columns, schema=schema)
    low, high = stretch.hours
    if of is facet:
        within = sa.and_(there.c.hour >= low, there.c.hour < high)
    else:
        fine = sa.and_(there.c.grain != "day", there.c.start >= low, there.c.start < high)
        within = sa.or_(
            fine, sa.and_(there.c.grain == "day", there.c.start >= stretch.start, there.c.start < stretch.end)
        )
    return sa.select(*there.c).where(there.c.event_id == event_id, within)


def _facet_hours(session: Session, event_id: int) -> list[int]:
    return list(session.execute(sa.select(facet.c.hour).where(facet.c.event_id == event_id).distinct()).scalars())

"""How much there is and how much waits, for those who watch from outside: counts, never contents or names."""

import pathlib
from collections.abc import Iterator

import sqlalchemy as sa
from sqlmodel import Session

from storage.database import Database
from storage.tables import Bucket, Delivery, DirtyMinute, Episode, Event, File, FilePart, Listing, Quarantined
from storage.tables.columns import table

bucket, event = table(Bucket).c, table(Event).c
Measure = tuple[str, dict[str, str], float]


def measures(session: Session) -> Iterator[Measure]:
    """Name, labels and value of each. All are read from counts that are made anyway, never from the posts."""
    of_an_event = bucket.event_id.in_(sa.select(event.id))  # the index begins with it
    whole = sa.and_(of_an_event, bucket.grain == "day", bucket.theme == "", bucket.voice == "")
    query = sa.select(bucket.platform, sa.func.sum(bucket.posts).label("n")).where(whole).group_by(bucket.platform)
    for row in session.execute(query):
        yield "counted_posts", {"platform": row.platform}, float(row.n)
    for name, of, column in (
        ("files", File, "state"),
        ("deliveries", Delivery, "state"),
        ("episodes", Episode, "state"),
        ("listings", Listing, "state"),
    ):
        state = table(of).c[column]
        for value, n in session.execute(sa.select(state, sa.func.count()).group_by(state)):
            yield name, {"state": value}, float(n)
    yield "dirty_minutes", {}, _count(session, table(DirtyMinute))
    yield "unreadable_records", {}, _count(session, table(Quarantined))
    part = table(FilePart)
    undone = sa.select(sa.func.count()).select_from(part).where(sa.not_(part.c.done))
    yield "unread_parts", {}, float(session.execute(undone).scalar_one())
    changing = sa.select(sa.func.count()).select_from(table(Event)).where(event.pending_id.is_not(None))
    yield "events_changing", {}, float(session.execute(changing).scalar_one())


def sizes(database: Database) -> Iterator[Measure]:
    """The bytes of the database and, on SQLite, of its log."""
    if database.is_sqlite:
        path = database.url.removeprefix("sqlite:///")
        for name, beside in (("database_bytes", ""), ("log_bytes", "-wal")):
            file = pathlib.Path(path + beside)
            yield name, {}, float(file.stat().st_size if file.exists() else 0)
    else:
        with database.read() as session:
            size = session.execute(sa.select(sa.func.pg_database_size(sa.func.current_database()))).scalar_one()
        yield "database_bytes", {}, float(size)


def _count(session: Session, of: sa.Table) -> float:
    return float(session.execute(sa.select(sa.func.count()).select_from(of)).scalar_one())

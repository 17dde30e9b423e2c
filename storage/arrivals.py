"""What came to stored days after a moment: posts that were late, and posts that went."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage.tables import File, Membership, Origin, Sighting, Tombstone
from storage.tables.columns import table

membership, origin, file = table(Membership), table(Origin), table(File)
sighting, tombstone = table(Sighting), table(Tombstone)


def late(session: Session, event_id: int, start: int, end: int, since: dt.datetime) -> int:
    """How many of the counted posts of minutes [start, end) no file and no feed had shown until `since`."""
    m = membership.c
    read = sa.select(origin.c.post_id).join(file, file.c.id == origin.c.file_id)
    read = read.where(origin.c.post_id == m.post_id, file.c.done_at <= since)
    shown = sa.select(sighting.c.post_id).where(sighting.c.post_id == m.post_id, sighting.c.seen_at <= since)
    return _number(session, _members(event_id, start, end).where(m.counts, ~read.exists(), ~shown.exists()))


def gone(session: Session, event_id: int, start: int, end: int, since: dt.datetime) -> int:
    """How many posts of minutes [start, end) were deleted or withheld at their source, as far as was learned after
    `since`."""
    m = membership.c
    query = _members(event_id, start, end).join(tombstone, tombstone.c.post_id == m.post_id)
    return _number(session, query.where(tombstone.c.at > since))


def _members(event_id: int, start: int, end: int) -> Any:
    m = membership.c
    query = sa.select(sa.func.count()).select_from(membership)
    return query.where(m.event_id == event_id, m.minute >= start, m.minute < end)


def _number(session: Session, query: Any) -> int:
    return int(session.execute(query).scalar_one())

"""Editions: what was due to be told of an event and is settled. A row here keeps a thing from going out twice."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.tables import Edition
from storage.tables.columns import table

edition = table(Edition)
DAY, FLASH, CORRECTED, LOOKED = "day", "flash", "corrected", "looked"


def settled(session: Session, event_id: int, kind: str, slots: Sequence[str]) -> set[str]:
    """Those of the slots that are settled."""
    e = edition.c
    query = sa.select(e.slot).where(e.event_id == event_id, e.kind == kind, e.slot.in_(slots))
    return set(session.execute(query).scalars())


def one(session: Session, event_id: int, kind: str, slot: str) -> Edition | None:
    return session.get(Edition, (event_id, kind, slot))


def last_day(session: Session, event_id: int, *, before: dt.date) -> dt.date | None:
    """The latest day before that one whose digest is settled."""
    e = edition.c
    query = sa.select(sa.func.max(e.slot)).where(e.event_id == event_id, e.kind == DAY, e.slot < before.isoformat())
    found = session.execute(query).scalar()
    return dt.date.fromisoformat(found) if found else None


def sent_since(session: Session, event_id: int, since: dt.datetime) -> Sequence[Edition]:
    """The digests that were sent since then, oldest day first."""
    query = select(Edition).where(
        Edition.event_id == event_id,
        Edition.kind == DAY,
        Edition.made_at >= since,
        col(Edition.digest_id).is_not(None),
        col(Edition.notice_id).is_not(None),
    )
    return session.exec(query.order_by(Edition.slot)).all()


def corrections_of(session: Session, digest_id: int) -> Sequence[Edition]:
    """What was corrected of a digest after it was sent, oldest first."""
    query = select(Edition).where(Edition.digest_id == digest_id, Edition.kind == CORRECTED)
    return session.exec(query.order_by(col(Edition.made_at), Edition.slot)).all()

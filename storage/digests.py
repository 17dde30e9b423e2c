"""Digests and the quotes in them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.tables import Digest, Quote
from storage.tables.columns import table


def current(session: Session, event_id: int, day: dt.date) -> Digest | None:
    """The digest of a local day as it was made last."""
    query = select(Digest).where(Digest.event_id == event_id, Digest.day == day).order_by(col(Digest.version).desc())
    return session.exec(query).first()


def freeze(session: Session, digest: Digest, quotes: Mapping[int, tuple[int, str]]) -> Digest:
    """Keeps a digest; one of the same day that is there already stays, with a lower version."""
    before = current(session, digest.event_id, digest.day)
    digest.version = before.version + 1 if before else 1
    session.add(digest)
    session.flush()
    for slot, (post_id, text) in quotes.items():
        session.add(Quote(digest_id=digest.id or 0, slot=slot, post_id=post_id, text=text))
    session.flush()
    return digest


def quotes(session: Session, digest: Digest) -> dict[int, str | None]:
    """The texts by slot; None where the post was deleted since."""
    return {row.slot: row.text for row in session.exec(select(Quote).where(Quote.digest_id == digest.id))}


def quoted(session: Session, digest: Digest) -> dict[int, tuple[int, str | None]]:
    """The post and the text of each slot, in order."""
    rows = session.exec(select(Quote).where(Quote.digest_id == digest.id).order_by(col(Quote.slot)))
    return {row.slot: (row.post_id, row.text) for row in rows}


def frozen(session: Session, event_id: int, since: dt.date, until: dt.date) -> list[sa.Row[Any]]:
    """The current digests of the days [since, until), oldest first: day, made_at, revision_id and numbers, without
    their bodies."""
    digest = table(Digest).c
    latest = sa.select(digest.day, sa.func.max(digest.version).label("version")).where(
        digest.event_id == event_id, digest.day >= since, digest.day < until
    )
    of_day = latest.group_by(digest.day).subquery()
    query = (
        sa.select(digest.day, digest.made_at, digest.revision_id, digest.numbers)
        .join(of_day, sa.and_(of_day.c.day == digest.day, of_day.c.version == digest.version))
        .where(digest.event_id == event_id)
        .order_by(digest.day)
    )
    return list(session.execute(query))


def days(session: Session, event_id: int) -> list[dt.date]:
    """The days that have a digest, oldest first."""
    digest = table(Digest).c
    query = sa.select(digest.day).where(digest.event_id == event_id).distinct()
    return sorted(session.execute(query).scalars())

"""Live listings, the looks at them, and which are due."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.tables import Listing, Poll, Source
from storage.tables.columns import table

RESTS = "resting"
listing, poll = table(Listing), table(Poll)


@dataclasses.dataclass(frozen=True)
class Looks:
    """What the looks at a listing came to over a stretch of time."""

    looks: int = 0
    new: int = 0
    gaps: int = 0
    lost: int = 0
    failures: int = 0


def sync(session: Session, source: Source, wanted: Mapping[str, tuple[str, dict[str, Any]]]) -> None:
    """Makes the rows say what the source names: kind and place by name. One that is no longer named rests."""
    rows = {row.name: row for row in session.exec(select(Listing).where(Listing.source_id == source.id))}
    for name, (kind, place) in wanted.items():
        row = rows.get(name)
        if row is None:
            session.add(Listing(source_id=source.id or 0, name=name, kind=kind, place=place))
        elif row.state == RESTS or row.place != place:
            row.place, row.state, row.next_at = place, "starting", None
            session.add(row)
    for name, row in rows.items():
        if name not in wanted and row.state != RESTS:
            row.state, row.fault = RESTS, ""
            session.add(row)
    session.flush()


def of_source(session: Session, source_id: int) -> Sequence[Listing]:
    """The listings that the source names now."""
    query = select(Listing).where(Listing.source_id == source_id, Listing.state != RESTS)
    return session.exec(query.order_by(col(Listing.id))).all()


def due(session: Session, *, now: dt.datetime, horizon: dt.timedelta) -> Sequence[Listing]:
    """Listings that are to be looked at; also those that are due so far ahead that a clock must have jumped."""
    when = sa.or_(col(Listing.next_at).is_(None), col(Listing.next_at) <= now, col(Listing.next_at) > now + horizon)
    query = select(Listing).join(Source, col(Source.id) == Listing.source_id)
    query = query.where(col(Source.active), Listing.state != RESTS, when).order_by(col(Listing.next_at))
    return session.exec(query).all()


def looks(session: Session, listing_id: int, since: dt.datetime, until: dt.datetime) -> Looks:
    p = poll.c
    query = sa.select(
        sa.func.count(),
        sa.func.sum(p.new),
        sa.func.count(p.gap_from),
        sa.func.sum(p.lost),
        sa.func.sum(sa.case((sa.or_(p.outcome.like("error%"), p.outcome == "empty"), 1), else_=0)),
    ).where(p.listing_id == listing_id, p.at >= since, p.at < until)
    return Looks(*(int(number or 0) for number in session.execute(query).one()))


def gaps(session: Session, listing_ids: Sequence[int], since: dt.datetime, until: dt.datetime) -> Sequence[Poll]:
    """The gaps that touch a stretch of time, oldest first."""
    query = select(Poll).where(col(Poll.listing_id).in_(listing_ids), col(Poll.gap_from) < until)
    return session.exec(query.where(col(Poll.gap_to) >= since).order_by(col(Poll.gap_from))).all()


def forget_polls(session: Session, before: dt.datetime) -> None:
    session.execute(sa.delete(poll).where(poll.c.at < before))

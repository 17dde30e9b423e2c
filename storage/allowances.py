"""The allowance of requests that all workers share: what the far end said of it, and our own count by slots."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.database import insert, lock
from storage.tables import Allowance, RequestCount
from storage.tables.columns import table

counts = table(RequestCount)


def locked(session: Session, client: str) -> Allowance:
    """The row of a client, held until the transaction ends; made when it is new."""
    lock(session, f"allowance {client}")
    row = session.get(Allowance, client)
    if row is None:
        row = Allowance(client=client)
        session.add(row)
        session.flush()
    return row


def of(session: Session, client: str) -> Allowance | None:
    return session.get(Allowance, client)


def clients(session: Session) -> Sequence[Allowance]:
    """Every client that ever asked, the one that asked last first."""
    last = sa.select(counts.c.client, sa.func.max(counts.c.slot).label("slot")).group_by(counts.c.client).subquery()
    query = select(Allowance).outerjoin(last, last.c.client == col(Allowance.client))
    return session.exec(query.order_by(sa.func.coalesce(last.c.slot, 0).desc(), col(Allowance.client))).all()


def used(session: Session, client: str, first: int, last: int) -> int:
    """The requests in the slots from `first` to `last`, both included."""
    c = counts.c
    query = sa.select(sa.func.sum(c.requests)).where(c.client == client, c.slot >= first, c.slot <= last)
    return int(session.execute(query).scalar() or 0)


def used_by_purpose(session: Session, client: str, first: int, last: int) -> dict[str, int]:
    c = counts.c
    query = (
        sa.select(c.purpose, sa.func.sum(c.requests))
        .where(c.client == client, c.slot >= first, c.slot <= last)
        .group_by(c.purpose)
    )
    return {purpose: int(number) for purpose, number in session.execute(query)}


def count(session: Session, client: str, slot: int, purpose: str) -> None:
    """One request more."""
    made: Any = insert(session, counts).values(client=client, slot=slot, purpose=purpose, requests=1)
    more = {"requests": counts.c.requests + 1}
    session.execute(made.on_conflict_do_update(index_elements=["client", "slot", "purpose"], set_=more))


def forget(session: Session, client: str, before: int) -> None:
    session.execute(sa.delete(counts).where(counts.c.client == client, counts.c.slot < before))


def refuse(session: Session, client: str, fault: str, credentials: str, *, now: dt.datetime) -> None:
    """Notes that these credentials are not accepted."""
    row = locked(session, client)
    row.fault, row.credentials, row.fault_at = fault, credentials, now
    session.add(row)


def accept(session: Session, client: str) -> None:
    """Notes that the credentials work."""
    row = session.get(Allowance, client)
    if row is not None and row.fault:
        row.fault, row.fault_at = "", None
        session.add(row)

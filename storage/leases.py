"""Leases: one owner at a time for a piece of work, and an epoch that every commit of the work checks."""

import datetime as dt
import os
import pathlib
import socket
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage.database import insert
from storage.tables import Lease
from storage.tables.columns import table

LENGTH = dt.timedelta(seconds=60)
KEPT = dt.timedelta(days=30)
lease = table(Lease)


class LeaseLost(Exception):
    """Someone else has taken the work over; whatever was not committed is theirs to do."""


def owner() -> str:
    """This process by host, number and start, so that a number given to another process later is not taken for it."""
    return f"{socket.gethostname()}/{os.getpid()}/{_started(os.getpid())}"


def take(session: Session, name: str, *, now: dt.datetime) -> int | None:
    """The epoch under which the caller may work; None while another live owner holds the lease."""
    row = session.execute(sa.select(lease).where(lease.c.name == name)).one_or_none()
    mine = owner()
    if row is None:
        made = insert(session, lease).values(name=name, owner=mine, epoch=1, until=now + LENGTH)
        made = made.on_conflict_do_nothing().returning(lease.c.epoch)  # the count of rows is not told everywhere
        return session.execute(made).scalar()
    if row.owner != mine and row.until > now and _may_live(row.owner):
        return None
    taking = (
        sa.update(lease)
        .where(lease.c.name == name, lease.c.epoch == row.epoch)
        .values(owner=mine, epoch=row.epoch + 1, until=now + LENGTH)
    )
    return row.epoch + 1 if _changed(session, taking) else None


def renew(session: Session, name: str, epoch: int, *, now: dt.datetime) -> None:
    """Part of every commit of leased work. Raises LeaseLost when the lease went to another owner meanwhile."""
    renewing = sa.update(lease).where(lease.c.name == name, lease.c.epoch == epoch).values(until=now + LENGTH)
    if not _changed(session, renewing):
        raise LeaseLost(name)


def release(session: Session, name: str, epoch: int, *, now: dt.datetime) -> None:
    session.execute(sa.update(lease).where(lease.c.name == name, lease.c.epoch == epoch).values(until=now))


def _changed(session: Session, statement: Any) -> bool:
    """Whether the statement changed a row: the database lets one of several at once do so."""
    result: Any = session.execute(statement)
    return bool(result.rowcount == 1)


def _may_live(who: str) -> bool:
    """Whether an owner can still be at work. On this host a dead process is known to be dead; of other hosts only
    the lease's time tells."""
    host, pid, started = who.split("/", 2)
    if host != socket.gethostname():
        return True
    return _started(int(pid)) == started


def _started(pid: int) -> str:
    """When a process started, as the system counts it; "" when there is no such process, "?" where none can tell."""
    stat = pathlib.Path(f"/proc/{pid}/stat")
    try:
        fields = stat.read_text().rsplit(")", 1)[1].split()
    except OSError:
        if pathlib.Path("/proc/self/stat").exists():
            return ""
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return ""
        except PermissionError:
            pass
        return "?"
    return "" if fields[0] == "Z" else fields[19]


def holder(session: Session, name: str) -> Lease | None:
    return session.get(Lease, name)


def is_held(session: Session, name: str, *, now: dt.datetime) -> bool:
    """Whether a live owner is at the work."""
    row = holder(session, name)
    return row is not None and row.until > now and _may_live(row.owner)


def mark(session: Session, name: str, *, now: dt.datetime) -> None:
    """Says that this process was here now, whoever was before."""
    row = {"owner": owner(), "until": now + LENGTH}
    made = insert(session, lease).values(name=name, epoch=1, **row)
    session.execute(made.on_conflict_do_update(index_elements=["name"], set_=row))


def drop_old(session: Session, *, now: dt.datetime) -> None:
    """Drops the leases of work that ended long ago, such as reading a file. Epochs begin anew then: it is long enough
    that nobody who held one is still at work."""
    session.execute(sa.delete(lease).where(lease.c.until < now - KEPT))

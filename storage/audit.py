"""The log of changes: append-only, each line bound to the one before it."""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlmodel import Session, col, select

from storage.database import lock
from storage.tables import AuditLine

AT_ONCE = 1_000


def add(session: Session, who: str, what: str, about: Mapping[str, Any], *, now: dt.datetime) -> None:
    """Writes down a change, in the transaction that makes it."""
    lock(session, "audit")
    last = session.exec(select(AuditLine).order_by(col(AuditLine.id).desc()).limit(1)).first()
    line = AuditLine(at=now, who=who, what=what, about=dict(about), hash="")
    line.hash = _hash(line, last.hash if last else "")
    session.add(line)
    session.flush()


def lines(session: Session) -> Iterator[AuditLine]:
    """All lines, oldest first."""
    after = 0
    while True:
        query = select(AuditLine).where(col(AuditLine.id) > after).order_by(col(AuditLine.id)).limit(AT_ONCE)
        found = session.exec(query).all()
        yield from found
        if len(found) < AT_ONCE:
            return
        after = found[-1].id or 0


def broken_at(session: Session) -> int | None:
    """The number of the first line that does not fit the one before it; None where all do."""
    before = ""
    for line in lines(session):
        if line.hash != _hash(line, before):
            return line.id
        before = line.hash
    return None


def _hash(line: AuditLine, before: str) -> str:
    said = [before, line.at.astimezone(dt.UTC).isoformat(), line.who, line.what, line.about]
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()

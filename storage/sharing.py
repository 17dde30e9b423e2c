"""Links by which one digest or one event's page can be read without an account. Only hashes of links are stored."""

import datetime as dt
import secrets
from collections.abc import Sequence

from sqlmodel import Session, col, select

from storage.tables import ShareLink
from storage.users import hashed

LONGEST = dt.timedelta(days=90)
MARK = 10  # characters of the hash by which a link is named in lists


def make(
    session: Session, event_id: int, day: dt.date | None, *, note: str, by: str, now: dt.datetime, lasts: dt.timedelta
) -> str:
    """A new link's word, to be shown once."""
    word = secrets.token_urlsafe(32)
    until = now + min(lasts, LONGEST)
    row = ShareLink(key=hashed(word), event_id=event_id, day=day, note=note, made_by=by, made_at=now, until=until)
    session.add(row)
    session.flush()
    return word


def of_word(session: Session, word: str, *, now: dt.datetime) -> ShareLink | None:
    """The link with this word while it holds."""
    row = session.get(ShareLink, hashed(word))
    return row if row and row.revoked_at is None and row.until > now else None


def of_event(session: Session, event_id: int) -> Sequence[ShareLink]:
    """All links of an event, the latest first."""
    query = select(ShareLink).where(ShareLink.event_id == event_id)
    return session.exec(query.order_by(col(ShareLink.made_at).desc(), col(ShareLink.key))).all()


def mark_of(row: ShareLink) -> str:
    """What a link is called in lists: it says nothing of its word."""
    return row.key[:MARK]


def revoke(session: Session, event_id: int, mark: str, *, now: dt.datetime) -> ShareLink | None:
    """Takes a link back; None where the event has none of that mark that still holds."""
    for row in of_event(session, event_id):
        if mark_of(row) == mark and row.revoked_at is None:
            row.revoked_at = now
            session.add(row)
            session.flush()
            return row
    return None

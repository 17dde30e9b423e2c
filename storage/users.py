"""Those who may see the pages, their one-time links, passwords and sessions. Only hashes of secrets are stored."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.tables import LoginSession, User
from storage.tables.columns import table

LINK_LASTS = dt.timedelta(hours=24)
IDLE, LONGEST = dt.timedelta(hours=8), dt.timedelta(days=7)
FREE_TRIES = 4
SEEN_EVERY = dt.timedelta(minutes=5)  # a session is written that often, not with every page


def are_there(session: Session) -> bool:
    """Whether anybody has an account: without, the pages are for this computer alone."""
    return session.exec(select(User.id).limit(1)).first() is not None


def all_users(session: Session) -> Sequence[User]:
    return session.exec(select(User).order_by(col(User.name))).all()


def named(session: Session, name: str) -> User | None:
    return session.exec(select(User).where(User.name == name)).one_or_none()


def invite(session: Session, name: str, role: str, *, now: dt.datetime) -> str:
    """The word for a one-time link with which this person sets a password. One who is there already gets a new link,
    the old password stops working, and all sessions end."""
    word = secrets.token_urlsafe(32)
    user = named(session, name) or User(name=name, role=role, made_at=now)
    user.role, user.secret, user.link, user.link_until = role, "", hashed(word), now + LINK_LASTS
    user.failures, user.locked_until = 0, None
    session.add(user)
    session.flush()
    end_sessions(session, user.id or 0)
    return word


def invited(session: Session, word: str, *, now: dt.datetime) -> User | None:
    """Whom a one-time link is for, while it holds."""
    user = session.exec(select(User).where(User.link == hashed(word))).one_or_none() if word else None
    return user if user and user.link_until and user.link_until > now else None


def set_secret(session: Session, user: User, secret: str) -> None:
    """Keeps the hash of a password; the link is used up."""
    user.secret, user.link, user.link_until = secret, "", None
    session.add(user)


def remove(session: Session, user: User) -> None:
    end_sessions(session, user.id or 0)
    session.delete(user)


def failed(session: Session, user: User, *, now: dt.datetime) -> None:
    """After some wrong passwords each further one makes the next wait longer, up to a quarter of an hour."""
    user.failures += 1
    if user.failures > FREE_TRIES:
        user.locked_until = now + dt.timedelta(seconds=min(900, 15 * 2 ** min(user.failures - FREE_TRIES, 10)))
    session.add(user)


def begin_session(session: Session, user: User, *, now: dt.datetime) -> str:
    """A new session; returns what the cookie says."""
    user.failures, user.locked_until = 0, None
    session.add(user)
    session.execute(sa.delete(table(LoginSession)).where(table(LoginSession).c.begun_at < now - LONGEST))
    word = secrets.token_urlsafe(32)
    session.add(LoginSession(key=hashed(word), user_id=user.id or 0, begun_at=now, seen_at=now))
    session.flush()
    return word


def of_session(session: Session, word: str, *, now: dt.datetime) -> tuple[User, LoginSession] | None:
    """Who is logged in with this cookie; None when nobody is, or no longer."""
    row = session.get(LoginSession, hashed(word))
    if row is None or now - row.seen_at > IDLE or now - row.begun_at > LONGEST:
        return None
    user = session.get(User, row.user_id)
    return (user, row) if user and user.secret else None


def touch(session: Session, word: str, *, now: dt.datetime) -> None:
    row = session.get(LoginSession, hashed(word))
    if row:
        row.seen_at = now
        session.add(row)


def end_session(session: Session, word: str) -> None:
    row = session.get(LoginSession, hashed(word))
    if row:
        session.delete(row)


def end_sessions(session: Session, user_id: int) -> None:
    session.execute(sa.delete(table(LoginSession)).where(table(LoginSession).c.user_id == user_id))


def hashed(word: str) -> str:
    """Words of 256 random bits need no slow hash."""
    return hashlib.sha256(word.encode()).hexdigest()

"""Words with which programs may read the API. Only hashes of them are stored."""

import datetime as dt
import secrets
from collections.abc import Sequence

from sqlmodel import Session, col, select

from storage.tables import ApiToken
from storage.users import hashed

PREFIX = "gsw_"  # so that one which leaked is recognised for what it is


def make(session: Session, name: str, *, by: str, now: dt.datetime) -> str | None:
    """A new word under a name, to be shown once; None where the name is taken."""
    if session.get(ApiToken, name) is not None:
        return None
    word = PREFIX + secrets.token_urlsafe(32)
    session.add(ApiToken(name=name, key=hashed(word), made_by=by, made_at=now))
    session.flush()
    return word


def of_word(session: Session, word: str) -> ApiToken | None:
    """Whose word it is; None where it is nobody's, or was taken back."""
    return session.exec(select(ApiToken).where(ApiToken.key == hashed(word))).one_or_none()


def every(session: Session) -> Sequence[ApiToken]:
    return session.exec(select(ApiToken).order_by(col(ApiToken.name))).all()


def revoke(session: Session, name: str) -> bool:
    """Takes a word back: whoever has it is a stranger from now on."""
    row = session.get(ApiToken, name)
    if row is None:
        return False
    session.delete(row)
    session.flush()
    return True

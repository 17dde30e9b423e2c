"""What the desk writes for the next shift: notes on an event as a whole. They are lines of the shift log; a note on one
alert stands with that alert and is not among them."""

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session, col, select

import storage.episodes
from storage.tables import EpisodeMark

NOTE = "note"
LONGEST = 2000  # characters
MINE = (EpisodeMark.what == NOTE, col(EpisodeMark.episode_id).is_(None))


def add(session: Session, event_id: int, words: str, *, by: str, now: dt.datetime) -> None:
    """Keeps a note with its writer's initials and time. Raises ValueError where it says nothing or is too long."""
    if not words.strip():
        raise ValueError("the note is empty")
    if len(words) > LONGEST:
        raise ValueError(f"the note has {len(words):,} characters; {LONGEST:,} is the most")
    storage.episodes.note(session, event_id, None, NOTE, now=now, by=by, words=words.strip())


def latest(session: Session, event_id: int) -> EpisodeMark | None:
    """The newest note: its `words`, `by` and `at`; None where nobody wrote one."""
    return next(iter(listed(session, event_id, limit=1)), None)


def listed(session: Session, event_id: int, *, limit: int) -> Sequence[EpisodeMark]:
    """The newest first."""
    query = select(EpisodeMark).where(EpisodeMark.event_id == event_id, *MINE)
    return session.exec(query.order_by(col(EpisodeMark.at).desc(), col(EpisodeMark.id).desc()).limit(limit)).all()

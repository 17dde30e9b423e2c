"""Episodes, what happened in them, and the shift log."""

import datetime as dt
import uuid
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.database import insert
from storage.tables import Episode, EpisodeMark
from storage.tables.columns import table

mark = table(EpisodeMark)


def of_series(session: Session, event_id: int, series: str, started_at: dt.datetime) -> Episode | None:
    query = select(Episode).where(
        Episode.event_id == event_id, Episode.series == series, Episode.started_at == started_at
    )
    return session.exec(query).one_or_none()


def open_of(session: Session, event_id: int, prefix: str = "") -> Sequence[Episode]:
    """The open episodes of the series whose names begin so, oldest first."""
    query = select(Episode).where(Episode.event_id == event_id, Episode.state == "open")
    rows = session.exec(query.order_by(col(Episode.started_at), col(Episode.id))).all()
    return [row for row in rows if row.series.startswith(prefix)]


def touching(session: Session, event_id: int, since: dt.datetime, until: dt.datetime) -> Sequence[Episode]:
    """Episodes that were not over before `since` and had begun before `until`, oldest first."""
    query = select(Episode).where(
        Episode.event_id == event_id,
        Episode.started_at < until,
        sa.or_(col(Episode.ended_at).is_(None), col(Episode.ended_at) > since),
    )
    return session.exec(query.order_by(col(Episode.started_at), col(Episode.id))).all()


def opened_since(session: Session, event_id: int, series: str, since: dt.datetime) -> Sequence[Episode]:
    """The episodes of a series that were spoken of, or found, in buckets from `since` on, and still stand."""
    query = select(Episode).where(
        Episode.event_id == event_id,
        Episode.series == series,
        Episode.started_at >= since,
        Episode.state != "corrected",
    )
    return session.exec(query.order_by(col(Episode.started_at))).all()


def by_id(session: Session, event_id: int, number: int) -> Episode | None:
    row = session.get(Episode, number)
    return row if row and row.event_id == event_id else None


def listed(session: Session, event_id: int, *, limit: int) -> Sequence[Episode]:
    """The latest first."""
    query = select(Episode).where(Episode.event_id == event_id)
    return session.exec(query.order_by(col(Episode.started_at).desc(), col(Episode.id).desc()).limit(limit)).all()


def note(
    session: Session,
    event_id: int,
    episode_id: int | None,
    what: str,
    *,
    now: dt.datetime,
    key: str = "",
    by: str = "",
    words: str = "",
    until: dt.datetime | None = None,
) -> bool:
    """Adds a line to the shift log; False when a line of this key is there already."""
    row = {
        "event_id": event_id,
        "episode_id": episode_id,
        "key": key or f"{what} {uuid.uuid4().hex}",
        "at": now,
        "what": what,
        "by": by,
        "words": words,
        "until": until,
    }
    result = session.execute(insert(session, mark).values(**row).on_conflict_do_nothing())
    return bool(result.rowcount == 1)  # type: ignore[attr-defined]


def marks(
    session: Session, event_id: int, *, episode_id: int | None = None, since: dt.datetime | None = None
) -> Sequence[EpisodeMark]:
    """The shift log, oldest first: of the event, or of one episode."""
    query = select(EpisodeMark).where(EpisodeMark.event_id == event_id)
    if episode_id is not None:
        query = query.where(EpisodeMark.episode_id == episode_id)
    if since is not None:
        query = query.where(EpisodeMark.at >= since)
    return session.exec(query.order_by(col(EpisodeMark.at), col(EpisodeMark.id))).all()


def marks_before(session: Session, event_id: int, number: int | None, *, limit: int) -> Sequence[EpisodeMark]:
    """The lines of the shift log before this one, the newest first; without a number from the newest on."""
    query = select(EpisodeMark).where(EpisodeMark.event_id == event_id)
    if number is not None:
        query = query.where(col(EpisodeMark.id) < number)
    return session.exec(query.order_by(col(EpisodeMark.id).desc()).limit(limit)).all()


def quiet_until(session: Session, event_id: int, *, now: dt.datetime) -> dt.datetime | None:
    """Until when a person asked for quiet; None when nobody did or it is over. The last word counts."""
    query = select(EpisodeMark).where(EpisodeMark.event_id == event_id, EpisodeMark.what == "quiet")
    last = session.exec(query.order_by(col(EpisodeMark.id).desc()).limit(1)).first()
    return last.until if last and last.until and last.until > now else None

"""The outbox: notices, and their deliveries from due to sent. A delivery is claimed by a conditional update."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.database import insert
from storage.tables import Address, Delivery, Notice, NoticeQuote, Post, PostText
from storage.tables.columns import table

delivery, address, quote, post = table(Delivery), table(Address), table(NoticeQuote), table(Post)
text = table(PostText)
ABANDONED = dt.timedelta(seconds=60)  # a send lasts at most ten: whoever claimed it so long ago is gone
ON_ITS_WAY = ("due", "failed", "unknown")


def add(
    session: Session,
    notice: Notice,
    quotes: Mapping[int, tuple[int, str]],
    due: Mapping[str, dt.datetime],
) -> Notice | None:
    """Puts a notice with its deliveries in the outbox; None when one of its key is there already."""
    if session.exec(select(Notice.id).where(Notice.key == notice.key)).first() is not None:
        return None
    session.add(notice)
    session.flush()
    for slot, (post_id, words) in quotes.items():
        session.add(NoticeQuote(notice_id=notice.id or 0, slot=slot, post_id=post_id, text=words))
    for channel, at in due.items():
        session.add(Delivery(notice_id=notice.id or 0, event_id=notice.event_id, channel=channel, due_at=at))
    session.flush()
    return notice


def quotes(session: Session, notice_id: int) -> dict[int, str | None]:
    """The texts by slot; None where the post was deleted since, here or where it was posted."""
    q, p = quote.c, post.c
    query = (
        sa.select(q.slot, q.text, p.text_state, text.c.post_id)
        .outerjoin(post, p.id == q.post_id)
        .outerjoin(text, text.c.post_id == q.post_id)
        .where(q.notice_id == notice_id)
    )
    return {
        row.slot: row.text if row.text_state == "ok" and row.post_id is not None else None
        for row in session.execute(query)
    }


def due(session: Session, *, now: dt.datetime) -> list[int]:
    """Deliveries that are to be tried now, and those whose sender is gone, oldest first."""
    d = delivery.c
    waiting = sa.and_(d.state.in_(ON_ITS_WAY), d.due_at <= now)
    abandoned = sa.and_(d.state == "sending", d.since <= now - ABANDONED)
    query = sa.select(d.id).where(sa.or_(waiting, abandoned)).order_by(d.due_at, d.id)
    return list(session.execute(query).scalars())


def abandon(session: Session, delivery_id: int, *, now: dt.datetime) -> None:
    """A send whose process is gone may have arrived: its outcome is unknown."""
    d = delivery.c
    lost = sa.and_(d.id == delivery_id, d.state == "sending", d.since <= now - ABANDONED)
    words = "the sender was stopped in the middle; it may have arrived"
    session.execute(sa.update(delivery).where(lost, d.repeat).values(state="dead", error=words))
    session.execute(sa.update(delivery).where(lost).values(state="unknown", due_at=now, error=words))


def claim(session: Session, delivery_id: int, *, now: dt.datetime) -> Delivery | None:
    """The delivery, now ours to send; None when another has it or nothing is to be done. One that may have arrived
    is marked as a possible repeat."""
    d = delivery.c
    mine = sa.and_(d.id == delivery_id, d.state.in_(ON_ITS_WAY), d.due_at <= now)
    values: dict[str, Any] = {
        "repeat": sa.or_(d.repeat, d.state == "unknown"),
        "state": "sending",
        "since": now,
        "attempt": d.attempt + 1,
    }
    result: Any = session.execute(sa.update(delivery).where(mine).values(**values))
    return session.get_one(Delivery, delivery_id) if result.rowcount == 1 else None


def settle(session: Session, row: Delivery, state: str, error: str, *, now: dt.datetime, due_at: dt.datetime) -> bool:
    """Writes down how an attempt ended; False when another has taken the delivery over meanwhile."""
    d = delivery.c
    mine = sa.and_(d.id == row.id, d.state == "sending", d.attempt == row.attempt)
    values = {"state": state, "error": error, "due_at": due_at, "sent_at": now if state == "sent" else None}
    result: Any = session.execute(sa.update(delivery).where(mine).values(**values))
    return bool(result.rowcount == 1)


def of_notice(session: Session, notice_id: int) -> Sequence[Delivery]:
    return session.exec(select(Delivery).where(Delivery.notice_id == notice_id).order_by(Delivery.channel)).all()


def notices_of(session: Session, event_id: int, episode_id: int | None = None) -> Sequence[Notice]:
    """The notices of an episode, or of the whole event, oldest first."""
    query = select(Notice).where(Notice.event_id == event_id)
    if episode_id is not None:
        query = query.where(Notice.episode_id == episode_id)
    return session.exec(query.order_by(col(Notice.id))).all()


def addresses(session: Session, event_id: int) -> dict[str, Address]:
    rows = session.exec(select(Address).where(Address.event_id == event_id)).all()
    return {row.channel: row for row in rows}


def put_address(session: Session, event_id: int, channel: str, **values: Any) -> None:
    """Writes down what is known of a channel."""
    made = insert(session, address).values(event_id=event_id, channel=channel, **{"options": "", "fault": "", **values})
    session.execute(made.on_conflict_do_update(index_elements=["event_id", "channel"], set_=values))

"""Corrections and labels: what readers said of single posts of an event."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.database import insert, pieces
from storage.tables import Correction, Membership, Post, PostText, VoiceLabel
from storage.tables.columns import table

correction, label = table(Correction), table(VoiceLabel)
membership, post, text = table(Membership), table(Post), table(PostText)


def said(session: Session, event_id: int, numbers: Sequence[int]) -> dict[int, dict[str, str]]:
    """What holds of what readers said of these posts: by number, the value by `what`."""
    found: dict[int, dict[str, str]] = {}
    c = correction.c
    for some in pieces(numbers):
        query = sa.select(c.post_id, c.what, c.value).where(
            c.event_id == event_id, c.post_id.in_(some), c.undone_at.is_(None)
        )
        for number, what, value in session.execute(query.order_by(c.id)):
            found.setdefault(number, {})[what] = value
    return found


def of_post(session: Session, event_id: int, number: int) -> list[Correction]:
    """What holds and what was taken back of what readers said of a post, in order."""
    query = select(Correction).where(Correction.event_id == event_id, Correction.post_id == number)
    return list(session.exec(query.order_by(col(Correction.id))))


def any_of(session: Session, event_id: int) -> bool:
    """Whether the event has a correction that holds."""
    c = correction.c
    query = sa.select(c.id).where(c.event_id == event_id, c.undone_at.is_(None)).limit(1)
    return session.execute(query).first() is not None


def about_themes(session: Session, event_id: int) -> dict[tuple[str, bool], list[int]]:
    """The posts of which readers said that they have a theme (True) or not (False)."""
    c = correction.c
    query = sa.select(c.post_id, c.what, c.value).where(
        c.event_id == event_id, c.what.like("theme %"), c.undone_at.is_(None)
    )
    last = {(number, what): value for number, what, value in session.execute(query.order_by(c.id))}
    found: dict[tuple[str, bool], list[int]] = {}
    for (number, what), value in sorted(last.items()):
        found.setdefault((what.removeprefix("theme "), value == "yes"), []).append(number)
    return found


def add(session: Session, rows: Sequence[Correction]) -> None:
    for row in rows:
        session.add(row)
    session.flush()


def of_event(session: Session, event_id: int) -> list[tuple[Correction, str, str]]:
    """All corrections in the order in which they were made, with platform and native id of their posts."""
    query = (
        select(Correction, Post.platform, Post.native_id)
        .join(Post, col(Post.id) == col(Correction.post_id))
        .where(Correction.event_id == event_id)
    )
    return [(row, platform, native) for row, platform, native in session.exec(query.order_by(col(Correction.id)))]


def one(session: Session, number: int) -> Correction | None:
    return session.get(Correction, number)


def between(session: Session, event_id: int, start: int, end: int, since: dt.datetime | None) -> int:
    """How many corrections were made or undone after `since` on posts of minutes [start, end); of all that hold,
    when `since` is None."""
    c, m = correction.c, membership.c
    changed = c.undone_at.is_(None) if since is None else sa.or_(c.at > since, c.undone_at > since)
    query = (
        sa.select(sa.func.count())
        .select_from(correction)
        .join(membership, sa.and_(m.event_id == c.event_id, m.post_id == c.post_id))
        .where(c.event_id == event_id, m.minute >= start, m.minute < end, changed)
    )
    return int(session.execute(query).scalar_one())


def keep_label(session: Session, event_id: int, number: int, value: str, mark: str, *, now: dt.datetime) -> None:
    """Keeps what a person called a post and what the rules call it; a second answer replaces the first."""
    statement = insert(session, label)
    row = {"event_id": event_id, "post_id": number, "value": value, "mark": mark, "at": now}
    changes = {name: statement.excluded[name] for name in ("value", "mark", "at")}
    session.execute(statement.on_conflict_do_update(index_elements=["event_id", "post_id"], set_=changes), row)


def remark_label(session: Session, event_id: int, number: int, mark: str) -> None:
    """Keeps what the rules of now call a labelled post."""
    the = label.c
    session.execute(sa.update(label).where(the.event_id == event_id, the.post_id == number).values(mark=mark))


def confusion(session: Session, event_id: int) -> dict[tuple[str, str], int]:
    """How many labelled posts a person called the first and the rules call the second."""
    the = label.c
    query = (
        sa.select(the.value, the.mark, sa.func.count()).where(the.event_id == event_id).group_by(the.value, the.mark)
    )
    return {(value, mark): number for value, mark, number in session.execute(query)}


def agreement(session: Session, event_id: int) -> tuple[int, int]:
    """In how many of the labelled posts the rules agree with the label, and how many there are."""
    found = confusion(session, event_id)
    return sum(number for (value, mark), number in found.items() if value == mark), sum(found.values())


def labelled(session: Session, event_id: int) -> list[dict[str, Any]]:
    """The labelled posts with their facts and text."""
    query = (
        sa.select(post, text.c.text)
        .join(label, label.c.post_id == post.c.id)
        .outerjoin(text, text.c.post_id == post.c.id)
        .where(label.c.event_id == event_id)
        .order_by(post.c.id)
    )
    return [dict(row) for row in session.execute(query).mappings()]


def unlabelled(session: Session, event_id: int) -> list[int]:
    """The numbers of the posts of the event that count and have no label yet."""
    m, its = membership.c, label.c
    query = sa.select(m.post_id).outerjoin(label, sa.and_(its.event_id == m.event_id, its.post_id == m.post_id))
    return list(session.execute(query.where(m.event_id == event_id, m.counts, its.post_id.is_(None))).scalars())


def undo(session: Session, row: Correction, *, now: dt.datetime) -> Mapping[str, Any]:
    """Ends a correction; what held before it holds again."""
    row.undone_at = now
    session.add(row)
    session.flush()
    return {"event_id": row.event_id, "post_id": row.post_id}

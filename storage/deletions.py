"""Posts that were deleted at their source: what goes of them, and what keeps them from coming back."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

import storage.echoes
from storage.database import all_if_few, insert, lock, pieces
from storage.tables import Membership, NoticeQuote, Origin, Post, Quote, Tombstone
from storage.tables.columns import table

tombstone, post, membership, origin = table(Tombstone), table(Post), table(Membership), table(Origin)
QUOTES = (table(Quote), table(NoticeQuote))  # frozen texts keep their slots
GONE = {  # what is left of a post: that there was one, when, and in which thread
    "author_key": None,
    "community": None,
    "text_key": None,
    "text_state": "deleted",
    "text_cut": False,
    "language": "none",
    "language_how": "none",
    "language_probability": 1.0,
    "stated_language": None,
    "link": None,
    "likes": None,
    "reposts": None,
    "replies": None,
    "quotes": None,
    "views": None,
    "metrics_at": None,
    "version_at": None,
    "is_ad": False,
    "is_bot": False,
}


def begin(session: Session) -> None:
    """Waits for every batch that is being written; those that begin later see the tombstones."""
    lock(session, "deletions")


def share(session: Session) -> None:
    """Waits for deletions that are being written; those that begin later wait for this transaction."""
    lock(session, "deletions", shared=True)


def bury(session: Session, numbers: Sequence[int], reason: str, *, now: dt.datetime) -> list[int]:
    """Puts up tombstones. Returns the posts that had none."""
    new: list[int] = []
    statement = insert(session, tombstone).on_conflict_do_nothing().returning(tombstone.c.post_id)
    for some in pieces(sorted(set(numbers))):
        rows = [{"post_id": number, "reason": reason, "at": now} for number in some]
        new.extend(session.execute(statement, rows).scalars())
    return sorted(new)


def between(session: Session, event_id: int, start: int, end: int, since: dt.datetime) -> int:
    """How many posts of the event in minutes [start, end) were deleted after `since`."""
    m, t = membership.c, tombstone.c
    query = (
        sa.select(sa.func.count())
        .select_from(membership)
        .join(tombstone, t.post_id == m.post_id)
        .where(m.event_id == event_id, m.minute >= start, m.minute < end, t.at > since)
    )
    return int(session.execute(query).scalar_one())


def buried(session: Session, numbers: Sequence[int]) -> set[int]:
    """Those of the posts that have a tombstone; no other transaction puts one up for a post until this one ends."""
    share(session)
    every = sa.select(tombstone.c.post_id)
    if (few := all_if_few(session, every)) is not None:
        return {row.post_id for row in few}.intersection(numbers)
    found: set[int] = set()
    for some in pieces(sorted(numbers)):
        found.update(session.execute(every.where(tombstone.c.post_id.in_(some))).scalars())
    return found


def empty(session: Session, numbers: Sequence[int]) -> int:
    """Takes text, author, counts, scores, themes, quotes, labels and held copies away from those of the posts that are
    here. Returns how many those were."""
    emptied = 0
    for some in pieces(sorted(numbers)):
        rows = session.execute(sa.select(post.c.id, post.c.text_key).where(post.c.id.in_(some))).all()
        emptied += len(rows)
        storage.echoes.ask(session, [row.text_key for row in rows])
        session.execute(sa.update(post).where(post.c.id.in_(some)).values(**GONE))
        for place in places():
            if place in QUOTES:
                session.execute(sa.update(place).where(place.c.post_id.in_(some)).values(text=None))
            elif "held" in place.c:  # that a live source has shown it stays known
                session.execute(sa.update(place).where(place.c.post_id.in_(some)).values(held=None))
            else:
                session.execute(sa.delete(place).where(place.c.post_id.in_(some)))
    return emptied


def places() -> list[sa.Table]:
    """Every table that holds something of a post by its number, but the post itself and what must stay of a deleted
    one: that it was a member, where it was read, and its tombstone."""
    stay = {membership, origin, tombstone}
    return [each for each in SQLModel.metadata.sorted_tables if "post_id" in each.c and each not in stay]

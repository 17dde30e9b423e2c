"""Posts that were deleted at their source: what goes of them, and what keeps them from coming back."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session

import storage.echoes
from storage.database import insert, lock, pieces
from storage.tables import NoticeQuote, Post, PostText, Quote, Score, Sighting, ThemeHit, Tombstone
from storage.tables.columns import table

tombstone, post, text = table(Tombstone), table(Post), table(PostText)
score, hit = table(Score), table(ThemeHit)
QUOTED = (table(Quote), table(NoticeQuote))
sighting = table(Sighting)
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


def bury(session: Session, numbers: Sequence[int], reason: str, *, now: dt.datetime) -> list[int]:
    """Puts up tombstones. Returns the posts that had none."""
    new: list[int] = []
    statement = insert(session, tombstone).on_conflict_do_nothing().returning(tombstone.c.post_id)
    for some in pieces(sorted(set(numbers))):
        rows = [{"post_id": number, "reason": reason, "at": now} for number in some]
        new.extend(session.execute(statement, rows).scalars())
    return sorted(new)


def buried(session: Session, numbers: Sequence[int]) -> set[int]:
    """Those of the posts that have a tombstone; no other transaction puts one up for a post until this one ends."""
    lock(session, "deletions", shared=True)
    found: set[int] = set()
    for some in pieces(sorted(numbers)):
        found.update(session.execute(sa.select(tombstone.c.post_id).where(tombstone.c.post_id.in_(some))).scalars())
    return found


def empty(session: Session, numbers: Sequence[int]) -> int:
    """Takes text, author, counts, scores, themes and quotes away from those of the posts that are here. Returns how
    many those were."""
    emptied = 0
    for some in pieces(sorted(numbers)):
        rows = session.execute(sa.select(post.c.id, post.c.text_key).where(post.c.id.in_(some))).all()
        emptied += len(rows)
        storage.echoes.ask(session, [row.text_key for row in rows])
        session.execute(sa.update(post).where(post.c.id.in_(some)).values(**GONE))
        for place in (text, score, hit):
            session.execute(sa.delete(place).where(place.c.post_id.in_(some)))
        for quote in QUOTED:
            session.execute(sa.update(quote).where(quote.c.post_id.in_(some)).values(text=None))
        session.execute(sa.update(sighting).where(sighting.c.post_id.in_(some)).values(held=None))
    return emptied

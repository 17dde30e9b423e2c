"""Deletes posts that were deleted or removed at their source, everywhere, in one transaction."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session

import storage.posts
from storage.database import pieces
from storage.tables import Membership, Post, PostText, Quote, Score, ThemeHit
from storage.tables.columns import table

post, membership, quote = table(Post), table(Membership), table(Quote)


def delete_posts(session: Session, numbers: Sequence[int], reason: str, *, now: dt.datetime) -> int:  # noqa: ARG001
    """Takes the posts' texts, authors, scores, themes and quotes away, and leaves them out of every count from the next
    rebuild on. To be called first in a writing transaction. Returns how many of the posts were here."""
    here = 0
    for some in pieces(sorted(numbers)):
        changed = session.execute(
            sa.update(post).where(post.c.id.in_(some)).values(text_state="deleted", author_key=None, text_key=None)
        )
        here += int(getattr(changed, "rowcount", 0))
        for emptied in (PostText, Score, ThemeHit):
            session.execute(sa.delete(table(emptied)).where(table(emptied).c.post_id.in_(some)))
        session.execute(sa.update(quote).where(quote.c.post_id.in_(some)).values(text=None))
        session.execute(
            sa.update(membership)
            .where(membership.c.post_id.in_(some), sa.func.coalesce(membership.c.why_not, "") != "off topic")
            .values(counts=False, why_not="deleted")
        )
    storage.posts.mark_dirty_everywhere(session, sorted(numbers))
    return here

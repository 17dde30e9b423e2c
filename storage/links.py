"""The links in the posts of a stretch of time."""

import sqlalchemy as sa
from sqlmodel import Session

from storage.tables import Membership, Post
from storage.tables.columns import table

membership, post = table(Membership), table(Post)


def links(session: Session, event_id: int, platform: str, start: int, end: int, *, most: int) -> list[str]:
    """The links of the first so many counted posts of minutes [start, end) that have one."""
    m = membership.c
    query = (
        sa.select(post.c.link)
        .select_from(membership)
        .join(post, post.c.id == m.post_id)
        .where(m.event_id == event_id, m.counts, m.minute >= start, m.minute < end)
        .where(post.c.platform == platform, post.c.link.is_not(None))
        .order_by(m.minute, m.post_id)
        .limit(most)
    )
    return [str(link) for link in session.execute(query).scalars()]

"""What was said in a stretch of time, for comparing words: texts with their account and what makes them the same."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage.tables import AuthorAlias, Bucket, Membership, Post, PostText, TextCluster
from storage.tables.columns import table

post, text, membership, bucket = table(Post), table(PostText), table(Membership), table(Bucket)
alias, cluster = table(AuthorAlias), table(TextCluster)
PAGE = 2_000


def said(
    session: Session, event_id: int, start: int, end: int, *, platform: str, most: int
) -> Iterator[dict[str, Any]]:
    """Counted posts of minutes [start, end) on one platform, with their texts; of more than `most` those at even steps
    through time."""
    m, p = membership.c, post.c
    step = -(-_counted(session, event_id, start, end, platform) // most) or 1
    place = sa.func.row_number().over(order_by=(m.minute, m.post_id))
    ordered = (
        sa.select(m.post_id, m.minute, m.same_text, place.label("place"))
        .join(post, p.id == m.post_id)
        .where(m.event_id == event_id, m.counts, m.minute >= start, m.minute < end, p.platform == platform)
        .subquery()
    )
    query = (
        sa.select(
            ordered.c.post_id,
            ordered.c.minute,
            p.language,
            sa.func.coalesce(sa.func.nullif(alias.c.id_key, 0), p.author_key).label("author"),
            sa.func.coalesce(cluster.c.cluster, ordered.c.same_text, p.text_key, p.id).label("text_id"),
            text.c.text,
        )
        .select_from(ordered)
        .join(post, p.id == ordered.c.post_id)
        .join(text, text.c.post_id == p.id)
        .outerjoin(alias, alias.c.name_key == p.author_key)
        .outerjoin(cluster, cluster.c.text_key == sa.func.coalesce(ordered.c.same_text, p.text_key))
        .where(ordered.c.place % step == 0)
    )
    yield from map(dict, session.execute(query.execution_options(yield_per=PAGE)).mappings())


def _counted(session: Session, event_id: int, start: int, end: int, platform: str) -> int:
    """How many posts the hours have that lie in the stretch, its edges rounded outwards."""
    b = bucket.c
    query = sa.select(sa.func.sum(b.posts)).where(
        b.event_id == event_id,
        b.grain == "hour",
        b.theme == "",
        b.voice == "",
        b.platform == platform,
        b.start >= start // 60 * 60,
        b.start < end,
    )
    return int(session.execute(query).scalar() or 0)

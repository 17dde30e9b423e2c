"""Counts of several days together. Accounts and different texts cannot be summed from days: they are counted from the
posts, as buckets count them."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage.tables import AuthorAlias, Membership, Post, TextCluster
from storage.tables.columns import table

membership, post, alias, cluster = table(Membership), table(Post), table(AuthorAlias), table(TextCluster)


def counts(session: Session, event_id: int, start: int, end: int) -> dict[str, dict[str, Any]]:
    """Posts, originals, different texts, accounts (None where no post names one), and posts taken away, of minutes
    [start, end), by platform."""
    p, m = post.c, membership.c
    author = sa.case((m.counts, sa.func.coalesce(sa.func.nullif(alias.c.id_key, 0), p.author_key)))
    text = sa.case((m.counts, sa.func.coalesce(cluster.c.cluster, m.same_text, p.text_key, p.id)))
    query = (
        sa.select(
            p.platform,
            _number(m.counts).label("posts"),
            _number(sa.and_(m.counts, p.kind != "repost")).label("originals"),
            sa.func.count(text.distinct()).label("distinct_texts"),
            sa.func.nullif(sa.func.count(author.distinct()), 0).label("authors"),
            _number(sa.func.coalesce(m.why_not == "deleted", sa.false())).label("removed"),
        )
        .select_from(membership)
        .join(post, p.id == m.post_id)
        .outerjoin(alias, alias.c.name_key == p.author_key)
        .outerjoin(cluster, cluster.c.text_key == sa.func.coalesce(m.same_text, p.text_key))
        .where(m.event_id == event_id, m.minute >= start, m.minute < end)
        .group_by(p.platform)
    )
    return {row["platform"]: dict(row) for row in session.execute(query).mappings()}


def _number(condition: Any) -> Any:
    """How many rows meet the condition."""
    return sa.cast(sa.func.sum(sa.case((condition, 1), else_=0)), sa.BigInteger)

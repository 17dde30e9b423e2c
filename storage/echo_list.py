"""Lists the clusters of same and near-same texts of an event."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage.tables import AuthorAlias, Membership, Post, PostText, TextCluster
from storage.tables.columns import table

membership, post, text = table(Membership), table(Post), table(PostText)
cluster, alias = table(TextCluster), table(AuthorAlias)
group = sa.func.coalesce(cluster.c.cluster, post.c.text_key)


def largest(
    session: Session, event_id: int, since: int | None, until: int | None, platform: str | None, limit: int | None
) -> list[dict[str, Any]]:
    """The clusters with most counted posts in the minutes [since, until), those with two posts or more; the larger
    first, then the earlier."""
    author = sa.func.coalesce(sa.func.nullif(alias.c.id_key, 0), post.c.author_key)
    posts, first = sa.func.count(), sa.func.min(post.c.created_at)
    query = (
        _within(
            sa.select(
                group.label("cluster"),
                posts.label("posts"),
                sa.func.count(post.c.text_key.distinct()).label("distinct_texts"),
                sa.func.nullif(sa.func.count(author.distinct()), 0).label("authors"),
                first.label("first_at"),
                sa.func.max(post.c.created_at).label("last_at"),
            ),
            event_id,
            since,
            until,
            platform,
        )
        .outerjoin(alias, alias.c.name_key == post.c.author_key)
        .group_by(group)
        .having(posts > 1)
        .order_by(posts.desc(), first, group)
        .limit(limit)
    )
    return [dict(row) for row in session.execute(query).mappings()]


def by_platform(
    session: Session, event_id: int, number: int, since: int | None, until: int | None, platform: str | None
) -> dict[str, int]:
    """The posts of a cluster on each platform."""
    query = _within(sa.select(post.c.platform, sa.func.count().label("posts")), event_id, since, until, platform)
    query = query.where(group == number, post.c.text_key.in_(_keys(number)))
    rows = session.execute(query.group_by(post.c.platform).order_by(post.c.platform))
    return {row.platform: row.posts for row in rows}


def earliest(
    session: Session, event_id: int, number: int, since: int | None, until: int | None, platform: str | None
) -> dict[str, Any]:
    """The first post of a cluster, with its text where it is still here."""
    query = _within(sa.select(post, text.c.text), event_id, since, until, platform)
    query = query.outerjoin(text, text.c.post_id == post.c.id)
    query = query.where(group == number, post.c.text_key.in_(_keys(number)))
    query = query.order_by(post.c.created_at, post.c.platform, post.c.native_id).limit(1)
    return dict(session.execute(query).mappings().one())


def _keys(number: int) -> Any:
    """The keys of the texts of a cluster; one without a row stands alone."""
    return (
        sa.select(cluster.c.text_key)
        .where(cluster.c.cluster == number)
        .union(sa.select(sa.literal(number, sa.BigInteger)))
    )


def _within(query: Any, event_id: int, since: int | None, until: int | None, platform: str | None) -> Any:
    """A query over the counted posts with words of a stretch of time."""
    query = query.select_from(membership).join(post, post.c.id == membership.c.post_id)
    query = query.outerjoin(cluster, cluster.c.text_key == post.c.text_key)
    query = query.where(membership.c.event_id == event_id, membership.c.counts, post.c.text_key.is_not(None))
    if since is not None:
        query = query.where(membership.c.minute >= since)
    if until is not None:
        query = query.where(membership.c.minute < until)
    return query.where(post.c.platform == platform) if platform else query

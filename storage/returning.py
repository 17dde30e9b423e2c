"""Accounts of an event by day: how many wrote, and how many of them for the first time."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session

from storage.tables import AuthorAlias, Membership, Post
from storage.tables.columns import table

membership, post, alias = table(Membership), table(Post), table(AuthorAlias)


def accounts(
    session: Session, event_id: int, platform: str, since: int, days: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """For each day, half-open minutes in order, the accounts that wrote and those that had not since minute `since`."""
    m = membership.c
    author = sa.func.coalesce(sa.func.nullif(alias.c.id_key, 0), post.c.author_key)
    place = sa.case(*((m.minute < start, number) for number, (start, _) in enumerate(days)), else_=len(days))
    wrote = (
        sa.select(author.label("author"), place.label("place"))
        .select_from(membership)
        .join(post, post.c.id == m.post_id)
        .outerjoin(alias, alias.c.name_key == post.c.author_key)
        .where(m.event_id == event_id, m.counts, m.minute >= since, m.minute < days[-1][1])
        .where(post.c.platform == platform, author.is_not(None))
        .distinct()
        .subquery()
    )
    first = sa.func.min(wrote.c.place).over(partition_by=wrote.c.author).label("first")
    seen = sa.select(wrote.c.place, first).subquery()
    new = sa.func.sum(sa.case((seen.c.first == seen.c.place, 1), else_=0))
    query = sa.select(seen.c.place, sa.func.count(), new).group_by(seen.c.place)
    found = {row[0]: (int(row[1]), int(row[2])) for row in session.execute(query)}
    return [found.get(number, (0, 0)) for number in range(1, len(days) + 1)]

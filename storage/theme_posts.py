"""Posts with a theme, streamed: for reports over all of them."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage.database import pieces
from storage.tables import Membership, Post, PostText, ThemeHit
from storage.tables.columns import table

post, text, membership, hit = table(Post), table(PostText), table(Membership), table(ThemeHit)
PAGE = 1_000


def texts(session: Session, event_id: int, theme_id: int) -> Iterator[str]:
    """The texts of counted posts with the theme, a page in memory at a time."""
    m = membership.c
    query = (
        sa.select(text.c.text)
        .join(membership, m.post_id == text.c.post_id)
        .join(hit, sa.and_(hit.c.post_id == text.c.post_id, hit.c.theme_id == theme_id))
        .where(m.event_id == event_id, m.counts)
        .order_by(hit.c.post_id)
    )
    yield from session.execute(query.execution_options(yield_per=PAGE)).scalars()


def counted(session: Session, event_id: int, theme_ids: Sequence[int]) -> dict[int, int]:
    """How many counted posts each theme has."""
    m = membership.c
    query = (
        sa.select(hit.c.theme_id, sa.func.count())
        .join(membership, m.post_id == hit.c.post_id)
        .where(m.event_id == event_id, m.counts, hit.c.theme_id.in_(theme_ids))
        .group_by(hit.c.theme_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def shown(session: Session, numbers: Sequence[int], theme_id: int) -> dict[int, dict[str, Any]]:
    """What a reader needs to judge each post: platform, id, time, language, text, and where the theme stands."""
    p = post.c
    facts = (p.id, p.platform, p.native_id, p.root_id, p.created_at, p.language, text.c.text, hit.c.places)
    query = (
        sa.select(*facts)
        .join(text, text.c.post_id == p.id)
        .join(hit, sa.and_(hit.c.post_id == p.id, hit.c.theme_id == theme_id))
    )
    found: dict[int, dict[str, Any]] = {}
    for some in pieces(numbers):
        for row in session.execute(query.where(p.id.in_(some))).mappings():
            found[row["id"]] = dict(row)
    return found

"""Reads what was counted: buckets, moods and facets, never posts. `voice` is "" for all posts that count, "reacting"
for those that react."""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage.tables import Bucket, Facet, Mood
from storage.tables.columns import table
from storage.tables.series import MARKS, THEME_MARK

bucket, mood, facet = table(Bucket), table(Mood), table(Facet)


def platforms(session: Session, event_id: int) -> list[str]:
    """The platforms that have posts of the event, in the order of their names."""
    query = sa.select(bucket.c.platform).where(bucket.c.event_id == event_id, bucket.c.grain == "day").distinct()
    return sorted(session.execute(query).scalars())


def bounds(session: Session, event_id: int, *, platform: str, grain: str = "hour") -> tuple[int, int] | None:
    """The first and the last start of a bucket of this grain; None where nothing was counted."""
    b = bucket.c
    query = sa.select(sa.func.min(b.start), sa.func.max(b.start)).where(
        b.event_id == event_id, b.grain == grain, b.platform == platform
    )
    low, high = session.execute(query).one()
    return None if low is None else (low, high)


def total(session: Session, event_id: int, *, platform: str) -> int:
    """All posts that count, summed over the local days."""
    b = bucket.c
    posts = sa.cast(sa.func.coalesce(sa.func.sum(b.posts), 0), sa.BigInteger)
    query = sa.select(posts).where(
        b.event_id == event_id, b.grain == "day", b.platform == platform, b.theme == "", b.voice == ""
    )
    return int(session.execute(query).scalar_one())


def counts(
    session: Session,
    event_id: int,
    grain: str,
    start: int,
    end: int,
    *,
    platform: str,
    theme: str = "",
    voice: str = "",
) -> dict[int, Mapping[str, Any]]:
    """The columns of the buckets that begin in [start, end), by start."""
    b = bucket.c
    query = sa.select(
        b.start, b.posts, b.originals, b.distinct_texts, b.authors, b.engagement, b.removed, b.top_author
    ).where(*_cells(b, event_id, grain, start, end, platform, voice), b.theme == theme)
    return {row["start"]: dict(row) for row in session.execute(query).mappings()}


def by_theme(
    session: Session, event_id: int, grain: str, start: int, end: int, *, platform: str, voice: str = ""
) -> list[dict[str, Any]]:
    """The buckets of every theme ("" = any) that begin in [start, end)."""
    b = bucket.c
    query = sa.select(b.start, b.theme, b.posts, b.originals, b.distinct_texts, b.authors, b.top_author).where(
        *_cells(b, event_id, grain, start, end, platform, voice)
    )
    return [dict(row) for row in session.execute(query.order_by(b.theme, b.start)).mappings()]


def theme_posts(
    session: Session, event_id: int, grain: str, start: int, end: int, *, platform: str, voice: str = ""
) -> dict[str, dict[int, int]]:
    """The posts of every theme ("" = any) by start, of the buckets that begin in [start, end)."""
    b = bucket.c
    query = sa.select(b.theme, b.start, b.posts).where(*_cells(b, event_id, grain, start, end, platform, voice))
    found: dict[str, dict[int, int]] = {}
    for theme, at, posts in session.execute(query):
        found.setdefault(theme, {})[at] = posts
    return found


def moods(
    session: Session,
    event_id: int,
    grain: str,
    start: int,
    end: int,
    *,
    platform: str,
    theme: str = "",
    voice: str = "",
) -> list[dict[str, Any]]:
    """The mood rows that begin in [start, end), one for each bucket and scorer."""
    m = mood.c
    query = sa.select(mood).where(*_cells(m, event_id, grain, start, end, platform, voice), m.theme == theme)
    return [dict(row) for row in session.execute(query).mappings()]


def facets(session: Session, event_id: int, kind: str, start: int, end: int, *, platform: str) -> list[tuple[str, int]]:
    """Posts by value of a facet over the hours that begin in [start, end), most first."""
    f = facet.c
    posts = sa.cast(sa.func.sum(f.posts), sa.BigInteger)
    query = (
        sa.select(f.value, posts)
        .where(f.event_id == event_id, f.kind == kind, f.platform == platform, f.hour >= start, f.hour < end)
        .group_by(f.value)
    )
    return sorted(((value, number) for value, number in session.execute(query)), key=lambda pair: (-pair[1], pair[0]))


def marked(
    session: Session, event_id: int, start: int, end: int, *, platform: str, theme: str = "", voice: str = ""
) -> list[tuple[int, str, str, int]]:
    """Hour, theme, mark and posts over the hours that begin in [start, end): posts in which a theme, or this one, is
    negated or quoted wherever it stands."""
    f = facet.c
    query = sa.select(f.hour, f.value, f.kind, f.posts).where(
        f.event_id == event_id,
        f.kind.in_([THEME_MARK[voice] + mark for mark in MARKS]),
        f.platform == platform,
        f.hour >= start,
        f.hour < end,
    )
    if theme:
        query = query.where(f.value == theme)
    rows = session.execute(query.order_by(f.hour, f.value, f.kind))
    return [(hour, value, kind.removeprefix(THEME_MARK[voice]), posts) for hour, value, kind, posts in rows]


def minutes(
    session: Session,
    event_id: int,
    column: str,
    start: int,
    end: int,
    *,
    platform: str,
    theme: str = "",
    voice: str = "",
) -> dict[int, int]:
    """One column of the minute buckets by start."""
    b = bucket.c
    query = sa.select(b.start, b[column]).where(
        *_cells(b, event_id, "minute", start, end, platform, voice), b.theme == theme
    )
    return {start: number or 0 for start, number in session.execute(query)}


def _cells(
    c: Any, event_id: int, grain: str, start: int, end: int, platform: str, voice: str
) -> Iterator[sa.ColumnElement[bool]]:
    """The condition on buckets or moods of one platform that begin in [start, end)."""
    given = {"event_id": event_id, "grain": grain, "platform": platform, "voice": voice}
    yield from (c[name] == value for name, value in given.items())
    yield c.start >= start
    yield c.start < end

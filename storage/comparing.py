"""Reads what two events need to be compared: hours from any minute on, the tools behind them, shared posts."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage.tables import Bucket, File, FilePart, Membership, Post
from storage.tables.columns import table

bucket, membership, post, file, part = table(Bucket), table(Membership), table(Post), table(File), table(FilePart)
MS_A_MINUTE = 60_000


def hours(session: Session, event_id: int, platform: str, start: int, end: int) -> dict[int, int]:
    """Posts that are no reposts of minutes [start, end), in hours that begin at `start`, by their first minute."""
    b = bucket.c
    place = (b.start - start) // 60
    query = (
        sa.select(place, sa.cast(sa.func.sum(b.originals), sa.BigInteger))
        .where(b.event_id == event_id, b.grain == "minute", b.platform == platform, b.theme == "", b.voice == "")
        .where(b.start >= start, b.start < end)
        .group_by(place)
    )
    return {start + 60 * int(number): int(posts) for number, posts in session.execute(query)}


def tools(session: Session, event_id: int, platform: str, start: int, end: int) -> set[tuple[str, str]]:
    """The format and the order ("top", "latest", "") of files with posts of minutes [start, end)."""
    query = sa.select(file.c.format, file.c.sort, part.c.spans).select_from(file)
    query = query.join(part, part.c.file_id == file.c.id).where(file.c.event_id == event_id, file.c.state == "done")
    found = set()
    for row in session.execute(query):
        span = row.spans.get(platform)
        if span and span[0] // MS_A_MINUTE < end and span[1] // MS_A_MINUTE >= start:
            found.add((row.format, row.sort))
    return found


def shared(session: Session, platform: str, one: tuple[int, int, int], other: tuple[int, int, int]) -> int:
    """How many posts count in both events, each (event, start, end) in its own minutes."""
    first, second = membership.alias(), membership.alias()

    def within(of: Any, event: tuple[int, int, int]) -> Any:
        event_id, start, end = event
        return sa.and_(of.c.event_id == event_id, of.c.counts, of.c.minute >= start, of.c.minute < end)

    query = (
        sa.select(sa.func.count())
        .select_from(first)
        .join(second, sa.and_(second.c.post_id == first.c.post_id, within(second, other)))
        .join(post, sa.and_(post.c.id == first.c.post_id, post.c.platform == platform))
        .where(within(first, one))
    )
    return int(session.execute(query).scalar_one())

"""Takes back what a file gave an event, so that it can be read in another way."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session

import storage.deletions
import storage.echoes
import storage.files
import storage.forgetting
import storage.posts
import storage.retention
from storage.database import pieces
from storage.tables import (
    File,
    Membership,
    Origin,
    Post,
    PostText,
    Quarantined,
    Score,
    ThemeHit,
    Tombstone,
    Waiting,
)
from storage.tables.columns import table

post, membership, origin, tombstone = table(Post), table(Membership), table(Origin), table(Tombstone)
MADE = (table(PostText), table(Score), table(ThemeHit))  # what is made of a post whenever it is read
OFF_TOPIC = storage.files.OFF_TOPIC


def take_back(session: Session, file: File) -> int:
    """Takes away the posts that came from this file only, its unreadable records, and what says where each was read.
    Posts that people worked on, that were quoted or deleted, stay and do not count until they are read again; those of
    hours whose texts have expired stay as they are. Returns how many posts were taken back."""
    storage.deletions.begin(session)
    numbers, _ = storage.forgetting.posts_of_files(session, [file.id or 0])
    closed = set(storage.retention.sealed_hours(session, file.event_id))
    minutes: set[int] = set()
    for several in pieces(numbers):
        m = membership.c
        query = sa.select(m.post_id, m.minute).where(m.event_id == file.event_id, m.post_id.in_(several))
        rows = session.execute(query).all()
        shut = {row.post_id for row in rows if row.minute // 60 in closed}
        some = [number for number in several if number not in shut]
        minutes |= {row.minute for row in rows if row.post_id not in shut}
        keys = session.execute(sa.select(post.c.text_key).where(post.c.id.in_(some))).scalars()
        storage.echoes.ask(session, list(keys))
        _take_posts(session, file.event_id, some)
    for each in (origin, table(Quarantined), table(Waiting)):
        session.execute(sa.delete(each).where(each.c.file_id == file.id))
    storage.posts.mark_dirty(session, file.event_id, minutes)
    return len(numbers)


def _take_posts(session: Session, event_id: int, numbers: Sequence[int]) -> None:
    stay = _that_stay(session, event_id, numbers)
    gone = [number for number in numbers if number not in stay]
    for each in MADE:
        session.execute(sa.delete(each).where(each.c.post_id.in_(gone)))
    session.execute(sa.delete(membership).where(membership.c.event_id == event_id, membership.c.post_id.in_(gone)))
    session.execute(sa.delete(post).where(post.c.id.in_(gone)))
    session.execute(
        sa.update(membership)
        .where(membership.c.event_id == event_id, membership.c.post_id.in_(stay))
        .values(counts=False, why_not=OFF_TOPIC)
    )


def _that_stay(session: Session, event_id: int, numbers: Sequence[int]) -> set[int]:
    """Those of the posts that something else speaks of: labels, corrections, quotes, live sources, deletions, other
    events."""
    found: set[int] = set()
    for each in (*(place for place in storage.deletions.places() if place not in MADE), tombstone):
        found |= set(session.execute(sa.select(each.c.post_id).where(each.c.post_id.in_(numbers))).scalars())
    others = sa.select(membership.c.post_id).where(membership.c.event_id != event_id, membership.c.post_id.in_(numbers))
    return found | set(session.execute(others).scalars())

"""Lets texts and unreadable records go by age, and seals the hours whose texts have gone: their counts stay."""

import datetime as dt
import zoneinfo
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage.database import insert_new, pieces
from storage.deletions import QUOTES
from storage.tables import (
    DirtyMinute,
    File,
    Membership,
    Origin,
    Post,
    PostText,
    Quarantined,
    SealedHour,
    Sighting,
    Translation,
)
from storage.tables.columns import minute_of, moment_of, table

post, text, membership, origin = table(Post), table(PostText), table(Membership), table(Origin)
file, quarantined, sealed, dirty = table(File), table(Quarantined), table(SealedHour), table(DirtyMinute)
sighting, translation = table(Sighting), table(Translation)
EXPIRED = "expired"


def is_anything_old(session: Session, *, before: dt.datetime) -> bool:
    """Whether any file or look came in before this time: if none did, no text can be due."""
    for seen_at in (file.c.seen_at, sighting.c.seen_at):
        if session.execute(sa.select(seen_at).where(seen_at < before).limit(1)).first():
            return True
    return False


def due_texts(
    session: Session, event_id: int, kept_longer: Sequence[int], *, before: dt.datetime, after: int, most: int
) -> tuple[list[int], int | None]:
    """Of the next `most` posts with a text, those of the event whose texts came in before this time, by file or live,
    and by none later; not those that events hold which keep texts longer. Also the post to go on after, None at the
    end."""
    run = sa.select(text.c.post_id).where(text.c.post_id > after).order_by(text.c.post_id).limit(most)
    numbers = list(session.execute(run).scalars())
    found: list[int] = []
    for some in pieces(numbers):
        found += session.execute(_due(event_id, kept_longer, some, before=before)).scalars()
    return sorted(found), numbers[-1] if len(numbers) == most else None


def _due(event_id: int, kept_longer: Sequence[int], numbers: Sequence[int], *, before: dt.datetime) -> Any:
    m = membership.c
    later_file = (
        sa.exists()
        .where(origin.c.post_id == m.post_id, file.c.id == origin.c.file_id, file.c.seen_at >= before)
        .correlate(membership)
    )
    later_look = sa.exists().where(sighting.c.post_id == m.post_id, sighting.c.seen_at >= before)
    other = membership.alias()
    longer = sa.exists().where(other.c.post_id == m.post_id, other.c.event_id.in_(kept_longer))
    query = sa.select(m.post_id).where(m.event_id == event_id, m.post_id.in_(numbers))
    return query.where(sa.not_(later_file), sa.not_(later_look), sa.not_(longer))


def let_go(session: Session, numbers: Sequence[int]) -> None:
    """Takes the texts of these posts away, also from digests and notices that quote them. What was found in them
    stays: scores, themes and counts."""
    for some in pieces(numbers):
        session.execute(sa.delete(text).where(text.c.post_id.in_(some)))
        session.execute(sa.delete(translation).where(translation.c.post_id.in_(some)))
        session.execute(sa.update(post).where(post.c.id.in_(some)).values(text_state=EXPIRED))
        for quote in QUOTES:
            session.execute(sa.update(quote).where(quote.c.post_id.in_(some)).values(text=None))


def seal(session: Session, numbers: Sequence[int], zones: dict[int, zoneinfo.ZoneInfo]) -> None:
    """Seals the local days of these posts, in every event that holds them."""
    hours: set[tuple[int, int]] = set()
    for some in pieces(numbers):
        m = membership.c
        query = sa.select(m.event_id, m.minute // 60).where(m.post_id.in_(some)).distinct()
        for event_id, hour in session.execute(query):
            hours.update((event_id, each) for each in _day_of(hour, zones[event_id]))
    insert_new(session, sealed, [{"event_id": event_id, "hour": hour} for event_id, hour in sorted(hours)])


def sealed_hours(session: Session, event_id: int) -> list[int]:
    return list(session.execute(sa.select(sealed.c.hour).where(sealed.c.event_id == event_id)).scalars())


def drop_sealed_marks(session: Session, event_id: int) -> None:
    """Sealed hours are not counted again, whatever comes late."""
    hours = sa.select(sealed.c.hour).where(sealed.c.event_id == event_id)
    session.execute(sa.delete(dirty).where(dirty.c.event_id == event_id, (dirty.c.minute // 60).in_(hours)))


def drop_unreadable(session: Session, event_id: int, *, before: dt.datetime) -> int:
    """Takes unreadable records away whose file came in before this time."""
    old = sa.select(file.c.id).where(file.c.event_id == event_id, file.c.seen_at < before)
    result: Any = session.execute(sa.delete(quarantined).where(quarantined.c.file_id.in_(old)))
    return int(result.rowcount)


def _day_of(hour: int, zone: zoneinfo.ZoneInfo) -> range:
    """The UTC hours that lie wholly in the local day of this hour."""
    day = moment_of(hour * 60).astimezone(zone).date()
    start = dt.datetime.combine(day, dt.time(), zone)
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)
    return range(-(-minute_of(start) // 60), minute_of(end) // 60)

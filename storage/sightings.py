"""Posts that live sources have shown: those held because they belong to no event so far, and when each is to be
checked at its source."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage.database import insert_new, pieces
from storage.tables import Listing, Membership, Sighting, Source
from storage.tables.columns import table

sighting, membership = table(Sighting), table(Membership)


def known(session: Session, source_id: int, numbers: Sequence[int]) -> set[int]:
    """Those of the posts that the source has shown before."""
    found: set[int] = set()
    for some in pieces(numbers):
        query = sa.select(sighting.c.post_id).where(sighting.c.source_id == source_id, sighting.c.post_id.in_(some))
        found.update(session.execute(query).scalars())
    return found


def add(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    insert_new(session, sighting, sorted(rows, key=lambda row: row["post_id"]))


def held_after(session: Session, source_id: int, after: int | None, most: int) -> list[tuple[int, bytes]]:
    """Held posts in the order of their numbers."""
    s = sighting.c
    query = sa.select(s.post_id, s.held).where(s.source_id == source_id, s.held.is_not(None))
    if after is not None:
        query = query.where(s.post_id > after)
    return [(row.post_id, row.held) for row in session.execute(query.order_by(s.post_id).limit(most))]


def held_whose_root_came(session: Session, source_id: int, event_id: int, most: int) -> list[tuple[int, bytes]]:
    """Held posts of threads whose root belongs to the event by now."""
    s, m = sighting.c, membership.c
    query = (
        sa.select(s.post_id, s.held)
        .join(membership, sa.and_(m.post_id == s.root_id, m.event_id == event_id, m.via == "keyword"))
        .where(s.source_id == source_id, s.held.is_not(None))
        .order_by(s.post_id)
        .limit(most)
    )
    return [(row.post_id, row.held) for row in session.execute(query)]


def held_of_roots(session: Session, source_id: int, roots: Sequence[int], most: int) -> list[tuple[int, bytes]]:
    """Held posts of these threads."""
    s = sighting.c
    found: list[tuple[int, bytes]] = []
    for some in pieces(roots):
        query = sa.select(s.post_id, s.held).where(s.source_id == source_id, s.root_id.in_(some), s.held.is_not(None))
        found.extend((row.post_id, row.held) for row in session.execute(query.order_by(s.post_id).limit(most)))
    return found[:most]


def let_go(session: Session, source_id: int, numbers: Sequence[int]) -> None:
    """These posts are kept as posts now, and no longer held."""
    for some in pieces(numbers):
        where = (sighting.c.source_id == source_id, sighting.c.post_id.in_(some))
        session.execute(sa.update(sighting).where(*where).values(held=None))


def stop_waiting(session: Session, source_id: int, numbers: Sequence[int]) -> None:
    """These posts no longer wait for their thread: it came, and they do not belong all the same."""
    for some in pieces(numbers):
        where = (sighting.c.source_id == source_id, sighting.c.post_id.in_(some))
        session.execute(sa.update(sighting).where(*where).values(root_id=None))


def hold_again(session: Session, source_id: int, number: int, root_id: int | None, held: bytes) -> None:
    """Held facts that changed, or wait again."""
    where = (sighting.c.source_id == source_id, sighting.c.post_id == number, sighting.c.held.is_not(None))
    session.execute(sa.update(sighting).where(*where).values(held=held, root_id=root_id))


def due_for_check(session: Session, *, now: dt.datetime, most: int) -> list[int]:
    """The posts to be asked after, those that wait longest first, each once."""
    s = sighting.c
    oldest = sa.func.min(s.check_at)
    query = sa.select(s.post_id).where(s.check_at <= now).group_by(s.post_id).order_by(oldest, s.post_id).limit(most)
    return list(session.execute(query).scalars())


def waits_for_check(session: Session, *, now: dt.datetime, most: int) -> tuple[int, dt.datetime | None]:
    """How many are due, counted up to `most`, and since when the first is."""
    s = sighting.c
    some = sa.select(s.check_at).where(s.check_at <= now).order_by(s.check_at).limit(most).subquery()
    number, first = session.execute(sa.select(sa.func.count(), sa.func.min(some.c.check_at))).one()
    return int(number), first


def of_posts(session: Session, numbers: Sequence[int]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for some in pieces(numbers):
        query = sa.select(sighting).where(sighting.c.post_id.in_(some))
        found.extend(dict(row) for row in session.execute(query).mappings())
    return found


def checked(
    session: Session, numbers: Sequence[int], check_at: dt.datetime, *, checks: int, misses: int | None = None
) -> None:
    """Notes that these posts were asked after, and when the next time is."""
    values: dict[str, Any] = {"check_at": check_at, "checks": checks}
    if misses is not None:
        values["misses"] = misses
    for some in pieces(sorted(numbers)):
        session.execute(sa.update(sighting).where(sighting.c.post_id.in_(some)).values(**values))


def forget_held(session: Session, source_id: int, before: dt.datetime) -> int:
    """Held posts that were first seen so long ago go away unread. Returns how many."""
    where = (sighting.c.source_id == source_id, sighting.c.held.is_not(None), sighting.c.seen_at < before)
    result: Any = session.execute(sa.delete(sighting).where(*where))
    return int(result.rowcount)


def held(session: Session, source_id: int) -> int:
    query = sa.select(sa.func.count()).where(sighting.c.source_id == source_id, sighting.c.held.is_not(None))
    return int(session.execute(query).scalar_one())


def postpone(session: Session, numbers: Sequence[int], check_at: dt.datetime) -> None:
    """These posts are asked after later."""
    for some in pieces(sorted(numbers)):
        session.execute(sa.update(sighting).where(sighting.c.post_id.in_(some)).values(check_at=check_at))


def bury(session: Session, numbers: Sequence[int], never: dt.datetime) -> None:
    """Nothing is left of these posts but that they were shown: so they are not taken in again."""
    gone = {"held": None, "root_id": None, "check_at": never}
    for some in pieces(sorted(numbers)):
        session.execute(sa.update(sighting).where(sighting.c.post_id.in_(some)).values(**gone))


def places(session: Session, number: int) -> list[dict[str, Any]]:
    """Where a post was first seen live: source, listing and time."""
    listing, source = table(Listing).c, table(Source).c
    query = (
        sa.select(source.name.label("source"), listing.name.label("listing"), sighting.c.seen_at)
        .join(table(Listing), listing.id == sighting.c.listing_id)
        .join(table(Source), source.id == sighting.c.source_id)
        .where(sighting.c.post_id == number)
        .order_by(sighting.c.seen_at, source.name)
    )
    return [dict(row) for row in session.execute(query).mappings()]


def all_held(session: Session) -> Iterator[tuple[int, int, bytes]]:
    """Every held post, as source, number and facts, some in memory at a time."""
    s, after = sighting.c, (-(1 << 63), -(1 << 63))
    query = sa.select(s.source_id, s.post_id, s.held).where(s.held.is_not(None)).order_by(s.source_id, s.post_id)
    while rows := session.execute(query.where(sa.tuple_(s.source_id, s.post_id) > after).limit(1_000)).all():
        yield from ((row.source_id, row.post_id, row.held) for row in rows)
        after = rows[-1].source_id, rows[-1].post_id

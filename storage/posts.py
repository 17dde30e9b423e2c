"""Posts and their membership in events."""

import operator
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage.database import insert_many, insert_new, insert_telling, pieces
from storage.tables import AuthorAlias, DirtyMinute, Membership, Origin, Post, PostText
from storage.tables.columns import table

post, text, membership, origin, alias = (
    table(Post),
    table(PostText),
    table(Membership),
    table(Origin),
    table(AuthorAlias),
)
dirty = table(DirtyMinute)
DECIDED = ("belongs", "counts", "why_not", "voice", "voice_rule", "toned", "same_text")  # by analysis/counting.py
MEMBERSHIP = tuple(column.name for column in membership.c)
MEMBERSHIP_OF = operator.itemgetter(*MEMBERSHIP)
COLUMNS = tuple(column.name for column in post.c)
COLUMNS_OF = operator.itemgetter(*COLUMNS)


def known(session: Session, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
    """The stored facts of those of the posts that are here, with their text, by number."""
    found: dict[int, dict[str, Any]] = {}
    for some in pieces(numbers):
        query = sa.select(post, text.c.text).outerjoin(text, text.c.post_id == post.c.id).where(post.c.id.in_(some))
        for row in session.execute(query).mappings():
            found[row["id"]] = dict(row)
    return found


def members(session: Session, event_id: int, numbers: Sequence[int]) -> dict[int, str]:
    """Why those of the posts that are in the event belong to it, by number; not those that are off its topic now."""
    found: dict[int, str] = {}
    for some in pieces(numbers):
        query = sa.select(membership.c.post_id, membership.c.via).where(
            membership.c.event_id == event_id,
            membership.c.post_id.in_(some),
            sa.func.coalesce(membership.c.why_not, "") != "off topic",
        )
        found.update((row.post_id, row.via) for row in session.execute(query))
    return found


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> set[int]:
    """Adds the posts that are new, with their texts, and returns the numbers of those."""
    ordered = sorted(rows, key=lambda row: row["id"])
    new = insert_telling(session, post, [COLUMNS_OF(row) for row in ordered], COLUMNS, "id")
    texts = [(row["id"], row["text"]) for row in ordered if row["text"] and row["id"] in new]
    insert_many(session, text, texts)
    return new


def change(session: Session, number: int, changes: Mapping[str, Any]) -> None:
    """Writes what a merge changed of a post; an empty text is removed."""
    facts = {name: value for name, value in changes.items() if name != "text"}
    if facts:
        session.execute(sa.update(post).where(post.c.id == number).values(**facts))
    if "text" in changes:
        session.execute(sa.delete(text).where(text.c.post_id == number))
        if changes["text"]:
            session.execute(sa.insert(text).values(post_id=number, text=changes["text"]))


def join(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Puts posts into events, or changes why they are there and whether they count."""
    ordered = sorted(map(MEMBERSHIP_OF, rows), key=lambda row: row[1])
    insert_many(session, membership, ordered, MEMBERSHIP, changing=("minute", "via", "revision_id", *DECIDED))


def add_origins(session: Session, rows: Sequence[tuple[int, int, int, int]]) -> None:
    """Keeps where posts were read: post, file, line and record."""
    insert_many(session, origin, rows)


def learn_aliases(session: Session, pairs: Mapping[int, int]) -> list[int]:
    """Keeps which name keys stand for which account keys. Returns the name keys that posts go by and that changed
    their meaning. A name that two accounts have had stands for neither (0)."""
    changed: list[int] = []
    for some in pieces(sorted(pairs)):
        stored = {
            row.name_key: row.id_key for row in session.execute(sa.select(alias).where(alias.c.name_key.in_(some)))
        }
        new = [{"name_key": name, "id_key": pairs[name]} for name in some if name not in stored]
        insert_new(session, alias, new)
        clashing = [name for name in some if stored.get(name) not in (None, 0, pairs[name])]
        if clashing:
            session.execute(sa.update(alias).where(alias.c.name_key.in_(clashing)).values(id_key=0))
        changed.extend([*(row["name_key"] for row in new), *clashing])
    return _in_use(session, changed)


def _in_use(session: Session, names: Sequence[int]) -> list[int]:
    found: set[int] = set()
    for some in pieces(names):
        found.update(session.execute(sa.select(post.c.author_key).where(post.c.author_key.in_(some))).scalars())
    return sorted(found)


def mark_dirty(session: Session, event_id: int, minutes: Iterable[int]) -> None:
    """Asks for a new count of these minutes. Written last in a transaction, each once, in order: two writers that
    mark in different orders could wait for each other."""
    rows = [(event_id, minute) for minute in sorted(set(minutes))]
    insert_many(session, dirty, rows, ("event_id", "minute"))


def mark_authors_dirty(session: Session, author_keys: Sequence[int]) -> None:
    """Every minute with posts of these authors is counted again, in every event."""
    for some in pieces(author_keys):
        minutes = (
            sa.select(membership.c.event_id, membership.c.minute)
            .join(post, post.c.id == membership.c.post_id)
            .where(post.c.author_key.in_(some))
            .distinct()
        )
        session.execute(sa.insert(dirty).from_select(["event_id", "minute"], minutes))


def events_of_posts(session: Session, numbers: Sequence[int]) -> list[int]:
    """The events that hold any of the posts."""
    found: set[int] = set()
    for some in pieces(numbers):
        query = sa.select(membership.c.event_id).where(membership.c.post_id.in_(some)).distinct()
        found.update(session.execute(query).scalars())
    return sorted(found)


def events_of(session: Session, number: int) -> list[int]:
    return list(session.execute(sa.select(membership.c.event_id).where(membership.c.post_id == number)).scalars())


def mark_dirty_everywhere(session: Session, numbers: Sequence[int]) -> None:
    """The minutes of these posts are counted again in every event they belong to."""
    for some in pieces(numbers):
        minutes = sa.select(membership.c.event_id, membership.c.minute).where(membership.c.post_id.in_(some)).distinct()
        session.execute(sa.insert(dirty).from_select(["event_id", "minute"], minutes))


def redecide(session: Session, event_id: int, number: int, minute: int, decided: Mapping[str, Any]) -> None:
    """Writes what is now decided of a member. Where it left the event's topic it stays out."""
    session.execute(
        sa.update(membership)
        .where(
            membership.c.event_id == event_id,
            membership.c.post_id == number,
            sa.func.coalesce(membership.c.why_not, "") != "off topic",
        )
        .values(minute=minute, **decided)
    )


def members_after(session: Session, event_id: int, after: int | None, most: int) -> list[dict[str, Any]]:
    """Members of the event in the order of their numbers, with the facts that decide whether they belong and count."""
    return members_among(session, event_id, numbers_after(session, event_id, after, most))


def numbers_after(session: Session, event_id: int, after: int | None, most: int) -> list[int]:
    """The next members. Asked for apart from their facts: a join in order would go through all texts up to there."""
    m = membership.c
    query = sa.select(m.post_id).where(m.event_id == event_id).order_by(m.post_id).limit(most)
    return list(session.execute(query if after is None else query.where(m.post_id > after)).scalars())


def members_by(session: Session, event_id: int, author_keys: Sequence[int]) -> list[dict[str, Any]]:
    """As `members_after`, all members by these authors."""
    query = _members(event_id).where(post.c.author_key.in_(author_keys))
    return [dict(row) for row in session.execute(query).mappings()]


def members_among(session: Session, event_id: int, numbers: Sequence[int]) -> list[dict[str, Any]]:
    """As `members_after`, those of the posts that are members."""
    found: list[dict[str, Any]] = []
    for some in pieces(numbers):
        found += [
            dict(row) for row in session.execute(_members(event_id).where(membership.c.post_id.in_(some))).mappings()
        ]
    return found


def member(session: Session, event_id: int, number: int) -> dict[str, Any] | None:
    """As `members_after`, one member; None when the post is not in the event."""
    row = session.execute(_members(event_id).where(membership.c.post_id == number)).mappings().one_or_none()
    return dict(row) if row else None


def _members(event_id: int) -> Any:
    p, m = post.c, membership.c
    facts = (p.created_at, p.root_id, p.ref_id, p.kind, p.text_state, p.is_bot, p.is_ad, p.is_context)
    more = (p.platform, p.author_key, p.link, p.language, p.text_key)
    return (
        sa.select(membership, *facts, *more, text.c.text)
        .join(post, p.id == m.post_id)
        .outerjoin(text, text.c.post_id == m.post_id)
        .where(m.event_id == event_id)
        .order_by(m.post_id)
    )


def aliases(session: Session, name_keys: Sequence[int]) -> dict[int, int]:
    """The account keys that these names stand for."""
    found: dict[int, int] = {}
    for some in pieces(name_keys):
        query = sa.select(alias.c.name_key, alias.c.id_key).where(alias.c.name_key.in_(some), alias.c.id_key != 0)
        found.update((row.name_key, row.id_key) for row in session.execute(query))
    return found


def events_of_authors(session: Session, author_keys: Sequence[int]) -> list[int]:
    """The events that have posts of these authors."""
    query = sa.select(membership.c.event_id).join(post, post.c.id == membership.c.post_id)
    return sorted(session.execute(query.where(post.c.author_key.in_(author_keys)).distinct()).scalars())


def members_of(session: Session, event_id: int) -> int:
    """How many posts the event has, counted or not."""
    query = sa.select(sa.func.count()).select_from(membership).where(membership.c.event_id == event_id)
    return int(session.execute(query).scalar_one())


def counted(session: Session, event_id: int) -> int:
    """How many posts of the event count."""
    m = membership.c
    return int(session.execute(sa.select(sa.func.count()).where(m.event_id == event_id, m.counts)).scalar_one())

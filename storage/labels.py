"""Samples of the posts that a theme's phrases found, and what readers said of them."""

import dataclasses
import heapq
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage.database import insert
from storage.tables import Membership, PostText, RelevanceLabel, Theme, ThemeHit, ThemeLabel
from storage.tables.columns import table
from storage.tables.identity import hash64

label, hit, membership, text, theme = (
    table(ThemeLabel),
    table(ThemeHit),
    table(Membership),
    table(PostText),
    table(Theme),
)

relevance = table(RelevanceLabel)
PRIME = (1 << 31) - 1  # a product of two numbers below it fits into 64 bits


@dataclasses.dataclass(frozen=True, slots=True)
class Tally:
    """How many posts under one wording of a theme readers called right, of those they judged."""

    wording: str
    right: int
    judged: int


def sample(session: Session, event_id: int, theme_id: int, *, seed: str, most: int) -> list[int]:
    """Counted posts with the theme, drawn at random: those whose numbers come first when hashed with the seed. So the
    same seed draws the same posts, a larger sample holds the smaller one, and later posts do not undo it."""
    m = membership.c
    query = (
        sa.select(m.post_id)
        .join(hit, sa.and_(hit.c.post_id == m.post_id, hit.c.theme_id == theme_id))
        .join(text, text.c.post_id == m.post_id)
        .where(m.event_id == event_id, m.counts)
    )
    numbers = session.execute(query.execution_options(yield_per=5_000)).scalars()
    return heapq.nsmallest(most, numbers, key=lambda number: (hash64(f"{seed}:{number}"), number))


def sample_of_event(session: Session, event_id: int, *, seed: int, most: int) -> list[int]:
    """Counted posts of the event with a text, drawn at random in the database: those whose numbers come first under a
    multiplicative hash with the seed. The same seed draws the same posts."""
    m = membership.c
    place = (sa.func.abs(m.post_id % PRIME) * (seed % (PRIME - 1) + 1)) % PRIME
    query = sa.select(m.post_id).join(text, text.c.post_id == m.post_id).where(m.event_id == event_id, m.counts)
    return list(session.execute(query.order_by(place, m.post_id).limit(most)).scalars())


def add_relevance(session: Session, row: Mapping[str, Any]) -> None:
    """Keeps whether a post belongs; a reader's later word replaces the earlier one."""
    new = insert(session, relevance)
    said = {name: new.excluded[name] for name in ("is_right", "labelled_at", "via")}
    session.execute(new.on_conflict_do_update(index_elements=["event_id", "post_id", "reader"], set_=said), [dict(row)])


def relevance_of_reader(session: Session, event_id: int, reader: str) -> set[int]:
    """The posts of which one reader said something, or which they skipped."""
    c = relevance.c
    query = sa.select(c.post_id).where(c.event_id == event_id, c.reader == reader)
    return set(session.execute(query).scalars())


def relevances(session: Session, event_id: int) -> dict[str, tuple[int, int]]:
    """Right ones and judged ones by why posts belong. Where two readers differ on a post, the later word holds."""
    c = relevance.c
    query = sa.select(c.post_id, c.via, c.is_right).where(c.event_id == event_id, c.is_right.is_not(None))
    last = {row.post_id: row for row in session.execute(query.order_by(c.labelled_at, c.reader))}
    found: dict[str, tuple[int, int]] = {}
    for row in last.values():
        right, judged = found.get(row.via, (0, 0))
        found[row.via] = right + bool(row.is_right), judged + 1
    return dict(sorted(found.items()))


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keeps labels; a reader's later word on a post replaces the earlier one."""
    if rows:
        new = insert(session, label)
        said = {name: new.excluded[name] for name in ("is_right", "labelled_at")}
        keys = ["event_id", "theme_id", "post_id", "reader"]
        session.execute(new.on_conflict_do_update(index_elements=keys, set_=said), [dict(row) for row in rows])


def of_reader(session: Session, event_id: int, theme_id: int, reader: str) -> dict[int, bool | None]:
    """What one reader said, by post."""
    c = label.c
    query = sa.select(c.post_id, c.is_right).where(c.event_id == event_id, c.theme_id == theme_id, c.reader == reader)
    return {row.post_id: row.is_right for row in session.execute(query)}


def tallies(session: Session, event_id: int, hashes: Mapping[str, str]) -> dict[str, Tally]:
    """For each theme, given with the hash of its wording: the tally of that wording, else of the one that was judged
    last. Themes that nobody judged are left out. Where two readers differ on a post, the later word holds."""
    c = label.c
    query = (
        sa.select(theme.c.name, theme.c.hash, c.post_id, c.is_right, c.labelled_at)
        .join(theme, theme.c.id == c.theme_id)
        .where(c.event_id == event_id, c.is_right.is_not(None), theme.c.name.in_(list(hashes)))
        .order_by(c.labelled_at, c.reader)
    )
    said: dict[tuple[str, str], dict[int, bool]] = {}
    latest: dict[str, str] = {}
    for row in session.execute(query):
        said.setdefault((row.name, row.hash), {})[row.post_id] = row.is_right
        latest[row.name] = row.hash
    chosen = ((name, hashes[name] if (name, hashes[name]) in said else latest[name]) for name in sorted(latest))
    return {name: _tally(wording, said[name, wording].values()) for name, wording in chosen}


def _tally(wording: str, said: Iterable[bool]) -> Tally:
    answers = list(said)
    return Tally(wording, sum(answers), len(answers))

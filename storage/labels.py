"""Samples of the posts that a theme's phrases found, and what readers said of them."""

import dataclasses
import heapq
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage.database import insert
from storage.tables import Membership, PostText, Theme, ThemeHit, ThemeLabel
from storage.tables.columns import table
from storage.tables.identity import hash64

label, hit, membership, text, theme = (
    table(ThemeLabel),
    table(ThemeHit),
    table(Membership),
    table(PostText),
    table(Theme),
)


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

"""Finds texts that are nearly the same, apart from imports: batch by batch, each in one transaction, under one lease.
The result depends on the texts alone, not on their order, on batches, or on how often the work was interrupted."""

import dataclasses
import datetime as dt
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from sqlmodel import Session

import storage.echoes
import storage.leases
from analysis.echoes import FEWEST_SHARED, marks_of, nearly_same, pairs_of, stars, words_of
from storage.database import Database
from storage.echoes import Link
from worker.sparing import rare_collections

LEASE = "link"
BATCH = 2_500  # texts of one transaction: what they are compared with stays in memory meanwhile
COMPARED = 100  # texts with one mark that are compared with all that have it

Outcome = Literal["done", "more", "elsewhere"]


def link(
    database: Database,
    *,
    clock: Callable[[], dt.datetime],
    seconds: float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Compares all texts that are due ("done"), or as many as fit into the seconds ("more" are left)."""
    with database.write() as session:
        epoch = storage.leases.take(session, LEASE, now=clock())
        whole = storage.echoes.how_many_due(session)
    if epoch is None:
        return "elsewhere"
    until, done = time.monotonic() + (seconds or 0), 0
    try:
        while True:
            with database.write() as session:
                storage.leases.renew(session, LEASE, epoch, now=clock())
                with rare_collections():
                    taken = link_batch(session, BATCH)
                if not taken:
                    storage.leases.release(session, LEASE, epoch, now=clock())
                    return "done"
            done += taken
            if progress:
                progress(done, max(done, whole))
            if seconds is not None and time.monotonic() > until:
                with database.write() as session:
                    storage.leases.release(session, LEASE, epoch, now=clock())
                return "more"
    except storage.leases.LeaseLost:
        return "elsewhere"


def link_batch(session: Session, most: int) -> int:
    """Compares the texts that are due longest with all that were compared before. Returns how many were due."""
    taken, texts, gone = storage.echoes.take_due(session, most)
    lost = storage.echoes.links_of(session, gone)
    storage.echoes.drop_links(session, lost)
    new = _Texts(session, texts)
    marks = {key: marks_of(pairs) for key, pairs in sorted(new.pairs.items()) if pairs}
    for key in storage.echoes.known(session, {key: own[0] for key, own in marks.items()}):
        del marks[key]
    if not marks and not lost:
        return taken
    storage.echoes.add_marks(session, marks)
    shared = _Shared.of(session, marks)
    accepted = _accepted(new, marks, shared)
    displaced = _lost(session, new, shared.displaced(marks))
    storage.echoes.add_links(session, accepted)
    storage.echoes.drop_links(session, displaced)
    _regroup(session, [*accepted, *lost, *displaced])
    return taken


class _Texts:
    """The pairs of texts by key, read when they are first asked for."""

    def __init__(self, session: Session, texts: Mapping[int, str]) -> None:
        self._session = session
        self.pairs = {key: pairs_of(words_of(text)) for key, text in texts.items()}

    def know(self, keys: Sequence[int]) -> None:
        missing = [key for key in keys if key not in self.pairs]
        for key, text in storage.echoes.texts(self._session, missing).items():
            self.pairs[key] = pairs_of(words_of(text))


@dataclasses.dataclass(frozen=True)
class _Shared:
    """Who has which mark. `last` has the marks that very many texts have, each with the last key that is compared with
    all others; of those marks `holders` are complete only where a new text is among the first."""

    last: dict[int, int]
    holders: dict[int, list[int]]
    complete: frozenset[int]

    @classmethod
    def of(cls, session: Session, marks: dict[int, list[int]]) -> "_Shared":
        smallest: dict[int, int] = {}
        for key, own in marks.items():
            for mark in own:
                smallest[mark] = min(key, smallest.get(mark, key))
        last = storage.echoes.limits(session, smallest, COMPARED)
        complete = frozenset(mark for mark, key in smallest.items() if mark not in last or key <= last[mark])
        rest = {mark: key for mark, key in last.items() if mark not in complete}
        holders = storage.echoes.holders(session, but_not=sorted(rest))
        return cls(last, {**holders, **storage.echoes.first_holders(session, rest)}, complete)

    def with_text(self, key: int, mark: int) -> Sequence[int]:
        """The texts with which a text is compared for a mark."""
        found, last = self.holders.get(mark, ()), self.last.get(mark)
        if last is None or key <= last:
            return found
        return found[:COMPARED]

    def displaced(self, new: dict[int, list[int]]) -> list[int]:
        """Texts that were compared with all others for some mark, and now are not: new ones have smaller keys."""
        found: set[int] = set()
        for mark, last in self.last.items():
            if mark in self.complete:
                before = [key for key in self.holders.get(mark, ()) if key not in new][:COMPARED]
                found.update(key for key in before if key > last)
        return sorted(found)


def _accepted(texts: _Texts, marks: dict[int, list[int]], shared: _Shared) -> list[Link]:
    """The new links: pairs that share enough marks and, compared as texts, are nearly the same."""
    candidates = list(_candidates(marks, shared))
    texts.know(sorted({key for pair in candidates for key in pair}))
    pairs = texts.pairs
    return [
        pair
        for pair in candidates
        if pair[0] in pairs and pair[1] in pairs and nearly_same(pairs[pair[0]], pairs[pair[1]])
    ]


def _candidates(marks: dict[int, list[int]], shared: _Shared) -> Iterator[Link]:
    for key, own in marks.items():
        counts: Counter[int] = Counter()
        for mark in own:
            if others := shared.with_text(key, mark):
                counts.update(others)
        for other, common in counts.items():
            if common >= FEWEST_SHARED and other != key and (other < key or other not in marks):
                yield (other, key) if other < key else (key, other)


def _lost(session: Session, texts: _Texts, displaced: Sequence[int]) -> list[Link]:
    """Links that the displaced texts have no longer: too few of the common marks still bring the two together."""
    links = storage.echoes.links_from(session, displaced)
    texts.know(sorted({key for pair in links for key in pair}))
    there = [pair for pair in links if pair[0] in texts.pairs and pair[1] in texts.pairs]
    common = {pair: set.intersection(*(set(marks_of(texts.pairs[key])) for key in pair)) for pair in there}
    last = storage.echoes.limits(session, {mark for each in common.values() for mark in each}, COMPARED)
    return [
        pair
        for pair, shared in common.items()
        if sum(pair[0] <= last.get(mark, pair[0]) for mark in shared) < FEWEST_SHARED
    ]


def _regroup(session: Session, touched: Iterable[Link]) -> None:
    """Makes the clusters what the links say, for all texts that hang together with those whose links have changed."""
    keys = {key for pair in touched for key in pair}
    links = storage.echoes.around(session, keys)
    keys.update(key for pair in links for key in pair)
    before, after = storage.echoes.clusters_of(session, sorted(keys)), stars(links)
    storage.echoes.put(session, {key: after.get(key) for key in keys if after.get(key) != before.get(key)})

"""Posts of live sources: those that belong are kept at once; the others are held for some days with all their facts,
so that a thread that comes later, or a wider event file, can bring them in."""

import dataclasses
import datetime as dt
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

import orjson
from sqlmodel import Session

import storage.events
import storage.files
import storage.sightings
from analysis.threads import thread_candidates
from collectors.reading import Record
from config.event_parts import Relevance
from storage.database import Database
from storage.tables import Event, NewPost, Source
from worker import belonging, house
from worker.batches import Found, Pass, Tally, gather
from worker.belonging import Kept
from worker.deleting import forgotten_among
from worker.keeping import keep_live

FIRST_CHECK = dt.timedelta(hours=1)
AT_ONCE = 1_000
MOST_JOINED = 5_000  # in the transaction of a page; what is left is joined within the hour
TIMES = ("created_at", "metrics_at", "version_at")
Clock = Callable[[], dt.datetime]


@dataclasses.dataclass(frozen=True)
class Sorted:
    """The new posts of a page: those that belong, and those that are held."""

    kept: list[Kept]
    held: list[Found]


def prepare(session: Session, event: Event, source: Source, *, now: dt.datetime) -> Pass:
    """What is needed to take in posts of a live source. Needs a writing session."""
    return Pass(
        file_id=None,
        reading=house.reading(session, event, now=now),
        relevance=cast(Relevance, source.relevance),
        author_keys=house.keys_of_authors(),
    )


def sort(session: Session, source_id: int, posts: Iterable[NewPost], of: Pass) -> Sorted:
    """Which of the posts that this source has not shown before belong."""
    found = gather([Record(0, 0, post) for post in posts], of, Tally())
    for number in storage.sightings.known(session, source_id, list(found)):
        del found[number]
    return _sorted(session, found, of)


def write(session: Session, source_id: int, listing_id: int, posts: Sorted, of: Pass, *, now: dt.datetime) -> None:
    """Writes the posts of a page in the caller's transaction, as its last writes."""
    seen = {"source_id": source_id, "listing_id": listing_id, "seen_at": now, "check_at": now + FIRST_CHECK}
    rows = [
        {**seen, "post_id": each.number, "checks": 0, "misses": 0, "root_id": None, "held": None}
        for each in (kept.found for kept in posts.kept)
    ]
    rows += [
        {**seen, "post_id": each.number, "checks": 0, "misses": 0, "root_id": root_of(each), "held": packed(each)}
        for each in posts.held
    ]
    storage.sightings.add(session, rows)
    storage.sightings.let_go(session, source_id, sorted(forgotten_among(session, posts.held)))
    keep_live(session, posts.kept, of, Tally(), now=now)
    if of.relevance == "thread":
        roots = {each.number for each in posts.kept if each.via == "keyword"}
        roots |= storage.files.roots_in_event(
            session, of.reading.event_id, sorted({*filter(None, map(root_of, posts.held))})
        )
        _join(
            session,
            source_id,
            storage.sightings.held_of_roots(session, source_id, sorted(roots), MOST_JOINED),
            of,
            now=now,
        )


def join_held(database: Database, source_id: int, *, clock: Clock) -> None:
    """Brings in all held posts whose thread belongs to the event by now."""
    while True:
        with database.write() as session:
            of = _pass_of(session, source_id, now=clock())
            rows = storage.sightings.held_whose_root_came(session, source_id, of.reading.event_id, AT_ONCE)
            if not rows:
                return
            _join(session, source_id, rows, of, now=clock())


def match_held_again(database: Database, event: Event, *, clock: Clock) -> None:
    """Matches all held posts of the event with its state as it is being applied, then those of their threads. Safe to
    repeat from the start."""
    with database.read() as session:
        sources = [source.id or 0 for source in storage.events.sources(session, event)]
    for source_id in sources:
        after: int | None = None
        while True:
            with database.write() as session:
                rows = storage.sightings.held_after(session, source_id, after, AT_ONCE)
                if not rows:
                    break
                of = _pass_of(session, source_id, now=clock())
                posts = _take(session, source_id, rows, of)
                for each in posts.held:
                    storage.sightings.hold_again(session, source_id, each.number, root_of(each), packed(each))
                keep_live(session, posts.kept, of, Tally(), now=clock())
                after = rows[-1][0]
        join_held(database, source_id, clock=clock)


def packed(found: Found) -> bytes:
    """The facts of a post as they are held. Accounts are keyed hashes by then; there are no names in it."""
    return zlib.compress(orjson.dumps({"facts": found.facts, "alias": found.alias}))


def unpacked(number: int, held: bytes) -> Found:
    stored = orjson.loads(zlib.decompress(held))
    facts: dict[str, Any] = stored["facts"]
    for name in TIMES:
        facts[name] = dt.datetime.fromisoformat(facts[name]) if facts[name] else None
    alias = tuple(stored["alias"]) if stored["alias"] else None
    found = Found(number, facts, facts["text"], cast("tuple[int, int] | None", alias), [])
    found.roots = set(_threads_of(found))
    return found


def root_of(found: Found) -> int | None:
    """The thread that a held post waits for."""
    return next(iter(_threads_of(found)), None)


def _threads_of(found: Found) -> list[int]:
    others = thread_candidates((found.facts["root_id"], found.facts["ref_id"]), found.facts["kind"])
    return [number for number in others if number != found.number]


def _join(session: Session, source_id: int, rows: Sequence[tuple[int, bytes]], of: Pass, *, now: dt.datetime) -> None:
    """Keeps held posts whose thread came. One that does not belong all the same no longer waits for it."""
    posts = _take(session, source_id, rows, of)
    storage.sightings.stop_waiting(session, source_id, [each.number for each in posts.held])
    keep_live(session, posts.kept, of, Tally(), now=now)


def _pass_of(session: Session, source_id: int, *, now: dt.datetime) -> Pass:
    source = session.get_one(Source, source_id)
    return prepare(session, session.get_one(Event, source.event_id), source, now=now)


def _take(session: Session, source_id: int, rows: Sequence[tuple[int, bytes]], of: Pass) -> Sorted:
    """Sorts held posts again; those that belong now are no longer held."""
    posts = _sorted(session, {number: unpacked(number, held) for number, held in rows}, of)
    storage.sightings.let_go(session, source_id, [each.number for each in posts.kept])
    return posts


def _sorted(session: Session, found: Mapping[int, Found], of: Pass) -> Sorted:
    kept, _ = belonging.sort(session, found, of, Tally())
    numbers = {each.number for each in kept}
    return Sorted(kept, [each for number, each in found.items() if number not in numbers])

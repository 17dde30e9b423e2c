"""Brings an event to the state of its file. A wider selection reaches back: stored posts are matched again and known
files are read again; only then do the numbers of the event go by the new state."""

import dataclasses
import datetime as dt
import pathlib
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

import storage.events
import storage.files
import storage.forgetting
import storage.leases
import storage.posts
import storage.rescores
from analysis.threads import thread_candidates
from config import event_file
from config.faults import EventFault
from config.settings import settings
from storage.database import Database, lock
from storage.tables import Event, File
from storage.tables.columns import table
from worker import holding, house, rescoring, voices

BATCH = 2_000
event_table = table(Event)


@dataclasses.dataclass(frozen=True)
class Change:
    """What an edit of the event file changed, in words; empty when nothing did."""

    event: Event
    file: event_file.Event
    words: tuple[str, ...] = ()


def path_of(name: str) -> pathlib.Path:
    return settings().events / f"{name}.toml"


def load(name: str) -> event_file.Event:
    """The checked event file. Raises EventFault."""
    path = path_of(name)
    if not path.exists():
        there = sorted(file.stem for file in settings().events.glob("*.toml"))
        hint = f"there is: {', '.join(there)}" if there else f"make one with `groundswell init {name}`"
        raise EventFault(str(path), [f"there is no such event file; {hint}"])
    return event_file.load(path, house.registers())


def adopt(database: Database, name: str, *, now: dt.datetime) -> Change:
    """Makes the file's content the event's state, at once where nothing has to be matched again, else as pending.
    An invalid file changes nothing: the fault is kept with the event and raised."""
    try:
        file = load(name)
    except EventFault as fault:
        with database.write() as session:
            session.execute(sa.update(event_table).where(event_table.c.name == name).values(file_fault=str(fault)))
        raise
    with database.write() as session:
        lock(session, f"event {name}")
        event = storage.events.named(session, name)
        if event is None:
            event = storage.events.begin(session, file, now=now)
            event.marked_by = voices.rules_of(file.accounts)
            return Change(_detached(session, event), file, ("it is new",))
        event.file_fault = ""
        latest = storage.events.pending_of(session, event) or storage.events.revision_of(session, event)
        if latest.revision == file.revision:
            return Change(_detached(session, event), file)
        words = _differences(latest, file)
        revision_id = storage.events.add_revision(session, event, file, now=now)
        storage.events.sync_sources(session, event, file)
        if event.pending_id or _needs_matching(latest, file):
            event.pending_id = revision_id
            _queue_known_files(session, event, file, now=now)
        else:
            event.revision_id = revision_id
            if (latest.zone, latest.accounts) != (file.zone, file.accounts):
                storage.events.mark_all_dirty(session, event.id or 0)
        return Change(_detached(session, event), file, words)


def match_again(
    database: Database,
    event_id: int,
    *,
    clock: Callable[[], dt.datetime],
    progress: Callable[[int, int], None] | None = None,
) -> bool:
    """Brings every stored member to the pending state, batch by batch: first the keywords, which make the roots, then
    the threads that hang on them, where what belongs has changed; then what new scorers and themes find. It goes on
    where it was interrupted. False when another worker is at it."""
    lease = f"apply {event_id}"
    with database.write() as session:
        epoch = storage.leases.take(session, lease, now=clock())
        event = session.get_one(Event, event_id)
        if epoch is None:
            return False
        if not event.pending_id:
            return True
        again = _Again(session, event, clock())
        whole = storage.posts.members_of(session, event_id)
    try:
        for place, step in enumerate(again.steps):
            done = 0
            while taken := again.batch(database, step, lease, epoch, clock):
                done += taken
                if progress:
                    progress(place * whole + done, max(len(again.steps) * whole, place * whole + done))
        if "words" in again.steps:
            holding.match_held_again(database, house.event_in(database, event_id), clock=clock)
        with database.write() as session:
            storage.leases.release(session, lease, epoch, now=clock())
    except storage.leases.LeaseLost:
        return False
    return True


class _Again:
    """One pass over the stored members of an event: its steps, and how far they are, which is kept in the database."""

    def __init__(self, session: Session, event: Event, now: dt.datetime) -> None:
        current, pending = storage.events.revision_of(session, event), storage.events.pending_of(session, event)
        self.reading = house.reading(session, event, now=now)
        self.new_scorers, self.new_themes = rescoring.missing(session, event, self.reading)
        otherwise = rescoring.matches_otherwise(session, event) or (pending and _belongs_otherwise(current, pending))
        self.steps = ["words", "threads"] if otherwise else []
        self.steps += ["findings"] if self.new_scorers or self.new_themes else []
        row = rescoring.begin(session, event, self.reading, now=now)
        row.step = row.step or (self.steps[0] if self.steps else "matched")

    def batch(self, database: Database, step: str, lease: str, epoch: int, clock: Callable[[], dt.datetime]) -> int:
        """Does a batch of a step with its cursor in one transaction. Returns how many posts it took; 0 at the end."""
        with database.write() as session:
            storage.leases.renew(session, lease, epoch, now=clock())
            row = storage.rescores.open_one(session, self.reading.event_id)
            if row is None or row.step != step:
                return 0
            session.add(row)
            if step == "findings":
                texts = storage.rescores.texts_after(session, row.event_id, row.after, BATCH)
                rescoring.find_again(session, self.reading, texts, self.new_scorers, self.new_themes)
                numbers = [each.post_id for each in texts]
            else:
                members = storage.posts.members_after(session, row.event_id, row.after, BATCH)
                (_match_words if step == "words" else _match_threads)(session, self.reading, members)
                numbers = [each["post_id"] for each in members]
            if numbers:
                row.after = numbers[-1]
            else:
                later = self.steps[self.steps.index(step) + 1 :]
                row.step, row.after = (later[0] if later else "matched"), None
            return len(numbers)


def apply(database: Database, event_id: int, *, clock: Callable[[], dt.datetime]) -> None:
    """Brings a pending state into force once its files are read, or the current one when its scorers have changed."""
    ask_again(database, event_id)
    if not match_again(database, event_id, clock=clock):
        return
    with database.read() as session:
        if storage.files.unfinished_parts(session, event_id):
            return
    finish(database, event_id, now=clock())


def ask_again(database: Database, event_id: int) -> None:
    """Where the scorers of this process, or its way to match, are not those of the event's numbers, its state is to be
    applied again."""
    with database.write() as session:
        event = session.get_one(Event, event_id)
        if not event.pending_id and rescoring.is_due(session, event):
            event.pending_id = event.revision_id


def finish(database: Database, event_id: int, *, now: dt.datetime) -> None:
    """Lets the numbers go by the pending state, and has everything counted again."""
    with database.write() as session:
        row = session.get_one(Event, event_id)
        if row.pending_id:
            rescoring.move(session, row, house.reading(session, row, now=now))
            row.revision_id, row.pending_id = row.pending_id, None
            storage.events.mark_all_dirty(session, event_id)


def _detached(session: Session, event: Event) -> Event:
    """The event as it is now, usable after the session."""
    session.flush()
    session.refresh(event)
    session.expunge(event)
    return event


def _needs_matching(old: event_file.Event, new: event_file.Event) -> bool:
    return any(part(old) != part(new) for part in (_selection, _theme_hashes, _relevances, _neutral_words))


def _belongs_otherwise(old: event_file.Event, new: event_file.Event) -> bool:
    return any(part(old) != part(new) for part in (_selection, _relevances))


def _neutral_words(file: event_file.Event) -> frozenset[str]:
    return file.tone.words


def _selection(file: event_file.Event) -> str:
    return file.selection("thread")


def _relevances(file: event_file.Event) -> dict[str, str]:
    return {"": file.relevance, **{source.name: source.relevance for source in file.sources}}


def _theme_hashes(file: event_file.Event) -> set[str]:
    return {theme.hash for theme in file.themes}


def _differences(old: event_file.Event, new: event_file.Event) -> tuple[str, ...]:
    """The parts of the file that changed, in words."""
    names = [name for name in event_file.Event.model_fields if getattr(old, name) != getattr(new, name)]
    return tuple(f"{name.replace('_', ' ')} changed" for name in names)


def _queue_known_files(session: Session, event: Event, file: event_file.Event, *, now: dt.datetime) -> None:
    """Every known file is read again under the new selection, from where it was last seen. What was read under the
    old one rests."""
    relevance = {source.id: source.relevance for source in storage.events.sources(session, event)}
    files = [
        row for row in storage.files.of_event(session, event.id or 0) if row.selection != storage.files.DELETION_LIST
    ]
    known = {(row.sha256, row.member): row for row in files}
    for row in known.values():
        selection = file.selection(relevance.get(row.source_id, "thread"))  # type: ignore[arg-type]
        if row.state in ("refused", storage.forgetting.GONE) or row.selection == selection:
            continue
        storage.files.let_rest(session, event.id or 0, row.sha256, row.member)
        wanted = storage.files.known(session, event.id or 0, selection, row.sha256, row.member)
        if wanted is None:
            wanted = File(**{**row.model_dump(exclude={"id"}), "selection": selection})
        wanted.path, wanted.state, wanted.error, wanted.done_at, wanted.seen_at = row.path, "due", "", None, now
        session.add(wanted)
        session.flush()
        storage.files.begin_again(session, wanted)


def _match_words(session: Session, reading: house.Reading, rows: Sequence[dict[str, Any]]) -> None:
    """Which of the members the keywords match. A member whose words are gone keeps what they said."""
    members = []
    for row in rows:
        found = reading.plan.find(row["text"] or "")
        kept = row["text"] is None and row["via"] == "keyword"
        matches = reading.plan.in_window(row["created_at"]) and (kept or reading.plan.matches(found))
        via = "keyword" if matches else "all" if row["via"] == "all" else "thread"
        members.append({**_membership(row, reading), "via": via})
    storage.posts.join(session, members)


def _match_threads(session: Session, reading: house.Reading, rows: Sequence[dict[str, Any]]) -> None:
    """Which of the members belong, now that the roots are known; the others stay, but do not count."""
    candidates = [thread_candidates((row["root_id"], row["ref_id"]), row["kind"]) for row in rows]
    roots = storage.files.roots_in_event(session, reading.event_id, sorted({n for each in candidates for n in each}))
    members = []
    decider = voices.Decider(session, reading.event_id, reading.plan.event)
    decider.look_up([row["post_id"] for row in rows])
    for row, numbers in zip(rows, candidates, strict=True):
        own = row["via"] in ("keyword", "all") or not roots.isdisjoint(numbers)
        belongs = own and reading.plan.in_window(row["created_at"])
        decided = decider.columns(row["post_id"], row, belongs=belongs)
        members.append({**_membership(row, reading), **decided})
    storage.posts.join(session, members)


def _membership(row: dict[str, Any], reading: house.Reading) -> dict[str, Any]:
    return {**{name: row[name] for name in storage.posts.MEMBERSHIP}, "revision_id": reading.revision_id}

"""Reads files: batch by batch, each in one transaction with its cursor, under a lease. An import that was interrupted
goes on behind its last batch."""

import datetime as dt
import logging
import pathlib
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Literal, cast

from sqlmodel import Session

import storage.files
import storage.leases
from collectors import READERS, opening, reading
from collectors.base import FileCut, FileRefused
from collectors.opening import Member
from config.event_parts import Relevance
from storage.database import Database, lock
from storage.tables import Event, File, FilePart, Source
from worker import house
from worker.batches import Pass
from worker.covering import cover
from worker.keeping import keep
from worker.sparing import rare_collections

BATCH = 2_000  # records of one transaction
LIMITS = frozenset(
    [100, 200, 250, 500, 800, 1_000, 1_500, 2_000, 3_200, 5_000, 10_000, 18_000, 20_000, 50_000, 100_000]
)
CHANGED = "the file was changed while it was read; import it again for what is new"
GONE = "the file is no longer where it was, or is another"

log = logging.getLogger(__name__)
Outcome = Literal["done", "more", "elsewhere"]
Clock = Callable[[], dt.datetime]
Progress = Callable[[int, int], None]


def read_part(
    database: Database,
    part_id: int,
    *,
    clock: Clock,
    seconds: float | None = None,
    progress: Progress | None = None,
) -> Outcome:
    """Reads a part to its end ("done"), or for some seconds after its first batch ("more" is left). "elsewhere" when
    another worker has it."""
    lease = f"part {part_id}"
    with database.write() as session:
        epoch = storage.leases.take(session, lease, now=clock())
        part = session.get_one(FilePart, part_id)  # after the lease: until then the other may have moved its cursor
        if part.done:
            if epoch is not None:
                storage.leases.release(session, lease, epoch, now=clock())
            return "done"
        if epoch is None:
            return "elsewhere"
        of, file = prepare(session, part, now=clock())
        file.state = "reading"
        session.flush()
        session.expunge_all()
    try:
        with rare_collections():
            finished, fault = _read_batches(database, of, part, file, (lease, epoch), clock, seconds, progress)
        with database.write() as session:
            storage.leases.renew(session, lease, epoch, now=clock())
            if finished:
                _finish(session, session.get_one(FilePart, part_id), fault, now=clock())
            storage.leases.release(session, lease, epoch, now=clock())
    except storage.leases.LeaseLost:
        return "elsewhere"
    return "done" if finished else "more"


def queue_joins(database: Database, event: Event, *, parts: int = 1) -> list[int]:
    """Starts a further pass over each file that holds posts whose thread has come into the event since. Returns the
    ids of those files."""
    started = []
    with database.write() as session:
        lock(session, f"joins of {event.id}")  # two at once would both begin the same pass
        for file_id in storage.files.files_whose_roots_came(session, event.id or 0):
            file = session.get_one(File, file_id)
            if file.state != "done":
                continue
            number = 1 + max(part.pass_number for part in storage.files.parts_of(session, file_id))
            storage.files.claim_roots(session, event.id or 0, file_id, number)
            storage.files.add_parts(session, file, pass_number=number, parts=parts)
            file.state = "due"
            session.add(file)
            started.append(file_id)
    return started


def unfinished(database: Database, event: Event) -> Sequence[FilePart]:
    """The parts of the event's files that still have something to read."""
    with database.read() as session:
        found = storage.files.unfinished_parts(session, event.id or 0)
        session.expunge_all()
        return found


def have_roots(database: Database, parts: Sequence[FilePart]) -> dict[int, bool]:
    """Whether each of the parts' files holds roots of threads."""
    with database.read() as session:
        return {
            part.file_id: storage.files.layout_of(session, part.file_id).get("roots_first", False) for part in parts
        }


def in_order(database: Database, parts: Sequence[FilePart]) -> list[FilePart]:
    """Files of thread roots first: their comments then find them and need no second pass."""
    roots = have_roots(database, parts)
    return sorted(parts, key=lambda part: (part.pass_number, not roots[part.file_id], part.id or 0))


def prepare(session: Session, part: FilePart, *, now: dt.datetime) -> tuple[Pass, File]:
    """What is needed to read a part, and its file."""
    file = session.get_one(File, part.file_id)
    event, source = session.get_one(Event, file.event_id), session.get_one(Source, file.source_id)
    return Pass(
        file_id=part.file_id,
        reading=house.reading(session, event, now=now),
        relevance=cast(Relevance, source.relevance),
        author_keys=house.keys_of_authors(),
        joining=storage.files.claimed_roots(session, part.file_id, part.pass_number) if part.pass_number else None,
    ), file


def _read_batches(
    database: Database,
    of: Pass,
    part: FilePart,
    file: File,
    lease: tuple[str, int],
    clock: Clock,
    seconds: float | None,
    progress: Progress | None,
) -> tuple[bool, str]:
    """Keeps batch after batch. Whether the end was reached, and what was wrong with the file, if anything."""
    until = None
    try:
        for records, at in _batches(file, part):
            keep(database, records, of, part, at=at, lease=lease, now=clock())
            if progress:
                progress(len(records), at[1])
            if seconds is not None:
                until = until or time.monotonic() + seconds
                if time.monotonic() > until:
                    return False, ""
        if pathlib.Path(file.path).stat().st_size != file.size:
            return True, CHANGED
    except FileCut as cut:
        return True, f"{cut}; what stood before was imported"
    except FileRefused as refused:
        return True, str(refused)
    except OSError:
        return True, GONE
    return True, ""


def _batches(file: File, part: FilePart) -> Iterator[tuple[list[reading.Record], tuple[int, int]]]:
    """Records in batches, each with the number of the last unit in it and the position in the file. A batch ends
    with a unit."""
    path = pathlib.Path(file.path)
    if path.stat().st_size != file.size or (part.units == 0 and opening.sha256(path) != file.sha256):
        raise FileNotFoundError(path)
    member, reader = Member(path, file.member, file.size), READERS[file.layout["reader"]]
    records: list[reading.Record] = []
    number = part.units
    try:
        for unit in reading.read(member, reader, file.layout, after=part.units, part=part.part, parts=part.parts):
            records.extend(unit.records)
            number = unit.number
            if len(records) >= BATCH:
                yield records, (number, member.taken)
                records = []
    except (FileCut, FileRefused):
        if records:
            yield records, (number, member.taken)
        raise
    if records:
        yield records, (number, member.taken)


def _finish(session: Session, part: FilePart, fault: str, *, now: dt.datetime) -> None:
    """Closes a part, and with the last one the file."""
    lock(session, f"end of file {part.file_id}")  # of two that end at once the second has to see the first
    file = session.get_one(File, part.file_id)
    session.add(file)
    if fault == GONE:
        file.state, file.error = "gone", f"{GONE} ({file.path}); import it again from where it is"
        return
    part.done = True
    session.add(part)
    session.flush()
    if fault and fault not in file.warnings:
        file.warnings = [*file.warnings, fault]
    if all(each.done for each in storage.files.parts_of(session, part.file_id)):
        storage.files.forget_roots(session, part.file_id, part.pass_number)
        file.state, file.done_at = "done", now
        cover(session, file)
        _warn_of_limit(session, file)
        counts, skipped = storage.files.totals(storage.files.parts_of(session, part.file_id))
        log.info(
            "a file was read",
            extra={"file": file.id, "name_of_file": path_name(file), "counts": counts, "skipped": skipped},
        )


def _warn_of_limit(session: Session, file: File) -> None:
    """A round number of posts is that at which tools and pages stop, not the end of what was posted."""
    counts, _ = storage.files.totals(storage.files.parts_of(session, file.id or 0))
    words = f"exactly {counts['read']:,} posts: perhaps the limit at which the export stopped"
    if counts["read"] in LIMITS and words not in file.warnings:
        file.warnings = [*file.warnings, words]


def path_name(file: File) -> str:
    """The file's own name, without where it lies."""
    return pathlib.Path(file.path).name + (f" › {file.member}" if file.member else "")

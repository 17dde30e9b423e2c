"""Reads the records in quarantine again, with today's readers. What now reads is imported as if it had from the first,
with its file and line; what does not stays."""

import dataclasses
import pathlib
from collections.abc import Iterator, Sequence

from sqlmodel import Session

import storage.files
import storage.leases
import storage.quarantine
from collectors import READERS, opening, reading, recognising
from collectors.base import FileCut, FileRefused, Layout, Rejected
from collectors.opening import Member
from collectors.reading import Record
from storage.database import Database
from storage.quarantine import Wanted
from storage.tables import Event, File, FilePart, Quarantined
from worker import importing, intake
from worker.importing import Clock
from worker.intake import Watcher
from worker.keeping import keep
from worker.taking import cover


@dataclasses.dataclass
class Retried:
    """What a retry did: records that were tried, that read now, and those whose file another process was reading."""

    tried: int = 0
    read: int = 0
    busy: int = 0
    gone: int = 0  # cut records whose file is no longer there


def retry(database: Database, event: Event, wanted: Wanted, *, clock: Clock, watcher: Watcher) -> Retried:
    """Tries the event's quarantined records again, batch by batch, then joins threads and counts. Safe to repeat."""
    done = Retried()
    watcher.step("reading the quarantine again")
    with database.read() as session:
        for rows in storage.quarantine.runs(session, event.id or 0, wanted):
            if rows:
                session.expunge_all()
                _retry_run(database, [row for row, _ in rows], rows[0][1], done, clock)
    intake.settle(database, event, clock=clock, watcher=watcher)
    return done


def _retry_run(database: Database, rows: Sequence[Quarantined], file: File, done: Retried, clock: Clock) -> None:
    done.tried += len(rows)
    layout = layout_today(file)
    records: list[Record] = []
    resolved: list[int] = []
    for row, again in _again(rows, file, layout):
        if again is None:
            done.gone += 1
        elif any(not isinstance(each.outcome, Rejected) for each in again):
            records.extend(again)
            resolved.append(row.id or 0)
    if resolved and not _keep(database, file, records, resolved, clock):
        done.busy += len(resolved)
    else:
        done.read += len(resolved)


def layout_today(file: File) -> Layout:
    """How today's readers would read the file, if it is still there; else how it was read."""
    path = pathlib.Path(file.path)
    try:
        if path.stat().st_size == file.size or file.member:
            return recognising.recognise(Member(path, file.member, file.size), READERS).layout
    except (FileRefused, OSError):
        pass
    return file.layout


def _again(
    rows: Sequence[Quarantined], file: File, layout: Layout
) -> Iterator[tuple[Quarantined, list[Record] | None]]:
    """Each record read again; None for one that was cut when it was kept and whose file is gone."""
    whole = _from_the_file(file, [row.line for row in rows if row.cut], layout)
    for row in rows:
        if row.cut:
            yield row, whole.get(row.line)
            continue
        found = reading.records_again(row.raw, READERS[layout["reader"]], layout)
        yield row, [Record(row.line, row.record + place, each.outcome) for place, each in enumerate(found)]


def _from_the_file(file: File, lines: Sequence[int], layout: Layout) -> dict[int, list[Record]]:
    """The records that stand at these lines of the file, if it is still the same."""
    path, found = pathlib.Path(file.path), dict[int, list[Record]]()
    try:
        if not lines or opening.sha256(path) != file.sha256:
            return found
        for unit in reading.read(Member(path, file.member, file.size), READERS[layout["reader"]], layout):
            if unit.records and unit.records[0].line in lines:
                found[unit.records[0].line] = unit.records
            if unit.records and unit.records[0].line > max(lines):
                break
    except (FileCut, FileRefused, OSError):
        pass
    return found


def _keep(database: Database, file: File, records: list[Record], resolved: list[int], clock: Clock) -> bool:
    """Imports the records and takes them out of the quarantine, in one transaction. False when another process is at
    this file, or was quicker."""
    with database.write() as session:
        part = _first_part(session, file)
        lease = f"part {part.id}"
        epoch = storage.leases.take(session, lease, now=clock())
        if epoch is None:
            return False
        session.refresh(part)  # another may have moved its cursor until then
        if not storage.quarantine.are_there(session, resolved):
            storage.leases.release(session, lease, epoch, now=clock())
            return False
        of, _ = importing.prepare(session, part, now=clock())
        session.flush()
        session.expunge_all()
    try:
        keep(
            database,
            records,
            of,
            part,
            at=(part.units, part.position),
            lease=(lease, epoch),
            now=clock(),
            resolves=resolved,
        )
        with database.write() as session:
            storage.leases.release(session, lease, epoch, now=clock())
            cover(session, session.get_one(File, file.id))
    except storage.leases.LeaseLost:
        return False
    return True


def _first_part(session: Session, file: File) -> FilePart:
    """The part whose counts have the records in them; of several any will do, since only their sum is shown."""
    parts = storage.files.parts_of(session, file.id or 0)
    return next((part for part in parts if part.quarantined), parts[0])

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
from storage.tables import Event, File, FilePart, NewPost, Quarantined
from worker import importing, intake
from worker.covering import cover
from worker.importing import Clock
from worker.intake import Watcher
from worker.keeping import keep


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
    as_it_stands: _AsItStands | None = None
    with database.read() as session:
        for rows in storage.quarantine.runs(session, event.id or 0, wanted):
            if rows:
                session.expunge_all()
                file = rows[0][1]
                if as_it_stands is None or as_it_stands.file.id != file.id:
                    as_it_stands = _AsItStands(file)
                _retry_run(database, [row for row, _ in rows], as_it_stands, done, clock)
    intake.settle(database, event, clock=clock, watcher=watcher)
    return done


class _AsItStands:
    """The units of a file in the order of its lines, as long as it is still the file that was read."""

    def __init__(self, file: File) -> None:
        self.file, self.layout = file, layout_today(file)
        self._wanted = 0
        self._line, self._records = 0, list[Record]()
        self._found = self._units()

    def records_at(self, line: int) -> list[Record]:
        """The records of the unit that begins at this line; none where the file is gone, cut or another. Lines that are
        asked for must ascend."""
        self._wanted = line
        while self._line < line and (found := next(self._found, None)):
            self._line, self._records = found
        return self._records if self._line == line else []

    def _units(self) -> Iterator[tuple[int, list[Record]]]:
        path = pathlib.Path(self.file.path)
        try:
            if opening.sha256(path) != self.file.sha256:
                return
            member, reader = Member(path, self.file.member, self.file.size), READERS[self.layout["reader"]]
            yield from reading.records_at(member, reader, self.layout, iter(lambda: self._wanted, 0))
        except (FileCut, FileRefused, OSError):
            return


def _retry_run(
    database: Database, rows: Sequence[Quarantined], as_it_stands: _AsItStands, done: Retried, clock: Clock
) -> None:
    done.tried += len(rows)
    file = as_it_stands.file
    records: list[Record] = []
    resolved: list[int] = []
    for row, again in _again(rows, as_it_stands):
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


def _again(rows: Sequence[Quarantined], as_it_stands: _AsItStands) -> Iterator[tuple[Quarantined, list[Record] | None]]:
    """Each record read again; None for one that was cut when it was kept and whose file is gone. One that stood with
    others in a document is read with them where its file is still there, for its account and what it refers to."""
    layout = as_it_stands.layout
    for row in rows:
        if row.cut:
            yield row, as_it_stands.records_at(row.line) or None
            continue
        found = reading.records_again(row.raw, READERS[layout["reader"]], layout)
        alone = [Record(row.line, row.record + place, each.outcome) for place, each in enumerate(found)]
        together = [] if layout["units"] == "rows" else as_it_stands.records_at(row.line)
        yield row, _of_the_row(row, alone, together) if len(together) > 1 else alone


def _of_the_row(row: Quarantined, alone: list[Record], together: list[Record]) -> list[Record]:
    """Of a document's records those that are the row's: the posts that it also gives alone, else what stands in its
    place."""
    if any(isinstance(each.outcome, Rejected) and each.outcome.raw == row.raw for each in together):
        return [each for each in together if isinstance(each.outcome, Rejected) and each.outcome.raw == row.raw]
    own = {each.outcome.native_id for each in alone if isinstance(each.outcome, NewPost)}
    mine = [each for each in together if isinstance(each.outcome, NewPost) and each.outcome.native_id in own]
    return mine or [each for each in together if each.record == row.record] or alone


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

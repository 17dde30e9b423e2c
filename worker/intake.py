"""Brings files into an event, from paths to counted series: the whole of `groundswell import`, step by step."""

import dataclasses
import datetime as dt
import pathlib
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import storage.events
import storage.files
from collectors import folder
from config.event_file import Event as EventFile
from storage.database import Database
from storage.tables import Event, File, FilePart
from storage.tables.columns import EPOCH
from worker import crew, house, importing, linking, rebuilding, revising, taking
from worker.importing import Clock

WAIT = 0.5  # seconds between two looks at a part that another process reads


class Watcher:
    """Is told what happens; a command that shows progress overrides what it wants to know."""

    def step(self, words: str) -> None:
        """A step begins."""

    def file(self, file: File, pass_number: int) -> None:
        """The reading of a file begins."""

    def files(self, names: Sequence[str], size: int) -> None:
        """The reading of several files, or of one by several processes, begins; so many bytes are to be read."""

    def read(self, records: int, position: int) -> None:
        """So many more records of the file, or files, were kept; position in bytes."""

    def matched(self, done: int, of: int) -> None:
        """So many of the stored posts are brought to the changed event file or scorers."""

    def compared(self, done: int, of: int) -> None:
        """So many of the texts that are to be compared are done."""

    def counted(self, done: int, of: int) -> None:
        """So many of the stretches that are to be counted again are done."""


@dataclasses.dataclass(frozen=True)
class Report:
    """What became of one file or archive member; the counts are those of all reading so far."""

    file: str
    member: str | None
    sha256: str | None
    format: str | None
    read: int | None = None
    imported: int | None = None
    updated: int | None = None
    duplicate: int | None = None
    skipped: dict[str, int] = dataclasses.field(default_factory=dict)
    quarantined: int | None = None
    first_at: str | None = None
    last_at: str | None = None
    warnings: tuple[str, ...] = ()
    error: str | None = None


@dataclasses.dataclass(frozen=True)
class Brought:
    """What an import did: a report for each file in the order given, then for files that were read again; and how long
    it took to find the copies."""

    change: revising.Change
    reports: list[Report]
    again: list[Report]
    copies_seconds: float = 0.0


def bring_in(
    database: Database,
    name: str,
    paths: Sequence[pathlib.Path],
    *,
    covers: Callable[[EventFile], taking.Covers | None],
    said: taking.Said = taking.NOTHING_SAID,
    clock: Clock,
    watcher: Watcher,
    processes: int = 1,
) -> Brought:
    """Takes the files, reads them, joins threads, counts. Safe to run twice, at once or after an interruption. Of
    several processes each reads a part of every larger file."""
    change = revising.adopt(database, name, now=clock())
    file = change.file
    revising.ask_again(database, change.event.id or 0)
    event = house.event_in(database, change.event.id or 0)
    watcher.step("looking at the files")
    taken = [
        _take(database, event, file, path, covers(file), said, processes, now=clock()) for path in _expanded(paths)
    ]
    given = {number for each in taken for number in each.files}
    known = {number for each in taken if each.was_known for number in each.files}
    fresh = {number for number in given & known if not _is_done(database, number)} | (given - known)
    if event.pending_id:
        watcher.step("matching and scoring stored posts again")
        while not revising.match_again(database, event.id or 0, clock=clock, progress=watcher.matched):
            time.sleep(WAIT)
    again, copies_seconds = settle(database, event, clock=clock, watcher=watcher, processes=processes)
    reports = [one for each in taken for one in _reports(database, each, fresh)]
    read_again = [report(database, number, was_known=False) for number in sorted(again - given)]
    return Brought(change, reports, read_again, copies_seconds)


def settle(
    database: Database, event: Event, *, clock: Clock, watcher: Watcher, processes: int = 1
) -> tuple[set[int], float]:
    """Reads what is left to read, threads included, compares texts and counts what changed. Returns the files that were
    read, and how long comparing took."""
    read = _read_all(database, event, clock, watcher, processes)
    revising.finish(database, event.id or 0, now=clock())
    watcher.step("finding copies")
    begun = time.monotonic()
    _find_copies(database, clock, watcher)
    copies_seconds = time.monotonic() - begun
    watcher.step("counting")
    rebuilding.rebuild(database, event.id or 0, clock=clock, progress=watcher.counted)
    return read, copies_seconds


def _expanded(paths: Iterable[pathlib.Path]) -> list[pathlib.Path]:
    """Folders as the files in them, each file once."""
    return list(dict.fromkeys(file for path in paths for file in folder.files_below(path)))


def _take(
    database: Database,
    event: Event,
    file: EventFile,
    path: pathlib.Path,
    covers: taking.Covers | None,
    said: taking.Said,
    processes: int,
    *,
    now: dt.datetime,
) -> taking.Taken:
    return taking.take(
        database, event, file, storage.events.IMPORTED, path, covers=covers, said=said, parts=processes, now=now
    )


def _find_copies(database: Database, clock: Clock, watcher: Watcher) -> None:
    """Compares the texts that came in, or waits until another process has."""
    while linking.link(database, clock=clock, progress=watcher.compared) == "elsewhere":
        time.sleep(WAIT)


def _is_done(database: Database, number: int) -> bool:
    with database.read() as session:
        return session.get_one(File, number).state in ("done", "refused")


def _read_all(database: Database, event: Event, clock: Clock, watcher: Watcher, processes: int) -> set[int]:
    """Reads until nothing is left, threads included. Returns the files that were read."""
    read: set[int] = set()
    while True:
        parts = importing.in_order(database, importing.unfinished(database, event))
        if not parts and not importing.queue_joins(database, event, parts=processes):
            return read
        read |= {part.file_id for part in parts}
        done = [_read_together(database, list(some), clock, watcher, processes) for some in _stages(database, parts)]
        if not all(done):
            time.sleep(WAIT)


def _stages(database: Database, parts: Sequence[FilePart]) -> list[list[FilePart]]:
    """The parts that may be read at the same time: those of files with thread roots come before the others."""
    roots = importing.have_roots(database, parts)
    keys = sorted({(part.pass_number, not roots[part.file_id]) for part in parts})
    return [[part for part in parts if (part.pass_number, not roots[part.file_id]) == key] for key in keys]


def _read_together(database: Database, parts: list[FilePart], clock: Clock, watcher: Watcher, processes: int) -> bool:
    """Reads the parts, in several processes where that is worth it. False when another process has one of them."""
    with database.read() as session:
        files = [session.get_one(File, part.file_id) for part in parts]
        size = sum(file.size for file in files)
        names = list(dict.fromkeys(importing.path_name(file) for file in files))
        session.expunge_all()
    if processes > 1 and len(parts) > 1 and crew.worth_it(files, processes):
        watcher.files(names, size)
        return crew.read_parts(database, parts, processes, watcher.read)
    done = [_read_part(database, part, clock, watcher) for part in parts]
    return all(done)


def _read_part(database: Database, part: FilePart, clock: Clock, watcher: Watcher) -> bool:
    with database.read() as session:
        file = session.get_one(File, part.file_id)
        session.expunge_all()
    watcher.file(file, part.pass_number)
    return importing.read_part(database, part.id or 0, clock=clock, progress=watcher.read) == "done"


def _reports(database: Database, taken: taking.Taken, fresh: set[int]) -> list[Report]:
    if taken.error:
        return [Report(str(taken.path), None, taken.sha256, None, error=taken.error)]
    return [report(database, number, was_known=number not in fresh, path=taken.path) for number in taken.files]


def report(database: Database, number: int, *, was_known: bool, path: pathlib.Path | None = None) -> Report:
    """What became of a file so far."""
    with database.read() as session:
        file = session.get_one(File, number)
        parts = storage.files.parts_of(session, number)
        counts, skipped = storage.files.totals(parts)
        warnings = [*file.warnings, *(f"{count} {kind}" for kind, count in sorted(_notices(parts).items()))]
        spans = [span for part in parts for span in part.spans.values()]
        if was_known and file.state == "done":
            counts, skipped, warnings = _as_known(counts, skipped, warnings)
        return Report(
            file=str(path or file.path),
            member=file.member or None,
            sha256=file.sha256,
            format=file.format or None,
            **(dict.fromkeys(counts) if file.state == "refused" else counts),
            skipped=skipped,
            first_at=_iso(min(low for low, _ in spans)) if spans else None,
            last_at=_iso(max(high for _, high in spans)) if spans else None,
            warnings=tuple(warnings),
            error=file.error or None,
        )


def _as_known(
    counts: dict[str, int], skipped: dict[str, int], warnings: list[str]
) -> tuple[dict[str, int], dict[str, int], list[str]]:
    """The counts of a file that was read before: nothing of it is new."""
    kept = {**dict.fromkeys(counts, 0), "read": counts["read"]}
    kept["duplicate"] = counts["imported"] + counts["updated"] + counts["duplicate"]
    if counts["quarantined"]:
        skipped = {**skipped, "already in quarantine": counts["quarantined"]}
    return kept, skipped, ["already imported", *warnings]


def _notices(parts: Sequence[FilePart]) -> dict[str, int]:
    notices: dict[str, int] = {}
    for part in parts:
        for kind, count in part.notices.items():
            notices[kind] = notices.get(kind, 0) + count
    return {kind: count for kind, count in notices.items() if count}


def _iso(milliseconds: int) -> str:
    at = EPOCH + dt.timedelta(milliseconds=milliseconds)
    return at.isoformat(timespec="milliseconds" if milliseconds % 1000 else "seconds")


def as_json(report: Report) -> dict[str, Any]:
    return dataclasses.asdict(report)

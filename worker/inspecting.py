"""Looks at files before anything is stored: what each is, how it would be read, and what is in it. For some seconds at
most: of a big file the beginning is read, and the rest is estimated and said to be."""

import dataclasses
import pathlib
import shlex
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import storage.events
import storage.files
from analysis.plan import Plan
from collectors import READERS, claiming, mapping, opening, provenance, reading, recognising
from collectors.base import FileCut, FileRefused, Head, Recognised
from collectors.opening import Member
from config.event_file import Event as EventFile
from storage.database import Database
from storage.tables import File
from worker.contents import Contents, clock_check

SECONDS = 4.0
UNSURE = 0.7
LONGEST_HASHED = 1 << 30  # bytes
BATCH = 200  # records between two looks at the clock


@dataclasses.dataclass(frozen=True)
class Against:
    """The event that a file is held against: its keywords, and, where it has posts already, the database with them."""

    file: EventFile
    database: Database | None = None
    event_id: int | None = None


@dataclasses.dataclass
class Inspected:
    """What is known of one file or archive member. `records` is estimated where `exact` is False; all other counts are
    of the `looked_at` records that were read."""

    file: str
    member: str | None = None
    size: int | None = None
    packing: str = ""
    error: str | None = None
    format: str | None = None
    sure: float | None = None
    reader: str | None = None
    others: list[dict[str, Any]] = dataclasses.field(default_factory=list)
    shape: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header: list[str] = dataclasses.field(default_factory=list)
    records: int | None = None
    exact: bool = True
    looked_at: int = 0
    contents: dict[str, Any] = dataclasses.field(default_factory=dict)
    query: str = ""
    sort: str = ""
    warnings: list[str] = dataclasses.field(default_factory=list)
    known: bool | None = None
    advice: list[str] = dataclasses.field(default_factory=list)
    map: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The record that docs/formats.md describes."""
        own = dataclasses.asdict(self)
        return {**{name: value for name, value in own.items() if name != "contents"}, **self.contents}


def inspect(
    paths: Sequence[pathlib.Path],
    against: Against | None,
    *,
    seconds: float = SECONDS,
    timer: Callable[[], float] = time.monotonic,
) -> Iterator[Inspected]:
    """One by one, each file or member; nothing is written anywhere."""
    for path in paths:
        until = timer() + seconds
        try:
            size, packing, members = path.stat().st_size if path.exists() else None, "", list[Member]()
            packing = opening.packed_as(path)
            members = opening.members(path)
        except FileRefused as refused:
            found = Inspected(str(path), size=size, packing=packing, error=str(refused))
            yield _advised(found, against, None)
            continue
        known = _known(path, against)
        for place, member in enumerate(members):
            now = timer()
            if now >= until and place:
                yield Inspected(str(path), error=f"{len(members) - place:,} more members were not looked at")
                break
            share = now + max(until - now, 0.0) / (len(members) - place)
            yield _member(member, packing, known, against, lambda share=share: timer() >= share)  # type: ignore[misc]


def _member(
    member: Member, packing: str, known: bool | None, against: Against | None, late: Callable[[], bool]
) -> Inspected:
    found = Inspected(str(member.path), member.name or None, member.size, packing, known=known)
    head: Head | None = None
    best: Recognised | None = None
    try:
        head, table = recognising.head_of(member)
        claims = claiming.claims(head, READERS)
        best = claims[0][1] if claims else None
        found.others = [
            {"reader": name, "format": each.format, "sure": round(each.sure, 2)} for name, each in claims[1:3]
        ]
        found.shape, found.header = table.get("units"), list(head.header)
        found.encoding, found.delimiter = table.get("encoding", "utf-8"), table.get("delimiter")
        sure = recognising.recognise(member, READERS)
        _describe(found, sure, member, head)
        _read(found, sure, member, against, late)
    except FileRefused as refused:
        found.error = str(refused)
        if head is not None and head.values and not found.error.startswith("this file holds"):
            found.map = mapping.draft(head, best or refused)
    return _advised(found, against, best)


def _describe(found: Inspected, sure: Recognised, member: Member, head: Head) -> None:
    found.format, found.sure, found.reader = sure.format, round(sure.sure, 2), sure.layout["reader"]
    found.warnings = list(sure.warnings)
    chosen = provenance.chosen(member, sure.layout)
    found.query, found.sort = chosen.query, chosen.sort
    if chosen.stopped:
        found.warnings.append(provenance.STOPPED)
    found.contents["clock"] = clock_check(head.values, sure.layout)


def _read(
    found: Inspected, sure: Recognised, member: Member, against: Against | None, late: Callable[[], bool]
) -> None:
    contents = Contents(Plan(against.file) if against else None)
    units = reading.read(member, READERS[sure.layout["reader"]], sure.layout)
    try:
        for unit in units:
            for record in unit.records:
                contents.add(record)
            if unit.number % BATCH == 0 and late():
                found.exact = False
                break
    except FileCut as cut:
        found.warnings.append(f"{cut}; what stands before can be imported")
    found.looked_at = contents.looked_at
    share = min(max(member.taken, 1) / max(member.size, 1), 1.0)
    found.records = contents.looked_at if found.exact else round(contents.looked_at / share)
    found.contents |= contents.found(_roots_here(against), ids_exact=sure.layout.get("ids_exact", True))


def _roots_here(against: Against | None) -> Callable[[Sequence[int]], set[int]]:
    """Which of some posts are roots of the event already."""

    def roots(numbers: Sequence[int]) -> set[int]:
        if against is None or against.database is None or against.event_id is None:
            return set()
        with against.database.read() as session:
            return storage.files.roots_in_event(session, against.event_id, numbers)

    return roots


def _known(path: pathlib.Path, against: Against | None) -> bool | None:
    """Whether this content was imported for the event; None when there is no event to ask, or when telling would take
    long. Only a file whose size is known is hashed."""
    if against is None or against.database is None or against.event_id is None:
        return None
    with against.database.read() as session:
        rows: Sequence[File] = storage.files.of_event(session, against.event_id)
        hashes = {row.sha256 for row in rows if row.size == path.stat().st_size and row.state != "refused"}
    if hashes and path.stat().st_size > LONGEST_HASHED:
        return None
    return bool(hashes) and opening.sha256(path) in hashes


def _advised(found: Inspected, against: Against | None, best: Recognised | None) -> Inspected:
    found.advice = list(_advice(found, against, best))
    return found


def _advice(found: Inspected, against: Against | None, best: Recognised | None) -> Iterator[str]:
    event = against.file.name if against else "EVENT"
    if found.error:
        if found.map:
            near = f" (nearest known format: {best.format})" if best else ""
            yield f"if these are posts{near}, say which column is what: groundswell inspect PATH --write-map"
        return
    if found.known:
        yield "it is imported already; importing it again brings nothing new"
        return
    if (found.sure or 0) < UNSURE:
        yield "the reading is a guess: look at the first posts, or write a mapping file with --write-map"
    yield from _advice_on_completeness(found)
    if found.contents.get("unreadable"):
        yield f"what cannot be read would be kept: groundswell quarantine list {event}"
    if against and not found.contents["keyword"] and not found.contents["thread"] and found.looked_at:
        yield f"nothing here matches the keywords of {event}; check events/{event}.toml"
    yield f"to take it in: groundswell import {event} {shlex.quote(found.file)}"


def _advice_on_completeness(found: Inspected) -> Iterator[str]:
    if found.sort in provenance.RANKED:
        yield "X chose these posts (Top or home feed): their number says nothing of how much was written; export Latest"
    elif "x" in found.contents.get("platforms", {}) and not (found.query and found.sort):
        yield "say how these posts were chosen: import … --query, --sort top|latest, --by, --note"
    if found.sort not in provenance.RANKED:
        yield "if it is complete for a time, say so: import … --covers FROM..TO"

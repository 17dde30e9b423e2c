"""Takes files in: a row for each file, or member of an archive, recognised and ready to be read. The same content is
known again whatever its name."""

import dataclasses
import datetime as dt
import pathlib

from sqlmodel import Session

import storage.coverage
import storage.events
import storage.files
from collectors import READERS, opening, recognising
from collectors.base import FileRefused, Recognised
from collectors.opening import Member
from config.event_file import Event as EventFile
from storage.database import Database, lock
from storage.tables import Event, File
from storage.tables.columns import minute_of

MS_A_MINUTE = 60_000

Covers = tuple[dt.datetime, dt.datetime]


@dataclasses.dataclass(frozen=True, slots=True)
class Taken:
    """What became of one path: the rows of its file or members, or why it was refused."""

    path: pathlib.Path
    files: tuple[int, ...] = ()
    was_known: bool = False
    error: str = ""
    sha256: str | None = None


def take(
    database: Database,
    event: Event,
    file: EventFile,
    source: str,
    path: pathlib.Path,
    *,
    covers: Covers | None,
    parts: int,
    now: dt.datetime,
) -> Taken:
    """Makes the rows of a file, recognised and ready to be read; of one that is known finds them."""
    try:
        digest = opening.sha256(path)
        with database.read() as session:
            row = storage.events.source(session, event, source)
            selection = file.selection(row.relevance)  # type: ignore[arg-type]
            known = [each.id or 0 for each in storage.files.members_known(session, event.id or 0, selection, digest)]
        found = [] if known else [(member, _recognised(member)) for member in opening.members(path)]
    except FileRefused as refused:
        return Taken(path, error=str(refused))
    with database.write() as session:
        lock(session, f"files of {event.id}")
        if known:
            for number in known:
                _see_again(session, session.get_one(File, number), path, covers, now=now)
            return Taken(path, tuple(known), was_known=True, sha256=digest)
        template = File(
            event_id=event.id or 0,
            source_id=row.id or 0,
            selection=selection,
            sha256=digest,
            path=str(path.resolve()),
            size=path.stat().st_size,
            covers_from=covers[0] if covers else None,
            covers_to=covers[1] if covers else None,
            seen_at=now,
        )
        return Taken(path, tuple(_add(session, template, *each, parts=parts) for each in found), sha256=digest)


def _recognised(member: Member) -> Recognised | str:
    """What the member is, or why it is refused. A whole file that is refused has no row."""
    try:
        return recognising.recognise(member, READERS)
    except FileRefused as refused:
        if not member.name:
            raise
        return str(refused)


def _add(session: Session, template: File, member: Member, found: Recognised | str, *, parts: int) -> int:
    known = storage.files.known(session, template.event_id, template.selection, template.sha256, member.name)
    if known:  # another import of the same file came first
        return known.id or 0
    file = File(**{**template.model_dump(), "member": member.name})
    if isinstance(found, str):
        file.state, file.error = "refused", found
    else:
        file.format, file.layout, file.warnings = found.format, found.layout, list(found.warnings)
    session.add(file)
    session.flush()
    if file.state != "refused":
        storage.files.add_parts(session, file, pass_number=0, parts=parts)
    return file.id or 0


def _see_again(session: Session, file: File, path: pathlib.Path, covers: Covers | None, *, now: dt.datetime) -> None:
    """A file that was gone and is back is read on; what a person now says of its coverage is kept."""
    file.path, file.seen_at = str(path.resolve()), now
    if file.state == "gone":
        file.state, file.error = "due", ""
    if covers and (file.covers_from, file.covers_to) != covers:
        file.covers_from, file.covers_to = covers
        if file.state == "done":
            cover(session, file)
    session.add(file)


def cover(session: Session, file: File) -> None:
    """What the file says of how much was seen: all, where a person stated so; else only that it was looked into."""
    spans: dict[str, list[int]] = {}
    for part in storage.files.parts_of(session, file.id or 0):
        for platform, (first, last) in part.spans.items():
            low, high = first // MS_A_MINUTE, last // MS_A_MINUTE
            before = spans.get(platform, [low, high])
            spans[platform] = [min(low, before[0]), max(high, before[1])]
    stated = (minute_of(file.covers_from), minute_of(file.covers_to)) if file.covers_from and file.covers_to else None
    storage.coverage.of_file(session, file, spans, stated)

"""Takes files in: a row for each file, or member of an archive, recognised and ready to be read. The same content is
known again whatever its name."""

import dataclasses
import datetime as dt
import pathlib

from sqlmodel import Session

import storage.events
import storage.files
import storage.forgetting
import storage.rereading
from collectors import READERS, mapping, opening, recognising
from collectors.base import FileRefused, Recognised
from collectors.opening import Member
from collectors.provenance import RANKED, STOPPED, Chosen, chosen
from collectors.x_export.deletions import recognise_list
from config.event_file import Event as EventFile
from storage.database import Database, lock
from storage.tables import Event, File
from worker.covering import cover

Covers = tuple[dt.datetime, dt.datetime]
TOP = (
    "--covers was refused: these posts are a choice that X made (Top, or a home feed); however far one scrolls, they "
    "are not all. They are kept as seen, not as complete"
)

REREAD = "the mapping file beside it is another than before: {posts:,} posts were taken back and the file is read anew"
FORGOTTEN = "this file was forgotten on {day} (groundswell forget --file); it is not read again"


@dataclasses.dataclass(frozen=True, slots=True)
class Said:
    """What a person says of the files they give: how the posts were chosen and by whom, and whether they are lists of
    posts to delete."""

    query: str = ""
    sort: str = ""
    exported_by: str = ""
    note: str = ""
    deletions: bool = False
    tool: str = ""
    at_most: int | None = None

    @property
    def words(self) -> dict[str, str | int]:
        """What was said, by the column of the file's row."""
        said = {name: getattr(self, name) for name in ("query", "sort", "exported_by", "note", "tool", "at_most")}
        return {name: word for name, word in said.items() if word}


NOTHING_SAID = Said()


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
    said: Said = NOTHING_SAID,
    parts: int,
    now: dt.datetime,
) -> Taken:
    """Makes the rows of a file, recognised and ready to be read; of one that is known finds them."""
    try:
        digest = opening.sha256(path)
        with database.read() as session:
            row = storage.events.source(session, event, source)
            selection = storage.files.DELETION_LIST if said.deletions else file.selection(row.relevance)  # type: ignore[arg-type]
            rows = storage.files.members_known(session, event.id or 0, selection, digest)
            known, refused = [each.id or 0 for each in rows], {each.member for each in rows if each.state == "refused"}
            gone = _forgotten(session, digest)
        if gone is not None:
            return Taken(path, error=FORGOTTEN.format(day=gone.date()), sha256=digest)
        members = opening.members(path) if refused or not known else []
        wanted = [member for member in members if member.name in refused or not known]
        found = [(member, _recognised(member, said)) for member in wanted]
        otherwise = [] if said.deletions else [pair for each in rows if (pair := _mapped_otherwise(each, path))]
    except FileRefused as refused:
        return Taken(path, error=str(refused))
    with database.write() as session:
        lock(session, f"files of {event.id}")
        if known:
            for number in known:
                _see_again(session, session.get_one(File, number), path, said, covers, now=now)
            for number, now_read in otherwise:
                _read_otherwise(session, session.get_one(File, number), now_read, said, parts=parts)
            for member, what in found:  # an older version refused it
                _take_after_all(session, event.id or 0, selection, digest, member, what, said, parts=parts)
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
        return Taken(path, tuple(_add(session, template, *each, said, parts=parts) for each in found), sha256=digest)


def _forgotten(session: Session, digest: str) -> dt.datetime | None:
    """When this file, or any member of it, was forgotten."""
    rows = storage.forgetting.with_hash(session, digest)
    keys = [storage.forgetting.file_key(digest, member) for member in {"", *rows}]
    return max(storage.forgetting.known(session, storage.forgetting.FILE, keys).values(), default=None)


def _recognised(member: Member, said: Said) -> tuple[Recognised, Chosen] | str:
    """What the member is and how its posts were chosen, or why it is refused. A whole file that is refused has no
    row."""
    try:
        if said.deletions:
            return recognise_list(recognising.start_of(member)), Chosen()
        found = recognising.recognise(member, READERS)
        return found, chosen(member, found.layout)
    except FileRefused as refused:
        if not member.name:
            raise
        return str(refused)


def _add(
    session: Session,
    template: File,
    member: Member,
    found: tuple[Recognised, Chosen] | str,
    said: Said,
    *,
    parts: int,
) -> int:
    known = storage.files.known(session, template.event_id, template.selection, template.sha256, member.name)
    if known:  # another import of the same file came first
        return known.id or 0
    file = File(**{**template.model_dump(), "member": member.name})
    return _begin(session, file, found, said, parts=parts)


def _take_after_all(
    session: Session,
    event_id: int,
    selection: str,
    digest: str,
    member: Member,
    found: tuple[Recognised, Chosen] | str,
    said: Said,
    *,
    parts: int,
) -> None:
    """A member that was refused and can be read now is read."""
    file = storage.files.known(session, event_id, selection, digest, member.name)
    if file and file.state == "refused" and not isinstance(found, str):
        file.state, file.error = "due", ""
        _begin(session, file, found, said, parts=parts)


def _mapped_otherwise(file: File, path: pathlib.Path) -> tuple[int, tuple[Recognised, Chosen]] | None:
    """How a file that was read is to be read now, where a mapping file beside it was written, changed or taken away
    since. Raises FileRefused where it cannot be read so: then what it gave stays."""
    member = Member(path, file.member, file.size)
    before = str(file.layout.get("map", ""))
    if file.state != "done" or mapping.mark_beside(member) == before:
        return None
    now = _recognised(member, NOTHING_SAID)
    if isinstance(now, str) or now[0].layout.get("map", "") == before:
        return None
    return file.id or 0, now


def _read_otherwise(session: Session, file: File, found: tuple[Recognised, Chosen], said: Said, *, parts: int) -> None:
    """Takes back what the file gave, and has it read as its mapping file says now."""
    if file.state != "done":  # another import was quicker
        return
    taken = storage.rereading.take_back(session, file)
    file.state, file.error, file.done_at = "due", "", None
    storage.files.drop_parts(session, file)
    _begin(session, file, found, said, parts=parts)
    file.warnings = [REREAD.format(posts=taken), *file.warnings]


def _begin(session: Session, file: File, found: tuple[Recognised, Chosen] | str, said: Said, *, parts: int) -> int:
    """Makes a file ready to be read, or says in its row why it is not."""
    if isinstance(found, str):
        file.state, file.error = "refused", found
    else:
        what, how = found
        file.format, file.layout, file.warnings = what.format, what.layout, list(what.warnings)
        file.query, file.sort = how.query, how.sort
        if how.stopped:
            file.warnings = [*file.warnings, STOPPED]
        _say(file, said, (file.covers_from, file.covers_to) if file.covers_from and file.covers_to else None)
    session.add(file)
    session.flush()
    if file.state != "refused":
        storage.files.add_parts(session, file, pass_number=0, parts=parts)
    return file.id or 0


def _say(file: File, said: Said, covers: Covers | None) -> bool:
    """Keeps what a person says of a file; what they say weighs more than what the file tells. Whether its coverage is
    another now."""
    for name, word in said.words.items():
        setattr(file, name, word)
    before = file.covers_from, file.covers_to
    if covers and file.sort not in RANKED:
        file.covers_from, file.covers_to = covers
    elif file.sort in RANKED:
        file.covers_from, file.covers_to = None, None
        if covers and TOP not in file.warnings:
            file.warnings = [*file.warnings, TOP]
    return before != (file.covers_from, file.covers_to)


def _see_again(
    session: Session, file: File, path: pathlib.Path, said: Said, covers: Covers | None, *, now: dt.datetime
) -> None:
    """A file that was gone and is back is read on; what a person now says of it is kept."""
    file.path, file.seen_at = str(path.resolve()), now
    if file.state == "gone":
        file.state, file.error = "due", ""
    if _say(file, said, covers) and file.state == "done":
        cover(session, file)
    session.add(file)

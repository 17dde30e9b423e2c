"""Files of posts, how far each was read, and what waits in them for its thread."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.database import insert_new, pieces
from storage.tables import File, FilePart, Membership, Quarantined, Waiting
from storage.tables.columns import table

waiting, membership, quarantined = table(Waiting), table(Membership), table(Quarantined)
COUNTS = ("read", "imported", "updated", "duplicate", "quarantined")
OFF_TOPIC = "off topic"
DELETION_LIST = "deletions"  # stands for the selection of a file that lists posts to delete
RESTS = "resting"  # read under a selection that is no longer that of the event


def known(session: Session, event_id: int, selection: str, sha256: str, member: str) -> File | None:
    return session.exec(
        select(File).where(
            File.event_id == event_id, File.selection == selection, File.sha256 == sha256, File.member == member
        )
    ).one_or_none()


def members_known(session: Session, event_id: int, selection: str, sha256: str) -> Sequence[File]:
    """All members of a file that were read under this selection."""
    return session.exec(
        select(File)
        .where(File.event_id == event_id, File.selection == selection, File.sha256 == sha256)
        .order_by(col(File.id))
    ).all()


def of_event(session: Session, event_id: int) -> Sequence[File]:
    return session.exec(select(File).where(File.event_id == event_id).order_by(col(File.id))).all()


def with_spans(session: Session, event_id: int, *, state: str) -> list[tuple[File, list[Mapping[str, Any]]]]:
    """The files of the event in this state, each with the spans of time of its posts by platform, part by part."""
    query = (
        select(File, FilePart.spans)
        .join(FilePart, col(FilePart.file_id) == col(File.id))
        .where(File.event_id == event_id, File.state == state)
        .order_by(col(File.id), col(FilePart.pass_number), col(FilePart.part))
    )
    found: dict[int, tuple[File, list[Mapping[str, Any]]]] = {}
    for row, spans in session.exec(query):
        found.setdefault(row.id or 0, (row, []))[1].append(spans)
    return list(found.values())


def let_rest(session: Session, event_id: int, sha256: str, member: str) -> None:
    """What was read of this content under other selections is over: nothing waits for it any more."""
    same = (
        File.event_id == event_id,
        File.sha256 == sha256,
        File.member == member,
        File.selection != DELETION_LIST,
    )
    for row in session.exec(select(File).where(*same)):
        row.state = RESTS
        session.add(row)
        session.execute(sa.delete(waiting).where(waiting.c.file_id == row.id))


def begin_again(session: Session, file: File) -> None:
    """A file that is to be read from its start, with new counts."""
    drop_parts(session, file)
    add_parts(session, file, pass_number=0, parts=1)


def drop_parts(session: Session, file: File) -> None:
    """Forgets how far the file was read, and what it gave."""
    session.execute(sa.delete(table(FilePart)).where(table(FilePart).c.file_id == file.id))


def add_parts(session: Session, file: File, *, pass_number: int, parts: int) -> None:
    for part in range(parts):
        session.add(FilePart(file_id=file.id or 0, pass_number=pass_number, part=part, parts=parts))
    session.flush()


def parts_of(session: Session, file_id: int) -> Sequence[FilePart]:
    return session.exec(
        select(FilePart).where(FilePart.file_id == file_id).order_by(col(FilePart.pass_number), col(FilePart.part))
    ).all()


def unfinished_parts(session: Session, event_id: int | None = None) -> Sequence[FilePart]:
    """Parts that still have something to read, of files that can be read."""
    query = select(FilePart).join(File, col(File.id) == FilePart.file_id)
    query = query.where(col(FilePart.done).is_(False), col(File.state).in_(("due", "reading")))
    if event_id is not None:
        query = query.where(File.event_id == event_id)
    return session.exec(query.order_by(col(FilePart.id))).all()


def totals(parts: Iterable[FilePart]) -> tuple[dict[str, int], dict[str, int]]:
    """The counts of a file, and its skipped records by reason. What a later pass took in because its thread had
    come was off topic before."""
    counts: Counter[str] = Counter(dict.fromkeys(COUNTS, 0))
    skipped: Counter[str] = Counter()
    for part in parts:
        for name in COUNTS:
            counts[name] += getattr(part, name)
        skipped.update(part.skipped)
    return dict(counts), {reason: number for reason, number in sorted(skipped.items()) if number}


def wait_for_roots(session: Session, event_id: int, file_id: int, roots: Iterable[int]) -> None:
    rows = [{"event_id": event_id, "root_id": root, "file_id": file_id} for root in sorted(set(roots))]
    insert_new(session, waiting, rows)


def files_whose_roots_came(session: Session, event_id: int) -> list[int]:
    """Files that hold posts of threads whose root is in the event by now."""
    came = (
        sa.select(waiting.c.file_id)
        .join(membership, sa.and_(membership.c.event_id == event_id, membership.c.post_id == waiting.c.root_id))
        .where(waiting.c.event_id == event_id, membership.c.via == "keyword", waiting.c.pass_number.is_(None))
    )
    return sorted(set(session.execute(came).scalars()))


def claim_roots(session: Session, event_id: int, file_id: int, pass_number: int) -> None:
    """Marks which waiting threads a pass will take in: those whose root is in the event now."""
    roots = sa.select(membership.c.post_id).where(membership.c.event_id == event_id, membership.c.via == "keyword")
    session.execute(
        sa.update(waiting)
        .where(waiting.c.event_id == event_id, waiting.c.file_id == file_id, waiting.c.root_id.in_(roots))
        .values(pass_number=pass_number)
    )


def claimed_roots(session: Session, file_id: int, pass_number: int) -> frozenset[int]:
    query = sa.select(waiting.c.root_id).where(waiting.c.file_id == file_id, waiting.c.pass_number == pass_number)
    return frozenset(session.execute(query).scalars())


def forget_roots(session: Session, file_id: int, pass_number: int) -> None:
    session.execute(sa.delete(waiting).where(waiting.c.file_id == file_id, waiting.c.pass_number == pass_number))


def quarantine(session: Session, rows: Sequence[dict[str, object]]) -> None:
    insert_new(session, quarantined, list(rows))


def roots_in_event(session: Session, event_id: int, numbers: Sequence[int]) -> set[int]:
    """Those of the posts that belong to the event by their own words, and so carry their thread with them."""
    found: set[int] = set()
    for some in pieces(numbers):
        query = sa.select(membership.c.post_id).where(
            membership.c.event_id == event_id, membership.c.post_id.in_(some), membership.c.via == "keyword"
        )
        found.update(session.execute(query).scalars())
    return found


def event_of(session: Session, file_id: int) -> int:
    return session.get_one(File, file_id).event_id


def layout_of(session: Session, file_id: int) -> dict[str, Any]:
    return session.get_one(File, file_id).layout

"""Records that could not be read, as they stood in their files."""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.database import pieces
from storage.files import RESTS
from storage.tables import File, Quarantined
from storage.tables.columns import table

quarantined, file = table(Quarantined), table(File)
AT_ONCE = 200  # records of up to 1 MB each that are held together


@dataclasses.dataclass(frozen=True)
class Wanted:
    """Which records: of files whose name, path or number is `file`, with reasons that have these words in them."""

    file: str = ""
    reason: str = ""


def listed(session: Session, event_id: int, wanted: Wanted, *, limit: int | None = None) -> list[dict[str, Any]]:
    """The records without their bytes, in the order of files and lines."""
    columns = (quarantined.c.id, quarantined.c.line, quarantined.c.record, quarantined.c.reason, quarantined.c.cut)
    query = sa.select(
        *columns,
        file.c.path,
        file.c.member,
        sa.func.length(quarantined.c.raw).label("bytes"),
        file.c.id.label("file_id"),
    )
    return [dict(row) for row in session.execute(_of(query, event_id, wanted).limit(limit)).mappings()]


def count(session: Session, event_id: int, wanted: Wanted) -> int:
    query = sa.select(sa.func.count()).select_from(quarantined)
    found = quarantined.join(file, file.c.id == quarantined.c.file_id)
    return int(session.execute(query.select_from(found).where(*_conditions(event_id, wanted))).scalar_one())


def by_file(session: Session, event_id: int) -> dict[int, int]:
    """How many records each file has that could not be read; files without any are left out."""
    number = sa.func.count().label("rows")
    found = quarantined.join(file, file.c.id == quarantined.c.file_id)
    query = sa.select(file.c.id, number).select_from(found).where(*_conditions(event_id, Wanted()))
    return {row.id: int(row.rows) for row in session.execute(query.group_by(file.c.id))}


def whole(session: Session, number: int) -> tuple[Quarantined, File] | None:
    """One record with its bytes, and its file."""
    row = session.get(Quarantined, number)
    return (row, session.get_one(File, row.file_id)) if row else None


def runs(session: Session, event_id: int, wanted: Wanted) -> Iterator[Sequence[tuple[Quarantined, File]]]:
    """The records with their bytes, some at a time. Each run is of one file; ids that are gone by then are left out."""
    ids: dict[int, list[int]] = {}
    for row in listed(session, event_id, wanted):
        ids.setdefault(row["file_id"], []).append(row["id"])
    for file_id, numbers in ids.items():
        for some in pieces(numbers, AT_ONCE):
            of = session.get_one(File, file_id)
            rows = session.exec(select(Quarantined).where(col(Quarantined.id).in_(some)).order_by(col(Quarantined.id)))
            yield [(row, of) for row in rows]
            session.expunge_all()


def are_there(session: Session, numbers: Sequence[int]) -> bool:
    """Whether all of these records are still in quarantine."""
    query = sa.select(sa.func.count()).where(quarantined.c.id.in_(list(numbers)))
    return int(session.execute(query).scalar_one()) == len(numbers)


def remove(session: Session, numbers: Sequence[int]) -> None:
    """Takes records that were read after all out of the quarantine."""
    for some in pieces(numbers):
        session.execute(sa.delete(quarantined).where(quarantined.c.id.in_(some)))


def _of(query: Any, event_id: int, wanted: Wanted) -> Any:
    joined = query.select_from(quarantined).join(file, file.c.id == quarantined.c.file_id)
    order = (quarantined.c.file_id, quarantined.c.line, quarantined.c.record)
    return joined.where(*_conditions(event_id, wanted)).order_by(*order)


def _conditions(event_id: int, wanted: Wanted) -> list[Any]:
    found = [file.c.event_id == event_id, file.c.state != RESTS]
    if wanted.file:
        by_name = [file.c.path == wanted.file, file.c.path.endswith("/" + wanted.file, autoescape=True)]
        by_number = [file.c.id == int(wanted.file)] if wanted.file.isdecimal() and len(wanted.file) < 18 else []
        found.append(sa.or_(*by_name, file.c.member == wanted.file, *by_number))
    if wanted.reason:
        found.append(quarantined.c.reason.icontains(wanted.reason, autoescape=True))
    return found

"""How much was seen: rows of source, platform and stretch."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.tables import Coverage, File, Source
from storage.tables.columns import table

coverage = table(Coverage)


def of_file(session: Session, file: File, spans: Mapping[str, Sequence[int]], stated: tuple[int, int] | None) -> None:
    """Replaces what is known from this file. A stated stretch holds for the platforms that the file has posts of."""
    session.execute(sa.delete(coverage).where(coverage.c.file_id == file.id))
    for platform, (low, high) in sorted(spans.items()):
        start, end, kind = (*stated, "stated") if stated else (low, high + 1, "observed")
        session.add(
            Coverage(
                source_id=file.source_id,
                platform=platform,
                start=start,
                end=end,
                kind=kind,
                how="file",
                file_id=file.id,
            )
        )


def of_event(session: Session, event_id: int) -> Sequence[Coverage]:
    """All stretches of the event's sources, oldest first."""
    query = select(Coverage).join(Source, col(Source.id) == Coverage.source_id).where(Source.event_id == event_id)
    return session.exec(query.order_by(col(Coverage.start), col(Coverage.id))).all()

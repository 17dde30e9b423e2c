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


def add_gap(session: Session, source_id: int, platform: str, start: int, end: int, how: str) -> None:
    """Minutes [start, end) in which a live source may have missed posts."""
    session.add(Coverage(source_id=source_id, platform=platform, start=start, end=end, kind="gap", how=how))
    session.flush()


def extend_watched(session: Session, source_id: int, platform: str, since: int, until: int) -> None:
    """Says that a live source was watched from where that was known last (at first from `since`) up to minute `until`,
    its gaps left out. Rows that touch are one."""
    mine = (Coverage.source_id == source_id, Coverage.platform == platform)
    query = select(Coverage).where(*mine, Coverage.kind == "watched").order_by(col(Coverage.end).desc())
    last = session.exec(query.limit(1)).first()
    start = max(last.end, since) if last else since
    if until <= start:
        return
    overlapping = (Coverage.kind == "gap", Coverage.start < until, Coverage.end > start)
    gaps = session.exec(select(Coverage).where(*mine, *overlapping).order_by(col(Coverage.start))).all()
    for low, high in _without(start, until, [(gap.start, gap.end) for gap in gaps]):
        if last and last.end == low:
            last.end = high
        else:
            last = Coverage(source_id=source_id, platform=platform, start=low, end=high, kind="watched", how="live")
        session.add(last)
        session.flush()


def touch_observed(session: Session, source_id: int, platform: str, start: int, end: int) -> None:
    """Says that a live source looked into minutes [start, end) without seeing them whole."""
    row = session.exec(
        select(Coverage).where(
            Coverage.source_id == source_id, Coverage.platform == platform, Coverage.kind == "observed"
        )
    ).first() or Coverage(source_id=source_id, platform=platform, start=start, end=end, kind="observed", how="live")
    row.start, row.end = min(row.start, start), max(row.end, end)
    session.add(row)


def of_source(session: Session, source_id: int, start: int, end: int) -> Sequence[Coverage]:
    """The stretches of a source that touch minutes [start, end), oldest first."""
    query = select(Coverage).where(Coverage.source_id == source_id, Coverage.start < end, Coverage.end > start)
    return session.exec(query.order_by(col(Coverage.start), col(Coverage.id))).all()


def _without(start: int, end: int, holes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """[start, end) less the holes, which are in order."""
    pieces = []
    for low, high in holes:
        if low > start:
            pieces.append((start, min(low, end)))
        start = max(start, high)
    return [*pieces, (start, end)] if start < end else pieces

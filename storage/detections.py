"""The detectors as they were kept, and how far each platform was judged."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlmodel import Session, col, select

from storage.database import insert
from storage.tables import Detection, Judged
from storage.tables.columns import table

detection, judged = table(Detection), table(Judged)
HOURS_KEPT = 6 * 60  # minutes within which every snapshot is kept; before, one a day
DAYS_KEPT = 14 * 1440


def judged_of(session: Session, event_id: int, platform: str) -> Judged | None:
    return session.get(Judged, (event_id, platform))


def latest(session: Session, event_id: int, series: str, *, at_most: int, revision: str) -> Detection | None:
    """The newest snapshot of a series, of this revision, that is not newer than a minute."""
    query = select(Detection).where(
        Detection.event_id == event_id,
        Detection.series == series,
        Detection.at <= at_most,
        Detection.revision == revision,
    )
    return session.exec(query.order_by(col(Detection.at).desc()).limit(1)).first()


def keep(session: Session, event_id: int, series: str, at: int, revision: str, state: bytes, story: object) -> None:
    """Keeps a snapshot in the place of one of the same minute, and drops those that are no longer needed."""
    d = detection.c
    own = sa.and_(d.event_id == event_id, d.series == series)
    session.execute(sa.delete(detection).where(own, sa.or_(d.at >= at, d.revision != revision, d.at < at - DAYS_KEPT)))
    session.execute(sa.delete(detection).where(own, d.at < at - HOURS_KEPT, d.at % 1440 != 0))
    row = {"event_id": event_id, "series": series, "at": at, "revision": revision, "state": state, "story": story}
    session.execute(sa.insert(detection), [row])


def move(session: Session, event_id: int, platform: str, until: int, revision: str, hours: bytes) -> None:
    """Says how far the platform was judged, and on which counts."""
    values: Mapping[str, object] = {"until": until, "revision": revision, "hours": hours}
    made = insert(session, judged).values(event_id=event_id, platform=platform, **values)
    session.execute(made.on_conflict_do_update(index_elements=["event_id", "platform"], set_=dict(values)))

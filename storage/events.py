"""Events, their revisions and their sources."""

import datetime as dt
from collections.abc import Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from config.event_file import Event as EventFile
from config.event_parts import SourceSpec
from storage.tables import DirtyMinute, Event, Membership, Revision, Source
from storage.tables.columns import table

IMPORTED = "imported files"  # the source of what `groundswell import` reads by hand
membership, dirty = table(Membership), table(DirtyMinute)


def named(session: Session, name: str) -> Event | None:
    return session.exec(select(Event).where(Event.name == name)).one_or_none()


def all_events(session: Session) -> Sequence[Event]:
    """In the order in which they were begun."""
    return session.exec(select(Event).order_by(col(Event.id))).all()


def revision_of(session: Session, event: Event) -> EventFile:
    """The state of the event that its numbers are made with."""
    revision = session.get(Revision, event.revision_id)
    if revision is None:
        raise LookupError(f"event {event.name!r} has no revision")
    return EventFile.model_validate_json(revision.content)


def pending_of(session: Session, event: Event) -> EventFile | None:
    """The state that is being applied, if any."""
    revision = session.get(Revision, event.pending_id) if event.pending_id else None
    return EventFile.model_validate_json(revision.content) if revision else None


def begin(session: Session, file: EventFile, *, now: dt.datetime) -> Event:
    """A new event with its first revision and its sources."""
    event = Event(name=file.name, created_at=now)
    session.add(event)
    session.flush()
    event.revision_id = add_revision(session, event, file, now=now)
    sync_sources(session, event, file)
    return event


def add_revision(session: Session, event: Event, file: EventFile, *, now: dt.datetime) -> int:
    """The id of the revision with this content, which is added when it is new."""
    known = session.exec(select(Revision).where(Revision.event_id == event.id, Revision.hash == file.revision)).first()
    if known is None:
        content = file.model_dump_json(by_alias=True)
        known = Revision(event_id=event.id or 0, hash=file.revision, content=content, made_at=now)
        session.add(known)
        session.flush()
    return known.id or 0


def revisions(session: Session, event_id: int) -> Sequence[Revision]:
    """All states that the event has had, oldest first."""
    return session.exec(select(Revision).where(Revision.event_id == event_id).order_by(col(Revision.id))).all()


def sync_sources(session: Session, event: Event, file: EventFile) -> None:
    """Makes the source rows say what the event file says. A source that left the file is kept, and rests."""
    by_hand = SourceSpec(name=IMPORTED, kind="files", relevance=file.relevance)
    wanted = {spec.name: spec for spec in (by_hand, *file.sources)}
    rows = {row.name: row for row in session.exec(select(Source).where(Source.event_id == event.id))}
    for name, spec in wanted.items():
        row = rows.get(name) or Source(event_id=event.id or 0, name=name, kind=spec.kind, relevance=spec.relevance)
        row.kind, row.relevance, row.options, row.active = spec.kind, spec.relevance, dict(spec.options), True
        session.add(row)
    for name, row in rows.items():
        row.active = name in wanted
    session.flush()


def source(session: Session, event: Event, name: str) -> Source:
    return session.exec(select(Source).where(Source.event_id == event.id, Source.name == name)).one()


def sources(session: Session, event: Event) -> Sequence[Source]:
    """The sources that the event file names now, and the imported files."""
    return session.exec(
        select(Source).where(Source.event_id == event.id, col(Source.active)).order_by(col(Source.id))
    ).all()


def due_sources(session: Session, kinds: Sequence[str], *, now: dt.datetime) -> Sequence[Source]:
    """Active sources of these kinds whose next look is due."""
    due = sa.or_(col(Source.next_at).is_(None), col(Source.next_at) <= now)
    return session.exec(select(Source).where(col(Source.active), col(Source.kind).in_(kinds), due)).all()


def sources_of_kind(session: Session, kind: str) -> Sequence[Source]:
    """The active sources of a kind, of all events."""
    return session.exec(select(Source).where(col(Source.active), Source.kind == kind).order_by(col(Source.id))).all()


def mark_all_dirty(session: Session, event_id: int) -> None:
    """Every minute that has members of the event is counted again."""
    minutes = sa.select(membership.c.event_id, membership.c.minute).where(membership.c.event_id == event_id)
    session.execute(sa.insert(dirty).from_select(["event_id", "minute"], minutes.distinct()))

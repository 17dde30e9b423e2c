"""Cuts an event out of a standing watch: the posts of the watch that match the new event's words are its history, with
how they were seen. So a new event has a baseline from its first minute."""

import datetime as dt

import sqlalchemy as sa

import storage.coverage
import storage.events
import storage.posts
import storage.versions
from config.faults import EventFault
from storage.database import Database, insert
from storage.tables import Coverage, Event, Membership
from storage.tables.columns import table
from worker import rebuilding, revising

membership, coverage = table(Membership), table(Coverage)
HOW = "standing watch"


def cut(database: Database, name: str, standing: str, *, now: dt.datetime) -> tuple[Event, int]:
    """The new event, counted, and how many of the watch's posts count for it. Safe to repeat."""
    change = revising.adopt(database, name, now=now)
    with database.write() as session:
        watch = storage.events.named(session, standing)
        event = session.get_one(Event, change.event.id)
        if watch is None or watch.id == event.id:
            raise EventFault(standing, ["there is no such standing watch with posts"])
        revision = event.pending_id or event.revision_id or 0
        m = membership.c
        columns = [sa.literal(event.id), m.post_id, m.minute, m.via, sa.false(), sa.literal("off topic")]
        rows = sa.select(*columns, sa.literal(revision)).where(m.event_id == watch.id)
        names = ["event_id", "post_id", "minute", "via", "counts", "why_not", "revision_id"]
        session.execute(insert(session, membership).from_select(names, rows).on_conflict_do_nothing())
        source = storage.events.source(session, event, storage.events.IMPORTED)
        session.execute(sa.delete(coverage).where(coverage.c.source_id == source.id, coverage.c.how == HOW))
        for each in storage.coverage.of_event(session, watch.id or 0):
            same = each.model_dump(exclude={"id", "source_id", "how", "file_id"})
            session.add(Coverage(**same, source_id=source.id or 0, how=HOW))
        storage.versions.unmatched(session, event.id or 0)
        event.pending_id = revision
        session.add(event)
        session.flush()
        session.expunge(event)
    revising.match_again(database, event.id or 0, clock=lambda: now)
    revising.finish(database, event.id or 0, now=now)
    with database.write() as session:
        storage.events.mark_all_dirty(session, event.id or 0)
    rebuilding.rebuild(database, event.id or 0, clock=lambda: now)
    with database.read() as session:
        return event, storage.posts.counted(session, event.id or 0)

"""Known bugs, put into a process under test: a harness that does not find them finds nothing. Each is a design that was
considered and is wrong."""

import dataclasses
import types
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
import sqlalchemy.exc

import storage.buckets
import storage.coverage
import storage.database
import storage.digests
import storage.editions
import storage.leases
import storage.outbox
import storage.posts
import worker.digesting
import worker.importing
import worker.keeping
import worker.polling
import worker.publishing
from storage.tables import Bucket, DirtyMinute, Edition, FilePart
from storage.tables.columns import minute_of, table

FOUND = r"\n  (lost|duplicated|unexpected|broken): |the counts are not those"


@dataclasses.dataclass(frozen=True)
class Mutant:
    """A bug in words, how it is put in, and the try that has to find it, on which database, within so many seeds. `sees`
    is what the try must say: a bug that only breaks the try otherwise was not found."""

    words: str
    put_in: Callable[[], None]
    found_by: str
    on: str = "sqlite"
    seeds: int = 3
    sees: str = FOUND


def _cursor_first() -> None:
    """Moves the cursor in a transaction of its own, before the batch is written."""
    whole = worker.importing.keep

    def keep(database: Any, records: Any, of: Any, part: Any, *, at: Any, lease: Any, now: Any) -> None:
        with database.write() as session:
            row = session.get_one(FilePart, part.id)
            row.units, row.position = at
            session.add(row)
        whole(database, records, of, part, at=at, lease=lease, now=now)

    worker.importing.keep = keep


def _counts_are_added() -> None:
    """Adds what was counted to what stood there, instead of setting it."""
    whole, bucket = storage.buckets.rebuild, table(Bucket)

    def rebuild(session: Any, event_id: int, stretch: Any, *more: Any) -> None:
        low, high = stretch.hours
        key = [bucket.c[name] for name in ("grain", "start", "platform", "theme", "voice")]
        mine = sa.and_(bucket.c.event_id == event_id, bucket.c.start >= low, bucket.c.start < high)
        before = session.execute(sa.select(*key, bucket.c.posts).where(mine, bucket.c.grain == "minute")).all()
        whole(session, event_id, stretch, *more)
        for *values, posts in before:
            same = sa.and_(mine, *(column == value for column, value in zip(key, values, strict=True)))
            session.execute(sa.update(bucket).where(same).values(posts=bucket.c.posts + posts))

    storage.buckets.rebuild = rebuild


def _marks_go_first() -> None:
    """Takes the marks away in a transaction of its own, before what they ask for is counted."""
    whole, dirty = storage.buckets.dirty_stretches, table(DirtyMinute)

    def dirty_stretches(session: Any, event_id: int, zone: Any) -> Any:
        found = whole(session, event_id, zone)
        session.execute(sa.delete(dirty).where(dirty.c.event_id == event_id))
        return found

    storage.buckets.dirty_stretches = dirty_stretches


def _marks_are_forgotten() -> None:
    """Asks for no counting of posts that came with a later batch."""
    storage.posts.mark_dirty = lambda *_: None


def _a_failed_batch_is_passed_over() -> None:
    """Goes on behind a batch that could not be written."""
    whole = worker.importing.keep

    def keep(database: Any, *given: Any, **more: Any) -> None:
        try:
            whole(database, *given, **more)
        except sqlalchemy.exc.OperationalError:
            with database.write() as session:
                row = session.get_one(FilePart, given[2].id)
                row.units, row.position = more["at"]
                session.add(row)

    worker.importing.keep = keep


def _no_epoch() -> None:
    """Commits without asking whether the work is still ours."""
    storage.leases.renew = lambda *_, **__: None


def _plain_begin() -> None:
    """Begins writing transactions on SQLite as readers, that write later."""
    storage.database._begin = lambda connection: connection.exec_driver_sql("BEGIN")


def _marked_before_sent() -> None:
    """Says that a message was sent when it is taken in hand."""
    whole = storage.outbox.claim

    def claim(session: Any, delivery_id: int, *, now: Any) -> Any:
        row = whole(session, delivery_id, now=now)
        if row is not None:
            row.state, row.sent_at = "sent", now
            session.add(row)
        return row

    storage.outbox.claim = claim


def _repeats_are_not_marked() -> None:
    """Sends once more what may have arrived, as if for the first time."""
    whole = storage.outbox.claim

    def claim(session: Any, delivery_id: int, *, now: Any) -> Any:
        row = whole(session, delivery_id, now=now)
        if row is not None:
            session.execute(sa.update(storage.outbox.delivery).values(repeat=False))
        return row

    storage.outbox.claim = claim


def _claims_are_not_conditional() -> None:
    """Takes a delivery in hand without asking whether another has it."""
    from storage.tables import Delivery

    def claim(session: Any, delivery_id: int, *, now: Any) -> Any:
        row = session.get_one(Delivery, delivery_id)
        row.state, row.since, row.attempt = "sending", now, row.attempt + 1
        session.add(row)
        return row

    storage.outbox.claim = claim


def _digest_is_made_each_time() -> None:
    """Does not look whether the day has its digest, when one is asked for by its day."""
    blind = types.SimpleNamespace(**{**vars(storage.digests), "current": lambda *_: None})
    worker.digesting.storage = types.SimpleNamespace(**{**vars(storage), "digests": blind})  # type: ignore[assignment]


def _settled_before_frozen() -> None:
    """Says that the day is settled in a transaction of its own, before its digest is kept."""
    whole, settle = worker.publishing.publish, worker.publishing._settle

    def publish(database: Any, event: Any, day: Any, *, now: Any) -> Any:
        with database.write() as session:
            session.merge(Edition(event_id=event.id, kind="day", slot=day.isoformat(), due_at=now, made_at=now))
        return whole(database, event, day, now=now)

    def settle_again(session: Any, event: Any, file: Any, digest: Any, *more: Any, **given: Any) -> Any:
        session.delete(session.get_one(Edition, (event.id, "day", digest.day.isoformat())))
        session.flush()
        return settle(session, event, file, digest, *more, **given)

    worker.publishing.publish, worker.publishing._settle = publish, settle_again
    blind = types.SimpleNamespace(**{**vars(storage.editions), "one": lambda *_: None})
    worker.publishing.storage = types.SimpleNamespace(**{**vars(storage), "editions": blind})  # type: ignore[assignment]


def _watched_before_seen() -> None:
    """Says that the time up to now was watched before the page is there."""
    whole = worker.polling._ask

    def ask(look: Any, connection: Any, state: Any, asked: Any) -> Any:
        with look.database.write() as session:
            minute = minute_of(asked)
            storage.coverage.extend_watched(session, look.source_id, "reddit", minute - 60, minute)
        return whole(look, connection, state, asked)

    worker.polling._ask = ask
    worker.polling.cover = lambda *_: None


def _page_cursor_first() -> None:
    """Moves the cursor of a listing before its posts are written."""
    whole = worker.polling._keep

    def keep(look: Any, connection: Any, of: Any, step: Any, answer: Any) -> None:
        with look.database.write() as session:
            row = look.row(session)
            row.cursor = step.state.as_json()
            session.add(row)
        whole(look, connection, of, step, answer)

    worker.polling._keep = keep


def _the_sweep_finds_no_work() -> None:
    """Leaves it to the broker to remember what is to be read."""
    from worker import sweeping

    sweeping._ring_for_parts = lambda *_, **__: set()


def _of(put_in: Callable[[], None], found_by: str, sees: str = FOUND) -> Mutant:
    return Mutant((put_in.__doc__ or "").strip(), put_in, found_by, sees=sees)


MUTANTS: dict[str, Mutant] = {
    "cursor first": _of(_cursor_first, "imports_killed_at_writing_statements"),
    "counts are added": _of(_counts_are_added, "words_changed_and_the_change_killed"),
    "marks go first": _of(_marks_go_first, "imports_killed_at_points"),
    "marks are forgotten": _of(_marks_are_forgotten, "imports_killed_at_random"),
    "a failed batch is passed over": _of(_a_failed_batch_is_passed_over, "the_nth_write_fails"),
    "no epoch": _of(_no_epoch, "an_importer_stopped_longer_than_its_lease"),
    "plain begin": _of(_plain_begin, "four_importers_of_the_same_files_die_at_random", "database is locked"),
    "marked before sent": _of(_marked_before_sent, "watchers_and_senders_killed_at_steps"),
    "repeats are not marked": _of(_repeats_are_not_marked, "watchers_and_senders_killed_at_steps"),
    "claims are not conditional": _of(
        _claims_are_not_conditional, "senders_at_once_and_one_that_wakes_late", "sent more than once"
    ),
    "a digest is made each time": _of(_digest_is_made_each_time, "digests_made_by_several_at_once_that_die"),
    "settled before frozen": _of(_settled_before_frozen, "digests_made_by_several_at_once_that_die"),
    "watched before seen": _of(_watched_before_seen, "an_outage_during_which_more_is_posted_than_can_be_read"),
    "page cursor first": _of(_page_cursor_first, "collectors_killed_at_random"),
    "the sweep finds no work": _of(
        _the_sweep_finds_no_work, "every_task_many_times_and_in_any_order", "something was left"
    ),
}

"""On PostgreSQL a process that takes work over sees what the other wrote until that very moment."""

import pathlib
import threading
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

import storage.events
import storage.leases
from storage.database import Database
from storage.tables import File, Listing, Quarantined
from tests.making import comment, write_lines
from tests.playing import live_event
from worker import collecting_reddit, importing, looking, retrying, revising, taking


def test_a_part_that_is_taken_over_is_read_from_where_the_other_left_it(
    postgres: Database,
    event_file: Callable[..., str],
    now: Any,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The other commits a batch after this one looked at the part, and before it has the lease."""
    monkeypatch.setattr(importing, "BATCH", 10)
    change = revising.adopt(postgres, event_file(), now=now())
    path = write_lines(tmp_path / "a.ndjson", [comment(n, f"Kharkiv {n}") for n in range(50)])
    taking.take(postgres, change.event, change.file, storage.events.IMPORTED, path, covers=None, parts=1, now=now())
    (part,) = importing.unfinished(postgres, change.event)
    whole = storage.leases.take

    def take_late(*words: Any, **more: Any) -> int | None:
        monkeypatch.setattr(storage.leases, "take", whole)
        assert importing.read_part(postgres, part.id or 0, clock=now, seconds=0) == "more"
        return whole(*words, **more)

    monkeypatch.setattr(storage.leases, "take", take_late)
    assert importing.read_part(postgres, part.id or 0, clock=now) == "done"
    with postgres.read() as session:
        read = session.execute(sa.text("select read, imported, duplicate from file_part")).one()
    assert tuple(read) == (50, 50, 0)


def test_a_listing_that_another_looked_at_meanwhile_is_not_looked_at_again(
    postgres: Database, event_file: Callable[..., str], now: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other ends its look after this one asked for the listing, and before it has the lease."""
    change = revising.adopt(postgres, event_file(live_event('subreddits = ["worldnews"]')), now=now())
    with postgres.write() as session:
        (source,) = (each for each in storage.events.sources(session, change.event) if each.kind == "reddit")
        collecting_reddit.sync(session, source)
        listing_id = session.exec(select(Listing.id)).first() or 0
    whole = storage.leases.take

    def take_late(*words: Any, **more: Any) -> int | None:
        monkeypatch.setattr(storage.leases, "take", whole)
        other = looking.begin(postgres, listing_id, clock=now)
        assert other is not None
        with postgres.write() as session:
            looking.succeed(session, other, other.row(session), {"newest": "t3_b"}, wait=30)
        looking.end(other)
        return whole(*words, **more)

    monkeypatch.setattr(storage.leases, "take", take_late)
    assert looking.begin(postgres, listing_id, clock=now) is None


def test_a_record_tried_again_does_not_put_back_the_cursor_of_a_part_that_is_being_read(
    postgres: Database,
    event_file: Callable[..., str],
    now: Any,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(importing, "BATCH", 10)
    change = revising.adopt(postgres, event_file(), now=now())
    lines = ['{"id": "cut', *(comment(n, f"Kharkiv {n}") for n in range(49))]
    path = write_lines(tmp_path / "a.ndjson", lines)
    taking.take(postgres, change.event, change.file, storage.events.IMPORTED, path, covers=None, parts=1, now=now())
    (part,) = importing.unfinished(postgres, change.event)
    assert importing.read_part(postgres, part.id or 0, clock=now, seconds=0) == "more"
    with postgres.read() as session:
        file, cut = session.exec(select(File)).one(), session.exec(select(Quarantined.id)).one() or 0
        session.expunge_all()
    whole = storage.leases.take

    def take_late(*words: Any, **more: Any) -> int | None:
        monkeypatch.setattr(storage.leases, "take", whole)
        assert importing.read_part(postgres, part.id or 0, clock=now, seconds=0) == "more"
        return whole(*words, **more)

    monkeypatch.setattr(storage.leases, "take", take_late)
    assert retrying._keep(postgres, file, [], [cut], now)
    assert importing.read_part(postgres, part.id or 0, clock=now) == "done"
    with postgres.read() as session:
        read = session.execute(sa.text("select imported, duplicate from file_part")).one()
    assert tuple(read) == (49, 0)


def test_a_file_whose_last_two_parts_end_at_once_is_done(
    postgres: Database,
    event_file: Callable[..., str],
    now: Any,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second ends while the first has closed its part and not yet committed."""
    change = revising.adopt(postgres, event_file(), now=now())
    path = write_lines(tmp_path / "a.ndjson", [comment(n, f"Kharkiv {n}") for n in range(50)])
    taking.take(postgres, change.event, change.file, storage.events.IMPORTED, path, covers=None, parts=2, now=now())
    first, second = importing.unfinished(postgres, change.event)
    whole = importing._finish
    other = threading.Thread(target=importing.read_part, args=(postgres, second.id), kwargs={"clock": now})

    def finish(*words: Any, **more: Any) -> None:
        monkeypatch.setattr(importing, "_finish", whole)
        whole(*words, **more)
        other.start()
        other.join(0.7)

    monkeypatch.setattr(importing, "_finish", finish)
    assert importing.read_part(postgres, first.id or 0, clock=now) == "done"
    other.join()
    with postgres.read() as session:
        assert session.exec(select(File.state)).one() == "done"

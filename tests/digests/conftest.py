"""Small worlds for digests: records that are imported, and the digest of a day."""

import datetime as dt
import pathlib
from collections.abc import Callable
from typing import Any

import pytest

import storage.events
from storage.database import Database
from storage.tables import Event
from tests.conftest import NOW
from tests.making import at, comment, write_lines
from worker import digesting, intake
from worker.digesting import Frozen
from worker.intake import Watcher

STRIKE_DAY = dt.date(2025, 4, 18)
Make = Callable[..., Frozen]
Bring = Callable[..., Event]


@pytest.fixture
def bring(database: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path) -> Bring:
    """Imports records into the event and returns it."""
    event_file()

    def bring(*records: Any, covers: Any = None) -> Event:
        path = write_lines(tmp_path / f"{len(list(tmp_path.iterdir()))}.ndjson", records)
        intake.bring_in(database, "strike", [path], covers=lambda _: covers, clock=now, watcher=Watcher())
        with database.read() as session:
            event = storage.events.named(session, "strike")
            assert event is not None
            session.expunge(event)
            return event

    return bring


@pytest.fixture
def make(database: Database) -> Make:
    def make(event: Event, day: dt.date = STRIKE_DAY, now: dt.datetime = NOW, **more: Any) -> Frozen:
        return digesting.digest(database, event, day, now=now, **more)

    return make


def weeks(posts_a_day: int, days: int = 14) -> list[Any]:
    """Quiet days before the strike, with posts at every hour of them."""
    numbers = [(day, n) for day in range(1, days + 1) for n in range(posts_a_day)]
    return [
        comment(day * 1000 + n, f"Kharkiv quiet day {day} number {n}", minutes=-day * 1440 + n * 1440 / posts_a_day)
        for day, n in numbers
    ]


COVERED = (at(-14 * 1440 - 720), at(3 * 1440))


COVERED = (at(-14 * 1440 - 720), at(3 * 1440))

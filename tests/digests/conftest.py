"""Events of a few posts, imported and made into digests."""

import datetime as dt
import functools
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
Bring = Callable[..., Event]
Make = Callable[..., Frozen]


@pytest.fixture
def bring_to(database: Database, now: Any, tmp_path: pathlib.Path) -> Bring:
    """Imports records into a named event, whose file is there, and returns it."""

    def bring_to(name: str, *records: Any, covers: Any = None) -> Event:
        path = write_lines(tmp_path / f"{name}-{len(list(tmp_path.iterdir()))}.ndjson", records)
        intake.bring_in(database, name, [path], covers=lambda _: covers, clock=now, watcher=Watcher())
        with database.read() as session:
            event = storage.events.named(session, name)
            assert event is not None
            session.expunge(event)
            return event

    return bring_to


@pytest.fixture
def bring(bring_to: Bring, event_file: Callable[..., str]) -> Bring:
    """Imports records into the event and returns it."""
    event_file()
    return functools.partial(bring_to, "strike")


@pytest.fixture
def make(database: Database) -> Make:
    def make(event: Event, day: dt.date = STRIKE_DAY, now: dt.datetime = NOW, **more: Any) -> Frozen:
        return digesting.digest(database, event, day, now=now, **more)

    return make


def part(made: Frozen, name: str) -> dict[str, Any]:
    """A section of the digest as JSON; empty where it is left out."""
    return next((each for each in made.numbers["sections"] if each["name"] == name), {"parts": []})


def said(made: Frozen, name: str) -> str:
    """The sentences of a section, on one line."""
    return " ".join(each["text"] for each in part(made, name)["parts"] if each["kind"] == "sentence")


def weeks(posts_a_day: int, days: int = 14) -> list[Any]:
    """Quiet days before the strike, with posts at every hour of them."""
    numbers = [(day, n) for day in range(1, days + 1) for n in range(posts_a_day)]
    return [
        comment(day * 1000 + n, f"Kharkiv quiet day {day} number {n}", minutes=-day * 1440 + n * 1440 / posts_a_day)
        for day, n in numbers
    ]


COVERED = (at(-14 * 1440 - 720), at(3 * 1440))

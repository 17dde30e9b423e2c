"""Coverage of live sources: stretches that grow, with holes where something may have been missed."""

import pytest
from sqlmodel import Session

import storage.coverage
from analysis.series import CoverageMap, Stretch
from storage.database import Database
from storage.tables import Event, Source
from tests.conftest import NOW


@pytest.fixture
def source(database: Database) -> int:
    with database.write() as session:
        event = Event(name="strike", created_at=NOW)
        session.add(event)
        session.flush()
        row = Source(event_id=event.id or 0, name="reddit", kind="reddit", relevance="thread")
        session.add(row)
        session.flush()
        return row.id or 0


def rows(session: Session, source: int) -> list[tuple[int, int, str]]:
    return [(row.start, row.end, row.kind) for row in storage.coverage.of_source(session, source, 0, 10_000)]


def test_a_watched_stretch_grows_and_a_gap_interrupts_it(database: Database, source: int) -> None:
    with database.write() as session:
        storage.coverage.extend_watched(session, source, "reddit", 100, 110)
        storage.coverage.extend_watched(session, source, "reddit", 100, 120)
        storage.coverage.add_gap(session, source, "reddit", 120, 130, "comments")
        storage.coverage.extend_watched(session, source, "reddit", 100, 140)
        storage.coverage.extend_watched(session, source, "reddit", 100, 150)
        assert rows(session, source) == [(100, 120, "watched"), (120, 130, "gap"), (130, 150, "watched")]


def test_a_gap_of_one_feed_takes_away_what_another_watched_and_a_stated_file_gives_it_back() -> None:
    watched, gap = Stretch(0, 100, "watched"), Stretch(40, 60, "gap")
    assert CoverageMap([watched, gap]).of(0, 100) == ("watched", 0.8)
    assert CoverageMap([watched, gap]).of(45, 55) == ("not seen", 0.0)
    assert CoverageMap([watched, gap, Stretch(30, 70, "stated")]).of(45, 55) == ("stated", 1.0)

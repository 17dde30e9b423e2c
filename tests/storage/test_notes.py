"""Notes from shift to shift."""

import datetime as dt

import pytest

import storage.episodes
import storage.notes
from storage.database import Database
from tests.worker.watching_world import NOW, World

MINUTE = dt.timedelta(minutes=1)


def test_the_newest_note_is_the_one_the_next_shift_reads(database: Database) -> None:
    world = World(database)
    with database.write() as session:
        assert storage.notes.latest(session, world.event_id) is None
        storage.notes.add(session, world.event_id, " Source asked us to wait ", by="OK", now=NOW)
        storage.notes.add(session, world.event_id, "They may be named now", by="PT", now=NOW + MINUTE)
        last = storage.notes.latest(session, world.event_id)
        assert last is not None
        assert (last.words, last.by, last.at) == ("They may be named now", "PT", NOW + MINUTE)
        assert [each.by for each in storage.notes.listed(session, world.event_id, limit=9)] == ["PT", "OK"]


def test_a_note_on_an_alert_is_not_one_on_the_event(database: Database) -> None:
    world = World(database)
    with database.write() as session:
        storage.episodes.note(session, world.event_id, 7, "note", now=NOW, by="OK", words="press conference")
        assert storage.notes.latest(session, world.event_id) is None


@pytest.mark.parametrize("words", ["  ", "x" * 2001])
def test_a_note_that_says_nothing_or_too_much_is_refused(database: Database, words: str) -> None:
    world = World(database)
    with database.write() as session, pytest.raises(ValueError, match="the note"):
        storage.notes.add(session, world.event_id, words, by="OK", now=NOW)

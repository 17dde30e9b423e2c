"""An event that is cut from a standing watch has its history, and tells a rise in its first minute."""

import datetime as dt
from collections.abc import Callable

import pytest

from config.faults import EventFault
from storage.database import Database
from tests.conftest import EVENT
from tests.worker.test_watching import BEGAN, burst, look
from tests.worker.watching_world import FILE, NOW, World
from worker import cutting


def test_it_has_the_matching_posts_and_how_they_were_seen(database: Database, event_file: Callable[..., str]) -> None:
    standing = World(database, FILE.replace('any = ["kharkiv"]', 'any = ["kharkiv", "odesa"]'), name="standing")
    standing.cover(BEGAN, NOW)
    standing.noise(BEGAN, NOW)
    standing.post([NOW - dt.timedelta(hours=5)] * 7, text="Odesa by the sea")
    standing.count()
    event_file(EVENT, "strike")
    event, posts = cutting.cut(database, "strike", "standing", now=NOW)
    assert posts == standing.number - 100_000 * standing.event_id - 7
    again, same = cutting.cut(database, "strike", "standing", now=NOW)
    assert (again.id, same) == (event.id, posts)
    standing.event_id = event.id or 0
    look(standing, NOW)
    (notice,) = look(standing, burst(standing, NOW))
    assert "Still learning" not in notice.text


def test_a_watch_that_is_not_there_is_named(database: Database, event_file: Callable[..., str]) -> None:
    event_file(EVENT, "strike")
    with pytest.raises(EventFault, match="nosuch"):
        cutting.cut(database, "strike", "nosuch", now=NOW)

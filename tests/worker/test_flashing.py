"""The flash digests of the first six hours. Invented."""

import datetime as dt
from typing import Any

import pytest
import sqlalchemy as sa

import storage.episodes
from storage.database import Database
from storage.tables import Delivery, Notice
from tests.worker.watching_world import World
from worker import delivering, flashing, sweeping

STRUCK = dt.datetime(2025, 4, 18, 2, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
MINUTE = HOUR / 60
FILE = """
title = "Strike on Kharkiv"
happened_at = 2025-04-18T05:12:00+03:00
zone = "Europe/Kyiv"
[keywords]
any = ["kharkiv"]
[[channels]]
name = "desk"
kind = "mail"
to = ["desk@example.org"]
[digest]
flash = true
"""


@pytest.fixture
def world(database: Database) -> World:
    return World(database, FILE)


def flash(world: World, now: dt.datetime) -> Notice | None:
    return flashing.publish(world.database, world.event, now=now)


def text_of(world: World, notice: Notice | None) -> str:
    assert notice is not None
    with world.database.read() as session:
        return delivering.outgoing(session, session.get_one(Notice, notice.id)).text


def test_each_of_six_hours_has_one_and_then_there_are_none(world: World) -> None:
    at, sent = STRUCK, list[dt.datetime]()
    while at < STRUCK + 9 * HOUR:
        sent += [at] if flash(world, at) else []
        at += 5 * MINUTE
    assert sent == [STRUCK + hours * HOUR for hours in range(1, 7)]


def test_it_tells_the_earliest_posts_and_how_much_was_seen(world: World) -> None:
    world.cover(STRUCK, STRUCK + HOUR / 2)
    world.post([STRUCK + 3 * MINUTE], text="Kharkiv windows shook, ask @somebody whom we invented")
    world.post([STRUCK + (10 + place) * MINUTE for place in range(20)])
    text = text_of(world, flash(world, STRUCK + HOUR))
    assert "Reddit: 21 posts by 21 accounts, 21 different texts; 50 % of the time was seen." in text
    assert "“Kharkiv windows shook, ask @… whom we invented”" in text
    assert text.index("windows shook") < text.index("invented post number 1")
    assert "18 Apr 05:12 to 06:12 Europe/Kyiv" in text


def test_files_of_unknown_completeness_are_told_as_such(world: World) -> None:
    world.cover(STRUCK, STRUCK + HOUR, kind="observed", platform="x")
    world.post([STRUCK + MINUTE], platform="x")
    text = text_of(world, flash(world, STRUCK + HOUR))
    assert "X: 1 post by 1 account, 1 different text; from files, how complete they are is unknown." in text


def test_without_any_feed_nothing_is_known_and_that_is_said(world: World) -> None:
    assert "nothing is known" in text_of(world, flash(world, STRUCK + HOUR))


def test_an_hour_in_which_the_service_was_away_is_not_made_up_for(world: World) -> None:
    assert flash(world, STRUCK + HOUR)
    notice = flash(world, STRUCK + 4 * HOUR)
    assert notice is not None
    assert notice.subject.endswith("the first 4 hours")
    assert flash(world, STRUCK + 4 * HOUR + MINUTE) is None


def test_a_post_that_is_deleted_before_the_send_is_not_in_it(world: World) -> None:
    world.post([STRUCK + MINUTE], text="Kharkiv, an invented post that goes again")
    notice = flash(world, STRUCK + HOUR)
    with world.database.write() as session:
        session.execute(sa.text("update post set text_state = 'deleted'"))
    assert "goes again" not in text_of(world, notice)


def test_it_is_off_unless_the_file_asks_and_says_when_it_happened(database: Database) -> None:
    off = World(database, FILE.replace("flash = true", ""), name="off")
    untimed = World(database, FILE.replace("happened_at", "# happened_at"), name="untimed")
    assert (flash(off, STRUCK + HOUR), flash(untimed, STRUCK + HOUR)) == (None, None)


def test_who_is_not_to_be_disturbed_gets_none_since_it_would_be_old(database: Database) -> None:
    world = World(database, FILE.replace('kind = "mail"', 'kind = "mail"\nquiet = "23:00-07:00"'))
    assert flash(world, STRUCK + HOUR) is None
    assert flash(world, STRUCK + 2 * HOUR) is not None
    with world.database.write() as session:
        until = STRUCK + 9 * HOUR
        storage.episodes.note(session, world.event_id, None, "quiet", now=STRUCK, until=until)
    assert flash(world, STRUCK + 3 * HOUR) is None
    with world.database.read() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(Delivery)).scalar() == 1


def test_the_tick_rings_though_counts_are_to_be_made(world: World) -> None:
    world.post([STRUCK + MINUTE])
    rung: list[Any] = []
    sweeping.sweep(world.database, lambda *call: rung.append(call), now=STRUCK + HOUR)
    assert ("flash", world.event_id) in rung
    assert ("rebuild", world.event_id) in rung


@pytest.mark.parametrize("quotes", ["paraphrase", "none"])
def test_where_the_event_file_wants_no_words_of_posts_none_are_sent(database: Database, quotes: str) -> None:
    world = World(database, f'quotes = "{quotes}"\n{FILE}')
    world.post([STRUCK + 3 * MINUTE], text="Kharkiv windows shook, in words that we invented")
    text = text_of(world, flash(world, STRUCK + HOUR))
    assert "windows shook" not in text
    assert "http" not in text.split("First posts")[-1]
    assert "Not quoted, as the event file wants it" in text
    assert "No post that could be quoted" not in text

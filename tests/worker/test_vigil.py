"""When the schedule or the watch dies, someone says so; and the heartbeat is asked once a minute."""

import datetime as dt
import json

import pytest

import storage.leases
from config.settings import settings
from storage.database import Database
from tests.channels.receivers import receiver
from tests.worker.watching_world import NOW, World
from worker import sweeping, vigil, wellness

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def own_network(home: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUNDSWELL_PRIVATE_HOSTS", "127.0.0.1")
    monkeypatch.setenv("HOOK_SECRET", "of the test")
    settings.cache_clear()


def sign(database: Database, lease: str, at: dt.datetime) -> None:
    with database.write() as session:
        storage.leases.mark(session, lease, now=at)


def test_while_all_give_signs_it_does_nothing(database: Database) -> None:
    World(database)
    sign(database, wellness.BEAT, NOW)
    sign(database, wellness.WATCHER, NOW)
    assert not vigil.once(database, clock=lambda: NOW + MINUTE)


@pytest.mark.parametrize(
    ("lease", "words"), [(wellness.BEAT, "The schedule (beat) is overdue"), (wellness.WATCHER, "The watch is overdue")]
)
def test_a_part_that_died_is_told(database: Database, lease: str, words: str) -> None:
    with receiver() as to:
        World(database, port=to.port)
        sign(database, wellness.BEAT, NOW)
        sign(database, wellness.WATCHER, NOW)
        later = NOW + 10 * MINUTE
        sign(database, ({wellness.BEAT, wellness.WATCHER} - {lease}).pop(), later)
        assert vigil.once(database, clock=lambda: later)
        vigil.once(database, clock=lambda: later + MINUTE)
    (body,) = [json.loads(each.partition(b"\r\n\r\n")[2]) for each in to.got]
    assert words in body["text"]


def test_the_heartbeat_is_asked_once_a_minute(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver() as to:
        monkeypatch.setenv("HEARTBEAT_URL", f"http://127.0.0.1:{to.port}/ping/of-the-test")
        settings.cache_clear()
        for second in (0, 5, 30, 61):
            wellness.ping(database, now=NOW + dt.timedelta(seconds=second))
    assert [each.split(b" ")[:2] for each in to.got] == [[b"GET", b"/ping/of-the-test"]] * 2


def test_a_heartbeat_that_does_not_answer_stops_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with receiver() as to:
        pass
    monkeypatch.setenv("HEARTBEAT_URL", f"http://127.0.0.1:{to.port}/ping/secret-key")
    settings.cache_clear()
    wellness.ping(database, now=NOW)
    assert "did not get through" in caplog.text
    assert "secret-key" not in caplog.text


def test_the_tick_rings_for_the_watch_the_outbox_and_signs_of_life(database: Database) -> None:
    world = World(database)
    rung: list[tuple[object, ...]] = []
    sweeping.sweep(database, lambda *words: rung.append(words), now=NOW)
    assert ("watch", world.event_id) in rung
    assert ("sign_of_life",) in rung

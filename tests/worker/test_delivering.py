"""The outbox under every fault: nothing is lost, nothing is sent twice but what is marked, and refusals are said."""

import datetime as dt
import json
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

import storage.episodes
import storage.outbox
from channels import webhook
from config.settings import settings
from storage.database import Database
from storage.tables import Delivery, Notice
from tests.channels.receivers import OK, Receiver, receiver, status
from tests.worker.watching_world import FILE, NOW, World
from worker import delivering

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(autouse=True)
def own_network(home: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUNDSWELL_PRIVATE_HOSTS", "127.0.0.1")
    monkeypatch.setenv("HOOK_SECRET", "a secret")
    monkeypatch.setattr(webhook, "DEADLINE", 0.9)
    settings.cache_clear()


@pytest.fixture
def to() -> Iterator[Receiver]:
    with receiver() as opened:
        yield opened


def outbox(database: Database, to: Receiver, text: str = FILE) -> World:
    """An event with one notice that is due."""
    world = World(database, text, port=to.port)
    with database.write() as session:
        notice = Notice(
            event_id=world.event_id,
            key="strike 1 opened",
            thread="strike 1 opened",
            kind="opened",
            made_at=NOW,
            subject="Strike · Reddit rising",
            text="Strike\n\n“⟦quote 1⟧”",
            phone="Strike",
            facts={"event": "strike"},
        )
        (post,) = world_post(world)
        storage.outbox.add(session, notice, {1: (post, "It shook the house")}, {"desk": NOW})
    return world


def world_post(world: World) -> list[int]:
    """The number of a post that is written after this transaction."""
    return [-(10**6) - 2 * (world.number + 1)]


def send(world: World, at: dt.datetime = NOW) -> int:
    return delivering.deliver_due(world.database, clock=lambda: at)


def row(world: World) -> Delivery:
    with world.database.read() as session:
        found = session.execute(sa.select(Delivery)).scalar_one()
        session.expunge(found)
        return found


def bodies(to: Receiver) -> list[dict[str, object]]:
    return [json.loads(each.partition(b"\r\n\r\n")[2]) for each in to.got]


def test_what_is_due_is_sent_once(database: Database, to: Receiver) -> None:
    world = outbox(database, to)
    world.post([NOW])
    assert (send(world), send(world)) == (1, 0)
    assert row(world).state == "sent"
    (body,) = bodies(to)
    assert "It shook the house" in str(body["text"])


def test_a_quote_that_was_deleted_before_the_send_is_not_sent(database: Database, to: Receiver) -> None:
    world = outbox(database, to)
    world.post([NOW])
    with database.write() as session:
        session.execute(sa.text("update post set text_state = 'deleted'"))
    send(world)
    (body,) = bodies(to)
    assert "It shook the house" not in str(body)
    assert "[deleted since]" in str(body["text"])


def test_a_failure_is_tried_again_later_and_later(database: Database) -> None:
    with receiver(status(500), status(500), OK) as to:
        world = outbox(database, to)
        send(world)
        first = row(world)
        assert first.state == "failed"
        assert send(world) == 0
        send(world, first.due_at)
        second = row(world)
        assert second.due_at - first.due_at > first.due_at - NOW
        send(world, second.due_at)
        assert row(world).state == "sent"
    assert [body["possible_repeat"] for body in bodies(to)] == [False, False, False]


def test_a_wait_that_is_asked_for_is_kept(database: Database) -> None:
    with receiver(status(429, "Retry-After: 600")) as to:
        world = outbox(database, to)
        send(world)
        assert row(world).due_at == NOW + 10 * MINUTE


def test_a_refusal_disables_the_channel_and_says_so(database: Database) -> None:
    with receiver(status(410)) as to:
        world = outbox(database, to)
        send(world)
        assert row(world).state == "dead"
        with database.read() as session:
            address = storage.outbox.addresses(session, world.event_id)["desk"]
            marks = storage.episodes.marks(session, world.event_id)
        assert address.disabled_at == NOW
        assert "410" in address.fault
        assert [mark.what for mark in marks] == ["channel disabled"]
        from tests.worker.test_watching import look

        (notice,) = look(world, NOW + MINUTE)
        assert "Channel “desk”: refused with status 410" in notice.text


@pytest.mark.parametrize("manner", ["die", "hang"])
def test_an_unknown_outcome_is_sent_once_more_and_marked(database: Database, manner: str) -> None:
    with receiver(manner) as to:
        world = outbox(database, to)
        send(world)
        assert row(world).state == "unknown"
        send(world, NOW + 60 * MINUTE)
        assert row(world).state == "dead"
        assert send(world, NOW + 600 * MINUTE) == 0
        assert [body["possible_repeat"] for body in bodies(to)] == [False, True]


def test_nobody_there_is_tried_for_a_day(database: Database, to: Receiver) -> None:
    to.close()
    world = outbox(database, to)
    at = NOW
    for _ in range(40):
        send(world, at)
        if row(world).state == "dead":
            break
        at = row(world).due_at
    assert dt.timedelta(hours=24) <= at - NOW <= dt.timedelta(hours=26)
    assert "given up after a day" in row(world).error


STEPS = ("storage.outbox.abandon", "storage.outbox.claim", "worker.delivering.attempt", "storage.outbox.settle")


class Killed(BaseException):
    """The process ends here."""


def _killed(*_: object, **__: object) -> None:
    raise Killed


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [False, True])
def test_a_death_at_any_step_loses_nothing_and_repeats_at_most_once_marked(
    database: Database, to: Receiver, monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    import pkgutil

    world = outbox(database, to)
    whole = pkgutil.resolve_name(step)

    def died(*arguments: object, **more: object) -> None:
        if after:
            whole(*arguments, **more)
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(step, died)
        with pytest.raises(Killed):
            send(world)
    for minutes in (2, 5, 90):
        send(world, NOW + minutes * MINUTE)
    assert row(world).state == "sent"
    repeats = [body["possible_repeat"] for body in bodies(to)]
    assert repeats in ([False], [True], [False, True])


def test_two_senders_at_once_send_one_message(database: Database, to: Receiver) -> None:
    import threading

    world = outbox(database, to)
    threads = [threading.Thread(target=send, args=(world,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(to.got) == 1


def test_a_slow_channel_does_not_keep_the_others(database: Database, to: Receiver) -> None:
    """Each has a deadline of its own, whatever the one before it does."""
    with receiver("hang") as slow:
        other = FILE.split("[[channels]]")[1].replace("{port}", str(slow.port)).replace("desk", "slow")
        world = outbox(database, to, FILE + "[[channels]]" + other)
        with database.write() as session:
            session.add(Delivery(notice_id=1, event_id=world.event_id, channel="slow", due_at=NOW - MINUTE))
        assert send(world) == 2
    assert len(to.got) == 1


def test_no_secret_stands_in_the_database_or_the_log(
    database: Database, to: Receiver, caplog: pytest.LogCaptureFixture, home: object
) -> None:
    import pathlib

    with receiver(status(404)) as refusing:
        world = outbox(database, refusing)
        send(world)
    database.close()
    stored = b"".join(path.read_bytes() for path in pathlib.Path(str(home)).rglob("*.sqlite*"))
    assert b"a secret" not in stored
    assert "a secret" not in caplog.text

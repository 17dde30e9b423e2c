"""Digests on their way, on PostgreSQL as on SQLite: the same words, once, with several workers at once."""

import concurrent.futures

import storage.outbox
from storage.database import Database
from storage.tables import Delivery, Digest, Edition, Notice
from tests.worker import test_flashing
from tests.worker.test_looking_back import STRIKE_DAY, delete, look
from tests.worker.test_publishing import DAY, DUE, FILE, HOUR, rows, settle_before, work_off
from tests.worker.watching_world import World
from worker import digesting, flashing, looking_back, publishing


def filled(database: Database) -> World:
    made = World(database, FILE)
    made.cover(DUE - 30 * DAY, DUE + 9 * DAY)
    made.numbers = made.post([DUE - 20 * HOUR + place * HOUR / 60 for place in range(60)])  # type: ignore[attr-defined]
    made.count()
    settle_before(made, STRIKE_DAY)
    return made


def test_the_same_days_give_the_same_messages_and_corrections(database: Database, postgres: Database) -> None:
    told = []
    for each in (database, postgres):
        world = filled(each)
        days = work_off(world, DUE + 2 * DAY + HOUR)
        delete(world, 30, DUE + 2 * DAY + 2 * HOUR)
        look(world, DUE + 3 * DAY)
        shown = digesting.digest(world.database, world.event, STRIKE_DAY, now=DUE + 3 * DAY)
        told.append((days, [(n.subject, n.text, n.phone, n.facts) for n in rows(world, Notice)], shown))
    assert told[0] == told[1]


def test_the_same_first_hours(database: Database, postgres: Database) -> None:
    texts = []
    for each in (database, postgres):
        world = World(each, test_flashing.FILE)
        world.post([test_flashing.STRUCK + place * test_flashing.MINUTE for place in range(1, 9)])
        texts.append(test_flashing.text_of(world, test_flashing.flash(world, test_flashing.STRUCK + HOUR)))
    assert texts[0] == texts[1]


def test_four_workers_at_once_make_one_digest_one_look_and_one_message_each(postgres: Database) -> None:
    world = filled(postgres)

    def work() -> None:
        publishing.publish(postgres, world.event, STRIKE_DAY, now=DUE)
        looking_back.look(postgres, world.event, now=DUE)
        flashing.publish(postgres, world.event, now=DUE)

    with concurrent.futures.ThreadPoolExecutor(4) as workers:
        for each in [workers.submit(work) for _ in range(4)]:
            each.result()
    assert [len(rows(world, each)) for each in (Digest, Notice, Delivery)] == [1, 1, 2]
    with postgres.read() as session:
        assert session.get(Edition, (world.event_id, "looked", STRIKE_DAY.isoformat()))
        assert len(storage.outbox.due(session, now=DUE)) == 2

"""PostgreSQL and SQLite come to the same alerts, and four watchers at once tell a rise once."""

import datetime as dt
import threading

import sqlalchemy as sa

from storage.database import Database
from storage.leases import LeaseLost
from storage.tables import Delivery, Notice
from tests.worker.test_watching import BEGAN, burst, episodes, look
from tests.worker.watching_world import FILE, NOW, World
from worker import delivering, judging

RULES = '[themes.grief]\nen = ["invented"]\n' + "".join(
    f'[[alerts]]\nrule = "{rule}"\n' for rule in ("authors", "texts", "theme", "taking_over", "tone", "silence")
)


def filled(database: Database) -> World:
    made = World(database, FILE + RULES)
    made.cover(BEGAN, NOW)
    made.noise(BEGAN, NOW)
    made.count()
    look(made, NOW)
    return made


def test_the_same_posts_give_the_same_alerts(database: Database, postgres: Database) -> None:
    told = []
    for each in (database, postgres):
        world = filled(each)
        (first, *_) = look(world, burst(world, NOW))
        world.cover(NOW, NOW + dt.timedelta(hours=1))
        world.count()
        look(world, NOW + dt.timedelta(hours=1))
        told.append((first.text, first.phone, first.chart, [(e.series, e.state, e.facts) for e in episodes(world)]))
    assert told[0] == told[1]


def test_four_watchers_at_once_tell_it_once(postgres: Database) -> None:
    world = filled(postgres)
    end = burst(world, NOW)
    judging.forget(postgres.url, world.event_id)
    faults: list[BaseException] = []

    def work() -> None:
        try:
            look(world, end)
        except LeaseLost:
            pass  # another had taken it over: what this one found was not written
        except BaseException as fault:  # noqa: BLE001
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with postgres.read() as session:
        assert session.execute(sa.select(sa.func.count()).select_from(Notice)).scalar_one() == 1
        (number,) = session.execute(sa.select(Delivery.id)).scalars()
    assert delivering.deliver(postgres, number or 0, clock=lambda: end)
    assert not delivering.deliver(postgres, number or 0, clock=lambda: end)

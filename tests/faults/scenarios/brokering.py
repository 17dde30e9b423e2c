"""Brokers that die, forget, fill up and fall silent; workers that die with what they hold; tasks that come twice."""

import os
import signal
import time

from tests.faults.broker import broker
from tests.faults.crews import Crew, is_settled, queue_files
from tests.faults.nemesis import await_that
from tests.faults.processes import Process
from tests.faults.proxy import proxy
from tests.faults.scenarios import scenario
from tests.faults.scenarios.killing import as_undisturbed
from tests.faults.world import World

OPTIONS = {"visibility_timeout": 900, "socket_timeout": 1, "socket_connect_timeout": 1, "health_check_interval": 1}


@scenario(5, 7, 11, quick=(0,))
def broker_killed_and_emptied(world: World) -> None:
    queue_files(world, world.files())
    with broker(world.home / "broker") as ours:
        crew = Crew(world, ours.url)
        crew.start()
        for _ in range(3):
            time.sleep(world.chance.uniform(0.3, 1.0))
            ours.kill()
            world.history.note("broker killed")
            time.sleep(world.chance.uniform(0.0, 0.4))
            ours.start()
            crew.mend()
        crew.finish()
    as_undisturbed(world)


@scenario(6)
def broker_with_a_log_killed_under_load(world: World) -> None:
    queue_files(world, world.files())
    with broker(world.home / "broker", "--appendonly", "yes", "--appendfsync", "always") as ours:
        crew = Crew(world, ours.url)
        crew.start()
        for _ in range(8):
            time.sleep(world.chance.uniform(0.1, 0.6))
            ours.kill()
            ours.start()
            crew.mend()
        crew.finish()
    as_undisturbed(world)


@scenario(1, 2, 14, quick=(1,))
def workers_killed_with_and_without_their_children(world: World) -> None:
    """Children alone, main processes alone, and whole groups; the broker gives tasks back after two seconds."""
    queue_files(world, world.files())
    short = {"set": "worker.app.app.conf.broker_transport_options", "to": {**OPTIONS, "visibility_timeout": 2}}
    world.faults.append(short)
    with broker(world.home / "broker") as ours:
        crew = Crew(world, ours.url)
        crew.start()
        for how in world.chance.sample(["child", "child", "main", "group", "group"], 5):
            time.sleep(world.chance.uniform(0.4, 1.0))
            victim = world.chance.choice(crew.workers)
            kill(victim, how)
            world.kills += 1
            world.history.note("killed", pid=victim.pid, how=how)
            crew.mend()
        crew.finish()
    as_undisturbed(world)


def kill(victim: Process, how: str) -> None:
    if how == "child":
        for child in victim.children()[:1]:
            os.kill(child, signal.SIGKILL)
    else:
        victim.signal(signal.SIGKILL, group=how == "group")


@scenario(3)
def a_worker_asked_to_end_finishes_its_batch(world: World) -> None:
    queue_files(world, world.files())
    with broker(world.home / "broker") as ours:
        crew = Crew(world, ours.url)
        crew.start(workers=1)
        await_that(lambda: began(world), 30, "nothing was read")
        begun = time.monotonic()
        crew.workers[0].signal(signal.SIGTERM)
        assert crew.workers[0].wait(30) == 0, crew.workers[0].said()[-1000:]
        assert time.monotonic() - begun < 30
        crew.finish()
    as_undisturbed(world)


def began(world: World) -> bool:
    from tests.faults.checker import rows

    return bool(rows(world.database, "select coalesce(sum(read), 0) from file_part")[0][0])


@scenario(9)
def broker_falls_silent_without_a_word(world: World) -> None:
    """The connection stays open and moves nothing, or swallows the answers; then it is cut."""
    queue_files(world, world.files(400))
    world.faults.append({"set": "worker.app.app.conf.broker_transport_options", "to": OPTIONS})
    with broker(world.home / "broker") as ours, proxy(("127.0.0.1", ours.port)) as between:
        crew = Crew(world, f"redis://127.0.0.1:{between.port}/0")
        crew.start()
        for mode in world.chance.sample(["stall", "half", "reset"], 3):
            time.sleep(world.chance.uniform(0.3, 0.8))
            between.become(mode)  # type: ignore[arg-type]
            time.sleep(1.5)
            between.become("reset")
            between.become("pass")
            crew.mend()
        crew.finish()
    as_undisturbed(world)


@scenario(10)
def broker_is_full(world: World) -> None:
    queue_files(world, world.files(400))
    with broker(world.home / "broker", "--maxmemory-policy", "noeviction") as ours:
        with ours.client() as client:
            client.config_set("maxmemory", "1")
            crew = Crew(world, ours.url)
            crew.start()
            time.sleep(1.5)
            assert not is_settled(world)
            client.config_set("maxmemory", "0")
        crew.finish()
    as_undisturbed(world)


@scenario(26)
def two_schedules_and_several_sweepers(world: World) -> None:
    queue_files(world, world.files(400))
    world.faults.append({"set": "worker.app.app.conf.beat_schedule", "to": {"tick": _TICK}})
    with broker(world.home / "broker") as ours:
        crew = Crew(world, ours.url)
        crew.start(workers=3, tickers=1)
        for _ in range(2):
            crew.tickers.append(world.start("celery", "-q", "-A", "worker.app", "beat", env=crew.env))
        crew.finish()
        assert all(process.code == -9 for process in crew.tickers), "a schedule ended by itself"
    as_undisturbed(world)


_TICK = {"task": "worker.tasks.tick", "schedule": 0.3, "options": {"expires": 20}}


@scenario(12, 13, quick=(0,))
def every_task_many_times_and_in_any_order(world: World) -> None:
    """Three processes at once do each task of the sweep four times, shuffled."""
    queue_files(world, world.files(500))
    world.faults += [{"set": "worker.tasks.STEP_SECONDS", "to": 0.05}, {"set": "worker.importing.BATCH", "to": 60}]
    three = [world.start("each_task", world.chance.random(), 4) for _ in range(3)]
    for process in three:
        assert process.wait() == 0, process.said()[-2000:]
    world.run("each_task", 0, 1)
    assert is_settled(world), "something was left undone"
    as_undisturbed(world)


@scenario(8, 25)
def broker_gone_while_an_alert_is_due(world: World) -> None:
    """Nothing rings any more: the vigil looks and sends in the place of the queues, and the pages answer."""
    from tests.faults.alerting import alert_world, got, keys

    with alert_world(world) as receiver:
        with world.database.write() as session:
            import storage.leases
            from tests.worker.watching_world import NOW

            storage.leases.mark(session, "tick", now=NOW)  # the last sign of the schedule
        later = {"GROUNDSWELL_NOW": receiver.later(10)}
        vigil = world.start("groundswell", "vigil", env=later, faults=[{"set": "worker.vigil.EVERY", "to": 0.2}])
        await_that(lambda: bool(got(receiver)), 30, f"no message came\n{vigil.said()[-1000:]}")
        time.sleep(0.5)
        vigil.end()
        assert {key for key, _ in got(receiver)} <= keys(world)
        assert any("opened" in key or "volume" in key for key, _ in got(receiver)), got(receiver)

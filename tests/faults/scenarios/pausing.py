"""Processes that are stopped longer than their lease, and go on when others have taken over."""

import signal

from tests.faults.nemesis import until_stopped
from tests.faults.scenarios import scenario
from tests.faults.scenarios.killing import as_undisturbed
from tests.faults.world import SMALL_BATCHES, World

LATER = {"GROUNDSWELL_NOW": "2025-04-21T06:05:00+00:00"}


@scenario(4, quick=(0, 1))
def an_importer_stopped_longer_than_its_lease(world: World) -> None:
    """It stops before a batch; another takes the file over and ends it; the first goes on and may write nothing."""
    paths = world.files(500)
    world.faults.append(SMALL_BATCHES)
    nth = world.chance.randint(2, 4)
    words = ["groundswell", "import", "strike", *paths]
    sleeper = world.start(*words, faults=[{"at": "before worker.importing.keep", "nth": nth, "do": "stop"}])
    until_stopped(sleeper)
    world.calm(*words, env=LATER)
    sleeper.signal(signal.SIGCONT)
    assert sleeper.wait() == 0, sleeper.said()[-2000:]
    as_undisturbed(world)


@scenario(4, 14)
def an_importer_stopped_while_another_works_on(world: World) -> None:
    """It stops, another takes over and is stopped too, the first goes on while the second holds the work."""
    paths = world.files(500)
    world.faults.append(SMALL_BATCHES)
    words = ["groundswell", "import", "strike", *paths]
    first = world.start(*words, faults=[{"at": "before worker.importing.keep", "nth": 2, "do": "stop"}])
    until_stopped(first)
    second = world.start(*words, env=LATER, faults=[{"at": "before worker.importing.keep", "nth": 1, "do": "stop"}])
    until_stopped(second)
    first.signal(signal.SIGCONT)
    assert first.wait(2) is None or first.code == 0
    second.signal(signal.SIGCONT)
    assert (first.wait(), second.wait()) == (0, 0), first.said()[-1000:] + second.said()[-1000:]
    world.calm(*words, env=LATER)
    as_undisturbed(world)

"""What disturbs: deaths at random moments and at points, pauses, and the repetition until the work is done."""

import signal
import time
from collections.abc import Callable, Sequence

from tests.faults.inside import Fault
from tests.faults.processes import Process
from tests.faults.world import World

MOST_KILLS = 60


def kill_until_done(
    world: World,
    words: Sequence[object],
    *,
    most: int = MOST_KILLS,
    between: tuple[float, float] = (0.03, 0.4),
    faults: Sequence[Fault] = (),
    then: Callable[[], None] = lambda: None,
) -> int:
    """Starts the command again and again and kills it after a random time, until it ends by itself or was killed often
    enough. Returns how many died."""
    deaths = 0
    while deaths < most:
        process = world.start(*words, faults=faults)
        if process.wait(world.chance.uniform(*between)) is None:
            process.signal(signal.SIGKILL, group=True)
        code = process.wait()
        if code != -signal.SIGKILL:
            assert code == 0, f"{process.words} ended with {code}\n{process.said()[-2000:]}"
            break
        deaths += 1
        world.kills += 1
        world.history.note("killed", pid=process.pid)
        then()
    return deaths


def die_at(world: World, words: Sequence[object], at: str, nth: int, do: str = "kill") -> bool:
    """Runs the command with a fault at the nth time of a point. False when it never came there."""
    process = world.run(*words, faults=[{"at": at, "nth": nth, "do": do}])
    died = process.code == -signal.SIGKILL
    world.kills += died
    world.history.note("killed" if died else "ended", at=at, nth=nth, code=process.code)
    return died or (do != "kill" and process.code != 0)


def until_stopped(process: Process, seconds: float = 20.0) -> None:
    """Waits until a process has stopped itself."""
    _await(lambda: state_of(process.pid) == "T", seconds, f"{process.words} did not stop")


def state_of(pid: int) -> str:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rsplit(")", 1)[1].split()[0]
    except OSError:
        return ""


def _await(is_so: Callable[[], bool], seconds: float, words: str) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, words
        time.sleep(0.01)


await_that = _await

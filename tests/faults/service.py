"""The service in one process, for tries that need many deaths: what the schedule, the queues and the workers do, in
order, with the product's own sweep and tasks; only the broker between them is left out."""

import contextlib
import sys
import time
from typing import Any

from config import clock
from worker import house, logs, sweeping, tasks

ALWAYS = ("watch", "deliver", "sign_of_life", "let_go", "collect", "collect_reddit", "check_reddit", "tidy_reddit")
PAUSE = 0.02
MOST_BUSY = 150  # ticks after the end that find something to do
NEVER_CALM = 75  # the exit code after that many


def ticks(until: str) -> None:
    """Ticks until the clock says so, and then until nothing is left to be done. Ends with a sentence and a code of
    its own when that does not come."""
    logs.set_up()
    end = clock.instant(until, "until")
    rung = list[tuple[Any, ...]]()
    tasks.ring = lambda *words: rung.append(words)
    last, calm, late = False, 0, 0
    while late < MOST_BUSY:
        sweeping.sweep(house.database(), tasks.ring, now=clock.now())
        todo, rung[:] = list(dict.fromkeys(rung)), []
        for name, *arguments in todo:
            tasks.app.tasks[f"worker.tasks.{name}"](*arguments)
        busy = any(name not in ALWAYS for name, *_ in [*todo, *rung])
        calm = calm + 1 if last and not busy else 0  # what the last tick collected is counted in the one after it
        if calm == 2:
            return
        last, late = clock.now() >= end, late + (last and busy)
        time.sleep(0 if busy else PAUSE)
    sys.stderr.write(f"After {late} ticks there is still something to do: {sorted({each[0] for each in todo})}\n")
    sys.exit(NEVER_CALM)


def each_task(order: str, times: str) -> None:
    """Does every task of the tick so many times over, shuffled by a seed, until nothing is left to be done."""
    import random

    chance = random.Random(order)
    logs.set_up()
    rung = list[tuple[Any, ...]]()
    tasks.ring = lambda *words: rung.append(words)
    for _ in range(200):
        sweeping.sweep(house.database(), tasks.ring, now=clock.now())
        todo, rung[:] = [each for each in rung for _ in range(int(times))], []
        chance.shuffle(todo)
        for name, *arguments in todo:
            tasks.app.tasks[f"worker.tasks.{name}"](*arguments)
        if all(name in ALWAYS for name, *_ in [*todo, *rung]):
            return


def ticker(seconds: str) -> None:
    """Rings like beat does, through the broker, whatever becomes of it."""
    import kombu.exceptions
    import redis

    logs.set_up()
    while True:
        with contextlib.suppress(kombu.exceptions.OperationalError, redis.RedisError, OSError):
            tasks.ring("tick")
        time.sleep(float(seconds))


def hold(statement: str, seconds: str) -> None:
    """Holds a lock of the database for some seconds."""
    with house.database().write() as session:
        session.connection().exec_driver_sql(statement)
        time.sleep(float(seconds))


def digests(day: str) -> None:
    """Makes the digest of a day, as the task does."""
    import datetime as dt

    from worker import digesting

    digesting.digest(house.database(), house.event(1), dt.date.fromisoformat(day), now=clock.now())


def pages(port: str) -> None:
    """Serves the pages on the loopback."""
    import uvicorn

    uvicorn.run("dashboard.app:app", host="127.0.0.1", port=int(port), log_level="warning", access_log=False)

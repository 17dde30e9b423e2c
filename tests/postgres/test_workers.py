"""Workers that were started apart, each in a folder of its own, share nothing but a database and a broker: the work is
shared, Reddit's allowance is one, and nothing is counted twice. All posts are invented."""

import contextlib
import os
import pathlib
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from celery import Celery

from cli.reddit_stand_in.server import StandIn
from cli.reddit_stand_in.world import RedditWorld
from storage.database import Database
from tests.making import at, comment, write_lines
from tests.playing import AGENT, START, stream, thread
from worker import revising, verifying
from worker.broker import embedded_broker

FILES, COMMENTS, LIVE, LIMIT = 8, 60, 60, 60
PATIENCE = 120  # seconds: starting two workers takes long where much else runs
NOW = "2025-04-18T08:00:00+00:00+"  # and on from there
EVENT = """
title = "Strike"
zone = "Europe/Kyiv"
[keywords]
any = ["kharkiv"]
[[sources]]
name = "reddit"
kind = "reddit"
subreddits = ["worldnews", "ukraine"]
reach_back_hours = 12
[[sources]]
name = "exports"
kind = "folder"
path = "{folder}"
every = 1
settle = 0
"""


@pytest.fixture
def far_end() -> Iterator[StandIn]:
    root = thread(1, 60)
    world = RedditWorld(lambda: START + 6 * 3_600, [root, *stream(LIVE, 100, 9_000, root, text="Kharkiv, so sad")])
    with StandIn(world, limit=LIMIT) as opened:
        yield opened


@contextlib.contextmanager
def workers(homes: list[pathlib.Path], own: dict[str, str]) -> Iterator[list[int]]:
    """One worker in each home, each with the folder as its working folder and a log of its own; their numbers."""
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "worker.app",
        "worker",
        "-Q",
        "celery,reddit,watch",
        "--pool",
        "solo",
    ]
    started = []
    for home in homes:
        environment = {**os.environ, **own, "GROUNDSWELL_HOME": str(home)}
        log = (home / "log").open("w")
        name = ["-n", f"{home.name}@%h"]
        started.append(subprocess.Popen([*command, *name], cwd=home, env=environment, stdout=log, stderr=log))
        log.close()
    try:
        yield [process.pid for process in started]
    finally:
        for process in started:
            process.terminate()
        for process in started:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.wait()


def until(reached: Callable[[], bool], homes: list[pathlib.Path], between: Callable[[], Any] = lambda: None) -> None:
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < deadline, [(home / "log").read_text()[-3_000:] for home in homes]
        between()
        time.sleep(3)  # about as often as beat rings: what is rung faster than it is done only waits


def one(database: Database, query: str) -> int:
    with database.read() as session:
        return int(session.execute(sa.text(query)).scalar_one())


def test_workers_started_apart_share_the_work_and_the_allowance_and_count_once(
    postgres: Database, event_file: Callable[..., str], home: pathlib.Path, far_end: StandIn, tmp_path: pathlib.Path
) -> None:
    exports = tmp_path / "exports"
    homes = [tmp_path / name for name in ("one", "other")]
    for place in (exports, *homes):
        place.mkdir()
    for place in homes:
        shutil.copy(home / "author.key", place)
    revising.adopt(postgres, event_file(EVENT.format(folder=exports)), now=at(360))
    own = {"REDDIT_CLIENT_ID": "demo", "REDDIT_CLIENT_SECRET": "demo", "REDDIT_USER_AGENT": AGENT, "GROUNDSWELL_NOW": NOW,
           "REDDIT_URL": far_end.url, "REDDIT_OAUTH_URL": far_end.url}  # fmt: skip
    with embedded_broker() as (broker, _), workers(homes, {**own, "REDIS_URL": broker}) as numbers:
        asking = Celery(broker=broker)
        until(lambda: len(asking.control.ping(timeout=1.0)) == len(homes), homes)
        for number in range(FILES):
            lines = [comment(number * 1_000 + n, f"Kharkiv {number} {n}", minutes=n) for n in range(COMMENTS)]
            os.utime(write_lines(exports / f"f{number}.ndjson", lines), (START, START))
        wanted = FILES * COMMENTS + LIVE + 1
        until(
            lambda: (
                one(postgres, "select count(*) from membership") == wanted
                and one(postgres, "select count(*) from dirty_minute") == 0
            ),
            homes,
            lambda: asking.send_task("worker.tasks.tick", expires=60),
        )
        asking.close()
    with postgres.read() as session:
        owners = set(session.execute(sa.text("select owner from lease where name like 'part %'")).scalars())
    assert {int(owner.split("/")[1]) for owner in owners} == set(numbers)
    assert one(postgres, "select sum(read) from file_part") == FILES * COMMENTS
    assert one(postgres, "select sum(posts) from bucket where grain = 'day' and theme = '' and voice = ''") == wanted
    assert [each for each in far_end.log if each.status == 429] == []
    assert verifying.verify(postgres, clock=lambda: at(360)).holds

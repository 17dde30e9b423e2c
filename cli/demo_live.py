"""`groundswell demo --live`: half an hour of live collection in a minute, through a real broker, real workers and real
PRAW; only the far end is a stand-in. A spike, an outage of the far end, and what both did to the data."""

import contextlib
import datetime as dt
import os
import pathlib
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cli.reddit_stand_in.server import StandIn
    from cli.reddit_stand_in.world import RedditWorld
    from storage.database import Database

NAME = "kharkiv-live"
START = dt.datetime(2025, 4, 18, 4, 50, tzinfo=dt.timezone(dt.timedelta(hours=3)))
SPEED, SECONDS = 30.0, 60.0
QUIET_BEFORE, STRIKE_AFTER = 2 * 3600.0, 8 * 60.0
OUTAGE = (16 * 60.0, 20 * 60.0)  # seconds after the start
DEPTH = 150  # posts of each subreddit that a listing holds; Reddit holds 1,000, but the demo has no time for that
RING_AGAIN = 1.0
EVENT = """
title = "SYNTHETIC DEMO · Strike on Kharkiv, live"
happened_at = 2025-04-18T04:58:00+03:00
zone = "Europe/Kyiv"
languages = ["en"]
[keywords]
any = ["kharkiv"]
[themes]
library = "all"
[[sources]]
name = "reddit"
kind = "reddit"
subreddits = ["worldnews", "ukraine", "europe"]
reach_back_hours = 2
"""


def run(folder: pathlib.Path) -> None:
    """Plays the half hour and prints what was collected, what was missed, and what is known of both."""
    from cli.reddit_stand_in import spike
    from cli.reddit_stand_in.server import StandIn
    from cli.reddit_stand_in.world import RedditWorld
    from config import clock
    from worker.broker import NoBroker, embedded_broker

    begun = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=6)  # the workers start meanwhile
    _set_up(folder, begun)
    start = START.timestamp()
    things = spike.make(20250418, start - QUIET_BEFORE, start + STRIKE_AFTER, start + SECONDS * SPEED + 600)
    world = RedditWorld(lambda: clock.now().timestamp(), things, DEPTH)
    print("A SYNTHETIC event, live: Reddit is played by a stand-in, half an hour runs in a minute.\n", flush=True)
    try:
        with contextlib.ExitStack() as stack:
            far_end = stack.enter_context(StandIn(world))
            url, _ = stack.enter_context(embedded_broker())
            os.environ.update(REDIS_URL=url, REDDIT_URL=far_end.url, REDDIT_OAUTH_URL=far_end.url)
            workers = [stack.enter_context(_worker(folder, queue)) for queue in ("celery", "reddit")]
            database = _play(far_end, workers, begun)
    except NoBroker as fault:
        sys.exit(f"The demo stopped: {fault}")
    os.environ["GROUNDSWELL_NOW"] = clock.now().isoformat()
    _print_result(database, world, folder)


def _set_up(folder: pathlib.Path, begun: dt.datetime) -> None:
    os.environ.update(
        GROUNDSWELL_HOME=str(folder),
        GROUNDSWELL_NOW=f"{START.isoformat()}*{SPEED:g}@{begun.isoformat()}",
        GROUNDSWELL_LOG_LEVEL="ERROR",
        DATABASE_URL="",
        REDDIT_CLIENT_ID="stand-in",
        REDDIT_CLIENT_SECRET="stand-in",  # noqa: S106 (the far end is a stand-in)
        REDDIT_USER_AGENT="linux:org.example.groundswell-demo:1.0 (by /u/nobody)",
        REDDIT_USERNAME="",
    )
    (folder / "events").mkdir()
    (folder / "events" / f"{NAME}.toml").write_text(EVENT, encoding="utf-8")


@contextlib.contextmanager
def _worker(folder: pathlib.Path, queue: str) -> Iterator["subprocess.Popen[bytes]"]:
    from cli.supervisor import program

    command = [program("celery"), "-q", "-A", "worker.app", "worker", "-Q", queue, "-n", f"{queue}@demo"]
    command += ["--concurrency", "1", "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    with (folder / f"{queue}.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)  # noqa: S603
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def _play(far_end: "StandIn", workers: "list[subprocess.Popen[bytes]]", begun: dt.datetime) -> "Database":
    """Ticks like beat does, only faster, until the half hour is over; then till all that was posted is read."""
    from cli.reddit_stand_in.server import Fault
    from config import clock
    from worker import house, revising, sweeping

    database = house.database()
    house.keys_of_authors()
    revising.adopt(database, NAME, now=clock.now())
    ring, outage = _Ring(), Fault(r"^/r/", times=0, status=503)
    far_end.faults.append(outage)
    time.sleep(max(0.0, (begun - dt.datetime.now(dt.UTC)).total_seconds()))
    line = 0.0
    while (passed := clock.now().timestamp() - START.timestamp()) < SECONDS * SPEED:
        outage.times = 1_000_000 if OUTAGE[0] <= passed < OUTAGE[1] else 0
        sweeping.sweep(database, ring, now=clock.now())
        if passed >= line:
            print(_line(database, far_end, passed), flush=True)
            line += 2 * 60.0
        if any(worker.poll() is not None for worker in workers):
            sys.exit("The demo stopped: a worker ended; its last words are in the folder of the demo.")
        time.sleep(0.1)
    return database


class _Ring:
    """Rings as the tasks do, but not again and again within a second for the same."""

    def __init__(self) -> None:
        self._rung: dict[tuple[Any, ...], float] = {}

    def __call__(self, name: str, *arguments: Any) -> None:
        from worker import tasks

        pause = 0.2 if name == "collect_reddit" else RING_AGAIN
        if time.monotonic() - self._rung.get((name, *arguments), 0.0) > pause:
            self._rung[name, *arguments] = time.monotonic()
            tasks.ring(name, *arguments)


def _line(database: "Database", far_end: "StandIn", passed: float) -> str:
    """One line of the play: the time, what happens, what is here."""
    import sqlalchemy as sa

    from storage.tables import Post
    from storage.tables.columns import table

    with database.read() as session:
        kept = session.execute(sa.select(sa.func.count()).select_from(table(Post))).scalar_one()
    at = START + dt.timedelta(seconds=passed)
    words = "quiet" if passed < STRIKE_AFTER else "the reaction: twenty times as much at first"
    if OUTAGE[0] <= passed < OUTAGE[1]:
        words = "Reddit is down (503)"
    return f"{at:%H:%M}  {kept:6,} posts here, {len(far_end.log):4,} requests so far   {words}"


def _print_result(database: "Database", world: "RedditWorld", folder: pathlib.Path) -> None:
    """What was posted, what of it is here, and whether every loss stands in a gap."""
    import sqlalchemy as sa

    import storage.coverage
    from cli import sources
    from cli.opened import open_event
    from config import clock
    from config.settings import settings
    from storage.tables import Post, Sighting
    from storage.tables.columns import moment_of, table
    from storage.tables.identity import post_number
    from worker import rebuilding

    settings.cache_clear()
    opened = open_event(NAME)
    rebuilding.rebuild(database, opened.id, clock=clock.now)
    with database.read() as session:
        here = set(session.execute(sa.select(table(Post).c.id)).scalars())
        seen = here | set(session.execute(sa.select(table(Sighting).c.post_id)).scalars())
        (state,) = sources.states_of(session, opened, now=clock.now())
        stretches = storage.coverage.of_event(session, opened.id)
    watched = [(each.start, each.end) for each in stretches if each.kind == "watched"]
    gaps = [(each.start, each.end) for each in stretches if each.kind == "gap"]
    ends = max((end for _, end in watched), default=0)
    begins = min((start for start, _ in watched), default=0)
    posted = list(world.posted(begins * 60, ends * 60))
    missed = [thing for thing in posted if post_number("reddit", thing.name) not in seen]
    silent = [thing for thing in missed if not any(low <= thing.at // 60 < high for low, high in gaps)]
    tz = opened.file.tz
    since, until = (moment_of(minute).astimezone(tz) for minute in (begins, ends))
    print(
        f"\nWatched from {since:%H:%M} to {until:%H:%M}: {len(posted):,} posted, {len(posted) - len(missed):,} seen, ",
        end="",
    )
    print(f"{len(missed):,} missed, of them outside a recorded gap: {len(silent):,}.")
    print()
    sources.print_state(state)
    from cli.demo import command_words

    home = command_words(folder)
    print("\nTry next: the minutes in the gap are missing, not zero.")
    print(f"  {home} series {NAME} --by minute --since 2025-04-18T04:55 --until 2025-04-18T05:20")

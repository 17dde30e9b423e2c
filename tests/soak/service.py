"""The whole service through many days within minutes: its own tasks, rung by its own tick, on a clock that jumps from
step to step. Posts come from the stand-in for Reddit and from files that are dropped in. All of it is invented."""

import contextlib
import dataclasses
import datetime as dt
import gc
import json
import logging
import os
import pathlib
import random
import zoneinfo
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
import sqlmodel

from cli.reddit_stand_in.server import StandIn
from cli.reddit_stand_in.world import RedditWorld, Thing
from config import clock
from config.settings import settings
from storage.database import Database, open_database
from storage.tables import Delivery, Digest
from storage.tables.columns import table
from tests.making import tweet
from tests.playing import AGENT, START, base36, reply, thread
from worker import permits, sweeping, tasks, verifying

EVENT = """
title = "Strike"
zone = "Europe/Kyiv"
languages = ["en"]
[keywords]
any = ["kharkiv"]
[themes.resilience]
en = ["resilien*"]
[digest]
at = "06:30"
[retention]
texts_days = {texts_days}
unreadable_days = 2
[[channels]]
name = "desk"
kind = "webhook"
url = "http://127.0.0.1:{port}/hook"
secret = "env:HOOK_SECRET"
[[sources]]
name = "reddit"
kind = "reddit"
subreddits = ["worldnews"]
reach_back_hours = 1
keep_days = 2
[[sources]]
name = "exports"
kind = "folder"
path = "exports"
settle = 0
"""
BOUNDED = {  # rows at most, however long it runs: what is being done, or was done lately
    "allowance": 1, "request_count": 5_000, "dirty_minute": 500, "text_due": 500, "audit_line": 50, "login_session": 0,
    "listing": 100, "waiting": 50, "judged": 4, "address": 2, "source": 5, "revision": 1, "rescore": 0, "lease": 60,
    "quarantined": 10, "detection": 1_000,
}  # fmt: skip
MOST_WAITING = 50  # tasks of one tick
MOST_GROWTH = 20.0  # MB from the middle of the run to its end, beside what the first half took
MOST_FILES = 5  # open ones more at the end than in the middle
MOST_RINGS = 40  # of one tick: what follows is found by the next
POSTS_A_DAY = 150
ZONE, DIGEST_HOUR = zoneinfo.ZoneInfo("Europe/Kyiv"), 6.5 * 3_600
digest, delivery = table(Digest), table(Delivery)
RSS = pathlib.Path("/proc/self/statm")
DESCRIPTORS = pathlib.Path("/proc/self/fd")


@dataclasses.dataclass(frozen=True)
class Sample:
    """What the process and its database held at one time: memory in MB, open files, rows by table."""

    at: dt.datetime
    memory: float
    files: int
    rows: Counter[str]


class Faults(logging.Handler):
    """Tasks log what goes wrong and go on; here each is one too many."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(f"{record.getMessage()}: {record.exc_info[1] if record.exc_info else ''!r}")


@dataclasses.dataclass
class Service:
    """A service on a clock of its own. `rung` counts the tasks that were done, by name."""

    database: Database
    world: RedditWorld
    exports: pathlib.Path
    step: dt.timedelta
    at: float = START
    since: float = START
    rung: Counter[str] = dataclasses.field(default_factory=Counter)
    longest_queue: int = 0
    samples: list[Sample] = dataclasses.field(default_factory=list)
    faults: Faults = dataclasses.field(default_factory=Faults)

    def run(self, days: int, tell: Callable[[str], None] = lambda _: None) -> None:
        """Lives through so many days; each begins with its posts and a file, and ends with a sample."""
        for day in range(days):
            self._fill(day)
            until = self.at + 86_400
            while self.at < until:
                self.at += self.step.total_seconds()
                self._tick()
            self.samples.append(self._sample())
            tell(f"day {day + 1}: {self.samples[-1].memory:.0f} MB, {self.samples[-1].files} files open")

    def _tick(self) -> None:
        """One ring of the schedule and what follows from it."""
        clock.fix(dt.datetime.fromtimestamp(self.at, dt.UTC).isoformat())
        queue: list[tuple[Any, ...]] = []
        sweeping.sweep(self.database, lambda *words: queue.append(words), now=clock.now())
        with ringing(queue):
            self.longest_queue = max(self.longest_queue, len(queue))
            for _ in range(MOST_RINGS):
                if not queue:
                    break
                name, *numbers = queue.pop(0)
                self.rung[name] += 1
                getattr(tasks, name)(*numbers)
                self.longest_queue = max(self.longest_queue, len(queue))

    def _fill(self, day: int) -> None:
        """The posts of a day, with an hour of many, and an export in which a line is broken."""
        chance, since = random.Random(day), day * 86_400.0
        root = thread(day, since + 60)
        busy = [since + 40_000 + chance.random() * 3_600 for _ in range(POSTS_A_DAY if day % 3 == 2 else 10)]
        times = sorted([*busy, *(since + 120 + chance.random() * 80_000 for _ in range(POSTS_A_DAY))])
        numbers = range(day * 1_000, day * 1_000 + len(times))
        self.world.add(root, *(_said(number, at, root) for number, at in zip(numbers, times, strict=True)))
        tweets = [tweet(day * 100 + n, f"Kharkiv is resilient {n}", minutes=day * 1_440 + n) for n in range(30)]
        lines = [*map(json.dumps, tweets), '{"id": "cut']
        path = self.exports / f"day{day}.jsonl"
        path.write_text("\n".join(lines), encoding="utf-8")
        os.utime(path, (self.at, self.at))

    def _sample(self) -> Sample:
        gc.collect()
        with self.database.read() as session:
            tables = sqlmodel.SQLModel.metadata.sorted_tables
            counted = {t.name: session.execute(sa.select(sa.func.count()).select_from(t)).scalar_one() for t in tables}
        memory = int(RSS.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if RSS.exists() else 0.0
        files = len(list(DESCRIPTORS.iterdir())) if DESCRIPTORS.exists() else 0
        return Sample(clock.now(), memory, files, Counter(counted))


def faults_of(run: Service) -> list[str]:
    """What is wrong after a run, in sentences; none when all that must be bounded is, and nothing was missed."""
    first, last = run.samples[len(run.samples) // 2], run.samples[-1]
    found = list(run.faults.found)
    found += [f"{name} has {last.rows[name]:,} rows" for name, most in BOUNDED.items() if last.rows[name] > most]
    if last.memory - first.memory > MOST_GROWTH:
        found.append(f"memory grew from {first.memory:.0f} to {last.memory:.0f} MB in the second half")
    if last.files > first.files + MOST_FILES:
        found.append(f"{last.files} files are open, {first.files} in the middle of the run")
    if run.longest_queue > MOST_WAITING:
        found.append(f"{run.longest_queue} tasks waited at once")
    return [*found, *_missed(run), *_miscounted(run)]


def _missed(run: Service) -> list[str]:
    """Each local day that was due since the first tick has one digest, and every message went out."""
    first = run.since + run.step.total_seconds()
    since, until = (dt.datetime.fromtimestamp(at - DIGEST_HOUR, ZONE).date() for at in (first, run.at))
    wanted = [since + dt.timedelta(days=day) for day in range(-1, (until - since).days)]
    with run.database.read() as session:
        made = [row.day for row in session.execute(sa.select(digest.c.day).order_by(digest.c.day))]
        left = session.execute(sa.select(sa.func.count()).where(delivery.c.state != "sent")).scalar_one()
    found = [] if made == wanted else [f"digests of {made}, wanted of {wanted}"]
    return [*found, *([f"{left} messages did not go out"] if left else [])]


def _miscounted(run: Service) -> list[str]:
    """What `groundswell verify` finds: it counts every number again."""
    checked = verifying.verify(run.database, clock=clock.now)
    return [f"{check.name}: {example}" for check in checked.checks for example in check.examples]


def _said(number: int, at: float, root: Thing) -> Thing:
    """A comment; some will be deleted hours later."""
    words = f"so {'resilient' if number % 3 else 'sad'} tonight {base36(number + 1)}"
    gone = START + at + 7_200 if number % 40 == 0 else None
    return dataclasses.replace(reply(number, at, root, words), gone_at=gone, gone_how="author")


@contextlib.contextmanager
def ringing(queue: list[tuple[Any, ...]]) -> Iterator[None]:
    """Tasks that ring for others put them into this queue instead of a broker's."""
    before, tasks.ring = tasks.ring, lambda *words: queue.append(words)
    try:
        yield
    finally:
        tasks.ring = before


@contextlib.contextmanager
def service(
    home: pathlib.Path, database: Database, port: int, *, texts_days: int, step: dt.timedelta
) -> Iterator[Service]:
    """A service with one event, its feeds and a channel. The settings must point to the home."""
    (home / "events").mkdir(exist_ok=True)
    (home / "exports").mkdir()
    world = RedditWorld(lambda: made.at)
    with StandIn(world, limit=None) as far_end:
        own = {
            "REDDIT_CLIENT_ID": "demo",
            "REDDIT_CLIENT_SECRET": "demo",
            "REDDIT_USER_AGENT": AGENT,
            "HOOK_SECRET": "x",
        }
        os.environ.update(
            own, REDDIT_URL=far_end.url, REDDIT_OAUTH_URL=far_end.url, GROUNDSWELL_PRIVATE_HOSTS="127.0.0.1"
        )
        _begin_anew()
        text = EVENT.format(port=port, texts_days=texts_days)
        (home / "events" / "strike.toml").write_text(text, encoding="utf-8")
        made = Service(database, world, home / "exports", step)
        logging.getLogger().addHandler(made.faults)
        try:
            yield made
        finally:
            logging.getLogger().removeHandler(made.faults)
            clock._fixed.clear()
            for name in (*own, "REDDIT_URL", "REDDIT_OAUTH_URL", "GROUNDSWELL_PRIVATE_HOSTS"):
                os.environ.pop(name, None)
            open_database(settings().database).close()
            _begin_anew()


def _begin_anew() -> None:
    for remembered in (settings, permits._connection, open_database):
        remembered.cache_clear()  # type: ignore[attr-defined]
    sweeping._seen.clear()

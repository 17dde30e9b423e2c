"""One try: a home of its own, a database of its own, files with a known content, and the processes that work on them."""

import contextlib
import os
import pathlib
import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from storage import schema
from storage.database import Database
from tests.conftest import EVENT
from tests.faults.history import History
from tests.faults.inside import Fault
from tests.faults.processes import Process, Zygote, order_of
from tests.faults.service import NEVER_CALM
from tests.making import comment, submission, tweet, write_lines

NOW = "2025-04-21T06:00:00+00:00"
SMALL_BATCHES: Fault = {"set": "worker.importing.BATCH", "to": 100}
THREADS = 5
TEMPLATE = "faults_empty"


COUNTS = (
    (
        "select grain, start, platform, theme, voice, posts, originals, distinct_texts, authors, engagement, removed, "
        "top_author from bucket"
    ),
    (
        "select grain, start, platform, theme, voice, name, version, lexicon_hash, words_hash, scored, positive, neutral, "
        "negative, total, total_squares, author_squares, author_products from mood join scorer on scorer.id = mood.scorer_id"
    ),
    "select hour, platform, kind, value, posts from facet",
    'select platform, start, "end", kind from coverage',
    "select cast(sum(read) as bigint) from file_part where pass_number = 0",
)


def all_counts(database: Database) -> list[Any]:
    """Every stored count, tone and stretch, in an order of its own: two databases are compared by it."""
    with database.read() as session:
        found = [session.execute(sa.text(query)).all() for query in COUNTS]
    return [sorted(map(str, map(tuple, rows))) for rows in found]


class World:
    """`kind` is the database: sqlite or postgres. All chance of the try comes from `chance`."""

    def __init__(self, kind: str, seed: int, zygote: Zygote, url: str, home: pathlib.Path) -> None:
        self.kind, self.seed, self.zygote, self.url, self.home = kind, seed, zygote, url, home
        self.chance = random.Random(f"{kind} {seed}")
        self.history = History()
        self.env = {"GROUNDSWELL_HOME": str(home), "DATABASE_URL": url, "REDIS_URL": "", "GROUNDSWELL_NOW": NOW}
        self.faults: list[Fault] = []  # of every process: limits of the product made small, and mutants
        self.database = Database(url)
        self.running: list[Process] = []
        self.kills = 0
        self.empty = pathlib.Path()  # an SQLite file with all tables and no rows

    def event(self, text: str = EVENT, name: str = "strike") -> None:
        path = self.home / "events" / f"{name}.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def start(
        self, *words: object, faults: Sequence[Fault] = (), env: dict[str, str] | None = None, user: int = 0
    ) -> Process:
        """Starts a process: `groundswell …`, `celery …`, or a function of service.py."""
        log = self.home / "logs" / f"{len(self.running):05d}.log"
        log.parent.mkdir(exist_ok=True)
        order = order_of(words, {**self.env, **(env or {})}, log, [*self.faults, *faults])
        process = Process(self.zygote, {**order, "user": user} if user else order)
        self.running.append(process)
        self.history.note("start", words=process.words, pid=process.pid, faults=[str(each) for each in faults])
        return process

    def run(self, *words: object, **more: Any) -> Process:
        """Starts a process and waits for its end."""
        process = self.start(*words, **more)
        code = process.wait()
        self.history.note("end", pid=process.pid, code=code)
        assert code not in (None, NEVER_CALM), f"{process.words} did not end\n{process.said()[-2000:]}"
        return process

    def ask(self, *words: object) -> tuple[int, str]:
        """A command's exit code and what it said."""
        process = self.run("groundswell", *words)
        return process.code or 0, process.said()

    def calm(self, *words: object, **more: Any) -> Process:
        """The undisturbed run at the end; what stands in the database before it was written by a try that died."""
        from tests.faults.checker import posts

        self.history.kept_before = set(posts(self.database))  # type: ignore[arg-type]
        process = self.run(*words, **more)
        assert process.code == 0, f"{process.words} ended with {process.code}\n{process.said()[-2000:]}"
        return process

    def files(self, size: int = 800, parts: int = 3) -> list[pathlib.Path]:
        """Exports of Reddit and X with comments before their threads, posts that do not belong, and a broken line."""
        first = self.chance.randrange(20_000)
        comments = [self._comment(first + n, n) for n in range(size)]
        posts = [submission(f"thr{n}", f"Kharkiv, thread {n}", minutes=n) for n in range(THREADS)]
        for n in range(THREADS):
            self.history.serve("reddit", f"t3_thr{n}", n)
        tweets = [self._tweet(first + n, n) for n in range(size // 4)]
        cut = [comments[place::parts] for place in range(parts)]
        self.history.unreadable = 1
        paths = [write_lines(self.home / "in" / f"rc{n}.ndjson", each) for n, each in enumerate(cut)]
        paths.append(write_lines(self.home / "in" / "x.jsonl", [*tweets, '{"id": "cut']))
        return [*paths, write_lines(self.home / "in" / "rs.ndjson", posts)]

    def _comment(self, number: int, place: int) -> dict[str, Any]:
        belongs, minutes = self.chance.random() < 0.9, place * 0.7
        self.history.serve("reddit", f"t1_c{number:05d}", minutes, belongs=belongs)
        words = f"how awful {place % 90}, stay resilient" if place % 3 else f"what a night {place % 400}"
        thread = f"thr{place % THREADS}" if belongs else "elsewhere"
        return comment(number, words, minutes=minutes, thread=thread)

    def _tweet(self, number: int, place: int) -> dict[str, Any]:
        made = tweet(number, f"Kharkiv tonight, resilient {place % 60}", minutes=place * 1.3)
        self.history.serve("x", made["id"], place * 1.3)
        return made

    def series(self) -> list[Any]:
        return all_counts(self.database)

    def close(self) -> None:
        for process in self.running:
            process.end()
        self.database.close()
        self.history.write(self.home / "history.jsonl")


class Makers:
    """Makes worlds: with the zygote, an empty SQLite file to copy, and a PostgreSQL server where one is wanted."""

    def __init__(self, zygote: Zygote, folder: pathlib.Path, postgres_url: str = "") -> None:
        self.zygote, self.folder, self.postgres_url = zygote, folder, postgres_url
        self.empty = folder / "empty.sqlite"
        _migrate(f"sqlite:///{self.empty}")
        if postgres_url:
            import psycopg

            with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {TEMPLATE}")
            _migrate(postgres_url.replace("/postgres?", f"/{TEMPLATE}?"))
        self._made = 0

    @contextlib.contextmanager
    def world(self, kind: str, seed: int, *, keep: bool = False) -> Iterator[World]:
        """A fresh world, gone afterwards unless it is to be looked at."""
        home = pathlib.Path(tempfile.mkdtemp(prefix=f"{kind}-{seed}-", dir=self.folder))
        home.chmod(0o755)
        (home / "data").mkdir()
        (home / "author.key").write_text("00" * 32)
        self._made += 1
        with self._database(kind, home) as url:
            world = World(kind, seed, self.zygote, url, home)
            world.empty = self.empty
            world.event()
            try:
                yield world
            except BaseException:
                keep = True
                raise
            finally:
                world.close()
                if not keep:
                    shutil.rmtree(home, ignore_errors=True)

    @contextlib.contextmanager
    def _database(self, kind: str, home: pathlib.Path) -> Iterator[str]:
        if kind == "sqlite":
            shutil.copyfile(self.empty, home / "data" / "groundswell.sqlite")
            yield f"sqlite:///{home / 'data' / 'groundswell.sqlite'}"
            return
        import psycopg

        name, plain = f"f{os.getpid()}_{self._made}", self.postgres_url.replace("+psycopg", "")
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")  # type: ignore[arg-type]
        yield self.postgres_url.replace("/postgres?", f"/{name}?")
        with psycopg.connect(plain, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def _migrate(url: str) -> None:
    opened = Database(url)
    schema.migrate(opened)
    opened.close()

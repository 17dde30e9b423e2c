"""`groundswell demo`: the whole path on a synthetic event, through a real broker and a real worker."""

import contextlib
import functools
import os
import pathlib
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.progress import Progress
    from sqlmodel import Session

    from storage.database import Database
    from storage.tables import Event

NAME = "kharkiv-demo"
MARK = ".groundswell-demo"
PATIENCE = 60.0  # seconds that any step may take
COVERS = "2025-04-08..2025-04-21"
EARLIER, EARLIER_COVERS = "sumy-demo", "2025-04-05..2025-04-17"
DAYS = ("2025-04-18", "2025-04-19", "2025-04-20")
NOW = "2025-04-21T06:00:00+00:00"
ALERT_LOOKS = tuple(f"2025-04-18T02:{minute:02}:00+00:00" for minute in range(12, 60, 4))


class Died(Exception):
    """A process of the demo ended; the message says which."""


def demo(
    folder: Annotated[pathlib.Path, typer.Option(help="Where the demo lives; made anew at each run.")] = pathlib.Path(
        "demo"
    ),
    serve: Annotated[bool, typer.Option(help="Open the pages afterwards, until Ctrl-C.")] = False,
    port: Annotated[int, typer.Option(help="The port of the pages.")] = 8700,
    live: Annotated[bool, typer.Option(help="Instead, collect live for a minute from a stand-in for Reddit.")] = False,
) -> None:
    """Run everything once on a synthetic event: no credentials, no Redis, no PostgreSQL."""
    folder = _fresh(folder)
    if live:
        from cli import demo_live

        demo_live.run(folder)
        return
    os.environ.update(
        GROUNDSWELL_HOME=str(folder), GROUNDSWELL_NOW=NOW, DATABASE_URL="", GROUNDSWELL_LOG_LEVEL="WARNING"
    )
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    from worker.broker import NoBroker, embedded_broker

    print("A SYNTHETIC event: a missile strike on Kharkiv, April 2025, with invented posts by nobody.\n")
    began = time.monotonic()
    bar = Progress(
        TextColumn("{task.description:<28}"),
        BarColumn(),
        TextColumn("{task.fields[note]}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
    )
    try:
        with embedded_broker() as (url, server), bar:
            os.environ["REDIS_URL"] = url
            with _worker(folder) as worker:
                _Demo(bar, {"the broker": server, "the worker": worker}, folder).run()
    except (NoBroker, Died) as fault:
        sys.exit(f"The demo stopped: {fault}")
    _print_result(folder, time.monotonic() - began)
    if serve:
        _look_once()
        program = str(pathlib.Path(sys.executable).with_name("uvicorn"))
        print(f"\nThe pages: http://127.0.0.1:{port}/events/{NAME}  (Ctrl-C stops them)", flush=True)
        os.execv(  # noqa: S606
            program,
            [program, "dashboard.app:app", "--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"],
        )


def _look_once() -> None:
    """The service would have looked every minute; here it is done once, so that the pages show the spikes."""
    import storage.events
    from config import clock
    from worker import house, watching

    database = house.database()
    with database.read() as session:
        event = storage.events.named(session, NAME)
        assert event is not None
        number = event.id or 0
    watching.watch(database, number, clock=clock.now)


def _fresh(folder: pathlib.Path) -> pathlib.Path:
    """The folder, empty. One that a demo did not make is left alone."""
    folder = folder.resolve()
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARK).exists():
            sys.exit(f"{folder} is there and was not made by a demo; give another with --folder.")
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("Made by `groundswell demo`; the next run empties this folder.\n")
    return folder


@contextlib.contextmanager
def _worker(folder: pathlib.Path) -> "Iterator[subprocess.Popen[bytes]]":
    from cli.supervisor import program

    command = [
        program("celery"),
        "-q",
        "-A",
        "worker.app",
        "worker",
        "--concurrency",
        "2",
        "--without-gossip",
        "--without-mingle",
        "--loglevel",
        "WARNING",
    ]
    with (folder / "worker.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)  # noqa: S603
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


class _Demo:
    """The steps, each asked of the worker and then watched in the database."""

    def __init__(self, bar: "Progress", processes: "dict[str, subprocess.Popen[bytes]]", folder: pathlib.Path) -> None:
        self.bar, self.processes, self.folder = bar, processes, folder

    def run(self) -> None:
        from config import clock
        from worker import house, revising

        files, earlier_files = self._make_world()
        database = house.database()
        earlier = revising.adopt(database, EARLIER, now=clock.now())
        change = revising.adopt(database, NAME, now=clock.now())
        self._import(database, earlier.event, earlier.file, earlier_files, EARLIER_COVERS)
        self._import(database, change.event, change.file, files, COVERS)
        self._find_copies(database)
        self._count(database, [earlier.event, change.event])
        self._digest(database, change.event)

    def _make_world(self) -> tuple[list[pathlib.Path], list[pathlib.Path]]:
        import importlib.resources

        from cli.demo_world import exports, world

        task = self.bar.add_task("Making a synthetic world", total=None, note="")
        (self.folder / "events").mkdir()
        for name in (NAME, EARLIER):
            text = importlib.resources.files("config").joinpath("events", f"{name}.toml").read_text(encoding="utf-8")
            (self.folder / "events" / f"{name}.toml").write_text(text, encoding="utf-8")
        made, earlier = world.make(), world.make_earlier()
        files = exports.write(made, self.folder / "exports")
        earlier_files = exports.write_earlier(earlier, self.folder / "exports")
        note = f"{len(made.posts) + len(earlier.posts):,} posts in {len(files) + len(earlier_files)} files"
        self.bar.update(task, total=1, completed=1, note=note)
        return files, earlier_files

    def _import(self, database: "Database", event: "Event", file: Any, paths: list[pathlib.Path], covers: str) -> None:
        """Files are taken in here; the worker reads them."""
        import storage.events
        from cli.files import covers_of
        from config import clock
        from worker import taking, tasks

        taken = [
            taking.take(
                database,
                event,
                file,
                storage.events.IMPORTED,
                path,
                covers=covers_of(file, covers),
                parts=1,
                now=clock.now(),
            )
            for path in paths
        ]
        numbers = [number for each in taken for number in each.files]
        task = self.bar.add_task("Reading and understanding", total=sum(path.stat().st_size for path in paths), note="")
        self._ring_parts(database, event, tasks)
        self._await(database, lambda session: self._is_read(session, event, numbers, task))
        self._join_threads(database, event, tasks)

    def _ring_parts(self, database: "Database", event: "Event", tasks: Any) -> bool:
        """Rings for the files that are to be read, those of thread roots first."""
        from worker import importing

        parts = importing.in_order(database, importing.unfinished(database, event))
        for part in parts:
            tasks.ring("read_part", part.id)
        return bool(parts)

    def _is_read(self, session: "Session", event: "Event", numbers: list[int], task: Any) -> bool:
        import storage.files

        parts = [part for number in numbers for part in storage.files.parts_of(session, number)]
        read, position = sum(part.read for part in parts), sum(part.position for part in parts if not part.pass_number)
        self.bar.update(task, completed=position, note=f"{read:,} posts")
        return not storage.files.unfinished_parts(session, event.id)

    def _join_threads(self, database: "Database", event: "Event", tasks: Any) -> None:
        import storage.files

        task = self.bar.add_task("Joining threads", total=1, note="")
        tasks.ring("queue_joins", event.id)
        self._await(database, lambda session: not storage.files.files_whose_roots_came(session, event.id or 0))
        self._ring_parts(database, event, tasks)
        self._await(database, lambda session: not storage.files.unfinished_parts(session, event.id))
        self.bar.update(task, completed=1)

    def _find_copies(self, database: "Database") -> None:
        import storage.echoes
        from worker import tasks

        task = self.bar.add_task("Finding copies", total=1, note="")
        tasks.ring("link")
        self._await(database, lambda session: not storage.echoes.is_due(session))
        self.bar.update(task, completed=1)

    def _count(self, database: "Database", events: "list[Event]") -> None:
        import storage.buckets
        from worker import tasks

        task = self.bar.add_task("Counting", total=1, note="")
        for event in events:
            tasks.ring("rebuild", event.id)
        numbers = [event.id or 0 for event in events]
        self._await(database, lambda session: not any(storage.buckets.is_dirty(session, each) for each in numbers))
        self.bar.update(task, completed=1)

    def _digest(self, database: "Database", event: "Event") -> None:
        import storage.digests
        from worker import tasks

        task = self.bar.add_task("Writing digests", total=len(DAYS), note="")
        for day in DAYS:
            tasks.ring("digest", event.id, day)

        def are_written(session: "Session") -> bool:
            written = len(storage.digests.days(session, event.id or 0))
            self.bar.update(task, completed=written)
            return written == len(DAYS)

        self._await(database, are_written)

    def _await(self, database: "Database", is_done: "Callable[[Session], bool]") -> None:
        """Looks into the database until a step is done. Stops at once when a process has died."""
        until = time.monotonic() + PATIENCE
        while True:
            with database.read() as session:
                if is_done(session):
                    return
            for name, process in self.processes.items():
                if process.poll() is not None:
                    raise Died(
                        f"{name} ended (code {process.returncode}); its last words are in {self.folder / 'worker.log'}"
                    )
            if time.monotonic() > until:
                raise Died(f"a step took longer than {PATIENCE:.0f} s; see {self.folder / 'worker.log'}")
            time.sleep(0.05)


def _print_result(folder: pathlib.Path, seconds: float) -> None:
    """Where the digest is, what spiked, and what to try next."""
    import datetime as dt

    import storage.events
    from config import clock
    from storage.buckets import day_bounds
    from worker import digesting, house, watching

    database = house.database()
    with database.read() as session:
        event = storage.events.named(session, NAME)
        assert event is not None
        file = storage.events.revision_of(session, event)
        session.expunge(event)
        start, _ = day_bounds(dt.date.fromisoformat(DAYS[0]), file.tz)
        _, end = day_bounds(dt.date.fromisoformat(DAYS[-1]), file.tz)
        spikes = watching.spikes(session, event.id or 0, file, start, end)
    out = folder / "digests"
    out.mkdir(exist_ok=True)
    for day in DAYS:
        made = digesting.digest(database, event, dt.date.fromisoformat(day), now=clock.now())
        (out / f"{NAME}-{day}.html").write_text(made.html, encoding="utf-8")
    print(f"\nDone in {seconds:.1f} s.\n\nThe digest of the day of the strike: {out / f'{NAME}-{DAYS[0]}.html'}")
    print("\nWhat spiked:")
    for platform, found in spikes.items():
        for spike in found:
            since, until = (moment.astimezone(file.tz) for moment in (spike.started_at, spike.ended_at))
            stretch = f"{since:%d %B %H:%M} to {until:%d %B %H:%M} Kyiv time"
            print(f"  {platform}, {stretch}: {spike.total:,.0f} posts, about {spike.expected:,.0f} expected")
    _print_alert(folder)
    home = command_words(folder)
    print("\nTry next:")
    print(f"  {home} series {NAME} --by hour --since 2025-04-18 --until 2025-04-19")
    print(f"  {home} posts {NAME} --theme 'the world must act' --limit 5")
    print(f"  {home} digest {NAME} --day 2025-04-19")
    print(f"  {home} compare {NAME}")
    print(f"  {home} alerts rehearse {NAME}")


def _print_alert(folder: pathlib.Path) -> None:
    """The alert that would have been sent while the strike was on: the live watch, with the clock of that morning, on
    a copy of the database that is thrown away."""
    import sqlite3
    import tempfile

    import storage.events
    from config import clock
    from storage.database import Database
    from worker import watching

    with tempfile.TemporaryDirectory(prefix="gs-") as name:
        copy = pathlib.Path(name, "copy.sqlite")
        with (
            contextlib.closing(sqlite3.connect(folder / "data" / "groundswell.sqlite")) as original,
            contextlib.closing(sqlite3.connect(copy)) as written,
        ):
            original.backup(written)
        database = Database(f"sqlite:///{copy}")
        with database.read() as session:
            event = storage.events.named(session, NAME)
            assert event is not None
            number = event.id or 0
        for at in ALERT_LOOKS:
            notices = watching.watch(database, number, clock=functools.partial(clock.instant, at, "the demo's clock"))
            if notices:
                print("\nWhat would have been on the phone that morning:")
                print("\n".join(f"  | {line}" for line in notices[0].phone.splitlines()))
                break
        database.close()


def command_words(folder: pathlib.Path) -> str:
    """How a command of this installation begins that works in the folder of a demo."""
    go = "groundswell" if shutil.which("groundswell") and "VIRTUAL_ENV" in os.environ else "python3 go.py"
    return f"GROUNDSWELL_HOME={_relative(folder)} {go}"


def _relative(folder: pathlib.Path) -> str:
    try:
        return str(folder.relative_to(pathlib.Path.cwd()))
    except ValueError:
        return str(folder)

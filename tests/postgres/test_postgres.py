"""PostgreSQL gives the same numbers as SQLite, bit for bit, and its migration is clean."""

import pathlib
import threading
from collections.abc import Callable
from typing import Any

import sqlmodel
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

import storage.events
import storage.leases
from storage.database import Database
from storage.quarantine import Wanted
from tests.counting import counted
from tests.making import comment, submission, tweet, write_lines
from worker import intake, retrying
from worker.intake import Watcher


def files(folder: pathlib.Path) -> list[pathlib.Path]:
    """Comments before their threads, copies, a deletion, X posts with context, a NUL and a broken line."""
    comments = [
        comment(n, f"How awful {n % 40} \x00 {'act now' if n % 3 else ''}", thread=f"thr{n % 4}", minutes=n * 7)
        for n in range(300)
    ]
    comments += [comment(7, "[deleted]", author="[deleted]"), '{"id": "cut']  # type: ignore[list-item]
    posts = [
        submission("thr1", "Kharkiv hit"),
        submission("thr2", "Харків’яни, тримайтесь"),
        submission("thr3", "Cats"),
    ]
    root = tweet(900, "Kharkiv tonight", minutes=-90)
    page = {
        "data": [tweet(n, f"Stay resilient, Kharkiv {n % 9}", minutes=n) for n in range(150)],
        "includes": {"tweets": [root]},
    }
    return [
        write_lines(folder / "rc.ndjson", comments),
        write_lines(folder / "rs.ndjson", posts),
        write_lines(folder / "x.jsonl", [page]),
    ]


def bring(database: Database, paths: list[pathlib.Path], now: Any) -> Any:
    return intake.bring_in(database, "strike", paths, covers=lambda _: None, clock=now, watcher=Watcher())


def test_series_are_equal_to_those_of_sqlite(
    database: Database, postgres: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path
) -> None:
    event_file()
    paths = files(tmp_path)
    one, other = bring(database, paths, now), bring(postgres, paths, now)
    assert one.reports == other.reports
    assert one.again == other.again
    assert counted(database) == counted(postgres)


def test_four_imports_at_once_give_what_one_gives(
    database: Database, postgres: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path
) -> None:
    event_file()
    paths = files(tmp_path)
    bring(database, paths, now)
    faults: list[BaseException] = []

    def work() -> None:
        try:
            bring(postgres, paths, now)
        except BaseException as fault:  # noqa: BLE001
            faults.append(fault)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert counted(database) == counted(postgres)


def test_the_migration_gives_the_tables_of_the_code(postgres: Database) -> None:
    with postgres.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, sqlmodel.SQLModel.metadata) == []


def test_deletions_and_retries_give_the_same_and_in_any_order(
    database: Database, postgres: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path
) -> None:
    event_file()
    paths = files(tmp_path)
    gone = write_lines(
        tmp_path / "gone.jsonl", [{"delete": {"tweet": {"id": tweet(n, "")["id"]}}} for n in range(0, 150, 7)]
    )
    bring(database, [*paths, gone], now)
    bring(postgres, [gone], now)
    bring(postgres, paths, now)
    for each in (database, postgres):
        with each.read() as session:
            event = storage.events.named(session, "strike")
            assert event is not None
            session.expunge_all()
        assert retrying.retry(each, event, Wanted(), clock=now, watcher=Watcher()).tried == 1
    assert counted(database) == counted(postgres)


def test_live_collection_gives_the_same_posts_and_coverage(
    postgres: Database, home: pathlib.Path, monkeypatch: Any, event_file: Callable[..., str]
) -> None:
    from tests.playing import played, stream, thread

    root = thread(1, -600)
    gone = stream(1, -20, -10, root, first=7)[0]
    things = [
        root,
        gone,
        *stream(250, -300, 100, root, first=100),
        *stream(20, -200, 50, thread(2, -500, "cats"), first=900),
    ]
    with played(postgres, home, monkeypatch, event_file, things) as play:
        play.run(200, tick=20)
        play.world.take_away(gone.name)
        play.run(4500, tick=300)
        play.rebuild()
        assert len(play.stored()) == 252
        assert play.one("select count(*) from sighting where held is not null") == 20
        assert tuple(play.one("select posts, removed from bucket where grain = 'day' and theme = ''")) == (251, 1)
        assert play.one("select count(*) from coverage where kind = 'watched'") == 1


def test_the_first_who_asks_for_a_lease_gets_it(postgres: Database, now: Any) -> None:
    with postgres.write() as session:
        assert storage.leases.take(session, "a", now=now()) == 1

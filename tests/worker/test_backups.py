"""A backup holds everything, comes back without what was forgotten since, and moves between databases."""

import json
import pathlib
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

import storage.events
import storage.leases
from config.faults import ConfigFault
from storage import copying
from storage.database import Database
from storage.schema import SchemaMismatch
from tests.counting import counted
from tests.making import STRIKE, comment, submission, tweet, write_lines
from worker import backups, digesting, forgetting, house, intake
from worker.intake import Watcher

CANARY = "zanzibarquux"
GONE = tweet(3, "Kharkiv tonight 3", minutes=3)


def nothing(_: str) -> None:
    pass


@pytest.fixture
def fill(event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path) -> Callable[[Database], Database]:
    event_file()
    comments = [comment(n, f"Kharkiv holds out {n % 7} \x00 {CANARY if n == 4 else ''}", minutes=n) for n in range(40)]
    paths = [
        write_lines(tmp_path / "in" / "rs.ndjson", [submission("thr1", "Kharkiv hit")]),
        write_lines(tmp_path / "in" / "rc.ndjson", [*comments, '{"id": "cut']),
        write_lines(
            tmp_path / "in" / "x.jsonl", [*(tweet(n, f"Kharkiv tonight {n}", minutes=n) for n in (1, 2)), GONE]
        ),
    ]

    def fill(database: Database) -> Database:
        intake.bring_in(database, "strike", paths, covers=lambda _: None, clock=now, watcher=Watcher())
        with database.read() as session:
            event = storage.events.named(session, "strike")
            session.expunge_all()
        assert event is not None
        digesting.digest(database, event, STRIKE.date(), now=now())
        return database

    return fill


@pytest.fixture(params=["database", "postgres"])
def filled(request: pytest.FixtureRequest, fill: Callable[[Database], Database]) -> Database:
    return fill(request.getfixturevalue(request.param))


def prints(database: Database) -> copying.Prints:
    with database.read() as session:
        return copying.prints(session, nothing)


def words(database: Database) -> str:
    with database.read() as session:
        return "\n".join(session.execute(sa.text("select text from post_text")).scalars())


def test_a_backup_brings_everything_back(filled: Database, now: Any, tmp_path: pathlib.Path) -> None:
    before, series = prints(filled), counted(filled)
    assert backups.backup(filled, tmp_path / "b.groundswell", nothing) == 44
    with filled.write() as session:
        session.execute(sa.text("delete from post_text"))
        session.execute(sa.text("delete from membership"))
    done = backups.restore(filled, tmp_path / "b.groundswell", clock=now, replace=True, progress=nothing)
    assert done.verified.holds
    assert (done.posts, done.emptied) == (44, 0)
    assert prints(filled) == before
    assert counted(filled) == series
    assert [path.name for path in tmp_path.rglob("*restoring*")] == []


def test_what_was_forgotten_or_deleted_since_does_not_come_back(
    filled: Database, now: Any, home: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    backups.backup(filled, tmp_path / "b.groundswell", nothing)
    with filled.read() as session:
        number = session.execute(sa.text("select id from post where native_id = 't1_c00004'")).scalar_one()
    forgetting.forget(filled, forgetting.post(number), clock=now, really=True)
    forgetting.forget(filled, forgetting.author("9001"), clock=now, really=True)
    notice = write_lines(tmp_path / "gone.jsonl", [{"delete": {"tweet": {"id": GONE["id"]}}}])
    intake.bring_in(filled, "strike", [notice], covers=lambda _: None, clock=now, watcher=Watcher())
    notice.unlink()
    before = counted(filled)
    done = backups.restore(filled, tmp_path / "b.groundswell", clock=now, replace=True, progress=nothing)
    assert done.verified.holds
    assert done.emptied == 3
    assert "Kharkiv tonight 1" not in words(filled)
    assert "Kharkiv tonight 3" not in words(filled)
    assert CANARY not in words(filled)
    assert counted(filled) == before
    (tmp_path / "b.groundswell").unlink()
    kept = [path for path in home.rglob("*") if path.is_file() and "in" not in path.parts]
    assert [path.name for path in kept if CANARY.encode() in path.read_bytes()] == []


def test_a_database_that_cannot_be_read_is_replaced_and_the_list_beside_it_replayed(
    database: Database, fill: Callable[[Database], Database], now: Any, tmp_path: pathlib.Path
) -> None:
    fill(database)
    backups.backup(database, tmp_path / "b.groundswell", nothing)
    forgetting.forget(database, forgetting.author("9001"), clock=now, really=True)
    database.close()
    pathlib.Path(database.url.removeprefix("sqlite:///")).write_bytes(b"not a database" * 1000)
    done = backups.restore(database, tmp_path / "b.groundswell", clock=now, replace=True, progress=nothing)
    assert (done.list_was_read, done.emptied) == (False, 1)
    assert done.verified.holds


@pytest.mark.parametrize("content", [b"", b"nonsense" * 1000])
def test_a_file_that_is_no_backup_changes_nothing(
    filled: Database, now: Any, tmp_path: pathlib.Path, content: bytes
) -> None:
    (tmp_path / "b").write_bytes(content)
    before = prints(filled)
    with pytest.raises(ConfigFault, match="no backup"):
        backups.restore(filled, tmp_path / "b", clock=now, replace=True, progress=nothing)
    assert prints(filled) == before


def test_a_backup_of_a_newer_version_is_refused(filled: Database, now: Any, tmp_path: pathlib.Path) -> None:
    backups.backup(filled, tmp_path / "b", nothing)
    newer = Database(f"sqlite:///{tmp_path / 'b'}")
    with newer.write() as session:
        session.execute(sa.text("update alembic_version set version_num = '9999'"))
    newer.close()
    with pytest.raises(SchemaMismatch, match="newer groundswell"):
        backups.restore(filled, tmp_path / "b", clock=now, replace=True, progress=nothing)


def test_nothing_is_replaced_unasked_or_while_the_service_runs(
    filled: Database, now: Any, tmp_path: pathlib.Path
) -> None:
    backups.backup(filled, tmp_path / "b", nothing)
    with pytest.raises(ConfigFault, match="--yes"):
        backups.restore(filled, tmp_path / "b", clock=now, replace=False, progress=nothing)
    with pytest.raises(ConfigFault, match="give a new name"):
        backups.backup(filled, tmp_path / "b", nothing)
    with filled.write() as session:
        storage.leases.mark(session, "tick", now=now())
    with pytest.raises(ConfigFault, match="service is running"):
        backups.restore(filled, tmp_path / "b", clock=now, replace=True, progress=nothing)


def test_a_move_to_postgresql_gives_the_same_rows_and_series_and_goes_on_numbering(
    database: Database, postgres: Database, fill: Callable[[Database], Database], now: Any, tmp_path: pathlib.Path
) -> None:
    fill(database)
    there = backups.move(database, postgres, clock=now, progress=nothing)
    assert there.holds
    assert prints(database) == prints(postgres)
    assert counted(database) == counted(postgres)
    later = write_lines(tmp_path / "later.jsonl", [tweet(8, "Kharkiv again", minutes=8)])
    for each in (database, postgres):
        intake.bring_in(each, "strike", [later], covers=lambda _: None, clock=now, watcher=Watcher())
    assert counted(database) == counted(postgres)
    with pytest.raises(ConfigFault, match="not empty"):
        backups.move(database, postgres, clock=now, progress=nothing)


def test_a_database_that_does_not_hold_is_not_moved(
    database: Database, postgres: Database, fill: Callable[[Database], Database], now: Any
) -> None:
    fill(database)
    with database.write() as session:
        session.execute(sa.text("update bucket set posts = posts + 1"))
    with pytest.raises(ConfigFault, match="does not hold"):
        backups.move(database, postgres, clock=now, progress=nothing)


def test_the_list_of_the_forgotten_has_no_names(
    database: Database, fill: Callable[[Database], Database], now: Any, home: pathlib.Path
) -> None:
    fill(database)
    forgetting.forget(database, forgetting.author("x:9001"), clock=now, really=True)
    rows = [json.loads(line) for line in (home / "data" / "forgotten.jsonl").read_text().splitlines()]
    assert {tuple(row) for row in rows} == {("kind", "key", "receipt", "at")}
    assert house.keys_of_authors()("x", "9001", None)[0] in {row["key"] for row in rows}

"""What `groundswell verify` finds, on SQLite and on PostgreSQL, and what it mends."""

import pathlib
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

import storage.audit
from storage.database import Database
from tests.making import comment, submission, tweet, write_lines
from worker import intake, verifying
from worker.intake import Watcher
from worker.verifying import Verified


@pytest.fixture(params=["database", "postgres"])
def filled(
    request: pytest.FixtureRequest, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path
) -> Database:
    """A database with posts of both platforms, copies, a deletion, and a record that could not be read."""
    database: Database = request.getfixturevalue(request.param)
    event_file()
    comments = [comment(n, f"How resilient {n % 9}", minutes=n * 11) for n in range(60)]
    posts = [tweet(n, f"Kharkiv, act now {n % 5}", minutes=n * 3) for n in range(40)]
    paths = [
        write_lines(tmp_path / "rs.ndjson", [submission("thr1", "Kharkiv hit")]),
        write_lines(tmp_path / "rc.ndjson", [*comments, '{"id": "cut']),
        write_lines(tmp_path / "x.jsonl", posts),
        write_lines(tmp_path / "gone.jsonl", [{"delete": {"tweet": {"id": posts[3]["id"]}}}]),
    ]
    intake.bring_in(database, "strike", paths, covers=lambda _: None, clock=now, watcher=Watcher())
    return database


def wrong(found: Verified) -> dict[str, int]:
    return {check.name: check.wrong for check in found.checks if check.wrong}


def change(database: Database, *statements: str) -> None:
    with database.write() as session:
        for statement in statements:
            session.execute(sa.text(statement))


def test_a_whole_database_holds(filled: Database, now: Any) -> None:
    found = verifying.verify(filled, clock=now, originals=True)
    assert wrong(found) == {}
    looked_at = {check.name: check.looked_at for check in found.checks}
    assert (looked_at["posts"], looked_at["deletions"], looked_at["files"], looked_at["originals"]) == (101, 1, 4, 4)
    assert looked_at["counts"] > 300


def test_a_wrong_a_lacking_and_a_stale_count_are_found_and_mended(filled: Database, now: Any) -> None:
    change(
        filled,
        "update bucket set posts = posts + 1 where grain = 'hour' and theme = ''",
        "delete from mood where grain = 'day'",
        "update bucket set start = start - 1440000 where grain = 'day'",
    )
    assert set(wrong(verifying.verify(filled, clock=now))) == {"counts"}
    mended = verifying.verify(filled, clock=now, repair=True)
    assert wrong(mended) == {}
    assert mended.mended != []


def test_what_waits_to_be_counted_is_not_called_wrong(filled: Database, now: Any) -> None:
    change(
        filled,
        "update bucket set posts = posts + 1",
        "insert into dirty_minute (event_id, minute) select event_id, start from bucket where grain = 'hour'",
    )
    found = verifying.verify(filled, clock=now)
    assert wrong(found) == {}
    assert found.checks[-1].waiting > 0


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("update post set native_id = '77' where id = (select max(id) from post)", "posts"),
        ("update post_text set text = 'other' where post_id = (select max(post_id) from post_text)", "posts"),
        ("delete from post_text where post_id = (select max(post_id) from post_text)", "posts"),
        ("update membership set minute = minute + 1 where post_id = (select max(id) from post)", "posts"),
        ("delete from post where id = (select max(id) from post)", "references"),
        ("update membership set why_not = 'bot' where post_id = (select max(id) from post)", "counting"),
        ("delete from score where post_id = (select max(post_id) from score)", "scores"),
        ("delete from origin where post_id = (select max(id) from post)", "files"),
        ("update file_part set read = read + 1", "files"),
        ("delete from coverage", "coverage"),
        ("update revision set content = '{}'", "settings"),
    ],
)
def test_each_thing_that_breaks_is_found(filled: Database, now: Any, statement: str, name: str) -> None:
    change(filled, statement)
    assert name in wrong(verifying.verify(filled, clock=now))


def test_remains_of_a_deleted_post_are_found_and_taken_away(filled: Database, now: Any) -> None:
    change(
        filled,
        "insert into post_text (post_id, text) select post_id, 'back again' from tombstone",
        "update post set author_key = 5 where id in (select post_id from tombstone)",
    )
    assert "deletions" in wrong(verifying.verify(filled, clock=now))
    assert wrong(verifying.verify(filled, clock=now, repair=True)) == {}


def test_a_file_that_was_changed_since_is_named(filled: Database, now: Any, tmp_path: pathlib.Path) -> None:
    (tmp_path / "x.jsonl").write_text("{}")
    (tmp_path / "rs.ndjson").unlink()
    found = verifying.verify(filled, clock=now, originals=True)
    (originals,) = [check for check in found.checks if check.name == "originals"]
    assert (originals.wrong, originals.waiting) == (1, 1)
    assert "x.jsonl was changed" in originals.examples[0]


def test_a_damaged_database_file_is_a_finding_not_an_error(database: Database, now: Any) -> None:
    path = pathlib.Path(database.url.removeprefix("sqlite:///"))
    change(database, "create table filler (text text)", *["insert into filler values (randomblob(3000))"] * 50)
    database.close()  # the last to close it writes all into one file
    damaged = bytearray(path.read_bytes())
    damaged[-40_000:-20_000] = bytes(20_000)
    path.write_bytes(damaged)
    assert "pages" in {check.name for check in verifying.verify(database, clock=now).checks if check.wrong}


def test_an_altered_line_of_the_log_of_changes_is_found(database: Database, now: Any) -> None:
    with database.write() as session:
        for what in ("one", "two"):
            storage.audit.add(session, "demo", what, {}, now=now())
    change(database, "update audit_line set who = 'other' where what = 'one'")
    assert wrong(verifying.verify(database, clock=now)) == {"audit": 1}

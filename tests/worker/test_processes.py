"""Real processes: two that import the same file at once, and one that is killed in the middle."""

import pathlib
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from storage.database import Database
from tests.counting import counted
from tests.making import comment, write_lines
from tests.worker.test_importing import _empty, adds_up
from tests.worker.test_merging import stored
from worker import intake, verifying
from worker.intake import Report, Watcher

NOW = "2025-04-21T06:00:00+00:00"


@pytest.fixture
def posts(tmp_path: pathlib.Path) -> pathlib.Path:
    records = [comment(n, f"Kharkiv is resilient {n % 900}", minutes=n / 15) for n in range(3_000)]
    return write_lines(tmp_path / "a.ndjson", [*records, "{broken"])


def start(*words: object) -> subprocess.Popen[bytes]:
    """The command in a process of its own, in the home of the test."""
    command = [sys.executable, "-m", "cli", "--now", NOW, *map(str, words)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def whole(database: Database, path: pathlib.Path, now: Any) -> tuple[Report, Any, Any]:
    done = intake.bring_in(database, "strike", [path], covers=lambda _: None, clock=now, watcher=Watcher())
    return done.reports[0], stored(database), counted(database)


def test_two_processes_that_import_one_file_at_once_import_it_once(
    database: Database, event_file: Callable[..., str], now: Any, posts: pathlib.Path
) -> None:
    event_file()
    both = [start("import", "strike", posts) for _ in range(2)]
    assert [process.communicate()[1] for process in both] == [b"", b""]
    assert [process.returncode for process in both] == [0, 0]
    with database.read() as session:
        read = session.execute(sa.text("select sum(read), sum(imported), sum(quarantined) from file_part")).one()
    assert tuple(read) == (3_001, 3_000, 1)
    at_once = stored(database), counted(database)
    _empty(database)
    _, *alone = whole(database, posts, now)
    assert tuple(alone) == at_once


def test_an_import_that_is_killed_goes_on_where_it_was(
    database: Database, event_file: Callable[..., str], now: Any, posts: pathlib.Path
) -> None:
    event_file()
    process = start("import", "strike", posts)
    read = 0
    while not read and process.poll() is None:
        time.sleep(0.02)
        with database.read() as session:
            read = session.execute(sa.text("select coalesce(sum(read), 0) from file_part")).scalar_one()
    process.send_signal(signal.SIGKILL)
    process.communicate()
    report, *resumed = whole(database, posts, now)
    assert adds_up(report)
    assert (report.imported, report.quarantined) == (3_000, 1)
    assert verifying.verify(database, clock=now).holds
    _empty(database)
    _, *alone = whole(database, posts, now)
    assert resumed == alone

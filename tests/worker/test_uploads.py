"""Uploaded originals go when their days are over; their hashes stay."""

import datetime as dt
import os
import pathlib
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from config.settings import settings
from storage.database import Database
from tests.conftest import EVENT, NOW
from tests.making import comment, write_lines
from worker import expiring, intake
from worker.intake import Watcher


@pytest.fixture
def uploaded(database: Database, event_file: Callable[..., str]) -> pathlib.Path:
    """An upload that was taken, as the pages keep it."""
    event_file(EVENT + "\n[retention]\nuploads_days = 7\n")
    folder = settings().data / "uploads" / "strike" / ("a" * 16)
    path = write_lines(folder / "c.ndjson", [comment(n, "Kharkiv stands") for n in range(3)])
    intake.bring_in(database, "strike", [path], covers=lambda _: None, clock=lambda: NOW, watcher=Watcher())
    return path


def after(days: float) -> Callable[[], dt.datetime]:
    return lambda: NOW + dt.timedelta(days=days)


def test_an_upload_goes_after_its_days_and_its_hash_stays(database: Database, uploaded: pathlib.Path) -> None:
    assert expiring.let_go(database, clock=after(6.9)).uploads == 0
    assert uploaded.exists()
    assert expiring.let_go(database, clock=after(7.1)).uploads == 1
    assert not uploaded.parent.exists()
    with database.read() as session:
        assert len(session.execute(sa.text("select sha256 from file")).scalar_one()) == 64
    assert expiring.let_go(database, clock=after(8)).uploads == 0


def test_an_upload_that_is_being_read_stays(database: Database, uploaded: pathlib.Path) -> None:
    with database.write() as session:
        session.execute(sa.text("update file set state = 'reading', done_at = null"))
    assert expiring.let_go(database, clock=after(30)).uploads == 0
    assert uploaded.exists()


def test_an_upload_that_nobody_took_goes_too_and_a_file_of_the_users_never(
    database: Database, uploaded: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    own = write_lines(tmp_path / "own" / "x.ndjson", [comment(9, "Kharkiv")])
    intake.bring_in(database, "strike", [own], covers=lambda _: None, clock=lambda: NOW, watcher=Watcher())
    left = settings().data / "uploads" / "strike" / ("b" * 16)
    write_lines(left / "d.ndjson", [comment(5, "Kharkiv")])
    os.utime(left, (NOW.timestamp(), NOW.timestamp()))
    (settings().data / "uploads" / "strike" / "link").symlink_to(own.parent)
    assert expiring.let_go(database, clock=after(7.1)).uploads == 2
    assert own.exists()
    assert not left.exists()


def test_an_event_keeps_its_revision_when_the_days_are_the_usual_ones() -> None:
    from config import event_file
    from worker import house

    plain = event_file.check(EVENT, "strike", house.registers())
    same = event_file.check(EVENT + "\n[retention]\nuploads_days = 180\n", "strike", house.registers())
    other = event_file.check("happened_within = 5\n" + EVENT, "strike", house.registers())
    assert "uploads_days" not in plain.model_dump_json()
    assert "happened_within" not in plain.model_dump_json()
    assert plain.revision == same.revision != other.revision

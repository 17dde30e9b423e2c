"""What an edit of the event file does: all of it or nothing, and it reaches back."""

import pathlib
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

import storage.events
from config.faults import EventFault
from storage.database import Database
from tests.conftest import EVENT
from tests.counting import counted
from tests.making import comment, submission, write_lines
from worker import intake, revising
from worker.intake import Brought, Watcher

Bring = Callable[..., Brought]
ODESA = EVENT.replace('["kharkiv", "харків*"]', '["kharkiv", "харків*", "odesa"]')


@pytest.fixture
def bring(database: Database, now: Any) -> Bring:
    def bring(*paths: pathlib.Path) -> Brought:
        return intake.bring_in(database, "strike", paths, covers=lambda _: None, clock=now, watcher=Watcher())

    return bring


@pytest.fixture
def file(tmp_path: pathlib.Path) -> pathlib.Path:
    """Comments about two cities, and a thread about the second."""
    records = [
        comment(1, "Kharkiv, act now"),
        comment(2, "Odesa too", minutes=11),
        comment(3, "so sad", thread="odt", minutes=12),
    ]
    return write_lines(tmp_path / "posts.ndjson", [*records, submission("odt", "Odesa under fire")])


def total(database: Database, column: str = "posts", theme: str = "") -> int:
    with database.read() as session:
        query = sa.text(
            f"select coalesce(sum({column}), 0) from bucket where grain = 'day' and theme = :theme and voice = ''"
        )
        return int(session.execute(query, {"theme": theme}).scalar_one())


def test_a_wider_keyword_reads_known_files_again(
    bring: Bring, database: Database, event_file: Callable[..., str], file: pathlib.Path
) -> None:
    event_file()
    bring(file)
    assert total(database) == 1
    event_file(ODESA)
    other = write_lines(file.parent / "other.ndjson", [comment(50, "nothing")])
    done = bring(other)
    assert done.change.words == ("keywords changed",)
    assert [(report.imported, report.skipped) for report in done.again] == [(3, {})]
    assert total(database) == 4


def test_the_series_after_widening_is_that_of_an_import_with_the_wide_file(
    bring: Bring, database: Database, event_file: Callable[..., str], file: pathlib.Path
) -> None:
    event_file(ODESA)
    bring(file)
    wide = counted(database)
    with database.write() as session:
        import sqlmodel

        for table in reversed(sqlmodel.SQLModel.metadata.sorted_tables):
            session.execute(sa.delete(table))
    event_file()
    bring(file)
    event_file(ODESA)
    bring(file)
    assert counted(database) == wide


def test_a_file_that_is_gone_is_named_and_costs_nothing_else(
    bring: Bring, database: Database, event_file: Callable[..., str], file: pathlib.Path
) -> None:
    event_file()
    bring(file)
    file.unlink()
    event_file(ODESA)
    done = bring(write_lines(file.parent / "new.ndjson", [comment(60, "Odesa again")]))
    (gone,) = done.again
    assert "no longer where it was" in (gone.error or "")
    assert total(database) == 2


def test_a_narrower_keyword_takes_posts_out_of_the_counts(
    bring: Bring, database: Database, event_file: Callable[..., str], file: pathlib.Path
) -> None:
    event_file(ODESA)
    bring(file)
    event_file()
    bring(file)
    assert total(database) == 1


def test_a_changed_theme_is_matched_in_posts_that_are_here_though_their_file_is_gone(
    bring: Bring, database: Database, event_file: Callable[..., str], file: pathlib.Path
) -> None:
    event_file()
    bring(file)
    file.unlink()
    event_file(EVENT + '[themes."new one"]\nen = ["kharkiv"]\n')
    bring()
    assert total(database, theme="new one") == 1
    assert total(database, theme="the world must act") == 1


def test_an_invalid_edit_changes_nothing_and_is_kept_as_a_fault(
    bring: Bring, database: Database, event_file: Callable[..., str], file: pathlib.Path, now: Any
) -> None:
    event_file()
    bring(file)
    event_file(EVENT.replace('zone = "Europe/Kyiv"', 'zone = "Kyiv"'))
    with pytest.raises(EventFault) as caught:
        revising.adopt(database, "strike", now=now())
    assert any("zone (line 3)" in fault for fault in caught.value.faults)
    with database.read() as session:
        event = storage.events.named(session, "strike")
        assert event is not None
        assert "zone" in event.file_fault
        assert storage.events.revision_of(session, event).zone == "Europe/Kyiv"


def test_every_revision_is_kept(
    bring: Bring, database: Database, event_file: Callable[..., str], file: pathlib.Path
) -> None:
    for text in (EVENT, ODESA, EVENT):
        event_file(text)
        bring(file)
    with database.read() as session:
        assert session.execute(sa.text("select count(*) from revision")).scalar() == 2


def test_a_post_whose_words_are_gone_stays_by_what_they_said(
    bring: Bring, database: Database, event_file: Callable[..., str], file: pathlib.Path
) -> None:
    event_file()
    bring(file)
    with database.write() as session:
        session.execute(sa.text("delete from post_text"))
    event_file(ODESA)
    bring(file)
    assert total(database) == 4

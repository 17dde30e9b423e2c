"""What a user would notice of an import: that counts add up, nothing is lost, and nothing depends on the order."""

import pathlib
import random
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
import sqlmodel

import storage.events
from storage.database import Database
from tests.counting import counted
from tests.making import at, comment, submission, tweet, write_lines, x_id
from worker import crew, importing, intake, keeping, rebuilding
from worker.intake import Report, Watcher

Bring = Callable[..., list[Report]]


@pytest.fixture
def bring(database: Database, event_file: Callable[..., str], now: Any) -> Bring:
    """Imports files into the event and returns the reports."""
    event_file()

    def bring(*paths: pathlib.Path, covers: Any = None) -> list[Report]:
        stated = (lambda _: covers) if covers else (lambda _: None)
        done = intake.bring_in(database, "strike", paths, covers=stated, clock=now, watcher=Watcher())
        return [*done.reports, *done.again]

    return bring


def adds_up(report: Report) -> bool:
    assert report.read is not None
    parts = (report.imported, report.updated, report.duplicate, report.quarantined, *report.skipped.values())
    return report.read == sum(part or 0 for part in parts)


def thread_of(tmp_path: pathlib.Path) -> tuple[pathlib.Path, pathlib.Path]:
    """Comments of two threads, one about the city and one not, and the submissions."""
    comments = [comment(n, f"So sad, reply {n}", thread="thr1" if n % 2 else "thr2", minutes=n) for n in range(20)]
    posts = [submission("thr1", "Missiles hit Kharkiv"), submission("thr2", "Cat of the day")]
    return write_lines(tmp_path / "rc.ndjson", comments), write_lines(tmp_path / "rs.ndjson", posts)


def test_counts_of_a_file_add_up(bring: Bring, tmp_path: pathlib.Path) -> None:
    good = [comment(n, f"Kharkiv stands {n}") for n in range(5)]
    path = write_lines(tmp_path / "a.ndjson", [*good, good[0], comment(9, "nothing to do with it"), '{"id": "c1", "bo'])
    (report,) = bring(path)
    assert adds_up(report)
    assert (report.read, report.imported, report.duplicate, report.quarantined) == (8, 5, 1, 1)
    assert report.skipped == {"off topic": 1}


def test_the_same_file_again_brings_nothing_new(bring: Bring, tmp_path: pathlib.Path) -> None:
    path = write_lines(tmp_path / "a.ndjson", [comment(1, "Kharkiv"), comment(2, "tea"), "{broken"])
    bring(path)
    (again,) = bring(path)
    assert (again.imported, again.updated, again.quarantined) == (0, 0, 0)
    assert (again.duplicate or 0) + sum(again.skipped.values()) == again.read == 3
    assert "already imported" in again.warnings


def test_a_renamed_file_is_known_by_its_content(bring: Bring, tmp_path: pathlib.Path) -> None:
    path = write_lines(tmp_path / "a.ndjson", [comment(1, "Kharkiv")])
    bring(path)
    (again,) = bring(path.rename(tmp_path / "b.json"))
    assert (again.imported, again.duplicate) == (0, 1)


def test_comments_join_by_a_thread_that_comes_later(bring: Bring, database: Database, tmp_path: pathlib.Path) -> None:
    comments, posts = thread_of(tmp_path)
    (first,) = bring(comments)
    assert (first.imported, first.skipped) == (0, {"off topic": 20})
    _, again = bring(posts)
    assert (again.imported, again.skipped) == (10, {"off topic": 10})
    assert adds_up(again)


def test_order_of_files_does_not_change_the_series(
    bring: Bring, database: Database, tmp_path: pathlib.Path, migrated: pathlib.Path
) -> None:
    comments, posts = thread_of(tmp_path)
    bring(comments)
    bring(posts)
    one_order = counted(database)
    _empty(database)
    bring(posts, comments)
    assert counted(database) == one_order


def test_an_interrupted_import_goes_on_and_gives_the_same_series(
    bring: Bring, database: Database, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 7)
    records = [comment(n, f"Kharkiv is resilient {n % 13}", minutes=n / 3) for n in range(100)]
    path = write_lines(tmp_path / "a.ndjson", records)
    bring(path)
    whole = counted(database)
    _empty(database)
    chance = random.Random(5)
    for _ in range(60):
        monkeypatch.setattr(keeping, "_advance", _failing(keeping._advance, chance))
        try:
            (report,) = bring(path)
        except Interrupted:
            continue
        finally:
            monkeypatch.undo()
            monkeypatch.setattr(importing, "BATCH", 7)
        break
    assert adds_up(report)
    assert report.read == 100
    assert counted(database) == whole


def test_a_file_that_is_cut_gives_what_stood_before_the_cut(bring: Bring, tmp_path: pathlib.Path) -> None:
    import gzip

    path = write_lines(tmp_path / "a.ndjson", [comment(n, f"Kharkiv {n} " + "x" * 50) for n in range(2000)])
    packed = gzip.compress(path.read_bytes())
    (tmp_path / "a.gz").write_bytes(packed[: len(packed) // 2])
    (report,) = bring(tmp_path / "a.gz")
    assert 0 < (report.imported or 0) < 2000
    assert adds_up(report)
    assert any("ends too early" in warning for warning in report.warnings)


def test_a_file_that_is_no_posts_is_refused_by_name_and_the_others_are_taken(
    bring: Bring, tmp_path: pathlib.Path
) -> None:
    page = tmp_path / "login.json"
    page.write_text("<!doctype html><title>Log in</title>")
    good = write_lines(tmp_path / "a.ndjson", [comment(1, "Kharkiv")])
    refused, taken = bring(page, good)
    assert "web page" in (refused.error or "")
    assert taken.imported == 1


def test_members_of_a_zip_are_reported_each(bring: Bring, tmp_path: pathlib.Path) -> None:
    import zipfile

    good = write_lines(tmp_path / "a.ndjson", [comment(1, "Kharkiv")])
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(good, "in/a.ndjson")
        archive.writestr("readme.txt", "hello, no posts here")
    reports = bring(tmp_path / "all.zip")
    assert [report.member for report in reports] == ["in/a.ndjson", "readme.txt"]
    assert reports[0].imported == 1
    assert reports[1].error


def test_newer_counts_update_a_post_and_older_ones_do_not(
    bring: Bring, database: Database, tmp_path: pathlib.Path
) -> None:
    old, new = (
        comment(1, "Kharkiv", score=3, retrieved_on=1745000000),
        comment(1, "Kharkiv", score=90, retrieved_on=1746000000),
    )
    first = write_lines(tmp_path / "new.ndjson", [new])
    second = write_lines(tmp_path / "old.ndjson", [old])
    bring(first)
    (report,) = bring(second)
    assert (report.updated, report.duplicate) == (0, 1)
    with database.read() as session:
        assert session.execute(sa.text("select likes from post")).scalar() == 90


def test_a_comment_deleted_in_a_later_archive_loses_its_text_and_its_count(
    bring: Bring, database: Database, tmp_path: pathlib.Path
) -> None:
    bring(write_lines(tmp_path / "a.ndjson", [comment(1, "Kharkiv forever"), comment(2, "Kharkiv too", minutes=11)]))
    bring(write_lines(tmp_path / "b.ndjson", [comment(1, "[deleted]", author="[deleted]")]))
    with database.read() as session:
        texts = session.execute(sa.text("select text from post_text")).scalars().all()
        day = session.execute(
            sa.text("select posts, removed from bucket where grain = 'day' and theme = '' and voice = ''")
        ).one()
    assert texts == ["Kharkiv too"]
    assert tuple(day) == (1, 1)


def test_context_posts_of_a_page_are_not_counted_but_carry_their_replies(
    bring: Bring, database: Database, tmp_path: pathlib.Path
) -> None:
    root = tweet(1, "Kharkiv was hit tonight", minutes=-600)
    reply = tweet(
        2,
        "Terrible news, may they be safe",
        conversation_id=root["id"],
        referenced_tweets=[{"type": "replied_to", "id": root["id"]}],
    )
    page = {"data": [reply], "includes": {"tweets": [root]}, "meta": {}}
    (report,) = bring(write_lines(tmp_path / "x.jsonl", [page]))
    assert (report.read, report.imported) == (1, 1)
    with database.read() as session:
        assert session.execute(sa.text("select count(*) from membership where counts")).scalar() == 1


def test_x_times_come_from_the_id_whatever_the_file_says(
    bring: Bring, database: Database, tmp_path: pathlib.Path
) -> None:
    rows = "".join(f"{x_id(at(n), n)};2025-04-18 0{n % 10}:00:00;Kharkiv text number {n}\n" for n in range(5))
    path = tmp_path / "x.csv"
    path.write_text("id;created_at;text\n" + rows)
    (report,) = bring(path)
    assert report.imported == 5
    assert report.first_at == at(0).isoformat()
    assert report.last_at == at(4).isoformat()


def test_a_stated_stretch_has_zeros_and_an_observed_one_has_not(
    bring: Bring, database: Database, tmp_path: pathlib.Path
) -> None:
    records = [comment(1, "Kharkiv", minutes=0), comment(2, "Kharkiv", minutes=240)]
    bring(write_lines(tmp_path / "a.ndjson", records))
    assert any(row[2] is None for row in counted(database))
    bring(tmp_path / "a.ndjson", covers=(at(-60), at(300)))
    hours = [row for row in counted(database) if (row[1] - row[0]).total_seconds() == 3600]
    assert all(row[2] is not None for row in hours if row[4] == 1.0)


class Interrupted(Exception):
    """Stands for the process being killed inside a transaction."""


def _failing(step: Callable[..., None], chance: random.Random) -> Callable[..., None]:
    def fail_sometimes(*arguments: Any) -> None:
        step(*arguments)
        if chance.random() < 0.3:
            raise Interrupted

    return fail_sometimes


def _empty(database: Database) -> None:
    with database.write() as session:
        for table in reversed(sqlmodel.SQLModel.metadata.sorted_tables):
            session.execute(sa.delete(table))


def test_rebuilding_again_changes_nothing(bring: Bring, database: Database, tmp_path: pathlib.Path, now: Any) -> None:
    bring(*thread_of(tmp_path))
    before = counted(database)
    with database.write() as session:
        event = storage.events.named(session, "strike")
        assert event is not None
        storage.events.mark_all_dirty(session, event.id or 0)
        number = event.id or 0
    rebuilding.rebuild(database, number, clock=now)
    assert counted(database) == before


def test_several_processes_give_what_one_gives(
    bring: Bring, database: Database, tmp_path: pathlib.Path, event_file: Callable[..., str], now: Any, monkeypatch: Any
) -> None:
    """Parts of one file read at the same time: same counts, same series, and threads join as ever."""
    posts = [submission(f"thr{n}", "Missiles hit Kharkiv" if n % 2 else "Cat of the day", minutes=n) for n in range(9)]
    comments = [comment(n, f"So sad {n}", thread=f"thr{n % 9}", minutes=n % 300) for n in range(400)]
    path = write_lines(tmp_path / "r.ndjson", [*comments, *posts, "{broken"])
    (alone,) = bring(path)
    event_file(name="twin")
    monkeypatch.setattr(crew, "WORTH_IT", 0)
    done = intake.bring_in(database, "twin", [path], covers=lambda _: None, clock=now, watcher=Watcher(), processes=2)
    assert done.reports == [alone]
    assert counted(database, "twin") == counted(database)

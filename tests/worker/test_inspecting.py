"""What `groundswell inspect` tells of a file before anything is stored."""

import json
import pathlib
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

import storage.events
from config.settings import settings
from storage.database import Database
from tests.making import at, comment, submission, tweet, write_lines, x_id
from worker import inspecting, intake, revising
from worker.inspecting import Against, Inspected
from worker.intake import Watcher


def look(path: pathlib.Path, against: Against | None = None, **more: Any) -> Inspected:
    (found,) = inspecting.inspect([path], against, **more)
    return found


def test_a_file_is_told_with_its_posts_times_and_the_next_best_reading(tmp_path: pathlib.Path) -> None:
    posts = [tweet(n, f"@someone Kharkiv tonight, number {n}", minutes=n) for n in range(5)]
    found = look(write_lines(tmp_path / "a.csv", [*posts, posts[0], "{broken"]))
    assert (found.error, found.reader, found.sure, found.records, found.exact) == (None, "x api v2", 0.95, 7, True)
    assert found.others[0]["reader"] == "by meaning"
    assert (found.contents["first_at"], found.contents["last_at"]) == (at(0).isoformat(), at(4).isoformat())
    assert [each["text"] for each in found.contents["first_posts"]] == [
        f"@… Kharkiv tonight, number {n}" for n in range(3)
    ]
    assert (found.contents["texts"], found.contents["different_texts"], found.contents["repeated"]) == (6, 5, 2)
    assert list(found.contents["unreadable"].values()) == [1]
    assert found.contents["languages"] == {"en": 6}


def test_hostile_text_is_shown_as_what_it_is(tmp_path: pathlib.Path) -> None:
    found = look(write_lines(tmp_path / "a", [tweet(1, "Kharkiv \u202egnp.exe\x1b[31m \u200b\n\n" + "x" * 500)]))
    (post,) = found.contents["first_posts"]
    assert "⟨RLO⟩" in post["text"]
    assert "\x1b" not in post["text"] + json.dumps(found.as_json(), ensure_ascii=False)
    assert len(post["text"]) <= 160


def test_a_clock_that_lies_is_found(tmp_path: pathlib.Path) -> None:
    rows = "".join(f"{x_id(at(n), n)};{at(n + 120):%Y-%m-%dT%H:%M:%SZ};Kharkiv, number {n}\n" for n in range(5))
    path = tmp_path / "a.csv"
    path.write_text("id;created_at;text\n" + rows)
    found = look(path)
    clock = found.contents["clock"]
    assert (clock["compared"], clock["agrees"]) == (5, False)
    assert abs(clock["off_by_seconds"] - 7200) < 2
    assert (found.delimiter, found.header) == (";", ["id", "created_at", "text"])


def test_damaged_ids_cut_texts_and_context_are_counted(tmp_path: pathlib.Path) -> None:
    rows = "".join(f"{int(x_id(at(n), n)) // 256 * 256},Kharkiv number {n} …\n" for n in range(40))
    path = tmp_path / "a.csv"
    path.write_text("id,text\n" + rows)
    found = look(path)
    assert found.contents["ids_damaged"]
    assert found.contents["cut_texts"] == 40
    page = {"data": [tweet(1, "a")], "includes": {"tweets": [tweet(2, "b")]}}
    assert look(write_lines(tmp_path / "b", [page])).contents["context"] == 1


def test_a_big_file_is_estimated_from_its_beginning_and_says_so(tmp_path: pathlib.Path) -> None:
    path = write_lines(tmp_path / "a", [comment(n, f"Kharkiv {n} " + "x" * 3000) for n in range(5000)])
    ticks = iter(range(1_000_000))
    found = look(path, seconds=5.0, timer=lambda: float(next(ticks)))
    assert not found.exact
    assert found.looked_at < 2500
    assert found.records == pytest.approx(5000, rel=0.5)


def test_a_refused_file_gets_the_header_the_nearest_format_and_a_mapping_file(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("wann,was\nheute,etwas ist geschehen\n")
    found = look(path)
    assert "no posts were recognised" in (found.error or "")
    assert found.header == ["wann", "was"]
    assert '"wann"' in (found.map or "")
    assert any("--write-map" in words for words in found.advice)


def test_every_member_of_an_archive_is_told(tmp_path: pathlib.Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.json", json.dumps(tweet(1, "Kharkiv")))
        archive.writestr("readme.txt", "hello")
    first, second = inspecting.inspect([tmp_path / "a.zip"], None)
    assert (first.member, first.packing, first.error) == ("a.json", "zip", None)
    assert second.error


@pytest.mark.parametrize("content", [b"", b"<html>", b"\x28\xb5\x2f\xfd", b"PK\x03\x04", b"\x1f\x8b", b"\xff" * 99])
def test_what_cannot_be_read_is_told_in_words(tmp_path: pathlib.Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    assert look(tmp_path / "a").error
    assert look(tmp_path / "none").error == "there is no such file"


@pytest.fixture
def against(database: Database, event_file: Callable[..., str], now: Any) -> Callable[[], Against]:
    event_file()

    def opened() -> Against:
        with database.read() as session:
            event = storage.events.named(session, "strike")
        return Against(revising.load("strike"), database, event.id if event else None)

    return opened


def test_matches_are_counted_by_keyword_and_by_thread(against: Any, tmp_path: pathlib.Path) -> None:
    posts = [submission("thr1", "Kharkiv was hit"), *(comment(n, "so sad", thread=f"thr{n % 2}") for n in range(10))]
    found = look(write_lines(tmp_path / "a", posts), against())
    assert (found.contents["keyword"], found.contents["thread"], found.known) == (1, 5, None)


def test_threads_of_the_event_and_files_imported_already_are_known(
    against: Any, database: Database, tmp_path: pathlib.Path, now: Any
) -> None:
    roots = write_lines(tmp_path / "rs", [submission("thr1", "Kharkiv was hit")])
    intake.bring_in(database, "strike", [roots], covers=lambda _: None, clock=now, watcher=Watcher())
    found = look(write_lines(tmp_path / "rc", [comment(n, "so sad", thread="thr1") for n in range(4)]), against())
    assert (found.contents["keyword"], found.contents["thread"], found.known) == (0, 4, False)
    assert look(roots, against()).known is True


def test_nothing_is_stored(against: Any, database: Database, tmp_path: pathlib.Path) -> None:
    look(write_lines(tmp_path / "a", [tweet(1, "Kharkiv")]), against())
    with database.read() as session:
        for table in ("event", "file", "post"):
            assert session.execute(sa.text(f"select count(*) from {table}")).scalar() == 0


def test_the_search_and_the_choice_of_the_platform_are_told(tmp_path: pathlib.Path) -> None:
    page = {"data": [tweet(1, "a")], "__twarc": {"url": "https://x.com/search?q=kharkiv&src=typed_query"}}
    found = look(write_lines(tmp_path / "a", [page]))
    assert (found.query, found.sort) == ("kharkiv", "top")
    assert any("says nothing of how much" in words for words in found.advice)
    assert not any("--covers" in words for words in found.advice)
    assert settings().home != tmp_path

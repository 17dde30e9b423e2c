"""A watched folder: files are taken once they stop growing, each once."""

import datetime as dt
import os
import pathlib

import pytest

from collectors import folder

NOW = dt.datetime(2025, 4, 21, tzinfo=dt.UTC)


def put(path: pathlib.Path, content: str = "x", age: float = 60) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content)
    os.utime(path, (NOW.timestamp() - age, NOW.timestamp() - age))


def test_a_file_is_taken_at_the_second_look_and_only_once(tmp_path: pathlib.Path) -> None:
    put(tmp_path / "a.json")
    first = folder.look(tmp_path, {}, settle=5, now=NOW)
    second = folder.look(tmp_path, first.sizes, settle=5, now=NOW)
    third = folder.look(tmp_path, second.sizes, settle=5, now=NOW)
    assert [len(each.settled) for each in (first, second, third)] == [0, 1, 0]


def test_a_file_that_grows_waits_and_one_that_grew_is_taken_again(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a.json"
    put(path)
    sizes = folder.look(tmp_path, {}, settle=5, now=NOW).sizes
    put(path, "xx", age=50)
    look = folder.look(tmp_path, sizes, settle=5, now=NOW)
    assert look.settled == []
    taken = folder.look(tmp_path, look.sizes, settle=5, now=NOW)
    assert taken.settled == [path]
    put(path, "xxx", age=40)
    grown = folder.look(tmp_path, taken.sizes, settle=5, now=NOW)
    assert folder.look(tmp_path, grown.sizes, settle=5, now=NOW).settled == [path]


def test_a_file_that_was_written_a_moment_ago_waits(tmp_path: pathlib.Path) -> None:
    put(tmp_path / "a.json", age=1)
    sizes = folder.look(tmp_path, {}, settle=5, now=NOW).sizes
    assert folder.look(tmp_path, sizes, settle=5, now=NOW).settled == []


@pytest.mark.parametrize("name", [".hidden", "a.part", "b.crdownload", "c.tmp", ".git/x", "d/.DS_Store"])
def test_hidden_and_unfinished_files_are_left_alone(tmp_path: pathlib.Path, name: str) -> None:
    put(tmp_path / name)
    assert folder.files_below(tmp_path) == []


def test_links_out_of_the_folder_are_not_followed(tmp_path: pathlib.Path) -> None:
    put(tmp_path / "outside.json")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "link.json").symlink_to(tmp_path / "outside.json")
    assert folder.files_below(tmp_path / "in") == []


def test_folders_are_gone_through_in_name_order(tmp_path: pathlib.Path) -> None:
    for name in ("b.json", "a/z.json", "a/b.json"):
        put(tmp_path / name)
    assert [str(path.relative_to(tmp_path)) for path in folder.files_below(tmp_path)] == [
        "a/b.json",
        "a/z.json",
        "b.json",
    ]


def test_a_missing_folder_has_no_files(tmp_path: pathlib.Path) -> None:
    assert folder.look(tmp_path / "none", {}, settle=5, now=NOW).settled == []

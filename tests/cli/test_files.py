"""The commands that tell of files, as a user types them."""

import json
import pathlib
from collections.abc import Callable

import pytest
from typer.testing import CliRunner, Result

from cli.main import app
from storage.database import Database
from tests.making import comment, tweet, write_lines
from worker import house


@pytest.fixture
def type_(
    database: Database, event_file: Callable[..., str], fixed_clock: None, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Result]:
    event_file()
    monkeypatch.setattr(house, "database", lambda: database)

    def type_(*words: object) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "200"})

    return type_


@pytest.fixture
def posts(tmp_path: pathlib.Path) -> pathlib.Path:
    return write_lines(tmp_path / "in" / "a.jsonl", [tweet(1, "Kharkiv \x1b[31m tonight"), '{"id": "\u202ecut'])


def test_a_file_is_inspected_before_it_is_imported(type_: Callable[..., Result], posts: pathlib.Path) -> None:
    result = type_("inspect", posts.parent, "--event", "strike")
    assert result.exit_code == 0
    assert "X API v2" in result.output
    assert "1 match the keywords" in result.output
    assert f"groundswell import strike {posts}" in result.output
    assert "\x1b" not in result.output


def test_a_mapping_file_is_written_once_beside_a_file_that_cannot_be_read(
    type_: Callable[..., Result], tmp_path: pathlib.Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("wann,was\nheute,etwas ist geschehen\n")
    assert type_("inspect", path, "--write-map").exit_code == 1
    written = tmp_path / "a.csv.map.toml"
    assert '"was"' in written.read_text()
    written.write_text("mine")
    assert "not touched" in type_("inspect", path, "--write-map").output
    assert written.read_text() == "mine"


def test_json_of_inspect_is_one_object_for_each_file(type_: Callable[..., Result], posts: pathlib.Path) -> None:
    (line,) = type_("inspect", posts, "--format", "json").output.splitlines()
    found = json.loads(line)
    assert (found["records"], found["exact"], found["keyword"], found["known"]) == (2, True, None, None)


def test_files_are_listed_with_what_was_said_of_them(type_: Callable[..., Result], posts: pathlib.Path) -> None:
    said = ("--query", "kharkiv", "--sort", "latest", "--by", "Night desk", "--note", "by hand")
    assert type_("import", "strike", posts, *said).exit_code == 0
    shown = type_("files", "strike").output
    assert "search “kharkiv”, in order of time (Latest), exported by Night desk" in shown
    assert "how complete it is is not known" in shown
    record = json.loads(type_("files", "strike", "--format", "json").output)
    assert (record["query"], record["sort"], record["exported_by"], record["note"]) == (
        "kharkiv",
        "latest",
        "Night desk",
        "by hand",
    )
    assert (record["read"], record["quarantined"], record["state"], record["ranked"]) == (2, 1, "done", False)


def test_top_posts_are_not_taken_as_complete(type_: Callable[..., Result], posts: pathlib.Path) -> None:
    result = type_("import", "strike", posts, "--sort", "top", "--covers", "2025-04-18..2025-04-19")
    assert result.exit_code == 2
    assert "never complete" in result.output


def test_unreadable_records_are_listed_shown_exported_and_read_again(
    type_: Callable[..., Result], posts: pathlib.Path, tmp_path: pathlib.Path
) -> None:
    type_("import", "strike", posts)
    listed = type_("quarantine", "list", "strike").output
    assert "a.jsonl, line 2" in listed
    record = json.loads(type_("quarantine", "list", "strike", "--format", "json").output)
    shown = type_("quarantine", "show", record["id"]).output
    assert "⟨RLO⟩cut" in shown
    assert type_("quarantine", "show", 999).exit_code == 1
    assert type_("quarantine", "export", "strike", "--out", tmp_path / "out").exit_code == 0
    row = json.loads((tmp_path / "out" / "records.jsonl").read_text())
    assert (tmp_path / "out" / row["kept_in"]).read_bytes() == '{"id": "\u202ecut'.encode()
    assert row["line"] == 2
    assert "1 records were tried, 0 can be read" in type_("quarantine", "retry", "strike").output


def test_a_list_of_ids_deletes_posts(type_: Callable[..., Result], tmp_path: pathlib.Path) -> None:
    type_("import", "strike", write_lines(tmp_path / "a", [comment(1, "Kharkiv")]))
    result = type_("import", "strike", write_lines(tmp_path / "gone", ["t1_c00001"]), "--deletions")
    assert "1 posts that were here were deleted" in result.output

"""A bundle of evidence: what is in it, that it is the same each time, and that a change in it is found."""

import csv
import io
import json
import pathlib
import zipfile
from typing import Any

import pytest

import storage.events
from digests import evidence
from storage.database import Database
from storage.tables.identity import post_number
from tests.conftest import NOW
from tests.digests import receipts_world as world
from tests.digests.receipts_world import Bring
from tests.making import comment
from worker import deleting, rebuilding


@pytest.fixture
def bring(database: Database, event_file: Any, tmp_path: pathlib.Path) -> Bring:
    return world.bringing(database, event_file, tmp_path)


def small(bring: Bring) -> Any:
    return bring(*(comment(n, f"Kharkiv resilient =SUM({n}) corner", minutes=n, author=f"a{n}") for n in range(6)))


def written(database: Database, path: pathlib.Path, theme: str = "", since: int | None = None) -> pathlib.Path:
    with database.read() as session, path.open("wb") as out:
        event = storage.events.named(session, "strike")
        assert event is not None
        file = storage.events.revision_of(session, event)
        chosen = evidence.filter_of(session, file, theme, since, None)
        evidence.write(session, event, file, evidence.Wanted(chosen, {"theme": theme}), out)
    return path


def members(path: pathlib.Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def test_the_same_data_make_the_same_bytes(bring: Bring, database: Database, tmp_path: pathlib.Path) -> None:
    small(bring)
    one, other = (written(database, tmp_path / name).read_bytes() for name in ("1.zip", "2.zip"))
    assert one == other


def test_a_bundle_says_what_was_received_and_what_it_proves(
    bring: Bring, database: Database, tmp_path: pathlib.Path
) -> None:
    numbers = world.digest(database, small(bring))
    found = members(written(database, tmp_path / "a.zip"))
    (original,) = csv.DictReader(io.StringIO(found["originals.csv"]))
    assert len(original["sha256"]) == 64
    assert "/" not in original["file"]
    assert json.loads(found["import-log.jsonl"])["counts"]["imported"] == 6
    assert "It does not prove that a post is true" in found["README.txt"]
    assert [json.loads(line)["id"] for line in found["receipts.jsonl"].splitlines()] == [numbers["receipt"]]
    rows = list(csv.DictReader(io.StringIO(found["posts.csv"])))
    lines = [json.loads(line) for line in found["posts.jsonl"].splitlines()]
    assert [row["uid"] for row in rows] == [line["uid"] for line in lines]
    assert len(rows) == 6
    assert evidence.check(tmp_path / "a.zip") == []


def test_no_cell_of_a_bundle_begins_like_a_formula(bring: Bring, database: Database, tmp_path: pathlib.Path) -> None:
    bring(comment(1, "=HYPERLINK(1) kharkiv"), comment(2, "+1 kharkiv"), comment(3, "@kharkiv kharkiv"))
    rows = csv.reader(io.StringIO(members(written(database, tmp_path / "a.zip"))["posts.csv"]))
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@\t\r" and cell]


def test_posts_that_were_deleted_are_not_in_it(bring: Bring, database: Database, tmp_path: pathlib.Path) -> None:
    event = small(bring)
    with database.write() as session:
        deleting.delete_posts(session, [post_number("reddit", "t1_c00003")], "deleted", now=NOW)
    rebuilding.rebuild(database, event.id or 0, clock=lambda: NOW)
    found = members(written(database, tmp_path / "a.zip"))
    assert "t1_c00003" not in "".join(found.values())
    assert len(found["posts.jsonl"].splitlines()) == 5


def test_a_bundle_can_be_of_one_theme_and_stretch(bring: Bring, database: Database, tmp_path: pathlib.Path) -> None:
    small(bring)
    assert members(written(database, tmp_path / "a.zip", theme="the world must act"))["posts.jsonl"] == ""
    assert len(members(written(database, tmp_path / "b.zip", theme="resilience"))["posts.jsonl"].splitlines()) == 6


def changed(path: pathlib.Path, replaced: dict[str, bytes | None], more: dict[str, bytes]) -> pathlib.Path:
    other = path.with_name("changed.zip")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w") as new:
        for name in old.namelist():
            content = replaced.get(name, old.read(name))
            if content is not None:
                new.writestr(name, content)
        for name, content in more.items():
            new.writestr(name, content)
    return other


def test_a_change_of_one_byte_is_found(bring: Bring, database: Database, tmp_path: pathlib.Path) -> None:
    small(bring)
    whole = written(database, tmp_path / "a.zip")
    posts = members(whole)["posts.jsonl"].encode()
    assert evidence.check(changed(whole, {"posts.jsonl": posts[:-2] + b" \n"}, {}))[0].startswith(
        "posts.jsonl was changed"
    )
    assert evidence.check(changed(whole, {"posts.jsonl": None}, {})) == ["posts.jsonl is missing."]
    assert evidence.check(changed(whole, {}, {"x": b"1"})) == ["x is not in the manifest."]


def test_what_is_no_bundle_is_said_so(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 nothing")
    assert evidence.check(tmp_path / "a.zip")[0].startswith("It cannot be read as a zip")
    for manifest in (b"[]", b"{", b'{"files": {"a": 1}}', b'{"files": 3}', None):
        with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
            if manifest is not None:
                archive.writestr("manifest.json", manifest)
        assert evidence.check(tmp_path / "b.zip") == [
            "It has no manifest that can be read: it is no bundle of evidence."
        ]

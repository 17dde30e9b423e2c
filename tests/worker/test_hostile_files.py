"""Files that are broken, hostile, or not what they seem, imported as a user would: a sentence each, counts that add up,
the other files taken, the originals untouched. All invented."""

import bz2
import gzip
import hashlib
import io
import json
import os
import pathlib
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import sqlalchemy as sa
import zstandard

from collectors import opening, table_rows, units
from collectors.base import FileCut, FileRefused
from storage.database import Database
from tests.making import comment, write_lines
from tests.worker.test_importing import _empty, adds_up
from tests.worker.test_merging import stored
from worker import importing, inspecting, intake
from worker.intake import Report, Watcher

POSTS = [comment(n, f"Kharkiv is resilient, number {n}", minutes=n) for n in range(40)]
LINES = "".join(json.dumps(post) + "\n" for post in POSTS).encode()
Take = Callable[[pathlib.Path], Report]


@pytest.fixture
def take(database: Database, event_file: Callable[..., str], now: Any) -> Take:
    """Imports one file; whatever it is, a report comes back, its counts add up, and the file is as it was."""
    event_file()

    def take(path: pathlib.Path) -> Report:
        before = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None
        done = intake.bring_in(database, "strike", [path], covers=lambda _: None, clock=now, watcher=Watcher())
        (report,) = done.reports
        assert report.error or adds_up(report)
        assert before is None or hashlib.sha256(path.read_bytes()).hexdigest() == before
        return report

    return take


def zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"   \n\n", "empty"),
        (gzip.compress(b""), "empty"),
        (b"<!DOCTYPE html><html><title>Log in</title>", "web page"),
        (gzip.compress(b"<html>"), "web page"),
        (b"%PDF-1.7", "PDF"),
        (b"\x00\x05\x16\x07" + b"\0" * 60, "AppleDouble"),
        (gzip.compress(gzip.compress(LINES)), "packed twice"),
        (gzip.compress(zipped({"a": LINES})), "archive inside an archive"),
        (b"PK\x03\x04 and nothing of it", "damaged"),
        (b"[{'id': 1, 'text': 'a dump of Python'}, None]\n", "JSON"),
        (b"\0" * 4000, "no"),
    ],
)
def test_what_is_no_file_of_posts_is_refused_by_name(
    take: Take, tmp_path: pathlib.Path, content: bytes, words: str
) -> None:
    (tmp_path / "posts.csv").write_bytes(content)
    report = take(tmp_path / "posts.csv")
    assert words in (report.error or "")


def test_an_archive_in_an_archive_is_named_and_the_other_members_taken(
    database: Database, event_file: Any, now: Any, tmp_path: pathlib.Path
) -> None:
    event_file()
    (tmp_path / "a.zip").write_bytes(zipped({"in.zip": zipped({"a": LINES}), "../../b.json": LINES}))
    done = intake.bring_in(
        database, "strike", [tmp_path / "a.zip"], covers=lambda _: None, clock=now, watcher=Watcher()
    )
    inner, outside = done.reports
    assert "archive inside an archive" in (inner.error or "")
    assert outside.imported == 40
    assert sorted(path.name for path in tmp_path.rglob("*.json")) == []


@pytest.mark.parametrize("kind", ["pipe", "device", "link", "socket"])
def test_only_plain_files_are_opened(take: Take, tmp_path: pathlib.Path, kind: str) -> None:
    path = tmp_path / "posts.json"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path = pathlib.Path("/dev/zero")
    elif kind == "link":
        path.symlink_to(write_lines(tmp_path / "real.json", POSTS))
    else:
        import socket

        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(path))
    assert take(path).error in ("this is no file (a pipe or a device)", "this is a link; name the file itself")


def test_a_name_that_is_no_text_is_refused(take: Take, tmp_path: pathlib.Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9.json"
    try:
        with open(raw, "wb") as file:
            file.write(LINES)
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    assert "not UTF-8" in (take(pathlib.Path(os.fsdecode(raw))).error or "")


def test_a_bomb_in_a_zip_stops_and_what_stood_before_is_taken(take: Take, tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({"a.json": LINES + b" " * (60 << 20)}))
    report = take(tmp_path / "a.zip")
    assert any("bomb" in warning for warning in report.warnings)
    assert report.imported == 40


def test_a_zip_of_a_million_members_is_refused_before_its_list_is_read(take: Take, tmp_path: pathlib.Path) -> None:
    entry = b"PK\x01\x02" + b"\0" * 42
    directory = entry * 1_000_000
    wide = b"PK\x06\x06" + struct.pack("<QHHIIQQQQ", 44, 45, 45, 0, 0, 1_000_000, 1_000_000, len(directory), 4)
    locator = b"PK\x06\x07" + struct.pack("<IQI", 0, 4 + len(directory), 1)
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04" + directory + wide + locator + end)
    tracemalloc.start()
    report = take(tmp_path / "a.zip")
    assert tracemalloc.get_traced_memory()[1] < 64 << 20
    tracemalloc.stop()
    assert "1,000,000 members" in (report.error or "")


def test_a_wrong_checksum_is_told_and_the_whole_lines_are_taken(take: Take, tmp_path: pathlib.Path) -> None:
    packed = bytearray(gzip.compress(LINES))
    packed[-6] ^= 0xFF
    (tmp_path / "a.gz").write_bytes(packed)
    report = take(tmp_path / "a.gz")
    assert report.imported == 40
    assert any("damaged" in warning for warning in report.warnings)


def test_a_file_cut_in_the_middle_gives_its_whole_records_and_the_whole_file_later_only_the_rest(
    take: Take, tmp_path: pathlib.Path
) -> None:
    (tmp_path / "cut.json").write_bytes(LINES[: len(LINES) - 100])
    (tmp_path / "whole.json").write_bytes(LINES)
    first, later = take(tmp_path / "cut.json"), take(tmp_path / "whole.json")
    assert (first.imported, first.quarantined) == (39, 1)
    assert (later.imported, later.duplicate) == (1, 39)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("shape", ["lines", "array"])
def test_json_in_other_encodings_is_read(take: Take, tmp_path: pathlib.Path, encoding: str, shape: str) -> None:
    posts = [comment(n, f"Харків стоїть, number {n} 🙏") for n in range(20)]
    text = "\n".join(json.dumps(post, ensure_ascii=False) for post in posts) if shape == "lines" else json.dumps(posts)
    (tmp_path / "a").write_bytes(text.encode(encoding))
    assert take(tmp_path / "a").imported == 20


VALUES = {
    "deep": '{"id": "c1", "body": "Kharkiv", "x": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "huge number": '{"id": "c1", "subreddit": "a", "created_utc": 1744944120, "body": "Kharkiv", "score": '
    + "9" * 5000
    + "}",
    "not a number": '{"id": "c1", "body": "Kharkiv", "score": NaN}',
    "infinite": '{"id": "c1", "body": "Kharkiv", "score": Infinity}',
    "two of one key": '{"id": "c1", "id": "c2", "subreddit": "a", "created_utc": 1744944120, "body": "Kharkiv"}',
    "NUL": '{"id": "c1", "subreddit": "a", "created_utc": 1744944120, "body": "Kharkiv \\u0000"}',
    "half a pair": '{"id": "c1", "subreddit": "a", "created_utc": 1744944120, "body": "Kharkiv \\ud83c"}',
    "a bare NUL": '{"id": "c1", "body": "Kharkiv \x00"}',
}


@pytest.mark.parametrize("name", VALUES)
def test_a_hostile_value_costs_at_most_its_own_record(take: Take, tmp_path: pathlib.Path, name: str) -> None:
    path = write_lines(tmp_path / "a.ndjson", [*POSTS[:5], VALUES[name], *POSTS[5:]])
    report = take(path)
    assert report.read == 41
    assert (report.imported or 0) + (report.quarantined or 0) == 41
    assert (report.imported or 0) >= 40


def test_bytes_that_are_no_text_cost_their_own_record(take: Take, tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.ndjson").write_bytes(LINES + b'{"id": "c9", "body": "Kharkiv \xff\xfe"}\n' + LINES[:200] + b"\n")
    report = take(tmp_path / "a.ndjson")
    assert report.imported == 40
    assert (report.quarantined or 0) >= 1


def endless_line(megabytes: int) -> Iterator[bytes]:
    yield b'{"id": "c1", "body": "'
    for _ in range(megabytes):
        yield b"x" * (1 << 20)
    yield b'"}\n' + LINES


def test_a_line_of_a_gigabyte_is_one_fault_in_bounded_memory() -> None:
    tracemalloc.start()
    found = list(units.lines(endless_line(1024)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100 << 20
    assert [bool(unit.fault) for unit in found] == [True, *[False] * 40]


def test_a_row_of_a_gigabyte_is_read_in_bounded_memory() -> None:
    def chunks() -> Iterator[bytes]:
        yield b"id,text\n1,"
        for _ in range(60):
            yield b"x" * (1 << 20)
        yield b"\n2,end\n"

    tracemalloc.start()
    last = None
    for unit in table_rows.rows(chunks(), table_rows.TableLayout("utf-8", ",", 1)):
        last = unit
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 200 << 20
    assert last is not None
    assert last.cells == ["2", "end"]


@pytest.mark.parametrize(
    "repack",
    [
        lambda: {"renamed.csv": LINES},
        lambda: {"a.gz": gzip.compress(LINES)},
        lambda: {"a.bz2": bz2.compress(LINES)},
        lambda: {"a.zst": zstandard.compress(LINES)},
        lambda: {"a.zip": zipped({"x/a.json": LINES})},
        lambda: {"a": LINES[: LINES.index(b"\n", 5000) + 1], "b": LINES[LINES.index(b"\n", 5000) + 1 :]},
        lambda: {"joined.gz": gzip.compress(LINES[:5000]) + gzip.compress(LINES[5000:])},
        lambda: {"twice": LINES + LINES},
        lambda: {"array.json": json.dumps(POSTS).encode()},
        lambda: {"bom": b"\xef\xbb\xbf" + LINES.replace(b"\n", b"\r\n")},
    ],
)
def test_however_the_same_posts_are_packed_and_split_they_are_the_same_posts(
    database: Database, event_file: Any, now: Any, tmp_path: pathlib.Path, repack: Callable[[], dict[str, bytes]]
) -> None:
    event_file()

    def bring(files: dict[str, bytes]) -> list[Any]:
        paths = [tmp_path / name for name in files]
        for path in paths:
            path.write_bytes(files[path.name])
        intake.bring_in(database, "strike", paths, covers=lambda _: None, clock=now, watcher=Watcher())
        return stored(database)

    plain = bring({"plain.json": LINES})
    assert bring(repack()) == plain
    _empty(database)
    assert bring(repack()) == plain


def test_a_file_that_grew_while_it_was_read_says_so(
    take: Take, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, database: Database, event_file: Any, now: Any
) -> None:
    path = write_lines(tmp_path / "a.ndjson", POSTS)
    keep = importing.keep

    def grow(*arguments: Any, **more: Any) -> None:
        with path.open("ab") as file:
            file.write(b'{"id": "half a li')
        keep(*arguments, **more)

    monkeypatch.setattr(importing, "keep", grow)
    done = intake.bring_in(database, "strike", [path], covers=lambda _: None, clock=now, watcher=Watcher())
    assert importing.CHANGED in done.reports[0].warnings
    monkeypatch.undo()
    assert take(path).duplicate == 40


def test_a_file_that_became_another_before_it_was_read_is_not_read(
    database: Database, event_file: Any, now: Any, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    event_file()
    path = write_lines(tmp_path / "a.ndjson", POSTS)
    take = intake.taking.take

    def swap(*arguments: Any, **more: Any) -> Any:
        taken = take(*arguments, **more)
        path.write_bytes(path.read_bytes().replace(b"resilient", b"RESILIENT"))
        return taken

    monkeypatch.setattr(intake.taking, "take", swap)
    (report,) = intake.bring_in(database, "strike", [path], covers=lambda _: None, clock=now, watcher=Watcher()).reports
    assert "no longer where it was, or is another" in (report.error or "")
    with database.read() as session:
        assert session.execute(sa.text("select count(*) from post")).scalar() == 0


def test_an_encrypted_archive_is_refused_in_words(take: Take, tmp_path: pathlib.Path) -> None:
    raw = bytearray(zipped({"secret.json": LINES}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + offset] |= 1
    (tmp_path / "a.zip").write_bytes(raw)
    assert "encrypted" in (take(tmp_path / "a.zip").error or "")


@pytest.mark.parametrize("cut", [10, 200, 1000])
def test_random_damage_to_a_packed_file_is_a_cut_or_a_refusal(tmp_path: pathlib.Path, cut: int) -> None:
    for pack in (gzip.compress, bz2.compress, zstandard.compress):
        packed = bytearray(pack(LINES))  # type: ignore[operator]
        packed[min(cut, len(packed) - 1)] ^= 0x55
        (tmp_path / "a").write_bytes(packed)
        (member,) = opening.members(tmp_path / "a")
        try:
            list(member.chunks())
        except (FileCut, FileRefused):
            continue


POISON = {
    "ten megabytes": "Kharkiv " + "x" * (10 << 20),
    "many words": "Kharkiv " * 50_000,
    "combining marks": "Kharkiv e" + "\u0301" * 100_000,
    "emoji": "Kharkiv " + "\U0001f600" * 100_000,
    "bait for patterns": "Kharkiv " + "a" * 90_000 + "!" * 10_000,
    "names and links": "Kharkiv " + "@a" * 30_000 + " http" * 10_000,
    "no spaces": "@" * 100_000,
    "no spaces, on topic": "Kharkiv " + "@" * 90_000 + " x…",
    "cut and cut": "Kharkiv " + "…" * 90_000,
}


@pytest.mark.parametrize("name", POISON)
def test_a_post_that_is_poison_costs_seconds_at_most(take: Take, tmp_path: pathlib.Path, name: str) -> None:
    path = write_lines(tmp_path / "a.ndjson", [*POSTS[:3], comment(90, POISON[name], thread="thr9")])
    begun = time.process_time()
    report = take(path)
    assert time.process_time() - begun < 6
    assert (report.read, report.quarantined) == (4, 0)


@pytest.mark.parametrize("name", ["no spaces", "cut and cut"])
def test_a_post_that_is_poison_can_be_looked_at(tmp_path: pathlib.Path, name: str) -> None:
    path = write_lines(tmp_path / "a.ndjson", [comment(90, POISON[name])])
    begun = time.process_time()
    (found,) = inspecting.inspect([path], None)
    assert time.process_time() - begun < 6
    assert (found.records, found.error) == (1, None)

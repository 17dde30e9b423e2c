"""Files as streams: what they are by their bytes, packed or not, whole or cut, honest or not."""

import bz2
import gzip
import lzma
import pathlib
import zipfile

import pytest
import zstandard

from collectors import opening
from collectors.base import FileCut, FileRefused
from collectors.opening import Member

LINES = b"".join(b'{"n": %d, "text": "some text to pack"}\n' % n for n in range(5000))


def whole(path: pathlib.Path) -> bytes:
    (member,) = opening.members(path)
    return b"".join(member.chunks())


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress, lzma.compress, zstandard.compress])
def test_packed_files_are_read_whatever_their_name(tmp_path: pathlib.Path, pack: object) -> None:
    path = tmp_path / "posts.csv"
    path.write_bytes(pack(LINES))  # type: ignore[operator]
    assert whole(path) == LINES


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress])
def test_packed_files_laid_end_to_end_are_read_to_the_end(tmp_path: pathlib.Path, pack: object) -> None:
    path = tmp_path / "posts"
    path.write_bytes(pack(LINES) + pack(b"more\n"))  # type: ignore[operator]
    assert whole(path) == LINES + b"more\n"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress])
def test_a_packed_file_that_was_cut_says_so_after_what_can_be_read(tmp_path: pathlib.Path, pack: object) -> None:
    packed = pack(LINES)  # type: ignore[operator]
    path = tmp_path / "posts"
    path.write_bytes(packed[: len(packed) * 2 // 3])
    (member,) = opening.members(path)
    read: list[bytes] = []
    with pytest.raises(FileCut, match="ends too early"):
        read.extend(member.chunks())
    assert LINES.startswith(b"".join(read))


def test_a_reddit_archive_with_a_window_of_two_gigabytes_is_read(tmp_path: pathlib.Path) -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=31, enable_ldm=True)
    path = tmp_path / "RC.zst"
    path.write_bytes(zstandard.ZstdCompressor(compression_params=parameters).compress(LINES))
    assert whole(path) == LINES


def test_damaged_bytes_are_a_cut_and_no_traceback(tmp_path: pathlib.Path) -> None:
    packed = bytearray(gzip.compress(LINES))
    packed[len(packed) // 2] ^= 0xFF
    (tmp_path / "posts").write_bytes(packed)
    (member,) = opening.members(tmp_path / "posts")
    with pytest.raises(FileCut):
        list(member.chunks())


def test_members_of_a_zip_are_streams_and_hidden_ones_left_alone(tmp_path: pathlib.Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("in/a.json", "../../evil.json", "__MACOSX/x", "in/.DS_Store", "in/"):
            archive.writestr(name, LINES if name.endswith(".json") else b"")
    found = opening.members(tmp_path / "a.zip")
    assert [member.name for member in found] == ["in/a.json", "../../evil.json"]
    assert [b"".join(member.chunks()) for member in found] == [LINES, LINES]
    assert list(tmp_path.iterdir()) == [tmp_path / "a.zip"]


def test_a_zip_bomb_stops_at_its_ratio(tmp_path: pathlib.Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", b"\0" * (80 << 20))
    (member,) = opening.members(tmp_path / "a.zip")
    with pytest.raises(FileRefused, match="bomb"):
        for _ in member.chunks():
            pass


def test_a_zip_with_too_many_members_is_refused(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "MOST_MEMBERS", 3)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        for n in range(5):
            archive.writestr(str(n), "x")
    with pytest.raises(FileRefused, match="5 members"):
        opening.members(tmp_path / "a.zip")


def test_an_encrypted_member_is_refused_in_words(tmp_path: pathlib.Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("secret.json", LINES)
    raw = bytearray((tmp_path / "a.zip").read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + offset] |= 1
    (tmp_path / "a.zip").write_bytes(raw)
    (member,) = opening.members(tmp_path / "a.zip")
    with pytest.raises(FileRefused, match="encrypted"):
        list(member.chunks())


def test_a_damaged_zip_is_refused(tmp_path: pathlib.Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 and then nothing of it")
    with pytest.raises(FileRefused, match="damaged"):
        opening.members(tmp_path / "a.zip")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"), (b"<!DOCTYPE html><html>", "web page"), (b"  \n<HTML>", "web page"), (b"%PDF-1.4", "PDF"), (b"PAR1....", "Parquet"),
        (b"SQLite format 3\0", "database"), (b"\x89PNG\r\n", "picture"), (b"<?xml version", "XML"), (b"Rar!\x1a", "archive"),
    ],
)  # fmt: skip
def test_what_is_no_file_of_posts_is_refused_by_name(tmp_path: pathlib.Path, content: bytes, words: str) -> None:
    path = tmp_path / "posts.json"
    path.write_bytes(content)
    with pytest.raises(FileRefused, match=words):
        opening.members(path)


def test_an_office_file_is_refused_with_advice(tmp_path: pathlib.Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
    with pytest.raises(FileRefused, match="CSV"):
        opening.members(tmp_path / "a.xlsx")


def test_a_missing_file_and_a_folder_are_refused(tmp_path: pathlib.Path) -> None:
    with pytest.raises(FileRefused, match="no such file"):
        opening.members(tmp_path / "none")
    with pytest.raises(FileRefused, match="folder"):
        opening.members(tmp_path)


def test_the_bytes_taken_are_counted_for_the_progress_bar(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(LINES)
    member = Member(path, "", len(LINES))
    list(member.chunks())
    assert member.taken == len(LINES)

"""Files as streams of bytes: what a file is by its first bytes, the members of an archive, and what is inside
compressed ones. Nothing is written to disk and no member name is used as a path. Nothing goes by the file's ending."""

import bz2
import contextlib
import dataclasses
import hashlib
import io
import itertools
import lzma
import pathlib
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import zstandard

from collectors import sheets, tars
from collectors.archive_names import posts_of_archive
from collectors.base import FileCut, FileRefused

CHUNK = 1 << 20
SNIFFED = 4096
ZSTD_WINDOW = 1 << 31  # Reddit's archives are packed with a window of 2 GiB; the decoder's own limit refuses them
MOST_MEMBERS = 10_000
MOST_UNPACKED = 5 << 30
MOST_RATIO = 200
MOST_TAR_MEMBERS = 100  # a tar archive of more is read as one stream
RATIO_FROM = 50 << 20  # small members may pack very well without being a bomb

SHEET = "sheet: "  # begins the name of a member that is a sheet of a workbook

Chunks = Iterator[bytes]
Read = Callable[[int], bytes]


@dataclasses.dataclass
class Member:
    """One stream of posts: a whole file (`name` is ""), or a member of a zip or tar archive. `taken` counts the bytes
    taken so far, of `size`: of the file as it lies on the disk, or of the member as it unpacks."""

    path: pathlib.Path
    name: str
    size: int
    taken: int = 0

    @property
    def is_sheet(self) -> bool:
        """Whether it is a sheet of a workbook, which is read as CSV in UTF-8."""
        return self.name.startswith(SHEET)

    def chunks(self) -> Chunks:
        """The bytes, unpacked. Raises FileCut after the last good byte of a file that ends too early."""
        self.taken = 0
        if self.is_sheet:
            yield from sheets.lines(self.path, self.name.removeprefix(SHEET))
            self.taken = self.size
            return
        if not self.name:
            with self.path.open("rb") as file:
                yield from _untarred(_unpacked(self._counted(file.read)))
            return
        if not _is_zip(self.path):
            yield from self._from_tar()
            return
        with _zip(self.path) as archive:
            try:
                with archive.open(self.name) as file:
                    packed = archive.getinfo(self.name).compress_size
                    yield from _guarded(_unpacked(self._counted(file.read)), self.name, packed)
            except (zipfile.BadZipFile, zlib.error, EOFError) as error:
                raise FileCut(f"the archive is damaged here ({error})") from None
            except (RuntimeError, NotImplementedError) as error:
                raise FileRefused(f"the member cannot be unpacked ({error})") from None

    def _from_tar(self) -> Chunks:
        with self.path.open("rb") as file:
            for name, size, read in tars.members(_unpacked(file.read)):
                if name == self.name:
                    yield from _guarded(_unpacked(self._counted(read)), name, size)
                    return
        raise FileRefused(f"the archive has no member {self.name!r} any more")

    def _counted(self, read: Read) -> Read:
        def counted(size: int) -> bytes:
            chunk = read(size)
            self.taken += len(chunk)
            return chunk

        return counted


def members(path: pathlib.Path) -> list[Member]:
    """The streams of a file: one, or for a zip archive one for each member that could hold posts."""
    with _opened(path) as file:
        start = file.read(SNIFFED)
    size = path.stat().st_size
    if not start:
        raise FileRefused("the file is empty (0 bytes)")
    if fault := what_it_is_not(start):
        raise FileRefused(fault)
    if not start.startswith(b"PK\x03\x04"):
        return _tar_members(path) or [Member(path, "", size)]
    with _zip(path) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        names = {info.filename for info in infos}
        if sheets.is_workbook(names):
            return [Member(path, f"{SHEET}{name}", size) for name in sheets.sheets(path)]
        if sheets.CONTENT_TYPES in names:
            raise FileRefused("this is an Office file and no table (docx or pptx); save what it holds as CSV in UTF-8")
        if len(infos) > MOST_MEMBERS:
            raise FileRefused(f"the archive has {len(infos):,} members; at most {MOST_MEMBERS:,} are read")
        posts = posts_of_archive([info.filename for info in infos])
        wanted = set(posts) if posts else {info.filename for info in infos if not _is_hidden(info.filename)}
        return [Member(path, info.filename, info.file_size) for info in infos if info.filename in wanted]


def names_of_zip(path: pathlib.Path) -> list[str]:
    """The names of all members of a zip archive, also of those that are not opened."""
    with _zip(path) as archive:
        return [info.filename for info in archive.infolist()[:MOST_MEMBERS]]


def what_it_is_not(start: bytes) -> str | None:
    """A sentence that refuses what is plainly no file of posts, by its first bytes."""
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if text.startswith((b"<!doctype html", b"<html")):
        return "this is a web page (perhaps a login page saved under another name); export the posts as JSON or CSV"
    if text.startswith(b"<?xml"):
        return "this is XML; export the posts as JSON or CSV"
    if start.startswith(b"%PDF"):
        return "this is a PDF; export the posts as JSON or CSV"
    if start.startswith(b"PAR1"):
        return "this is a Parquet file; convert it to CSV or JSON Lines"
    if start.startswith(b"SQLite format 3"):
        return "this is a database, not a file of posts"
    if start.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x00\x00\x00\x18ftyp", b"\x00\x00\x00\x20ftyp")):
        return "this is a picture or a film, not a file of posts"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return "this is a file of old Office programs (.xls); save it as .xlsx or CSV in UTF-8"
    if start.startswith((b"7z\xbc\xaf", b"Rar!")):
        return "this archive cannot be opened here; unpack it, or pack it as zip"
    return None


def sha256(path: pathlib.Path) -> str:
    """The hash that names the file's content."""
    with _opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def _opened(path: pathlib.Path) -> Iterator[io.BufferedReader]:
    try:
        with path.open("rb") as file:
            yield file
    except IsADirectoryError:
        raise FileRefused("this is a folder") from None
    except FileNotFoundError:
        raise FileRefused("there is no such file") from None
    except OSError as error:
        raise FileRefused(f"the file cannot be read ({error.strerror})") from None


@contextlib.contextmanager
def _zip(path: pathlib.Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile:
        raise FileRefused("the zip archive is damaged (cut download?)") from None
    with archive:
        yield archive


def _is_hidden(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return parts[0] == "__MACOSX" or parts[-1].startswith(".")


def _unpacked(read: Read) -> Chunks:
    """The chunks of an open stream, unpacked when they are gzip, bzip2, xz or Zstandard."""
    start = read(SNIFFED)
    rest = _with_start(start, read)
    if start.startswith(b"\x1f\x8b"):
        return _packed(rest, lambda: zlib.decompressobj(wbits=31), "gzip")
    if start.startswith(b"BZh"):
        return _packed(rest, bz2.BZ2Decompressor, "bzip2")
    if start.startswith(b"\xfd7zXZ"):
        return _packed(rest, lzma.LZMADecompressor, "xz")
    if start.startswith(b"\x28\xb5\x2f\xfd"):
        decoder = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW)
        return _packed(rest, decoder.decompressobj, "zstd")
    return rest


def _with_start(start: bytes, read: Read) -> Chunks:
    while start:
        yield start
        start = read(CHUNK)


def _packed(chunks: Chunks, new_decoder: Callable[[], Any], kind: str) -> Chunks:
    """The unpacked chunks of one or more packed streams laid end to end. The decoder's end mark is checked, since a
    file that was cut would else end in silence."""
    decoder, begun = new_decoder(), False
    for chunk in chunks:
        while chunk:
            begun = True
            try:
                unpacked = decoder.decompress(chunk)
            except (zlib.error, OSError, EOFError, lzma.LZMAError, zstandard.ZstdError) as error:
                raise FileCut(f"the {kind} stream is damaged ({error})") from None
            if unpacked:
                yield unpacked
            if not decoder.eof:
                break
            chunk = decoder.unused_data.lstrip(b"\x00")
            decoder, begun = new_decoder(), False
    if begun:
        raise FileCut(f"the {kind} stream ends too early (cut download?)")


def _guarded(chunks: Chunks, name: str, packed: int) -> Chunks:
    """Stops a member that unpacks to far more than it should."""
    total = 0
    for chunk in chunks:
        total += len(chunk)
        if total > MOST_UNPACKED or (total > RATIO_FROM and total > MOST_RATIO * max(packed, 1)):
            raise FileRefused(f"member {name!r} unpacks to more than it may (a zip bomb?)")
        yield chunk


def _tar_members(path: pathlib.Path) -> list[Member] | None:
    """The members of a tar archive of few; None when it is none, or has many that are read as one stream."""
    found = []
    with path.open("rb") as file:
        chunks = _unpacked(file.read)
        try:
            start = next(chunks, b"")
            if not tars.is_tar(start):
                return None
            for name, size, _ in tars.members(itertools.chain([start], chunks)):
                found.append(Member(path, name, size))
                if len(found) > MOST_TAR_MEMBERS:
                    return None
        except FileCut:
            return None  # read as one stream, which says at its end that it was cut
    posts = set(posts_of_archive([member.name for member in found]) or ())
    return [each for each in found if (each.name in posts if posts else not _is_hidden(each.name))]


def _untarred(chunks: Chunks) -> Chunks:
    """The bytes of a stream; of a tar archive the lines of all its members, one after the other. A damaged member is
    left where it is damaged, and said at the end."""
    start = next(chunks, b"")
    whole = itertools.chain([start], chunks)
    if not tars.is_tar(start):
        yield from whole
        return
    damaged = ""
    for name, size, read in tars.members(whole):
        if _is_hidden(name):
            continue
        try:
            yield from _guarded(_unpacked(read), name, size)
        except FileCut as cut:
            damaged = damaged or f"member {name!r}: {cut}"
        yield b"\n"
    if damaged:
        raise FileCut(damaged)


def _is_zip(path: pathlib.Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"

"""Streams of bytes cut into units: one JSON line, one element of a JSON array, or one row of a table.

A unit knows its line and is only parsed when asked, so that a part of a file can be skipped quickly.
"""

import codecs
import csv
import dataclasses
import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

import orjson

from collectors.base import FileCut, FileRefused, RecordRejected

LONGEST_LINE = 16 << 20
LONGEST_FIELD = 1 << 20
MOST_LINES_OF_A_ROW = 200
LONGEST_ELEMENT = 64 << 20
WHOLE_DOCUMENT = 32 << 20  # a larger JSON object is not read as a whole

LONE_SURROGATE = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
# A whole string, or one that is not finished yet; or a bracket or comma outside strings.
TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)|[\[\]{},]', re.DOTALL)

Shape = Literal["lines", "document", "rows"]


@dataclasses.dataclass(slots=True)
class Unit:
    """A piece of a file: its line (from 1), and its bytes or its cells."""

    line: int
    raw: bytes
    cells: list[str] | None = None
    fault: str = ""


def parsed(raw: bytes) -> Any:
    """The JSON value of a unit. Lone surrogates are replaced; anything else that is no JSON is rejected."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        mended = LONE_SURROGATE.sub(rb"\\ufffd", raw)
        if mended != raw:
            try:
                return orjson.loads(mended)
            except orjson.JSONDecodeError:
                pass
        raise RecordRejected(_json_fault(raw, error)) from None


def _json_fault(raw: bytes, error: orjson.JSONDecodeError) -> str:
    if error.pos >= len(raw.decode("utf-8", "replace").rstrip()) - 1:
        return f"the JSON ends at column {len(raw.decode('utf-8', 'replace').rstrip()) + 1} (file cut off?)"
    return f"no JSON: {error.msg} at column {error.colno}"


def as_utf8(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The chunks of a text in another encoding as UTF-8; half a character at the end of a chunk waits for the next."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "surrogatepass")


def lines(chunks: Iterable[bytes]) -> Iterator[Unit]:
    """The lines that are not blank. A line over LONGEST_LINE comes as a faulty unit with its beginning."""
    number, rest = 0, b""
    overlong = b""
    for chunk in _until_cut(chunks):
        if isinstance(chunk, FileCut):
            if rest.strip():
                yield Unit(number + 1, rest)
            raise chunk
        if not number and not rest:
            chunk = chunk.removeprefix(codecs.BOM_UTF8)
        if overlong:  # nothing of it is gathered any more
            end = chunk.find(b"\n")
            if end < 0:
                continue
            number += 1
            yield Unit(number, overlong, fault=_too_long())
            overlong, chunk = b"", chunk[end + 1 :]
        pieces = (rest + chunk).split(b"\n")
        rest = pieces.pop()
        for piece in pieces:
            number += 1
            if piece.strip():
                yield Unit(number, piece)
        if len(rest) > LONGEST_LINE:
            overlong, rest = rest[:10_000], b""
    if overlong or rest.strip():
        yield Unit(number + 1, overlong or rest, fault=_too_long() if overlong else "")


def _too_long() -> str:
    return f"the line is longer than {LONGEST_LINE >> 20} MB"


def _until_cut(chunks: Iterable[bytes]) -> Iterator[bytes | FileCut]:
    """The chunks; a cut comes as a value, after which nothing follows, so that what is left can be used first."""
    try:
        yield from chunks
    except FileCut as cut:
        yield cut


def document(chunks: Iterable[bytes]) -> Iterator[Unit]:
    """The elements of a JSON array, one at a time whatever its size; or a JSON object as one unit."""
    scan = _ArrayScan()
    for chunk in _until_cut(chunks):
        if isinstance(chunk, FileCut):
            yield from scan.leftover()
            raise chunk
        yield from scan.feed(chunk)
    yield from scan.leftover()


class _ArrayScan:
    """Cuts the elements out of an array by counting brackets outside strings."""

    def __init__(self) -> None:
        self.buffer, self.at, self.depth, self.line = b"", 0, 0, 1
        self.object_only: bool | None = None

    def feed(self, chunk: bytes) -> Iterator[Unit]:
        self.buffer += chunk
        if self.object_only is None:
            begin = self.buffer.removeprefix(codecs.BOM_UTF8).lstrip()
            if not begin:
                return
            self.object_only = not begin.startswith(b"[")
            self.buffer = begin
        if self.object_only:
            if len(self.buffer) > WHOLE_DOCUMENT:
                raise FileRefused(
                    f"this is one JSON object of more than {WHOLE_DOCUMENT >> 20} MB; save one post on each line"
                )
            return
        yield from self._scan()

    def _scan(self) -> Iterator[Unit]:
        buffer, done = self.buffer, 0
        self.at, position = len(buffer), self.at
        for token in TOKEN.finditer(buffer, position):
            text, start = token[0], token.start()
            if text.startswith(b'"'):
                if token.end() == len(buffer) and not _is_closed(text):
                    self.at = start  # looked at again when the rest of the string is here
                    break
                continue
            if text in b"[{":
                self.depth += 1
                if self.depth == 1:
                    self.line += buffer.count(b"\n", done, start)
                    done = token.end()
            elif text in b"]}":
                self.depth -= 1
            if (self.depth == 1 and text == b",") or (self.depth == 0 and text in b"]}"):
                raw, done = buffer[done:start], token.end()
                if raw.strip():
                    yield self._unit(raw)
        self._forget(done)

    def _unit(self, raw: bytes) -> Unit:
        stripped = raw.lstrip()
        line = self.line + raw.count(b"\n", 0, len(raw) - len(stripped))
        self.line += raw.count(b"\n")
        return Unit(line, stripped.rstrip())

    def _forget(self, done: int) -> None:
        if len(self.buffer) - done > LONGEST_ELEMENT:
            raise FileRefused(f"an element of the JSON array is longer than {LONGEST_ELEMENT >> 20} MB")
        self.buffer, self.at = self.buffer[done:], self.at - done

    def leftover(self) -> Iterator[Unit]:
        rest = self.buffer.strip()
        if rest and self.object_only:
            yield Unit(1, rest)
        elif rest and self.depth > 0:
            yield Unit(self.line, rest, fault="the JSON array ends in the middle of this element (file cut off?)")


def _is_closed(string: bytes) -> bool:
    """Whether a string token ends with its own quote."""
    backslashes = len(string) - 1 - len(string[:-1].rstrip(b"\\"))
    return len(string) > 1 and string.endswith(b'"') and backslashes % 2 == 0


@dataclasses.dataclass(frozen=True)
class TableLayout:
    """How a table's bytes are to be read."""

    encoding: str
    delimiter: str
    header_line: int


def rows(chunks: Iterable[bytes], layout: TableLayout) -> Iterator[Unit]:
    """The rows of a table after its header, RFC 4180 with any delimiter. A row with bytes that are not in the file's
    encoding is a faulty unit. A quote that never closes costs its own line only."""
    source = _TextLines(chunks, layout.encoding)
    reader = csv.reader(source, delimiter=layout.delimiter)
    csv.field_size_limit(LONGEST_FIELD)
    while True:
        begin = source.number + 1
        source.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            if source.cut:
                raise source.cut from None
            return
        except csv.Error as error:
            yield Unit(begin, source.first_of_row(), fault=f"the row cannot be read: {error}")
            source.resume_after_first()
            reader = csv.reader(source, delimiter=layout.delimiter)
            continue
        if source.ended_inside:
            yield Unit(begin, source.first_of_row(), fault="a quote opened here never closes")
            source.resume_after_first()
            reader = csv.reader(source, delimiter=layout.delimiter)
            continue
        if begin <= layout.header_line or not any(cells):
            continue
        yield Unit(begin, source.row(), cells, _undecodable(cells))


def _undecodable(cells: list[str]) -> str:
    for cell in cells:
        if not cell.isascii():
            for character in cell:
                if "\udc80" <= character <= "\udcff":
                    return f"byte 0x{ord(character) - 0xDC00:02x} is not in the file's encoding"
    return ""


class _TextLines:
    """The decoded lines of a stream, for the csv module. It keeps the lines of the row being read, so that a row can
    be kept as it stood, and can be put back when its quote never closes."""

    def __init__(self, chunks: Iterable[bytes], encoding: str) -> None:
        self._lines = self._decoded(chunks, encoding)
        self._encoding = encoding
        self._again: list[str] = []
        self._row: list[str] = []
        self.number = 0
        self.ended_inside = False
        self.cut: FileCut | None = None

    def __iter__(self) -> "_TextLines":
        return self

    def __next__(self) -> str:
        if len(self._row) > MOST_LINES_OF_A_ROW:
            raise csv.Error(f"a quote opened here does not close within {MOST_LINES_OF_A_ROW} lines")
        line = self._again.pop() if self._again else next(self._lines, None)
        if line is None:
            self.ended_inside = bool(self._row)
            raise StopIteration
        self.number += 1
        self._row.append(line)
        return line.replace("\x00", "\ufffd") if "\x00" in line else line

    def begin_row(self) -> None:
        self._row = []

    def row(self) -> bytes:
        return self._bytes("".join(self._row))

    def first_of_row(self) -> bytes:
        return self._bytes(self._row[0] if self._row else "")

    def resume_after_first(self) -> None:
        """Reads on with the line after the one on which the faulty row began."""
        self._again.extend(reversed(self._row[1:]))
        self.number -= max(len(self._row) - 1, 0)
        self._row = []
        self.ended_inside = False

    def _bytes(self, text: str) -> bytes:
        return text.encode(self._encoding, "surrogateescape" if "16" not in self._encoding else "replace")

    def _decoded(self, chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
        errors = "surrogateescape" if "16" not in encoding else "replace"
        decoder = codecs.getincrementaldecoder(encoding)(errors)
        rest = ""
        for chunk in _until_cut(chunks):
            if isinstance(chunk, FileCut):
                self.cut = chunk
                break
            pieces = _split(rest + decoder.decode(chunk))
            rest = pieces.pop()
            yield from pieces
            if len(rest) > LONGEST_LINE:
                yield rest
                rest = ""
        rest += decoder.decode(b"", final=True)
        if rest:
            yield rest


def _split(text: str) -> list[str]:
    """The text cut after each \\n; the last piece has none and may be empty. Only \\n, since a bare \\r or U+2028 is
    part of a cell."""
    pieces = text.split("\n")
    return [piece + "\n" for piece in pieces[:-1]] + [pieces[-1]]

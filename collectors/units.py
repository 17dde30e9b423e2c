"""Streams of bytes cut into units: one JSON line, one element of a JSON array; rows of tables are cut in table_rows.

A unit knows its line and is only parsed when asked, so that a part of a file can be skipped quickly.
"""

import codecs
import dataclasses
import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

import orjson

from collectors.base import FileCut, FileRefused, RecordRejected

LONGEST_LINE = 16 << 20
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


def lines(chunks: Iterable[bytes]) -> Iterator[Unit]:
    """The lines that are not blank. A line over LONGEST_LINE comes as a faulty unit with its beginning."""
    number, rest = 0, b""
    overlong = b""
    for chunk in until_cut(chunks):
        if isinstance(chunk, FileCut):
            if rest.strip():
                yield Unit(number + 1, rest)
            raise chunk
        if not number and not rest:
            chunk = chunk.removeprefix(codecs.BOM_UTF8)
        pieces = (rest + chunk).split(b"\n")
        rest = pieces.pop()
        for piece in pieces:
            number += 1
            if overlong:
                yield Unit(number, overlong, fault=too_long())
                overlong = b""
            elif piece.strip():
                yield Unit(number, piece)
        if len(rest) > LONGEST_LINE:
            overlong, rest = overlong or rest[:10_000], b""
    if overlong or rest.strip():
        yield Unit(number + 1, overlong or rest, fault=too_long() if overlong else "")


def too_long() -> str:
    """Why a line is not read."""
    return f"the line is longer than {LONGEST_LINE >> 20} MB"


def until_cut(chunks: Iterable[bytes]) -> Iterator[bytes | FileCut]:
    """The chunks; a cut comes as a value, after which nothing follows, so that what is left can be used first."""
    try:
        yield from chunks
    except FileCut as cut:
        yield cut


def document(chunks: Iterable[bytes]) -> Iterator[Unit]:
    """The elements of a JSON array, one at a time whatever its size; or a JSON object as one unit."""
    scan = _ArrayScan()
    for chunk in until_cut(chunks):
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

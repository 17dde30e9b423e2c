"""Streams of bytes cut into units: one JSON line, one element of a JSON array; rows of tables are cut in table_rows.

A unit knows its line and is only parsed when asked, so that a part of a file can be skipped quickly.
"""

import codecs
import dataclasses
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

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

# What stands before the JSON in a script of an X account archive: window.YTD.tweets.part0 = [...]
VARIABLE = re.compile(rb"\s*(?:var\s+)?([A-Za-z_][\w.]{1,80})\s*=\s*(?=[\[{])")
RECORDED = re.compile(rb'"entries"\s*:\s*(?=\[)')  # cannot match in a text, whose quotes are escaped

LONGEST_NAME = 200
BETWEEN = b";, \t\r\n"  # what may stand between two JSON values of a file


@dataclasses.dataclass(slots=True)
class Unit:
    """A piece of a file: its line (from 1), and its bytes or its cells."""

    line: int
    raw: bytes
    cells: list[str] | None = None
    fault: str = ""


def parsed(raw: bytes) -> Any:
    """The JSON value of a unit. Lone surrogates are replaced, and NaN and Infinity are null; anything else that is no
    JSON is rejected."""
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        mended = LONE_SURROGATE.sub(rb"\\ufffd", raw)
        if mended != raw:
            try:
                return orjson.loads(mended)
            except orjson.JSONDecodeError:
                pass
        if b"NaN" in raw or b"Infinity" in raw:
            return _python_json(mended, error)
        raise RecordRejected(_json_fault(raw, error)) from None


def _python_json(raw: bytes, error: orjson.JSONDecodeError) -> Any:
    """JSON as Python writes it: NaN and Infinity, which are no JSON, stand for unknown numbers."""
    try:
        return json.loads(raw, parse_constant=lambda _: None)
    except (ValueError, RecursionError):
        raise RecordRejected(_json_fault(raw, error)) from None


def _json_fault(raw: bytes, error: orjson.JSONDecodeError) -> str:
    if error.pos >= len(raw.decode("utf-8", "replace").rstrip()) - 1:
        return f"the JSON ends at column {len(raw.decode('utf-8', 'replace').rstrip()) + 1} (file cut off?)"
    return f"no JSON: {error.msg} at column {error.colno}"


def as_utf8(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """JSON that was saved in another encoding, as JSON is read here. What cannot be decoded becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


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
        if overlong:  # nothing of it is gathered any more
            end = chunk.find(b"\n")
            if end < 0:
                continue
            number += 1
            yield Unit(number, overlong, fault=too_long())
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


def document(chunks: Iterable[bytes], *, inside: re.Pattern[bytes] | None = None) -> Iterator[Unit]:
    """The elements of a JSON array, one at a time whatever its size; or JSON objects laid end to end, each one unit.
    With `inside` the elements of the array that follows the first match of it."""
    scan = _Scan(one=inside is not None)
    chunks = _from(inside, chunks) if inside else chunks
    for chunk in until_cut(chunks):
        if isinstance(chunk, FileCut):
            yield from scan.leftover()
            raise chunk
        yield from scan.feed(chunk)
    yield from scan.leftover()


def _from(inside: re.Pattern[bytes], chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The bytes behind the first match."""
    rest: bytes | None = b""
    for chunk in chunks:
        if rest is None:
            yield chunk
        elif match := inside.search(rest := rest + chunk):
            yield rest[match.end() :]
            rest = None
        else:
            rest = rest[-100:]


class _Scan:
    """Cuts the elements out of arrays, and objects out of those laid end to end, by counting brackets outside
    strings. With `one` it stops behind the first array."""

    def __init__(self, *, one: bool) -> None:
        self.buffer, self.at, self.depth, self.line = b"", 0, 0, 1
        self.in_array = self.begun = self.ended = False
        self.one = one

    def feed(self, chunk: bytes) -> Iterator[Unit]:
        if self.ended:
            return
        self.buffer += chunk
        if not self.begun:
            begin = self.buffer.removeprefix(codecs.BOM_UTF8)
            match = VARIABLE.match(begin)
            self.line += begin.count(b"\n", 0, match.end()) if match else 0
            self.buffer = begin[match.end() :] if match else begin
            if not self.buffer.strip() or (not match and begin[:1].isalpha() and len(begin) < LONGEST_NAME):
                return
            self.begun = True
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
                    yield from self._between(buffer[done:start])
                    self.in_array = text == b"["
                    done = token.end() if self.in_array else start
                continue
            if text in b"]}":
                self.depth = max(self.depth - 1, 0)
            end = start if self.in_array else token.end()
            if (self.depth == 0 and text in b"]}") or (self.depth == 1 and self.in_array and text == b","):
                raw, done = buffer[done:end], token.end()
                if raw.strip():
                    yield self._unit(raw)
                if self.depth == 0 and self.one:
                    self.ended, self.buffer = True, b""
                    return
        self._forget(done)

    def _between(self, raw: bytes) -> Iterator[Unit]:
        """What stands between two values: nothing but a comma, as a rule."""
        if raw.strip(BETWEEN):
            yield dataclasses.replace(self._unit(raw), fault="this is no JSON")
        else:
            self.line += raw.count(b"\n")

    def _unit(self, raw: bytes) -> Unit:
        stripped = raw.lstrip()
        line = self.line + raw.count(b"\n", 0, len(raw) - len(stripped))
        self.line += raw.count(b"\n")
        return Unit(line, stripped.rstrip())

    def _forget(self, done: int) -> None:
        if self.depth and not self.in_array and len(self.buffer) - done > WHOLE_DOCUMENT:
            raise FileRefused(
                f"this is one JSON object of more than {WHOLE_DOCUMENT >> 20} MB; save one post on each line"
            )
        if len(self.buffer) - done > LONGEST_ELEMENT:
            raise FileRefused(f"an element of the JSON array is longer than {LONGEST_ELEMENT >> 20} MB")
        self.buffer, self.at = self.buffer[done:], self.at - done

    def leftover(self) -> Iterator[Unit]:
        rest = self.buffer.strip(BETWEEN)
        if rest and self.in_array and self.depth > 0:
            yield Unit(self.line, rest, fault="the JSON array ends in the middle of this element (file cut off?)")
        elif rest:
            yield Unit(self.line, rest)


def _is_closed(string: bytes) -> bool:
    """Whether a string token ends with its own quote."""
    backslashes = len(string) - 1 - len(string[:-1].rstrip(b"\\"))
    return len(string) > 1 and string.endswith(b'"') and backslashes % 2 == 0

"""The rows of a table: RFC 4180 with any delimiter, and what tools and spreadsheets make of it. A bad row
costs itself."""

import codecs
import csv
import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Literal

from collectors.base import FileCut
from collectors.units import LONGEST_LINE, Unit, too_long, until_cut

LONGEST_FIELD = 4 << 20
LONGEST_ROW_OF_LINES = 64 << 10  # characters of a row that goes over several lines
MOST_LINES_OF_A_ROW = 200
KEPT_OF_OVERLONG = 10_000
NEVER_CLOSES = "a quote opened here never closes"
BARE_RETURN = "\ufdd0"  # stands for a carriage return inside a line, which the csv module would take for its end
UNDECODABLE = re.compile("[\udc80-\udcff]")
OF_A_POST = re.compile(r"\d{15,20}|\d{4}-\d\d-\d\d\D.*", re.DOTALL)  # an id or a time

Quotes = Literal["doubled", "backslash", "bare", "none"]
DIALECTS: dict[Quotes, dict[str, Any]] = {
    "doubled": {},
    "bare": {},  # read from lines whose inner quotes were doubled
    "backslash": {"doublequote": False, "escapechar": "\\"},
    "none": {"quoting": csv.QUOTE_NONE},
}


@dataclasses.dataclass(frozen=True)
class TableLayout:
    """How a table's bytes are to be read: `quotes` is how a quote inside a cell is written ("bare": like any other
    character, by scripts that put cells in quotes and change nothing in them; "none": quotes mean nothing); `width` the
    columns, 0 where unknown; lines end with "\\n", or in old files with "\\r"; `by_row` counts rows, not lines."""

    encoding: str
    delimiter: str
    header_line: int
    quotes: Quotes = "doubled"
    width: int = 0
    line_end: str = "\n"
    by_row: bool = False


def layout_of(kept: Mapping[str, Any]) -> TableLayout:
    """The table's part of what was kept with a file; earlier versions kept less."""
    fields = {field.name: kept[field.name] for field in dataclasses.fields(TableLayout) if field.name in kept}
    return TableLayout(**{"width": len(kept.get("header", ())), **fields})


class _Overlong(str):
    """The beginning of a line that is too long to be read."""

    __slots__ = ()


def rows(chunks: Iterable[bytes], layout: TableLayout) -> Iterator[Unit]:
    """The rows of a table after its header. A row with bytes that are not in the file's encoding is a faulty unit. A
    quote that never closes costs the line on which it opens only."""
    source = _TextLines(chunks, layout)
    csv.field_size_limit(LONGEST_FIELD)
    reader = _reader(source, layout)
    number = 0
    while True:
        number = number + 1 if layout.by_row else source.number + 1
        source.begin_row()
        try:
            cells = next(reader)
        except StopIteration:
            if source.cut:
                raise source.cut from None
            return
        except csv.Error as error:
            cells, fault = [], f"the row cannot be read: {error}" if str(error) != NEVER_CLOSES else NEVER_CLOSES
        else:
            fault = NEVER_CLOSES if source.ended_inside else ""
            if source.has_several_lines and not fault:
                fault = _swallowed(source, layout)
        if fault:
            yield Unit(number, source.first_of_row(), fault=fault)
            source.resume_after_first()
            reader = _reader(source, layout)
        elif number > layout.header_line and any(cells):
            if source.has_returns:
                cells = [cell.replace(BARE_RETURN, "\r") for cell in cells]
            yield Unit(number, source.row(), cells, _undecodable(cells))


def _reader(source: Iterable[str], layout: TableLayout) -> Iterator[list[str]]:
    return csv.reader(source, delimiter=layout.delimiter, **DIALECTS[layout.quotes])


def with_doubled_quotes(line: str, delimiter: str) -> str:
    """A line with the quotes doubled that neither open nor close a cell."""
    d = re.escape(delimiter)
    return re.sub(rf'(?<=[^{d}])"(?!{d}|\s*$)', '""', line)


def _swallowed(source: "_TextLines", layout: TableLayout) -> str:
    """A fault where one of the further lines of a row is a row of its own: as wide as the table, its quotes in pairs,
    an id or a time in it."""
    for line in source.further_lines():
        if layout.width >= 3 and line.count(layout.delimiter) >= layout.width - 1 and line.count('"') % 2 == 0:
            cells = next(_reader([line.rstrip("\r\n").replace("\r", BARE_RETURN)], layout), [])
            if len(cells) == layout.width and any(OF_A_POST.fullmatch(cell) for cell in cells):
                return NEVER_CLOSES
    return ""


def _undecodable(cells: list[str]) -> str:
    for cell in cells:
        if not cell.isascii() and (found := UNDECODABLE.search(cell)):
            return f"byte 0x{ord(found[0]) - 0xDC00:02x} is not in the file's encoding"
    return ""


class _TextLines:
    """The decoded lines of a stream, for the csv module. It keeps the lines of the row being read, so that a row can
    be kept as it stood, and can be put back when its quote never closes."""

    def __init__(self, chunks: Iterable[bytes], layout: TableLayout) -> None:
        self._encoding, self._line_end = layout.encoding, layout.line_end
        self._bare = layout.delimiter if layout.quotes == "bare" else ""
        self._lines = self._decoded(chunks, layout.encoding)
        self._again: list[str] = []
        self._row: list[str] = []
        self._size = 0
        self.number = 0
        self.ended_inside = False
        self.has_returns = False
        self.cut: FileCut | None = None

    def __iter__(self) -> "_TextLines":
        return self

    def __next__(self) -> str:
        if len(self._row) > MOST_LINES_OF_A_ROW or (len(self._row) > 1 and self._size > LONGEST_ROW_OF_LINES):
            raise csv.Error(NEVER_CLOSES)
        line = self._again.pop() if self._again else next(self._lines, None)
        if line is None:
            self.ended_inside = bool(self._row)
            raise StopIteration
        self.number += 1
        self._row.append(line)
        self._size += len(line)
        if type(line) is _Overlong:
            raise csv.Error(too_long())
        if "\r" in line and "\r" in (core := line.rstrip("\r\n")):
            self.has_returns = True
            line = core.replace("\r", BARE_RETURN) + line[len(core) :]
        if self._bare:
            line = with_doubled_quotes(line, self._bare)
        return line.replace("\x00", "\ufffd") if "\x00" in line else line

    @property
    def has_several_lines(self) -> bool:
        return len(self._row) > 1

    def further_lines(self) -> list[str]:
        return self._row[1:]

    def begin_row(self) -> None:
        self._row, self._size, self.has_returns = [], 0, False

    def row(self) -> bytes:
        return self._bytes("".join(self._row))

    def first_of_row(self) -> bytes:
        return self._bytes(self._row[0] if self._row else "")

    def resume_after_first(self) -> None:
        """Reads on with the line after the one on which the faulty row began."""
        self._again.extend(reversed(self._row[1:]))
        self.number -= max(len(self._row) - 1, 0)
        self.begin_row()
        self.ended_inside = False

    def _bytes(self, text: str) -> bytes:
        if self._line_end == "\r":
            text = text.replace("\n", "\r")
        return text.encode(self._encoding, "surrogateescape" if "16" not in self._encoding else "replace")

    def _decoded(self, chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
        errors = "surrogateescape" if "16" not in encoding else "replace"
        decoder = codecs.getincrementaldecoder(encoding)(errors)
        rest, overlong = "", ""
        for chunk in until_cut(chunks):
            if isinstance(chunk, FileCut):
                self.cut = chunk
                break
            text = decoder.decode(chunk)
            pieces = _split(rest + (text.replace("\r", "\n") if self._line_end == "\r" else text))
            rest = pieces.pop()
            if overlong and pieces:
                yield _Overlong(overlong)
                overlong = ""
                del pieces[0]
            yield from pieces
            if overlong or len(rest) > LONGEST_LINE:
                overlong, rest = overlong or rest[:KEPT_OF_OVERLONG], ""
        rest += decoder.decode(b"", final=True)
        if overlong:
            yield _Overlong(overlong)
        elif rest:
            yield rest


def _split(text: str) -> list[str]:
    """The text cut after each \\n; the last piece has none and may be empty. Only \\n, since a bare \\r or U+2028 is
    part of a cell."""
    pieces = text.split("\n")
    return [piece + "\n" for piece in pieces[:-1]] + [pieces[-1]]

"""The beginning of a table: its delimiter, how quotes are written, the line of its header, and the first rows."""

import csv
import dataclasses
import itertools
import re
from collections import Counter

from collectors import refusing
from collectors.base import FileRefused, Head, Layout
from collectors.ids import STATUS_URL
from collectors.table_rows import BARE_RETURN, DIALECTS, LONGEST_FIELD, Quotes, TableLayout, rows, with_doubled_quotes

HEAD_ROWS = 1_000
LOOKED_AT_ROWS = 300
DELIMITERS = ",;\t|"
HEADER_WITHIN = 20
LONGEST_NAME = 80
DATA = re.compile(
    r"https?://\S+|\d{15,20}|\d{4}-\d\d-\d\d(?:[T ].+)?|.*[\U0001f300-\U0001faff].*|RT @\w+:.*|@\w+ .*", re.DOTALL
)


@dataclasses.dataclass(frozen=True)
class Found:
    """A way to read lines as a table, with how well it fits."""

    fit: float
    delimiter: str
    quotes: Quotes
    header_line: int
    header: list[str]
    rows: int = 0


def head_of_table(start: bytes, encoding: str, *, complete: bool, given: Layout | None = None) -> tuple[Head, Layout]:
    """The first rows of a table and what the layout must say to read the rest the same way. `given` is what a mapping
    file or the kind of file says already. Raises FileRefused for what is no table, or has no header."""
    given = given or {}
    text = start.decode(encoding, "replace").removeprefix("\ufeff")
    first = re.search(r"\r+\n|\r|\n", text)  # files of old Macs may have the other kind inside cells
    line_end = "\r" if first and first[0] == "\r" and text.count("\r") > 1 else "\n"
    lines = (text.replace("\r", "\n") if line_end == "\r" else text).split("\n")
    if not complete:
        lines.pop()
    found = _best(lines, given)
    if found is None:
        raise FileRefused(refusing.of_lines(lines))
    names = unique(found.header)
    layout: Layout = {
        "units": "rows",
        "encoding": encoding,
        "delimiter": found.delimiter,
        "header_line": found.header_line,
        "header": names,
        "quotes": found.quotes,
        "line_end": line_end,
        "by_row": bool(given.get("by_row")),
    }
    if given.get("header_line") != 0 and is_data(found.header):
        raise FileRefused(
            f"the table has no header: its first line is a row ({', '.join(found.header)[:80]!r}). Say in a mapping "
            "file (NAME.map.toml) which column is what"
        )
    table = TableLayout(
        encoding, found.delimiter, found.header_line, found.quotes, len(names), line_end, layout["by_row"]
    )
    whole = start if complete else text[: text.rfind(line_end) + 1].encode(encoding, "replace")
    units = [unit for unit in itertools.islice(rows([whole], table), HEAD_ROWS) if not unit.fault]
    units = [unit for unit in units if len(unit.cells or ()) > 1]  # a line of one cell is no row
    values = [dict(zip(names, unit.cells or (), strict=False)) for unit in units]
    return Head("rows", values, tuple(names), lines=tuple(unit.line for unit in units), table=layout), layout


def _best(lines: list[str], given: Layout) -> Found | None:
    first = 0
    delimiters = str(given.get("delimiter") or DELIMITERS)
    if lines and (match := re.fullmatch(r"sep=(.)\s*", lines[0])):
        delimiters, first = str(given.get("delimiter") or match[1]), 1
    header_line = given.get("header_line")
    by_row = bool(given.get("by_row"))
    found = [
        _table_of(_read(lines, delimiter, quotes, first, by_row=by_row), delimiter, quotes, first, header_line)
        for delimiter in delimiters
        for quotes in _dialects(lines, delimiter)
    ]
    good = [each for each in found if each.fit > 0]
    sample = "\n".join(lines[:LOOKED_AT_ROWS])
    return max(good, key=lambda each: (each.fit, not _is_prose(sample, each.delimiter), each.rows)) if good else None


def _is_prose(sample: str, delimiter: str) -> bool:
    """Whether a delimiter is mostly followed by a space, as in sentences."""
    return sample.count(f"{delimiter} ") > 0.5 * sample.count(delimiter)


def _dialects(lines: list[str], delimiter: str) -> list[Quotes]:
    """The ways to write quotes that this table could have; the usual one wins where they fit alike."""
    sample = "\n".join(lines[:LOOKED_AT_ROWS])
    found: list[Quotes] = ["bare" if _has_bare_quotes(sample, re.escape(delimiter)) else "doubled"]
    if '\\"' in sample:
        found.append("backslash")
    if delimiter == "\t" and '"' in sample:
        found.append("none")
    return found


def _has_bare_quotes(sample: str, d: str) -> bool:
    """Whether more cells in quotes have a lone quote inside than a doubled one."""
    lone = re.findall(rf'(?:^|{d})"[^"\n]*[^{d}"\\\n]"(?!{d}|\s*$)[^"\n]', sample, re.MULTILINE)
    return len(lone) > len(re.findall(rf'[^{d}\n]""[^{d}\n]', sample) if lone else [])


def _table_of(
    read: list[tuple[int, list[str]]], delimiter: str, quotes: Quotes, first: int, header_line: int | None
) -> Found:
    """How well the lines read as a table so: the share of rows as wide as the header, weighed by the width, and much
    less where the header is not the first line."""
    none = Found(0.0, delimiter, quotes, 1, [])
    widths = Counter(len(row) for _, row in read[:50] if any(row))
    if not widths:
        return none
    width = max(widths, key=lambda wide: (widths[wide] * (wide > 1), wide))
    if header_line == 0:
        header = [str(number) for number in range(1, width + 1)]
        return (
            Found(_fitting([row for _, row in read], width) * min(width, 12), delimiter, quotes, first, header)
            if width > 1
            else none
        )
    if not header_line and _lacks_a_name(read, width):
        read = [(read[0][0], ["", *read[0][1]]), *read[1:]]
    place = _header_place(read[:HEADER_WITHIN], width, header_line)
    if place is None or width < 2:
        return none
    header = [cell.strip().strip("\ufeff").replace(BARE_RETURN, " ") for cell in read[place][1]]
    fit = _fitting([row for _, row in read[place + 1 :] if any(row)], len(header))
    first_filled = next((number for number, (_, row) in enumerate(read) if any(row)), 0)
    fit *= 1.0 if place == first_filled or header_line else 0.3
    return Found(fit * min(width, 12), delimiter, quotes, read[place][0], header, len(read))


def _read(lines: list[str], delimiter: str, quotes: Quotes, first: int, *, by_row: bool) -> list[tuple[int, list[str]]]:
    """The first rows, each with the line on which it ends, or its number where rows are counted."""
    csv.field_size_limit(LONGEST_FIELD)
    mended = (_without_returns(line) + "\n" for line in lines[first:])
    if quotes == "bare":
        mended = (with_doubled_quotes(line, delimiter) for line in mended)
    reader = csv.reader(mended, delimiter=delimiter, **DIALECTS[quotes])
    found: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            found.append((first + (len(found) + 1 if by_row else reader.line_num), row))
            if len(found) > LOOKED_AT_ROWS:
                break
    except csv.Error:
        pass
    return found


def _without_returns(line: str) -> str:
    core = line.rstrip("\r").replace("\x00", "\ufffd")
    return core.replace("\r", BARE_RETURN) if "\r" in core else core


def _header_place(read: list[tuple[int, list[str]]], width: int, header_line: int | None) -> int | None:
    """The place of the header: the line that is given, else the first row of the table's width that is mostly filled
    (above it may stand titles of groups of columns), else the first of the width."""
    if header_line:
        return next((place for place, (line, _) in enumerate(read) if line >= header_line), None)
    wide = [place for place, (_, row) in enumerate(read) if len(row) == width]
    filled = [place for place in wide if sum(bool(cell.strip()) for cell in read[place][1]) >= 0.5 * width]
    return filled[0] if filled else wide[0] if wide else None


def _lacks_a_name(read: list[tuple[int, list[str]]], width: int) -> bool:
    """Whether the header is R's, which gives the column of row names no name and no place."""
    header = read[0][1]
    return len(header) == width - 1 and all(header) and all(len(row) == width for _, row in read[1:] if row)


def _fitting(body: list[list[str]], width: int) -> float:
    return sum(len(row) == width for row in body) / max(len(body), 1)


def is_data(header: list[str]) -> bool:
    """Whether what stands in the place of a header is a row of posts: an address, an id, a time, a text."""
    return any(
        DATA.fullmatch(cell.strip()) or (len(cell) > LONGEST_NAME and " " in cell) or STATUS_URL.search(cell)
        for cell in header
    )


def unique(header: list[str]) -> list[str]:
    """Column names with a number behind repeated ones, so that no column hides another."""
    seen: Counter[str] = Counter()
    names = []
    for name in header:
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names

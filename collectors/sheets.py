"""Sheets of Excel workbooks as the lines of a table: one line for each row, cells as text, times in ISO 8601. Rows are
read one after another; a workbook that unpacks to more than it may is refused before it is read."""

import contextlib
import csv
import datetime as dt
import io
import pathlib
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import ParseError

from collectors.base import FileRefused

CONTENT_TYPES = "[Content_Types].xml"
MOST_SHARED_TEXTS = 96 << 20  # bytes of XML: all texts of a workbook stand in one member, which is read as a whole
MOST_OF_A_SHEET = 4 << 30
MOST_RATIO = 300
RATIO_FROM = 20 << 20
MOST_SHEETS = 100
MOST_COLUMNS = 2_000
LOOKED_AT = 30
PIECE = 256 << 10
EXACT_IN_FLOATS = 1 << 53  # an id above it that is a number in a sheet has lost its last digits; .0 tells

BROKEN = (AttributeError, EOFError, IndexError, KeyError, OSError, ParseError, TypeError,
          ValueError, zipfile.BadZipFile)  # fmt: skip


def is_workbook(names: set[str]) -> bool:
    """Whether a zip archive with these members is a workbook."""
    return CONTENT_TYPES in names and any(name.startswith("xl/") for name in names)


def sheets(path: pathlib.Path) -> list[str]:
    """The sheets with at least two rows and two columns, by name."""
    with _workbook(path) as workbook:
        found = [sheet.title for sheet in workbook.worksheets[:MOST_SHEETS] if _is_table(sheet)]
    if not found:
        raise FileRefused("the workbook has no sheet with a table")
    return found


def lines(path: pathlib.Path, sheet: str) -> Iterator[bytes]:
    """A sheet as CSV in UTF-8, one row after another."""
    with _workbook(path) as workbook:
        found = [each for each in workbook.worksheets if each.title == sheet]
        if not found:
            raise FileRefused(f"the workbook has no sheet named {sheet[:60]!r} any more")
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        for row in _rows(found[0]):
            writer.writerow(row if any(row) else [])
            if text.tell() > PIECE:
                yield _taken(text)
        yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    content = text.getvalue()
    text.seek(0)
    text.truncate()
    return content.encode("utf-8", "replace")


@contextlib.contextmanager
def _workbook(path: pathlib.Path) -> Iterator[Any]:
    import openpyxl  # a quarter of a second at the start of every command, if it stood above

    _check(path)
    with path.open("rb") as file:
        try:
            workbook = openpyxl.load_workbook(file, read_only=True, data_only=True)
        except BROKEN as error:
            raise FileRefused(
                f"the workbook cannot be opened ({type(error).__name__}); save the sheet as CSV"
            ) from None
        try:
            yield workbook
        except BROKEN as error:
            raise FileRefused(f"the workbook is damaged ({type(error).__name__}); save the sheet as CSV") from None
        finally:
            workbook.close()


def _check(path: pathlib.Path) -> None:
    """Refuses bombs by what the archive says of its members; no member unpacks to more than it says."""
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except zipfile.BadZipFile:
        raise FileRefused("the workbook is damaged (cut download?)") from None
    for info in infos:
        most = MOST_OF_A_SHEET if info.filename.startswith("xl/worksheets/") else MOST_SHARED_TEXTS
        if info.filename.startswith("xl/media/"):
            continue
        ratio = info.file_size / max(info.compress_size, 1)
        if info.file_size > most or (info.file_size > RATIO_FROM and ratio > MOST_RATIO):
            raise FileRefused(
                f"member {info.filename[:60]!r} of the workbook unpacks to {info.file_size >> 20:,} MB, more than it "
                "may; save the sheet as CSV"
            )


def _is_table(sheet: Any) -> bool:
    sheet.reset_dimensions()  # what a workbook says of its size is often wrong
    filled = [
        row for row in sheet.iter_rows(max_row=LOOKED_AT, values_only=True) if sum(c is not None for c in row) > 1
    ]
    return len(filled) > 1


def _rows(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()
    width = 0
    for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True):
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        width = max(width, len(cells))
        yield cells + [""] * (width - len(cells))


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e20:
        return f"{int(cell)}.0" if abs(cell) > EXACT_IN_FLOATS else str(int(cell))
    if isinstance(cell, dt.datetime | dt.date | dt.time):
        return cell.isoformat(sep=" ") if isinstance(cell, dt.datetime) else cell.isoformat()
    return str(cell)

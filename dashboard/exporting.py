"""Posts and series as files, with the method sheet inside: first line of JSONL, a text beside the table of a zip."""

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import IO, Any

import orjson
from fastapi.responses import StreamingResponse

from analysis.outward import csv_cell
from dashboard import method_sheet, post_view
from dashboard.opened import Opened
from storage.post_search import Search

MOST = 100_000  # records of one export
AT_ONCE = 500
IN_MEMORY = 8_000_000  # bytes; what is longer is written to a file without a name


def post_records(opened: Opened, wanted: Search) -> Iterator[dict[str, Any]]:
    """The posts that are wanted, at most MOST."""
    after, left = None, MOST
    while left > 0:
        page, records = post_view.found(opened, wanted, after, min(AT_ONCE, left))
        yield from records
        left -= len(records)
        after = page.after
        if after is None:
            return


def jsonl(sheet: Mapping[str, Any], records: Iterable[Mapping[str, Any]], name: str) -> StreamingResponse:
    written = _spooled()
    written.write(orjson.dumps(sheet) + b"\n")
    for record in records:
        written.write(orjson.dumps(record) + b"\n")
    return answer(written, "application/x-ndjson", f"{name}.jsonl")


def csv_zip(sheet: Mapping[str, Any], records: Iterable[Mapping[str, Any]], name: str) -> StreamingResponse:
    """A zip of a table of records and the sheet."""
    return zipped(sheet, _cells(records), name)


def zipped(sheet: Mapping[str, Any], table: Iterable[Sequence[str]], name: str) -> StreamingResponse:
    """A zip of a table and the sheet. The table begins with a mark by which spreadsheets know UTF-8."""
    written = _spooled()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("how-this-was-made.txt", method_sheet.as_text(sheet))
        archive.writestr("how-this-was-made.json", orjson.dumps(sheet, option=orjson.OPT_INDENT_2))
        with archive.open(f"{name}.csv", "w", force_zip64=True) as file:
            file.write(b"\xef\xbb\xbf")
            for cells in table:
                file.write(_line(cells))
    return answer(written, "application/zip", f"{name}.csv.zip")


def _cells(records: Iterable[Mapping[str, Any]]) -> Iterator[list[str]]:
    """A header and the records; no cell begins like a formula."""
    header: list[str] = []
    for record in records:
        if not header:
            header = list(record)
            yield header
        yield [csv_cell(_flat(record.get(name))) for name in header]


def _line(cells: Sequence[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().encode()


def _flat(value: object) -> object:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}={each}" for name, each in value.items())
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else value


def _spooled() -> IO[bytes]:
    return tempfile.SpooledTemporaryFile(IN_MEMORY)


def answer(written: IO[bytes], kind: str, name: str) -> StreamingResponse:
    """The whole file is made before the first byte is sent: an error on the way is an error, not half a file."""
    length = written.tell()
    written.seek(0)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Content-Length": str(length)}
    return StreamingResponse(_blocks(written), media_type=kind, headers=headers)


def _blocks(written: IO[bytes]) -> Iterator[bytes]:
    with written:
        while block := written.read(1 << 16):
            yield block

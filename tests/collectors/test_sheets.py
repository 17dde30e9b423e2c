"""Workbooks: a sheet is a table, a row its line, a time a time; bombs are refused before they are read."""

import datetime as dt
import pathlib
import zipfile

import openpyxl
import pytest

from collectors import opening, sheets
from collectors.base import FileRefused
from collectors.reading import read as read_units
from tests.collectors.tables import columns, iso, outcomes, own_id, recognised, told
from tests.making import at


def workbook(path: pathlib.Path, *tables: list[list[object]]) -> pathlib.Path:
    book = openpyxl.Workbook()
    book.remove(book.active)  # type: ignore[arg-type]
    for number, rows in enumerate(tables):
        sheet = book.create_sheet(f"Sheet {number}")
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def table(number: int = 6, **more: object) -> list[list[object]]:
    header, rows = columns(number, id=own_id, text=told, created_at=lambda n: at(n).replace(tzinfo=None), **more)
    return [list(header), *rows]


def test_a_sheet_is_read_with_times_as_times(tmp_path: pathlib.Path) -> None:
    rows = [[*row[1:]] for row in table()]
    _, posts = outcomes(workbook(tmp_path / "f.xlsx", rows))
    assert [post.created_at for post in posts] == [at(n) for n in range(6)]
    assert [post.text for post in posts] == [told(n) for n in range(6)]


def test_a_line_is_the_number_of_the_row_whatever_stands_in_its_cells(tmp_path: pathlib.Path) -> None:
    rows = table()
    rows[2][1] = 'one\ntwo, "three"\nfour'
    rows.insert(1, [None, None, None])
    member, found = recognised(workbook(tmp_path / "f.xlsx", [["An export of today"], *rows]))
    from collectors import READERS

    lines = [
        record.line
        for unit in read_units(member, READERS[found.layout["reader"]], found.layout)
        for record in unit.records
    ]
    assert lines == [4, 5, 6, 7, 8, 9]


def test_ids_that_are_numbers_in_a_sheet_are_damaged_but_good_clocks(tmp_path: pathlib.Path) -> None:
    rows = [[float(row[0]) if number else row[0], *row[1:]] for number, row in enumerate(table())]
    found, posts = outcomes(workbook(tmp_path / "f.xlsx", rows))
    assert any("spreadsheet" in warning for warning in found.warnings)
    assert all(post.native_id.startswith("h:") for post in posts)
    assert abs(posts[3].created_at - at(3)) < dt.timedelta(seconds=1)


def test_each_sheet_with_a_table_is_a_member(tmp_path: pathlib.Path) -> None:
    found = opening.members(workbook(tmp_path / "f.xlsx", table(), [["a note"]], table()))
    assert [member.name for member in found] == ["sheet: Sheet 0", "sheet: Sheet 2"]


def test_a_workbook_that_unpacks_to_more_than_it_may_is_refused(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = workbook(tmp_path / "f.xlsx", table())
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings2.xml", b"0" * 3_000_000)
    monkeypatch.setattr(sheets, "RATIO_FROM", 1 << 20)
    with pytest.raises(FileRefused, match="more than it may"):
        opening.members(path)
    monkeypatch.setattr(sheets, "RATIO_FROM", 1 << 30)
    monkeypatch.setattr(sheets, "MOST_SHARED_TEXTS", 1 << 20)
    with pytest.raises(FileRefused, match="more than it may"):
        opening.members(path)


@pytest.mark.parametrize("name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"])
def test_a_damaged_workbook_is_refused_in_words(tmp_path: pathlib.Path, name: str) -> None:
    whole = workbook(tmp_path / "f.xlsx", table())
    with zipfile.ZipFile(whole) as archive, zipfile.ZipFile(tmp_path / "g.xlsx", "w") as other:
        for info in archive.infolist():
            other.writestr(info.filename, b"<broken" if info.filename == name else archive.read(info.filename))
    with pytest.raises(FileRefused, match="workbook"):
        for member in opening.members(tmp_path / "g.xlsx"):
            list(member.chunks())


def test_a_workbook_without_a_table_and_old_ones_are_refused(tmp_path: pathlib.Path) -> None:
    with pytest.raises(FileRefused, match="no sheet with a table"):
        opening.members(workbook(tmp_path / "f.xlsx", [["only a note"]]))
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600)
    with pytest.raises(FileRefused, match=r"\.xlsx"):
        opening.members(tmp_path / "old.xls")
    assert iso(0).startswith("2025")

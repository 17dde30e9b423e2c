"""Rows of tables: as RFC 4180 has them, and as tools, spreadsheets and accidents make them. One bad row costs itself."""

import csv
import io
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors import table_rows
from collectors.base import FileCut
from collectors.table_rows import TableLayout


def in_chunks(content: bytes, size: int) -> Iterator[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


plain_cells = st.text(alphabet=st.sampled_from('ab;,"\n\r\té x'), max_size=8)


@settings(max_examples=150)
@given(
    st.lists(st.lists(plain_cells, min_size=3, max_size=3), min_size=1, max_size=6),
    st.integers(1, 20),
    st.sampled_from(";,\t"),
)
def test_a_table_reads_as_the_standard_reader_reads_it(rows: list[list[str]], size: int, delimiter: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerows([["h1", "h2", "h3"], *rows])
    found = table_rows.rows(in_chunks(text.getvalue().encode(), size), TableLayout("utf-8", delimiter, 1))
    assert [unit.cells for unit in found] == [row for row in rows if any(row)]


def test_a_quote_that_never_closes_costs_its_own_line() -> None:
    content = b'id;text\n1;"a\nb"\n2;"never closes\n' + b"".join(b"%d;row\n" % n for n in range(3, 400))
    found = list(table_rows.rows([content], TableLayout("utf-8", ";", 1)))
    assert [unit.line for unit in found if unit.fault] == [4]
    assert len([unit for unit in found if not unit.fault]) == 398


def test_a_quote_that_is_open_at_the_end_costs_its_own_line() -> None:
    found = list(table_rows.rows([b'id;text\n2;"never closes\n3;c\n4;d\n'], TableLayout("utf-8", ";", 1)))
    assert [(unit.line, bool(unit.fault)) for unit in found] == [(2, True), (3, False), (4, False)]


def test_a_row_with_bytes_of_another_encoding_is_faulty_and_kept_as_it_stood() -> None:
    found = list(table_rows.rows([b"id;text\n1;\xff\n2;ok\n"], TableLayout("utf-8", ";", 1)))
    assert [bool(unit.fault) for unit in found] == [True, False]
    assert found[0].raw == b"1;\xff\n"


def test_rows_before_the_header_are_skipped_and_other_encodings_read() -> None:
    content = "Export of today\n\nid\ttext\n1\tпривіт\n".encode("cp1251")
    assert [unit.cells for unit in table_rows.rows([content], TableLayout("cp1251", "\t", 3))] == [["1", "привіт"]]
    assert [
        unit.cells for unit in table_rows.rows(["id\ttext\n1\té\n".encode("utf-16")], TableLayout("utf-16", "\t", 1))
    ] == [["1", "é"]]


def test_a_table_that_was_cut_gives_its_rows_first() -> None:
    def cut() -> Iterable[bytes]:
        yield b"id;text\n1;a\n2;b\n"
        raise FileCut("cut here")

    found: list[object] = []
    with pytest.raises(FileCut):
        found.extend(unit.cells for unit in table_rows.rows(cut(), TableLayout("utf-8", ";", 1)))
    assert found == [["1", "a"], ["2", "b"]]


def test_a_bare_return_in_a_later_line_of_a_cell_costs_nothing() -> None:
    content = 'id,text,time\n1,"first\nof,many\r,words",noon\n2,second,noon\n'
    found = list(table_rows.rows([content.encode()], TableLayout("utf-8", ",", 1, width=3)))
    assert [unit.cells for unit in found] == [["1", "first\nof,many\r,words", "noon"], ["2", "second", "noon"]]

"""Texts and counts made fit for storing: nothing is invented, and unknown is not zero."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors import cells


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a &amp; b &lt;c&gt;", "a & b <c>"), ("&amp;lt;", "&lt;"), ("?a=1&copy=2", "?a=1&copy=2"), ("&quot;", "&quot;")],
)
def test_the_three_entities_are_unescaped_once_and_no_others(text: str, expected: str) -> None:
    assert cells.clean_text(text, escaped=True) == expected


def test_a_file_that_is_not_escaped_keeps_its_entities() -> None:
    assert cells.clean_text("a &amp; b", escaped=False) == "a &amp; b"


def test_one_bare_mark_shows_that_a_file_is_not_escaped() -> None:
    assert cells.is_escaped(["a &amp; b", "c"])
    assert not cells.is_escaped(["a &amp; b", "AT&T"])
    assert not cells.is_escaped(["1 < 2"])


def test_nul_and_lone_surrogates_are_replaced() -> None:
    assert cells.clean_text("a\x00b\ud83c", escaped=False) == "a\ufffdb\ufffd"


def test_letters_are_composed_and_very_long_texts_cut() -> None:
    assert cells.clean_text("и\u0306", escaped=False) == "й"
    assert len(cells.clean_text("x" * 10**6, escaped=False)) == cells.LONGEST_TEXT


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("12", 12), (12, 12), ("1,234", 1234), ("7767.0", 7767), ("12.3K", 12300), ("2.1M", 2100000), ("0", 0), (3.0, 3), ("1 234", 1234),
     ("", None), ("N/A", None), ("missing", None), ("-", None), ("-3", None), (-3, None), (None, None), (True, None), ("тис.", None),
     ("9" * 30, None), (10**12, None), ("1.2.3", None), (float("nan"), None), (float("inf"), None)],
)  # fmt: skip
def test_counts_are_read_and_what_is_none_is_unknown(cell: object, expected: int | None) -> None:
    assert cells.count(cell) == expected


@given(st.one_of(st.text(max_size=20), st.floats(), st.integers(), st.none()))
def test_no_cell_ever_breaks_the_counter(cell: object) -> None:
    found = cells.count(cell)
    assert found is None or 0 <= found <= cells.GREATEST_COUNT
    cells.votes(cell)
    cells.optional(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [(-226, -226), ("18", 18), ("-4", -4), (None, None), ("a", None), (True, None), (10**15, None)],
)
def test_votes_may_be_negative(cell: object, expected: int | None) -> None:
    assert cells.votes(cell) == expected


@pytest.mark.parametrize("cell", ["", "NA", "NaN", "None", "null", "undefined", "missing", "-", None, [], {}, True])
def test_words_for_nothing_are_nothing(cell: object) -> None:
    assert cells.optional(cell) is None


@pytest.mark.parametrize(
    ("text", "cut"), [("so it goes…", True), ("so it… https://t.co/abc", True), ("so it goes...", False), ("", False)]
)
def test_a_text_that_ends_where_a_tool_cut_it_is_known(text: str, cut: bool) -> None:
    assert cells.is_cut(text) is cut


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("2.3M", 2_300_000), ("12,3K", 12_300), ("1 234", 1234), ("1\u202f234", 1234), ("7767.0", 7767), ("12 тис.", None), ("1.2e5", None), ("-5", None)],
)  # fmt: skip
def test_counts_in_the_ways_of_people_are_read_or_unknown(cell: str, expected: int | None) -> None:
    assert cells.count(cell) == expected


def test_texts_that_python_wrote_as_bytes_are_read() -> None:
    text = "Що кажуть люди: 'так' \\ ні\n😢"
    assert cells.of_bytes(repr(text.encode())) == text
    assert cells.are_bytes([repr(text.encode())] * 3)
    assert cells.of_bytes("a plain text") == "a plain text"


@given(st.text(max_size=60))
def test_any_bytes_that_python_writes_come_back(text: str) -> None:
    assert cells.of_bytes(repr(text.encode("utf-8", "replace"))) == text.encode("utf-8", "replace").decode()


@given(st.text(max_size=60))
def test_line_breaks_written_as_two_characters_come_back(text: str) -> None:
    plain = text.replace("\\", "/").replace("\r", "").replace("\t", " ")
    assert cells.real_newlines(plain.replace("\n", "\\n")) == plain


def test_texts_that_were_encoded_twice_are_noticed() -> None:
    once = ["Größe und Maß", "Привіт усім", "naïve café — ja"] * 3
    assert not cells.is_twice_encoded(once)
    assert cells.is_twice_encoded([text.encode().decode("cp1252", "replace") for text in once])
    assert cells.is_twice_encoded([text.encode().decode("cp1251", "replace") for text in once if text.startswith("П")])

"""Bytes cut into lines, array elements and rows: nothing is lost at a border, and one bad piece costs itself."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectors import units
from collectors.base import FileCut, RecordRejected

nasty = st.text(alphabet=st.sampled_from('ab"\\{}[],: \n\tй😂'), max_size=12)
values = st.recursive(
    st.one_of(nasty, st.integers(-(1 << 63), 1 << 63), st.none(), st.booleans()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(nasty, inner, max_size=3)),
    max_leaves=8,
)
objects = st.dictionaries(nasty, values, max_size=4)


def in_chunks(content: bytes, size: int) -> Iterator[bytes]:
    return (content[start : start + size] for start in range(0, len(content), size))


@settings(max_examples=60)
@given(st.lists(objects, max_size=5), st.integers(1, 30), st.sampled_from([None, 1]), st.booleans())
def test_an_array_is_cut_into_its_elements_at_any_chunk_border(
    elements: list[Any], size: int, indent: int | None, ascii_only: bool
) -> None:
    content = json.dumps(elements, indent=indent, ensure_ascii=ascii_only).encode()
    assert [units.parsed(unit.raw) for unit in units.document(in_chunks(content, size))] == elements


@given(st.lists(objects, max_size=6), st.integers(1, 30))
def test_lines_are_cut_at_any_chunk_border(records: list[Any], size: int) -> None:
    content = "".join(json.dumps(record) + "\n" for record in records).encode()
    found = list(units.lines(in_chunks(content, size)))
    assert [units.parsed(unit.raw) for unit in found] == records
    assert [unit.line for unit in found] == list(range(1, len(records) + 1))


def test_blank_lines_and_a_byte_order_mark_are_no_records() -> None:
    found = list(units.lines([b'\xef\xbb\xbf{"a":1}\n\n  \r\n{"a":2}']))
    assert [(unit.line, unit.raw) for unit in found] == [(1, b'{"a":1}'), (4, b'{"a":2}')]


def test_a_line_without_end_costs_itself_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(units, "LONGEST_LINE", 1000)
    content = b'{"a":1}\n' + b"x" * 5000 + b'\n{"a":2}\n'
    found = list(units.lines(in_chunks(content, 100)))
    assert [bool(unit.fault) for unit in found] == [False, True, False]
    assert [unit.line for unit in found] == [1, 2, 3]
    assert len(found[1].raw) <= 10_000


def test_the_line_of_an_element_is_that_on_which_it_begins() -> None:
    found = units.document([b'[\n {"a":1},\n\n {"b":\n2},\n {"c":3}]'])
    assert [unit.line for unit in found] == [2, 4, 6]


def test_an_array_that_was_cut_gives_what_is_whole_and_the_rest_as_faulty() -> None:
    found = list(units.document([b'[{"a":1},{"b":"x']))
    assert [unit.fault != "" for unit in found] == [False, True]


def test_arrays_laid_end_to_end_are_both_read() -> None:
    assert [unit.raw for unit in units.document([b'[{"a":1}]\n[{"a":2}]'])] == [b'{"a":1}', b'{"a":2}']


def test_one_object_is_one_unit() -> None:
    assert [unit.raw for unit in units.document([b'  {"statuses":\n [1]}  '])] == [b'{"statuses":\n [1]}']


def test_what_stood_before_a_cut_comes_first() -> None:
    def cut() -> Iterable[bytes]:
        yield b'{"a":1}\n{"a":'
        raise FileCut("cut here")

    found: list[bytes] = []
    with pytest.raises(FileCut):
        found.extend(unit.raw for unit in units.lines(cut()))
    assert found == [b'{"a":1}', b'{"a":']


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":1',
        b"[" * 5000,
        b'{"a":' + b"9" * 5000 + b"}",
        b"",
        b"{'a': 1}",
        b'{"a": 1e999}',
        b'\xff{"a":1}',
    ],
)
def test_what_is_no_json_is_rejected_in_words(raw: bytes) -> None:
    with pytest.raises(RecordRejected):
        units.parsed(raw)


def test_a_cut_object_says_where_it_ends() -> None:
    with pytest.raises(RecordRejected, match="cut off"):
        units.parsed(b'{"data": {"id": "1", "te')


def test_lone_surrogates_are_replaced_and_pairs_kept() -> None:
    assert units.parsed(rb'{"a":"\ud83c x \ud83d\ude02 \udc00"}') == {"a": "\ufffd x 😂 \ufffd"}


def test_lone_surrogates_are_replaced_beside_what_python_writes_for_no_number() -> None:
    assert units.parsed(rb'{"author": "a\ud83c", "score": NaN}') == {"author": "a\ufffd", "score": None}


def test_what_python_writes_for_no_number_is_unknown() -> None:
    assert units.parsed(b'{"a": NaN, "b": [-Infinity], "c": "NaN, of course"}') == {
        "a": None,
        "b": [None],
        "c": "NaN, of course",
    }


def test_objects_laid_end_to_end_are_read_one_by_one() -> None:
    content = b'{\n "a": 1\n}\n{"b": "}{"}\n[{"c": 3}, {"d": 4}] {"e": [5]}'
    found = list(units.document([content[:7], content[7:]]))
    assert [units.parsed(unit.raw) for unit in found] == [{"a": 1}, {"b": "}{"}, {"c": 3}, {"d": 4}, {"e": [5]}]
    assert [unit.line for unit in found] == [1, 4, 5, 5, 5]


def test_what_is_no_json_between_two_values_is_kept_as_a_fault() -> None:
    found = list(units.document([b'{"a": 1} oops {"b": 2}']))
    assert [(unit.raw.strip(), bool(unit.fault)) for unit in found] == [
        (b'{"a": 1}', False),
        (b"oops", True),
        (b'{"b": 2}', False),
    ]


def test_the_script_of_an_archive_is_read_as_the_json_it_holds() -> None:
    assert [unit.raw for unit in units.document([b'window.YTD.tweets.part0 = [ {"a":1},', b'{"a":2} ]'])] == [
        b'{"a":1}',
        b'{"a":2}',
    ]


def test_one_list_inside_a_large_object_is_read_element_by_element() -> None:
    content = b'{"log": {"pages": [{"x": "entries"}], "entries" : [{"a":1}, {"a":2}], "more": [{"b":1}]}}'
    for size in (3, 40, 200):
        chunks = [content[place : place + size] for place in range(0, len(content), size)]
        assert [unit.raw for unit in units.document(chunks, inside=units.RECORDED)] == [b'{"a":1}', b'{"a":2}']

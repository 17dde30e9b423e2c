"""Files that hold records of several formats."""

import pathlib
from typing import Any

import pytest

from collectors import READERS, mixed, opening, reading, recognising
from collectors.base import Head, RecordRejected, Rejected
from storage.tables import NewPost
from tests.collectors.x_export.forms import apify_row, captured, scraped
from tests.making import comment, tweet, write_lines


def read(path: pathlib.Path, records: list[Any]) -> tuple[str, list[Any]]:
    (member,) = opening.members(write_lines(path, records))
    claim = recognising.recognise(member, READERS)
    reader = READERS[claim.layout["reader"]]
    return claim.format, [each.outcome for unit in reading.read(member, reader, claim.layout) for each in unit.records]


def test_each_record_is_read_by_the_reader_that_knows_it(tmp_path: pathlib.Path) -> None:
    records = [tweet(1, "a"), scraped(2, "b"), captured(3), comment(4, "d"), {"_meta": {"tool": "x"}}, {"what": 1}]
    words, found = read(tmp_path / "all", records)
    assert "several formats" in words
    assert [each.text for each in found if isinstance(each, NewPost)] == ["a", "b", "words of a post", "d"]
    assert len([each for each in found if isinstance(each, Rejected)]) == 1


def test_another_format_far_behind_the_beginning_is_read_too(tmp_path: pathlib.Path) -> None:
    words, found = read(tmp_path / "all", [*(tweet(own, "v2") for own in range(400)), apify_row(500, "late")])
    assert "v2" in words
    assert found[-1].text == "late"


def test_one_format_is_left_to_its_own_reader() -> None:
    assert mixed.recognise(Head("json", [tweet(1, "a"), tweet(2, "b", in_reply_to_user_id="1")])) is None


def test_a_record_of_no_known_format_is_rejected() -> None:
    with pytest.raises(RecordRejected):
        list(mixed.outcomes({"what": 1}, {"layouts": {}}))

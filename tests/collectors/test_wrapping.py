"""Records that lie in an object in an unusual way."""

import json
import pathlib
from typing import Any

import pytest

from collectors import READERS, opening, reading, recognising, wrapping
from collectors.x_export import snscrape
from storage.tables import NewPost
from tests.collectors.x_export.forms import scraped
from tests.making import comment, submission

ROWS = [scraped(own, f"text number {own}") for own in range(5)]
COLUMNS = ("id", "date", "content", "lang")


@pytest.mark.parametrize(
    ("document", "way"),
    [
        ({"count": 5, "tweets": ROWS}, "in tweets"),
        ({str(place): row for place, row in enumerate(ROWS)}, "by key"),
        ({key: {str(place): row[key] for place, row in enumerate(ROWS)} for key in COLUMNS}, "by column"),
    ],
)
def test_records_are_found_in_lists_by_key_and_by_column(tmp_path: pathlib.Path, document: Any, way: str) -> None:
    path = tmp_path / "posts"
    path.write_text(json.dumps(document))
    (member,) = opening.members(path)
    claim = recognising.recognise(member, READERS)
    reader = READERS[claim.layout["reader"]]
    found = [each.outcome for unit in reading.read(member, reader, claim.layout) for each in unit.records]
    assert claim.layout["turned"] == way
    assert [post.text for post in found if isinstance(post, NewPost)] == [row["content"] for row in ROWS]


def test_an_object_that_lost_its_list_is_its_own_record() -> None:
    assert wrapping.turned({"a": 1}, "in tweets") == [{"a": 1}]


def test_threads_of_reddit_in_an_array_are_all_read(tmp_path: pathlib.Path) -> None:
    def thread(name: str) -> list[Any]:
        parts = [("t3", submission(name, "a title")), ("t1", comment(1, "an answer", thread=name))]
        return [{"kind": "Listing", "data": {"children": [{"kind": k, "data": each}]}} for k, each in parts]

    path = tmp_path / "threads"
    path.write_text(json.dumps([thread("aaaa1"), thread("aaaa2")]))
    (member,) = opening.members(path)
    claim = recognising.recognise(member, READERS)
    units_read = list(reading.read(member, READERS[claim.layout["reader"]], claim.layout))
    assert [len(unit.records) for unit in units_read] == [2, 2]


def test_ids_and_times_in_the_boxes_of_mongodb_are_read() -> None:
    row = scraped(1)
    boxed = {**row, "id": {"$numberLong": str(row["id"])}, "date": {"$date": {"$numberLong": "1744942380000"}}}
    (post,) = snscrape.outcomes(boxed, {"escaped": True})
    assert isinstance(post, NewPost)
    assert post.native_id == str(row["id"])

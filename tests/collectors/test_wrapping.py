"""Records that lie in an object in an unusual way."""

import json
import pathlib
from typing import Any

import pytest

from collectors import READERS, opening, reading, recognising, wrapping
from storage.tables import NewPost
from tests.collectors.x_export.forms import scraped

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

"""Records that lie in an object in an unusual way."""

import json
import pathlib
from typing import Any

import pytest

from collectors import READERS, opening, reading, recognising, wrapping
from collectors.base import Notice
from collectors.x_export import snscrape
from storage.tables import NewPost
from tests.collectors.x_export.forms import scraped
from tests.making import comment, submission

ROWS = [scraped(own, f"text number {own}") for own in range(5)]
HALVES = {"first": ROWS[:3], "second": ROWS[3:]}
COLUMNS = ("id", "date", "content", "lang")


@pytest.mark.parametrize(
    ("document", "way"),
    [
        ({"count": 5, "tweets": ROWS}, "in tweets"),
        ({str(place): row for place, row in enumerate(ROWS)}, "by key"),
        ({key: {str(place): row[key] for place, row in enumerate(ROWS)} for key in COLUMNS}, "by column"),
        ({key: [row[key] for row in ROWS] for key in COLUMNS}, "by list"),
        (
            {"columns": list(COLUMNS), "index": [*range(5)], "data": [[row[key] for key in COLUMNS] for row in ROWS]},
            "split",
        ),
        ({"status": "ok", "data": {"count": 5, "tweets": ROWS}}, "in data/tweets"),
        ({"a": {"b": {"items": [{"tweet": row} for row in ROWS]}}}, "in a/b/items/*/tweet"),
        ({"features": [], "rows": [{"row_idx": n, "row": row} for n, row in enumerate(ROWS)]}, "in rows/*/row"),
        (
            {"accounts": {name: {"posts": {str(row["id"]): row for row in some}} for name, some in HALVES.items()}},
            "in accounts/*/posts/*",
        ),
        ({"tweets": ROWS[:3], "threads": [ROWS[3:4], ROWS[4:]]}, "in tweets|threads/*"),
        (HALVES, "in first|second"),
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


def outcomes_of(path: pathlib.Path, content: str) -> list[Any]:
    path.write_text(content)
    (member,) = opening.members(path)
    claim = recognising.recognise(member, READERS)
    reader = READERS[claim.layout["reader"]]
    return [each.outcome for unit in reading.read(member, reader, claim.layout) for each in unit.records]


@pytest.mark.parametrize(
    "content",
    [
        "\n".join(json.dumps(json.dumps(row)) for row in ROWS),
        json.dumps([json.dumps(row) for row in ROWS]),
        "\n".join(json.dumps({"offset": n, "value": json.dumps(row)}) for n, row in enumerate(ROWS)),
    ],
)
def test_json_that_was_encoded_twice_is_read(tmp_path: pathlib.Path, content: str) -> None:
    assert [post.text for post in outcomes_of(tmp_path / "f", content)] == [row["content"] for row in ROWS]


def test_lines_of_elasticsearch_before_each_post_are_notices(tmp_path: pathlib.Path) -> None:
    lines = [each for row in ROWS for each in ({"index": {"_index": "posts", "_id": str(row["id"])}}, row)]
    found = outcomes_of(tmp_path / "f", "\n".join(map(json.dumps, lines)))
    assert [type(each) for each in found] == [Notice, NewPost] * 5


def test_records_by_key_that_have_no_id_get_their_key(tmp_path: pathlib.Path) -> None:
    bare = {str(row["id"]): {"text": row["content"], "date": row["date"]} for row in ROWS}
    found = outcomes_of(tmp_path / "f", json.dumps(bare))
    assert [post.native_id for post in found] == [str(row["id"]) for row in ROWS]


def test_what_came_along_with_posts_is_no_place_of_posts(tmp_path: pathlib.Path) -> None:
    document = {"result": {"tweets": ROWS[:3], "quoted_tweets": ROWS[3:], "includes": {"tweets": ROWS[3:]}}}
    assert len(outcomes_of(tmp_path / "f", json.dumps(document))) == 3


def test_comments_by_key_inside_posts_of_reddit_are_read(tmp_path: pathlib.Path) -> None:
    inner = {"cab12x": {"body": "an answer to it", "created": "2025-04-18 03:00:00", "score": 1}}
    posts = {
        f"pab{n}2": {"title": "a title of it", "created": "2025-04-18 02:30:00", "score": 2, "comments": inner}
        for n in range(2)
    }
    found = outcomes_of(tmp_path / "f", json.dumps(posts))
    assert [post.native_id for post in found] == ["t3_pab02", "t1_cab12x", "t3_pab12", "t1_cab12x"]


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

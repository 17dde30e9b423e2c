"""Whatever is done to a valid record or file, nothing but posts, refusals and notices comes out."""

import copy
import json
import pathlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors import READERS, opening, reading, recognising, units
from collectors.base import FileCut, FileRefused, Head, Notice, Reader, Rejected
from storage.tables import NewPost
from tests.collectors.test_reddit_archive import anything
from tests.collectors.x_export.forms import (
    apify_row,
    archived,
    captured,
    exported,
    minet_row,
    recorded,
    scraped,
    script_row,
    timeline,
    twint_row,
    web_tweet,
)
from tests.collectors.x_export.test_api_v11 import status
from tests.making import comment, submission, tweet

LISTING = {
    "kind": "Listing",
    "data": {"children": [{"kind": "t3", "data": submission("abc12", "t")}, {"kind": "more", "data": {"count": 3}}]},
}
VALID: list[dict[str, Any]] = [
    timeline(
        web_tweet(2, "RT @x: y…", retweeted_status_result={"result": web_tweet(1, quoted_status_id_str="1")}),
        {**web_tweet(3), "quoted_status_result": {"result": {"tweet": web_tweet(1)}}, "note_tweet": {"text": "x"}},
    ),
    captured(1),
    recorded(json.dumps(timeline(web_tweet(1)))),
    {"globalObjects": {"tweets": {"5": web_tweet(1)["legacy"]}, "users": {}}, "timeline": {}},
    scraped(2, "x", quotedTweet=scraped(1), retweetedTweet=scraped(1, "y")),
    apify_row(2, "x", quote=apify_row(1)),
    {"tweets": [apify_row(1)]},
    twint_row(1),
    minet_row(1),
    {"_id": "1", "_source": minet_row(1)},
    exported(1, metadata=web_tweet(1)),
    exported(1),
    archived(1),
    status(2, "x", retweeted_status=status(1), quoted_status=status(1)),
    {"delete": {"status": {"id_str": "1"}}},
    {"data": [tweet(1, "x")], "includes": {"tweets": [tweet(2, "y")], "users": [{"id": "9001"}]}},
    LISTING,
    {"json": {"data": {"things": [{"kind": "t1", "data": {**comment(1, "x"), "replies": LISTING}}]}}},
    script_row(comments=[{"comment_id": "i3aaaa1", "body": "first", "created_utc": 1650000010}]),
]


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """All paths into a value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [place for key, each in inner for place in places(each, (*path, key))]


@st.composite
def damaged(draw: Callable[..., Any]) -> Any:
    """A valid record with a few fields taken out or of another type."""
    value = copy.deepcopy(draw(st.sampled_from(VALID)))
    for _ in range(draw(st.integers(1, 3))):
        path = draw(st.sampled_from(places(value) or [()]))
        if not path:
            continue
        owner = value
        for key in path[:-1]:
            owner = owner[key]
        if draw(st.booleans()):
            owner.pop(path[-1])
        else:
            owner[path[-1]] = draw(anything)
    return value


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(damaged(), st.sampled_from([each for name, each in READERS.items() if name != "by meaning"]))
def test_no_change_of_a_record_breaks_a_reader(value: Any, reader: Reader) -> None:
    claim = reader.recognise(Head("json", [value]))
    layout = {**(claim.layout if claim else {"escaped": True, "layouts": {}}), "units": "lines"}
    raw = json.dumps(value).encode("utf-8", "surrogatepass")
    for record in reading.records_of(units.Unit(1, raw), reader, layout):
        assert isinstance(record.outcome, NewPost | Rejected | Notice)


def all_outcomes(path: pathlib.Path) -> list[Any]:
    found: list[Any] = []
    for member in opening.members(path):
        try:
            claim = recognising.recognise(member, READERS)
            reader = READERS[claim.layout["reader"]]
            for unit in reading.read(member, reader, claim.layout):
                found += [record.outcome for record in unit.records]
        except (FileRefused, FileCut):
            continue
    return found


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from(VALID), min_size=1, max_size=4), st.booleans(), st.data())
def test_no_damage_to_the_bytes_of_a_file_breaks_reading(
    tmp_path: pathlib.Path, records: list[Any], in_array: bool, data: st.DataObject
) -> None:
    content = bytearray(
        json.dumps(records, indent=1).encode()
        if in_array
        else "".join(json.dumps(record) + "\n" for record in records).encode()
    )
    for _ in range(data.draw(st.integers(0, 3))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "posts"
    path.write_bytes(bytes(content[: data.draw(st.integers(1, len(content)))]))
    try:
        found = all_outcomes(path)
    except FileRefused:
        return
    assert all(isinstance(outcome, NewPost | Rejected | Notice) for outcome in found)


@pytest.mark.parametrize("value", VALID)
def test_every_valid_record_is_claimed_and_read(tmp_path: pathlib.Path, value: dict[str, Any]) -> None:
    if "delete" in value:
        return  # a file of nothing but deletions holds no posts
    path = tmp_path / "posts"
    path.write_text(json.dumps([value, value], indent=1))
    found = all_outcomes(path)
    assert any(isinstance(outcome, NewPost) for outcome in found)
    assert not any(isinstance(outcome, Rejected) for outcome in found)


def test_ten_thousand_deep_json_is_a_refusal(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "posts"
    path.write_text(json.dumps(scraped(1)) + "\n" + '{"a":' * 100_000 + "1" + "}" * 100_000 + "\n")
    assert [type(outcome) for outcome in all_outcomes(path)] == [NewPost, Rejected]

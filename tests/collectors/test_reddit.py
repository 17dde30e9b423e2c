"""What an event file may name of Reddit, and what is read out of its answers."""

import contextlib
import datetime as dt
import json
import pathlib
from typing import Any

import hypothesis
import pydantic
import pytest
from hypothesis import strategies as st

from collectors import reddit
from collectors.reddit import Options, listings
from collectors.reddit_faults import Unreadable

NOW = dt.datetime(2025, 4, 18, 6, 0, tzinfo=dt.UTC)


def child(**more: Any) -> dict[str, Any]:
    value = {
        "id": "abc1", "name": "t1_abc1", "author": "demo_a", "body": "so sad", "created_utc": 1744940000.0, "score": 3,
        "link_id": "t3_thr1", "parent_id": "t3_thr1", "subreddit": "worldnews", "edited": False, "score_hidden": False,
    }  # fmt: skip
    return {"kind": "t1", "data": {**value, **more}}


def listing(*children: Any, after: Any = None) -> dict[str, Any]:
    return {"kind": "Listing", "data": {"children": list(children), "after": after, "before": None}}


def test_subreddits_are_merged_and_searches_and_threads_stand_alone() -> None:
    options = Options(subreddits=("r/ukraine", "worldnews"), searches=("kharkiv",), threads=("t3_1abcde",))
    assert [(each.kind, each.path) for each in listings(options)] == [
        ("comments", "r/ukraine+worldnews/comments/"),
        ("posts", "r/ukraine+worldnews/new"),
        ("members", ""),
        ("search", "r/all/search/"),
        ("thread", "comments/1abcde/"),
    ]


def test_a_search_for_a_domain_is_sent_so_that_reddit_searches_it() -> None:
    (each,) = listings(Options(searches=("example.org",)))
    assert each.params["q"] == "site:example.org"


@pytest.mark.parametrize(
    "written", ["1abcde", "t3_1abcde", "https://www.reddit.com/r/x/comments/1abcde/some_title/?a=b"]
)
def test_a_thread_is_named_by_id_or_address(written: str) -> None:
    assert Options(threads=(written,)).threads == ("1abcde",)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"subreddits": ["all"]},
        {"subreddits": ["no name"]},
        {"subreddits": ["news"], "posts": False, "comments": False},
        {"threads": ["https://example.org/"]},
        {"subreddit": ["news"]},
        {"users": ["demo_a"]},
    ],
)
def test_options_that_cannot_be_read_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(pydantic.ValidationError):
        Options(**wrong)


def test_a_hidden_score_is_not_known() -> None:
    hidden, shown = child(score_hidden=True), child(name="t1_abc2", id="abc2")
    found = reddit.answer(listing(hidden, shown), now=NOW)
    assert [post.likes for post in found.posts.values()] == [None, 3]
    assert found.posts["t1_abc2"].metrics_at == NOW


def test_live_texts_are_taken_as_they_are() -> None:
    (post,) = reddit.answer(listing(child(body="a &amp; b &lt;3")), now=NOW).posts.values()
    assert post.text == "a &amp; b &lt;3"


def test_one_post_that_cannot_be_read_costs_only_itself() -> None:
    found = reddit.answer(
        listing(child(), None, {"kind": "t1", "data": {"id": 7}}, {"kind": "t5", "data": {}}), now=NOW
    )
    assert (list(found.posts), found.rejected) == (["t1_abc1"], 2)


@pytest.mark.parametrize(
    "value", [None, 7, "x", [], {}, {"kind": "Listing"}, {"kind": "Listing", "data": {"children": 3}}, listing(None)]
)
def test_what_is_no_listing_is_refused(value: Any) -> None:
    with pytest.raises(Unreadable):
        reddit.answer(value, now=NOW)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda x: (
        st.lists(x, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["kind", "data", "children", "id", "name", "created_utc", "body", "replies", "json", "things"]
            ),
            x,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@hypothesis.given(
    JSON, st.sampled_from(["created_utc", "body", "author", "subreddit", "score", "edited", "link_id", "name", "id"])
)
@hypothesis.settings(max_examples=150, deadline=None)
def test_strange_values_anywhere_are_refused_in_words_or_read(strange: Any, field: str) -> None:
    for value in (strange, listing(strange), listing(child(**{field: strange})), listing(child(), after=strange)):
        with contextlib.suppress(Unreadable):
            reddit.answer(value, now=NOW)
        with contextlib.suppress(Unreadable):
            reddit.tree([value], now=NOW)


def test_the_recorded_answers_are_read(samples: pathlib.Path) -> None:
    read = 0
    for name in ("comments_listing_15", "submissions_listing_10", "info_20"):
        for line in (samples / "reddit" / f"{name}.jsonl").read_text().splitlines():
            body = json.loads(line)["response"]["body"]
            value = json.loads(body) if isinstance(body, str) else body
            found = reddit.answer(value, now=NOW)
            things = [each for each in value["data"]["children"] if each["kind"] in ("t1", "t3")]
            assert (found.rejected, len(found.posts)) == (0, len({each["data"]["name"] for each in things}))
            read += len(found.posts)
    assert read > 1500


def test_a_recorded_thread_is_read_with_what_it_only_names(samples: pathlib.Path) -> None:
    value = json.loads((samples / "reddit" / "graw_testdata" / "thread.json").read_text())
    found = reddit.tree(value, now=NOW)
    assert len(found.posts) == 200
    assert len(found.more) > 125

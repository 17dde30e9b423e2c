"""Posts of X API v2: whole texts, kinds, accounts, and what only came along."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.base import Head, Notice, RecordRejected, Rejected
from collectors.reading import records_of
from collectors.units import Unit
from collectors.x_export import api_v2
from storage.tables import NewPost
from tests.collectors.test_reddit_archive import _json, anything
from tests.making import tweet


def outcomes(value: dict[str, Any]) -> list[Any]:
    return list(api_v2.outcomes(value, {}))


def read(value: dict[str, Any]) -> NewPost:
    (post,) = outcomes(value)
    assert isinstance(post, NewPost)
    return post


def refers(kind: str, number: str) -> list[dict[str, str]]:
    return [{"type": kind, "id": number}]


def test_a_page_gives_its_posts_and_those_that_came_along_as_context() -> None:
    root = tweet(1, "the root")
    page = {"data": [tweet(2, "a"), tweet(3, "b")], "includes": {"tweets": [root, tweet(2, "a")]}}
    found = outcomes(page)
    assert [(post.text, post.is_context) for post in found] == [("a", False), ("b", False), ("the root", True)]


@pytest.mark.parametrize(("theirs", "ours"), [("retweeted", "repost"), ("quoted", "quote"), ("replied_to", "reply")])
def test_the_kind_of_a_post_is_told_by_what_it_refers_to(theirs: str, ours: str) -> None:
    post = read(tweet(1, "x", referenced_tweets=refers(theirs, "77")))
    assert (post.kind, post.ref_id) == (ours, "77")


def test_a_reply_that_quotes_is_a_quote_in_its_thread() -> None:
    post = read(
        tweet(1, "x", referenced_tweets=[*refers("replied_to", "1"), *refers("quoted", "2")], conversation_id="1")
    )
    assert (post.kind, post.ref_id, post.root_id) == ("quote", "2", "1")


def test_a_long_post_is_read_whole() -> None:
    assert (
        read(tweet(1, "short and cut…", note_tweet={"text": "short and cut no more"})).text == "short and cut no more"
    )


def test_a_cut_repost_is_restored_from_its_original_or_marked() -> None:
    original = tweet(1, "the whole of a long text")
    repost = tweet(2, "RT @demo: the whole of…", referenced_tweets=refers("retweeted", original["id"]))
    restored = outcomes({"data": [repost], "includes": {"tweets": [original]}})[0]
    assert (restored.text, restored.text_cut) == ("RT @demo: the whole of a long text", False)
    assert read(repost).text_cut


def test_accounts_come_from_the_page_or_the_post() -> None:
    users = {"users": [{"id": "9001", "username": "demo_a"}]}
    assert outcomes({"data": [tweet(1, "x")], "includes": users})[0].author_name == "demo_a"
    assert read(tweet(1, "x", author={"id": "9001", "username": "demo_b"})).author_name == "demo_b"
    assert read(tweet(1, "x")).author == "9001"


def test_versions_of_an_edited_post_are_one_post_and_the_later_wins() -> None:
    first, later = tweet(1, "befor"), tweet(2, "before", minutes=9)
    later["edit_history_tweet_ids"] = [first["id"], later["id"]]
    old, new = read(first), read(later)
    assert old.native_id == new.native_id
    assert old.created_at == new.created_at
    assert old.version_at is None
    assert new.version_at is not None


def test_counts_that_x_does_not_know_are_unknown() -> None:
    post = read(tweet(1, "x", public_metrics={"like_count": 0, "impression_count": 0}))
    assert (post.likes, post.views, post.replies) == (0, None, None)


def test_one_bad_post_of_a_page_costs_itself() -> None:
    page = {"data": [tweet(1, "a"), {**tweet(2, "b"), "id": None, "edit_history_tweet_ids": []}, tweet(3, "c")]}
    assert [type(outcome) for outcome in outcomes(page)] == [NewPost, Rejected, NewPost]


def test_errors_of_a_page_and_empty_pages_are_no_posts() -> None:
    assert [type(outcome) for outcome in outcomes({"data": [tweet(1, "a")], "errors": [{"title": "Not Found"}]})] == [
        NewPost,
        Notice,
    ]
    assert [type(outcome) for outcome in outcomes({"meta": {"result_count": 0}})] == [Notice]


def test_what_is_no_post_is_rejected() -> None:
    with pytest.raises(RecordRejected):
        outcomes({"id": "1", "name": "a list"})


def test_text_is_unescaped_once() -> None:
    assert read(tweet(1, "a &amp;lt; b")).text == "a &lt; b"


def test_a_flattened_post_holds_the_whole_text_of_what_it_repeats() -> None:
    original = tweet(1, "the whole of a long text")
    repost = tweet(2, "RT @demo: the whole of…", referenced_tweets=[{"type": "retweeted", **original}])
    post, context = outcomes(repost)
    assert (post.text, context.text, context.is_context) == (
        "RT @demo: the whole of a long text",
        "the whole of a long text",
        True,
    )


def test_posts_with_the_fewest_fields_of_the_api_are_known() -> None:
    whole = tweet(1, "few fields")
    few = {key: whole[key] for key in ("id", "text", "edit_history_tweet_ids")}
    assert api_v2.recognise(Head("json", [{"data": [few]}, few]))
    assert read(few).text == "few fields"


def test_a_long_post_without_its_note_is_marked_as_cut() -> None:
    assert read(tweet(1, "word " * 54 + "and so…")).text_cut
    assert not read(tweet(1, "as it was written…")).text_cut


@given(
    st.dictionaries(
        st.sampled_from([*tweet(1, "x"), "referenced_tweets", "note_tweet", "author", "in_reply_to_user_id"]),
        anything,
        max_size=4,
    ),
    st.sampled_from(["data", "list", "plain"]),
)
def test_no_value_of_a_field_ever_breaks_the_reader(strange: dict[str, Any], wrapped: str) -> None:
    post = {**tweet(1, "x"), **strange}
    value = (
        {"data": post}
        if wrapped == "data"
        else {"data": [post], "includes": {"tweets": [strange], "users": [strange]}}
        if wrapped == "list"
        else post
    )
    for record in records_of(Unit(1, _json(value)), api_v2, {"units": "lines"}):
        assert isinstance(record.outcome, NewPost | Rejected | Notice)

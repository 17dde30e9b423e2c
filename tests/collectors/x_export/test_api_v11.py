"""Posts of X API v1.1: ids from text, whole texts, kinds, and the notices of a stream."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.base import Notice, RecordRejected, Rejected
from collectors.reading import records_of
from collectors.units import Unit
from collectors.x_export import api_v11
from storage.tables import NewPost
from tests.collectors.test_reddit_archive import _json, anything
from tests.making import at, x_id


def status(number: int = 1, text: str = "words", **more: Any) -> dict[str, Any]:
    own = x_id(at(number), number)
    user = {"id_str": "5", "screen_name": "demo"}
    return {
        "id": 0,
        "id_str": own,
        "full_text": text,
        "user": user,
        "created_at": "Wed Oct 10 20:19:24 +0000 2018",
        "favorite_count": 2,
        "retweet_count": 1,
        "lang": "en",
        **more,
    }


def read(value: dict[str, Any]) -> NewPost:
    (post,) = api_v11.outcomes(value, {})
    assert isinstance(post, NewPost)
    return post


def test_the_id_is_the_text_one_and_tells_the_time() -> None:
    post = read(status(3))
    assert post.native_id == x_id(at(3), 3)
    assert post.created_at.replace(microsecond=0) == at(3)


def test_the_longest_text_is_taken() -> None:
    assert read(status(text="cut…", extended_tweet={"full_text": "not cut at all"})).text == "not cut at all"
    assert read({**status(), "full_text": None, "text": "plain"}).text == "plain"


def test_a_repost_has_the_whole_text_of_its_original_and_no_counts_of_its_own() -> None:
    post, original = api_v11.outcomes(status(2, "RT @demo: so l…", retweeted_status=status(1, "so long a text")), {})
    assert isinstance(post, NewPost)
    assert isinstance(original, NewPost)
    assert (original.text, original.likes, original.is_context) == ("so long a text", 2, True)
    assert (post.kind, post.text, post.ref_id, post.likes) == (
        "repost",
        "RT @demo: so long a text",
        x_id(at(1), 1),
        None,
    )


def test_replies_and_quotes_say_what_they_refer_to() -> None:
    assert read(status(in_reply_to_status_id_str="77")).ref_id == "77"
    quote = read(status(is_quote_status=True, quoted_status_id_str="88"))
    assert (quote.kind, quote.ref_id) == ("quote", "88")


def test_a_search_answer_gives_all_its_posts() -> None:
    assert len(list(api_v11.outcomes({"statuses": [status(1), status(2)]}, {}))) == 2


@pytest.mark.parametrize(
    "notice", [{"delete": {"status": {"id": 1}}}, {"limit": {"track": 5}}, {"scrub_geo": {}}, {"warning": {}}]
)
def test_notices_of_a_stream_are_no_posts(notice: dict[str, Any]) -> None:
    assert [type(outcome) for outcome in api_v11.outcomes(notice, {})] == [Notice]


def test_what_is_no_post_is_rejected() -> None:
    with pytest.raises(RecordRejected):
        list(api_v11.outcomes({"id": 1}, {}))


@given(
    st.dictionaries(
        st.sampled_from(
            [*status(), "retweeted_status", "extended_tweet", "quoted_status_id_str", "in_reply_to_status_id_str"]
        ),
        anything,
        max_size=4,
    )
)
def test_no_value_of_a_field_ever_breaks_the_reader(strange: dict[str, Any]) -> None:
    for value in ({**status(), **strange}, {"statuses": [{**status(), **strange}]}):
        for record in records_of(Unit(1, _json(value)), api_v11, {"units": "lines"}):
            assert isinstance(record.outcome, NewPost | Rejected | Notice)


def test_a_deletion_in_a_stream_names_the_post() -> None:
    (notice,) = api_v11.outcomes({"delete": {"status": {"id": 5, "id_str": "77", "user_id": 1}}}, {})
    assert isinstance(notice, Notice)
    assert (notice.kind, notice.native_id) == ("deletion of a post", "77")


def test_a_reply_that_quotes_is_a_quote_as_in_other_formats() -> None:
    post = read(status(in_reply_to_status_id_str="77", quoted_status_id_str="88"))
    assert (post.kind, post.ref_id) == ("quote", "88")


def test_syndicated_posts_are_told_apart_by_the_id_that_is_text() -> None:
    value = {"id": 0, "permalink": "/demo_syn/status/1", **status(3)}
    del value["user"]
    post = read({**value, "id": 0, "conversation_id_str": "5"})
    assert (post.native_id, post.author_name, post.root_id) == (x_id(at(3), 3), "demo_syn", "5")


@pytest.mark.parametrize("value", [{"url": "https://x.com/a", "error": "gone"}, {"_meta": {"made": "2025"}}])
def test_rows_of_a_tool_about_itself_are_notices(value: dict[str, Any]) -> None:
    assert [type(each) for each in api_v11.outcomes(value, {})] == [Notice]


def test_counts_that_a_stream_does_not_know_yet_are_unknown() -> None:
    assert read(status(reply_count=0, quote_count=0, timestamp_ms="1744942380000")).replies is None
    assert read(status(reply_count=4)).replies == 4

"""Data sets of Apify's actors."""

from typing import Any

import pytest

from collectors.base import Head, Notice, RecordRejected, Rejected
from collectors.x_export import apify
from storage.tables import NewPost
from tests.collectors.x_export.forms import apify_row, number


def read(value: dict[str, Any]) -> list[Any]:
    return list(apify.outcomes(value, {"escaped": True}))


def test_a_post_has_its_fields() -> None:
    (post,) = read(apify_row(1, "a &amp; b"))
    assert (post.native_id, post.text, post.author, post.author_name) == (number(1), "a & b", "66", "demo_ap")
    assert (post.likes, post.reposts, post.replies, post.quotes, post.views) == (3, 1, 2, 4, 500)


def test_an_id_of_zero_is_no_id() -> None:
    (post,) = read(apify_row(1, id=0))
    assert post.native_id == number(1)


def test_flags_and_references_tell_the_kind() -> None:
    assert read(apify_row(1, isReply=True, inReplyToId="77"))[0].ref_id == "77"
    assert read(apify_row(1, isRetweet=True))[0].kind == "repost"
    quote, context = read(apify_row(2, isQuote=True, quoteId=number(1), quote=apify_row(1, "quoted")))
    assert (quote.kind, quote.ref_id, context.is_context) == ("quote", number(1), True)


@pytest.mark.parametrize("value", [{"noResults": True}, {"error": "blocked", "url": "u"}, {"type": "mock_tweet"}])
def test_rows_of_the_tool_about_itself_are_notices(value: dict[str, Any]) -> None:
    assert [type(each) for each in read(value)] == [Notice]
    claim = apify.recognise(Head("json", [value, apify_row(1)]))
    assert claim
    assert claim.sure > 0.95


def test_pages_of_posts_are_read_post_by_post() -> None:
    page = {"tweets": [apify_row(1), {"text": "x"}, apify_row(2)], "has_next_page": False}
    assert apify.recognise(Head("json", [page]))
    assert [type(each) for each in read(page)] == [NewPost, Rejected, NewPost]


def test_what_is_no_post_is_rejected() -> None:
    with pytest.raises(RecordRejected):
        read({"fullText": "x"})

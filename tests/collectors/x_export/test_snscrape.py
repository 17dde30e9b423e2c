"""Lines of snscrape and twscrape."""

from typing import Any

import pytest

from collectors.base import Head, Notice, RecordRejected
from collectors.x_export import snscrape
from tests.collectors.x_export.forms import number, scraped
from tests.making import at


def read(value: dict[str, Any]) -> list[Any]:
    return list(snscrape.outcomes(value, {"escaped": True}))


def test_a_post_has_its_fields() -> None:
    (post,) = read(scraped(1, "a &amp; b"))
    assert (post.native_id, post.text, post.author, post.author_name) == (number(1), "a & b", "55", "demo_sn")
    assert (post.likes, post.reposts, post.replies, post.quotes, post.views) == (3, 2, 1, 4, None)
    assert post.created_at.replace(microsecond=0) == at(1)


def test_lines_of_early_2021_have_no_mark_and_are_known_by_their_fields() -> None:
    value = scraped(1)
    del value["_type"], value["inReplyToTweetId"]
    assert snscrape.recognise(Head("json", [value]))
    (post,) = read({**value, "conversationId": int(number(0))})
    assert (post.kind, post.root_id) == ("reply", number(0))


def test_the_new_name_of_the_text_and_ids_as_text_win() -> None:
    (post,) = read(scraped(1, "old", rawContent="new", id_str=number(2), bookmarkedCount=1))
    assert (post.text, post.native_id) == ("new", number(2))
    claim = snscrape.recognise(Head("json", [scraped(1, bookmarkedCount=1)]))
    assert claim
    assert claim.format.startswith("twscrape")


def test_quoted_and_repeated_posts_come_along_as_context() -> None:
    quote, context = read(scraped(3, "look", quotedTweet=scraped(1, "the quoted")))
    assert (quote.kind, quote.ref_id, context.text, context.is_context) == ("quote", number(1), "the quoted", True)
    repost, _ = read(scraped(3, "RT @demo_sn: so l…", retweetedTweet=scraped(1, "so long a text")))
    assert (repost.kind, repost.text, repost.likes) == ("repost", "RT @demo_sn: so long a text", None)


def test_what_is_no_post_is_told_apart() -> None:
    assert [type(each) for each in read({"_type": "snscrape.modules.twitter.Tombstone", "id": 1})] == [Notice]
    with pytest.raises(RecordRejected):
        read({"text": "x"})

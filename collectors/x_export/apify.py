"""Data sets of Apify's actors for X (apidojo, kaito) and answers of twitterapi.io, which have the same form."""

import functools
from collections.abc import Iterator, Mapping
from typing import Any

from collectors.base import Head, Layout, Outcome, Recognised, RecordRejected
from collectors.x_export.building import aside, guarded
from collectors.x_export.mapped import FieldMap, at, claim, outcomes_of, post_of

FIELDS = FieldMap(
    id=at("id_str", "id", "tweetId", "url", "twitterUrl"),
    text=at("fullText", "full_text", "text"),
    time=at("createdAt", "created_at"),
    author=at("author.id", "author.rest_id", "user.id_str"),
    author_name=at("author.userName", "author.username", "author.screenName", "user.screen_name"),
    language=at("lang"),
    root=at("conversationId"),
    reposted=at("retweet.id", "retweeted_tweet.id", "retweetId"),
    quoted=at("quoteId", "quote.id", "quoted_tweet.id"),
    reply_to=at("inReplyToId", "inReplyToStatusId"),
    is_repost=at("isRetweet"),
    is_quote=at("isQuote"),
    is_reply=at("isReply"),
    retweet=at("retweet", "retweeted_tweet"),
    quote=at("quote", "quoted_tweet"),
    likes=at("likeCount"),
    reposts=at("retweetCount"),
    replies=at("replyCount"),
    quotes=at("quoteCount"),
    views=at("viewCount"),
)
MARKS = frozenset(["twitterUrl", "likeCount", "retweetCount", "viewCount", "isReply", "isRetweet", "conversationId"])


def recognise(head: Head) -> Recognised | None:
    return claim(head, _is_mine, "Apify data set of X posts", FIELDS)


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    listed = value.get("tweets")
    if isinstance(listed, list):  # a page of twitterapi.io
        for source in listed:
            yield guarded(source, functools.partial(post_of, source, FIELDS, layout))
    elif notice := aside(value):
        yield notice
    elif _is_post(value):
        yield from outcomes_of(value, FIELDS, layout)
    else:
        raise RecordRejected("no post of an Apify actor")


def _is_mine(value: Mapping[str, Any]) -> bool:
    listed = value.get("tweets")
    if isinstance(listed, list):
        return any(isinstance(each, dict) and _is_post(each) for each in listed)
    return _is_post(value)


def _is_post(value: Mapping[str, Any]) -> bool:
    has_text = any(isinstance(value.get(key), str) for key in ("text", "fullText", "full_text"))
    return has_text and "createdAt" in value and len(MARKS & set(value)) >= 2 and isinstance(value.get("author"), dict)

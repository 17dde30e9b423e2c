"""JSON Lines of snscrape (with and without `_type`) and of twscrape, which writes the same form."""

from collections.abc import Iterator, Mapping
from typing import Any

from collectors import ids
from collectors.base import Head, Layout, Notice, Outcome, Recognised, RecordRejected
from collectors.x_export.building import aside
from collectors.x_export.mapped import FieldMap, at, claim, outcomes_of

TYPE = "snscrape.modules.twitter.Tweet"
FIELDS = FieldMap(
    id=at("id_str", "id", "url"),
    text=at("rawContent", "content", "renderedContent"),
    time=at("date"),
    author=at("user.id_str", "user.id"),
    author_name=at("user.username", "username"),
    language=at("lang"),
    root=at("conversationIdStr", "conversationId"),
    reposted=at("retweetedTweet.id_str", "retweetedTweet.id"),
    quoted=at("quotedTweet.id_str", "quotedTweet.id"),
    reply_to=at("inReplyToTweetIdStr", "inReplyToTweetId"),
    is_quote=at("isQuoteStatus"),
    retweet=at("retweetedTweet"),
    quote=at("quotedTweet"),
    likes=at("likeCount"),
    reposts=at("retweetCount"),
    replies=at("replyCount"),
    quotes=at("quoteCount"),
    views=at("viewCount"),
)


def recognise(head: Head) -> Recognised | None:
    tool = "twscrape" if any("bookmarkedCount" in v for v in head.values if isinstance(v, dict)) else "snscrape"
    return claim(head, _is_mine, f"{tool}, one post per record", FIELDS)


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    if notice := aside(value):
        yield notice
    elif _is_mine(value):
        yield from outcomes_of(value, FIELDS, layout)
    elif str(value.get("_type") or "").startswith("snscrape."):
        yield Notice("records of snscrape that are no posts")
    else:
        raise RecordRejected("no post of snscrape or twscrape")


def _is_mine(value: Mapping[str, Any]) -> bool:
    """Its own mark; files of early 2021 lack it and are told by fields that only snscrape writes together."""
    if "_type" in value:
        return value["_type"] == TYPE and ("content" in value or "rawContent" in value or "renderedContent" in value)
    has_text = "rawContent" in value or ("content" in value and "renderedContent" in value)
    is_old = "tcooutlinks" in value and "content" in value
    return (has_text or is_old) and (ids.x_id(value.get("id")) is not None or "url" in value)

"""Tables made from posts of the X API v1.1: pandas.json_normalize (300 columns and more), twarc 1 (json2csv), Hydrator,
Social Feed Manager, and rtweet of both generations."""

from collections.abc import Iterator, Mapping
from typing import Any

from collectors import cells
from collectors.base import Head, Layout, Outcome, Recognised
from collectors.x_export import rows, tools
from collectors.x_export.tools import Tool

COUNTS = {"likes": "favorite_count", "reposts": "retweet_count", "replies": "reply_count", "quotes": "quote_count"}
TOOLS = (
    Tool(
        name="X API v1.1 as a table (json_normalize)",
        marks=[["user.screen_name|user.id_str", "id_str|id", "text|full_text"]],
        columns={
            **COUNTS,
            "id": "id_str|id",
            "text": "full_text|text",
            "whole_text": "extended_tweet.full_text",
            "original_text": "retweeted_status.extended_tweet.full_text|retweeted_status.full_text"
            "|retweeted_status.text",
            "time": "created_at",
            "author": "user.id_str|user.id",
            "author_name": "user.screen_name",
            "language": "lang",
            "reposted": "retweeted_status.id_str|retweeted_status.id",
            "reposted_mark": "retweeted_status.created_at|retweeted_status.id",
            "reposted_name": "retweeted_status.user.screen_name",
            "quoted": "quoted_status_id_str|quoted_status_id",
            "is_quote": "is_quote_status",
            "reply_to": "in_reply_to_status_id_str|in_reply_to_status_id",
            "reply_mark": "in_reply_to_status_id",
            "truncated": "truncated",
        },
        how={"escaped": True},
    ),
    Tool(
        name="twarc 1 CSV (json2csv)",
        marks=[["tweet_url", "parsed_created_at", "tweet_type"]],
        columns={
            **COUNTS,
            "id": "id",
            "url": "tweet_url",
            "text": "text",
            "time": "parsed_created_at|created_at",
            "author": "user_id",
            "author_name": "user_screen_name",
            "language": "lang",
            "type": "tweet_type",
            "reference": "retweet_or_quote_id",
            "reposted_name": "retweet_or_quote_screen_name",
            "reply_to": "in_reply_to_status_id",
        },
        how={"escaped": True, "zone": "UTC"},
    ),
    Tool(
        name="Hydrator CSV",
        marks=[["id", "text", "quote_id", "retweet_id", "retweet_screen_name"]],
        columns={
            **COUNTS,
            "id": "id",
            "url": "tweet_url",
            "text": "text",
            "time": "created_at",
            "author": "user_id",
            "author_name": "user_screen_name",
            "language": "lang",
            "reposted": "retweet_id",
            "reposted_name": "retweet_screen_name",
            "quoted": "quote_id",
            "reply_to": "in_reply_to_status_id",
        },
        how={"escaped": True},
    ),
    Tool(
        name="Social Feed Manager CSV",  # its `twitter_url` of a retweet is the address of the original
        marks=[["twitter_id", "text|content", "is_retweet_strict|twitter_url|screen_name"]],
        columns={
            **COUNTS,
            "id": "twitter_id",
            "text": "text|content",
            "time": "created_at|date",
            "author": "user_id",
            "author_name": "screen_name|user_screen_name",
            "language": "lang",
            "is_repost": "is_retweet_strict|is_retweet",
            "is_quote": "is_quote",
            "reply_to": "in_reply_to_status_id",
        },
        how={"zone": "UTC"},
    ),
    Tool(
        name="rtweet CSV",
        marks=[
            ["user_id", "status_id", "created_at", "screen_name", "text"],
            ["status_id", "screen_name", "is_retweet"],
        ],
        columns={
            **COUNTS,
            "id": "status_id",
            "url": "status_url",
            "text": "text",
            "original_text": "retweet_text",
            "time": "created_at",
            "author": "user_id",
            "author_name": "screen_name",
            "language": "lang",
            "is_repost": "is_retweet",
            "reposted": "retweet_status_id",
            "reposted_name": "retweet_screen_name",
            "is_quote": "is_quote",
            "quoted": "quoted_status_id",
            "reply_to": "reply_to_status_id",
        },
    ),
    Tool(
        name="rtweet CSV, 1.0 and later",
        marks=[["id_str", "full_text|text", "created_at", "display_text_range|display_text_width|truncated|entities"]],
        columns={
            **COUNTS,
            "id": "id_str|id",
            "text": "full_text|text",
            "time": "created_at",
            "author": "user_id_str|user_id",
            "author_name": "screen_name",
            "language": "lang",
            "reposted": "retweeted_status_id_str|retweeted_status_id",
            "quoted": "quoted_status_id_str|quoted_status_id",
            "is_quote": "is_quote_status",
            "reply_to": "in_reply_to_status_id_str|in_reply_to_status_id",
            "truncated": "truncated",
        },
    ),
)
TYPES = {"retweet": ("reposted", "is_repost"), "quote": ("quoted", "is_quote")}


def recognise(head: Head) -> Recognised | None:
    return tools.first_claim(TOOLS, head)


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    row = tools.by_meaning(value, layout)
    row["text"] = cells.optional_text(row.get("whole_text")) or row.get("text")
    if cells.optional(row.get("reposted_mark")):
        row["is_repost"] = "yes"
    if cells.optional(row.get("reply_mark")):
        row["is_reply"] = "yes"
    if original := cells.optional_text(row.get("original_text")):
        row["text"] = original
    if of_type := TYPES.get(str(row.get("type") or "")):
        row[of_type[0]], row[of_type[1]] = row.get("reference"), "yes"
    post = rows.post_of(row, layout)
    if str(row.get("truncated")).lower() == "true" and not row.get("whole_text") and post.kind != "repost":
        post.text_cut = True
    yield post

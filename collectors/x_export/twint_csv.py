"""The CSV of twint: any choice of its columns, times in the zone of the collector."""

from collections.abc import Iterator, Mapping
from typing import Any

from collectors import ids
from collectors.base import Head, Layout, Outcome, Recognised
from collectors.x_export import rows, tools
from collectors.x_export.tools import Tool

TWINT = Tool(
    name="twint CSV",
    marks=[
        ["tweet", "conversation_id", "username|user_id"],
        ["tweet", "replies_count|retweets_count|likes_count"],
        ["tweet", "id|link", "timezone"],
        ["tweet", "id", "username", "created_at|date"],
    ],
    columns={
        "id": "id",
        "url": "link",
        "text": "tweet",
        "time": "created_at",
        "day": "date",
        "clock": "time",
        "author": "user_id",
        "author_name": "username",
        "language": "language",
        "likes": "likes_count|nlikes",
        "reposts": "retweets_count|nretweets",
        "replies": "replies_count|nreplies",
        "root": "conversation_id",
        "is_repost": "retweet",
        "reposted": "retweet_id",
        "reposted_name": "user_rt",
        "quoted": "quote_url",
    },
)


def recognise(head: Head) -> Recognised | None:
    return TWINT.recognise(head)


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    row = tools.by_meaning(value, layout)
    post = rows.post_of(row, layout)
    if post.kind == "post" and post.root_id and post.root_id != ids.x_id(row.get("id")):
        post.kind = "reply"
    yield post

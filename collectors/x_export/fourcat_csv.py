"""The CSV of 4CAT, of both generations, and that of Zeeschuimer, which has the same columns behind semicolons."""

from collections.abc import Iterator, Mapping
from typing import Any

from collectors.base import Head, Layout, Outcome, Recognised
from collectors.x_export import tools
from collectors.x_export.tools import Tool

COLUMNS = {
    "id": "id",
    "url": "link",
    "text": "body",
    "time": "timestamp|unix_timestamp",
    "author": "author_id",
    "author_name": "author",
    "language": "language_guess",
    "likes": "like_count",
    "reposts": "retweet_count",
    "replies": "reply_count",
    "quotes": "quote_count",
    "views": "impression_count",
    "root": "thread_id",
    "is_repost": "is_retweet",
    "reposted_name": "retweeted_user",
    "quoted": "quote_tweet_id",
    "is_quote": "is_quote_tweet",
    "is_reply": "is_reply",
    "withheld": "is_withheld",
}
HOW = {
    "zone": "UTC"
}  # both write UTC without saying so; `unix_timestamp` of the old generation is a server's local time
NO_ADS = "this format does not say which posts are advertisements, and long posts are cut"

TOOLS = (
    Tool(
        name="4CAT or Zeeschuimer CSV",
        marks=[["collected_from_url", "id", "body", "timestamp", "is_retweet"]],
        columns=COLUMNS,
        how=HOW,
        notes=(NO_ADS,),
    ),
    Tool(
        name="4CAT CSV (X API v2)",
        marks=[["id", "thread_id", "timestamp", "body", "is_retweet", "retweet_count"]],
        columns=COLUMNS,
        how=HOW,
    ),
)


def recognise(head: Head) -> Recognised | None:
    return tools.first_claim(TOOLS, head)


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    yield from tools.outcomes_of(value, layout)

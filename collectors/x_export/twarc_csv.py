"""The CSV of twarc2 (twarc-csv): the flattened post of X API v2, lists as JSON in cells, line breaks as `\\n`. A
retweet's row carries the text and the counts of the original."""

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from collectors import ids
from collectors.base import Head, Layout, Outcome, Recognised
from collectors.x_export import rows, tools
from collectors.x_export.tools import Tool

TWARC = Tool(
    name="twarc-csv",
    marks=[["id", "text", "author_id|author.username", "public_metrics.like_count|public_metrics.retweet_count"]],
    columns={
        "id": "id",
        "text": "note_tweet.text|text",
        "time": "created_at",
        "author": "author_id|author.id",
        "author_name": "author.username",
        "language": "lang",
        "likes": "public_metrics.like_count",
        "reposts": "public_metrics.retweet_count",
        "replies": "public_metrics.reply_count",
        "quotes": "public_metrics.quote_count",
        "views": "public_metrics.impression_count",
        "root": "conversation_id",
        "reposted": "referenced_tweets.retweeted.id",
        "reposted_name": "retweeted_username",
        "quoted": "referenced_tweets.quoted.id",
        "reply_to": "referenced_tweets.replied_to.id",
        "metrics_at": "__twarc.retrieved_at",
        "versions": "edit_history_tweet_ids",
        "short_text": "text",
    },
    how={"escaped": True, "newlines": True},
)


def recognise(head: Head) -> Recognised | None:
    return TWARC.recognise(head)


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    row = tools.by_meaning(value, layout)
    row["text"] = row.get("text") or row.get("short_text")
    versions = _versions(row)
    if len(versions) > 1 and layout.get("ids_exact", True):
        row["id"] = versions[0]  # a post that was edited goes by its first id, as in the JSON
    post = rows.post_of(row, layout)
    if len(versions) > 1:
        post.version_at = ids.x_time(versions[-1])
    yield post


def _versions(row: Mapping[str, Any]) -> list[str]:
    cell = row.get("versions")
    if not cell or "," not in cell:
        return []
    try:
        listed = orjson.loads(cell)
    except orjson.JSONDecodeError:
        return []
    return [found for each in listed if (found := ids.x_id(each))] if isinstance(listed, list) else []

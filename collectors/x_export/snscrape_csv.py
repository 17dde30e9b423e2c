"""snscrape's posts as pandas writes them: inner objects are Python text in a cell, of which only names and numbers are
taken. It is never evaluated."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from collectors import cells, ids
from collectors.base import Head, Layout, Outcome, Recognised
from collectors.x_export import rows, tools
from collectors.x_export.tools import Tool

USER_ID = re.compile(r"['\"]?\bid['\"]?\s*[:=]\s*['\"]?(\d{1,20})\b")
LOOKED_AT = 2_000  # characters of a cell; what is wanted stands at its beginning

COLUMNS = {
    "id": "id|tweet id|tweetid|tweet_id",
    "url": "url|permalink|link",
    "text": "rawcontent|content|renderedcontent|tweet|text",
    "time": "date|datetime",
    "user": "user|author",
    "author_name": "username|user.username|user.screen_name",
    "author": "user.id|userid",
    "language": "lang",
    "likes": "likecount",
    "reposts": "retweetcount",
    "replies": "replycount",
    "quotes": "quotecount",
    "views": "viewcount",
    "root": "conversationid",
    "reposted": "retweetedtweet",
    "quoted": "quotedtweet",
    "reply_to": "inreplytotweetid",
    "is_reply": "inreplytouser",
}
TOOLS = (
    Tool(
        name="snscrape CSV",
        marks=[
            ["_type", "url", "date", "content|rawcontent|renderedcontent"],
            ["date", "content|rawcontent|renderedcontent", "user|username", "url|id|conversationid"],
            ["content|rawcontent|renderedcontent", "conversationid", "retweetcount|likecount"],
        ],
        columns=COLUMNS,
    ),
    Tool(name="snscrape CSV without ids", marks=[["date", "user", "tweet"]], columns=COLUMNS),
)


def recognise(head: Head) -> Recognised | None:
    return tools.first_claim(TOOLS, head)


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    row = tools.by_meaning(value, layout)
    user = str(row.get("user") or "")[:LOOKED_AT]
    if "username" in user or "screen_name" in user:
        row["author_name"] = row.get("author_name") or _found(cells.INNER_NAME, user)
        row["author"] = row.get("author") or _found(USER_ID, user)
    elif user:
        row["author_name"] = row.get("author_name") or user
    for meaning in ("reposted", "quoted"):
        row[meaning] = _inner_id(row.get(meaning))
    row["is_reply"] = "yes" if "username" in str(row.get("is_reply") or "") else None
    yield from rows.outcomes_of(row, layout)


def _found(pattern: re.Pattern[str], text: str) -> str | None:
    match = pattern.search(text)
    return match[1] if match else None


def _inner_id(cell: Any) -> str | None:
    """The id of the post in a cell of Python text: from its address, else from the first id in it."""
    if not isinstance(cell, str) or not cell.strip():
        return None
    text = cell[:LOOKED_AT]
    return ids.x_id(text) or rows.status_of(text) or _found(USER_ID, text)

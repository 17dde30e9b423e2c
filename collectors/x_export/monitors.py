"""Exports of media monitoring services: Talkwalker, Meltwater, Brandwatch. The id of a post stands in its address only,
times are in the zone of the project, and rows of other platforms are mixed in."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from collectors import cells, ids
from collectors.base import Head, Layout, Notice, Outcome, Recognised, RecordRejected
from collectors.x_export import rows, tools
from collectors.x_export.tools import Tool
from storage.tables import NewPost

REDDIT = re.compile(
    r"reddit\.com/(?:r/(\w+)/|user/\w+/)?comments/([a-z0-9]{3,11})(?:/[^/?#]*/([a-z0-9]{3,11}))?", re.IGNORECASE
)
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-\w+)?", re.IGNORECASE)

TOOLS = (
    Tool(
        name="Talkwalker",
        marks=[["url", "published", "content"], ["url", "published", "extra_author_attributes.short_name"]],
        columns={
            "url": "url",
            "text": "content",
            "title": "title|title_snippet|content_snippet",
            "time": "published",
            "author": "extra_author_attributes.id",
            "author_name": "extra_author_attributes.short_name|author.short_name|author",
            "language": "lang",
            "likes": "article_extended_attributes.twitter_likes",
            "reposts": "article_extended_attributes.twitter_retweets|article_extended_attributes.twitter_shares",
            "replies": "article_extended_attributes.twitter_replies",
            "views": "article_extended_attributes.twitter_impressions",
            "parent": "parent_url",
            "tags": "tags_marking",
        },
    ),
    Tool(
        name="Meltwater",
        marks=[["date", "document id", "url"], ["date", "url", "hit sentence"], ["date", "url", "opening text"]],
        columns={
            "url": "url",
            "text": "hit sentence|content|text",
            "title": "opening text|title|headline",
            "day": "date",
            "clock": "time",
            "author_name": "author handle|twitter screen name|screen name|influencer|author name",
            "language": "language",
            "likes": "likes",
            "reposts": "shares|reposts|retweets",
            "replies": "comments|replies",
            "quotes": "quotes",
            "views": "views",
            "parent": "parent url",
        },
    ),
    Tool(
        name="Brandwatch",
        marks=[["query name|query id", "date", "url", "full text|snippet|title"]],
        columns={
            "url": "url|original url|mention url",
            "text": "full text|snippet",
            "title": "title|snippet",
            "time": "date",
            "author": "x author id|twitter author id",
            "author_name": "author|full name",
            "language": "language",
            "likes": "x likes|twitter likes|likes",
            "reposts": "x reposts|x retweets|twitter retweets",
            "replies": "x replies|x reply count|twitter reply count|twitter replies",
            "views": "x impressions",
            "reply_to": "x reply to|twitter reply to|reply to",
            "reposted": "x repost of|x retweet of|twitter retweet of|repost of",
            "type": "thread entry type|engagement type",
        },
    ),
)


def recognise(head: Head) -> Recognised | None:
    claim = tools.first_claim(TOOLS, head)
    if claim is None:
        return None
    texts = [_text(tools.by_meaning(value, claim.layout)) for value in head.values]
    empty = sum(not text for text in texts)
    if not empty:
        return claim
    note = (
        f"{empty:,} of the first {len(texts):,} rows have no text (monitoring services withhold that of X): rehydrate"
    )
    return Recognised(claim.sure, claim.format, claim.layout, (*claim.warnings, note))


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    row = tools.by_meaning(value, layout)
    row["text"] = _text(row)
    if not LANGUAGE.fullmatch(str(row.get("language") or "")):
        row["language"] = None  # the name of a language, not its code
    url = str(row.get("url") or "").strip().strip('"')
    if rows.status_of(url):
        yield rows.post_of(_with_parent(row), layout)
    elif match := REDDIT.search(url):
        yield _of_reddit(row, match, layout)
    elif url:
        host = urlsplit(url if "//" in url else f"//{url}").netloc[:100]
        if not host:
            raise RecordRejected(f"the address {url[:60]!r} is of no post")
        yield Notice("rows of other platforms than X and Reddit")
    else:
        raise RecordRejected("the row has no address, and so no id")


def _text(row: Mapping[str, Any]) -> str:
    return cells.optional_text(row.get("text")) or cells.optional_text(row.get("title")) or ""


def _with_parent(row: dict[str, Any]) -> dict[str, Any]:
    """A row whose kind is told by words: Talkwalker's marks, Brandwatch's type of entry."""
    words = f"{row.get('tags') or ''} {row.get('type') or ''}".lower()
    if "repost" in words or "share" in words or "retweet" in words:
        row["is_repost"], row["reposted"] = "yes", row.get("reposted") or row.get("parent")
    elif "comment" in words or "reply" in words:
        row["is_reply"], row["reply_to"] = "yes", row.get("reply_to") or row.get("parent")
    return row


def _of_reddit(row: Mapping[str, Any], match: re.Match[str], layout: Layout) -> NewPost:
    stated = rows.stated_in(row, layout)
    if stated is None:
        raise RecordRejected(rows.fault_of_time(row) or "no time of creation")
    community, root, comment = match.groups()
    text = cells.clean_text(row["text"], escaped=layout["escaped"])
    return NewPost(
        platform="reddit",
        native_id=f"t1_{comment.lower()}" if comment else f"t3_{root.lower()}",
        kind="comment" if comment else "post",
        created_at=stated.at,
        created_how="stated" if stated.zoned else "assumed",
        text=text,
        text_state="ok" if text.strip() else "empty",
        text_cut=cells.is_cut(text),
        author_name=cells.handle(row.get("author_name")),
        community=community,
        root_id=ids.fullname("t3", root),
        stated_language=cells.optional(row.get("language")),
    )

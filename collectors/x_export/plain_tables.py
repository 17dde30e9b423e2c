"""Tables of tools that need a field map and no code: TAGS, DMI-TCAT, minet and gazouilloire (twitwi), Communalytic,
NodeXL, the InVID plugin, the archives of X accounts until 2018, and twitter-web-exporter."""

from collections.abc import Iterator, Mapping
from typing import Any

from collectors.base import Head, Layout, Outcome, Recognised
from collectors.x_export import tools
from collectors.x_export.tools import Tool

TAGS = Tool(
    name="TAGS (Google Sheet)",  # its `time` is the sheet's local time with a Z that is not true
    marks=[["id_str", "from_user", "text", "created_at|time"]],
    columns={
        "id": "id_str",
        "url": "status_url",
        "text": "text",
        "time": "created_at|time",
        "author": "from_user_id_str",
        "author_name": "from_user",
        "language": "lang",
        "reply_to": "in_reply_to_status_id_str",
    },
)
TCAT = Tool(
    name="DMI-TCAT",
    marks=[["id", "time|created_at", "from_user_name", "text"]],
    columns={
        "id": "id",
        "text": "text",
        "time": "time|created_at",
        "author": "from_user_id",
        "author_name": "from_user_name",
        "language": "lang",
        "likes": "favorite_count",
        "reposts": "retweet_count",
        "reposted": "retweet_id",
        "quoted": "quoted_status_id",
        "reply_to": "in_reply_to_status_id",
    },
    how={"escaped": False, "zone": "UTC"},
)
TWITWI = Tool(
    name="minet or gazouilloire CSV (twitwi)",
    marks=[["timestamp_utc", "text", "user_screen_name|user_id|local_time"]],
    columns={
        "id": "id",
        "url": "url",
        "text": "text",
        "time": "timestamp_utc",
        "author": "user_id",
        "author_name": "user_screen_name",
        "language": "lang",
        "likes": "like_count",
        "reposts": "retweet_count",
        "replies": "reply_count",
        "views": "impression_count",
        "reposted": "retweeted_id",
        "reposted_name": "retweeted_user",
        "quoted": "quoted_id",
        "reply_to": "to_tweetid",
    },
    how={"escaped": False},
)
COMMUNALYTIC = Tool(
    name="Communalytic CSV",
    marks=[["tweet_id", "date", "text", "username", "userid|user_id"]],
    columns={
        "id": "tweet_id",
        "text": "text",
        "time": "date",
        "author": "userid|user_id",
        "author_name": "username",
        "language": "language|lang",
        "likes": "like_count",
        "reposts": "retweet_count",
        "replies": "reply_count",
        "quotes": "quote_count",
        "root": "conversation_id",
        "reposted": "retweeted_tweet_id|retweeted_id",
        "quoted": "quoted_tweet_id|quoted_id",
        "reply_to": "replied_to_tweet_id|replied_to_id|in_reply_to_tweet_id",
    },
)
NODEXL = Tool(
    name="NodeXL, edges",  # one row for each account that a post names: the post comes again and is known
    marks=[["vertex 1", "vertex 2", "tweet", "imported id|tweet date (utc)"]],
    columns={
        "id": "imported id",
        "url": "twitter page for tweet|url",
        "text": "tweet",
        "time": "tweet date (utc)|relationship date (utc)",
        "author_name": "vertex 1",
        "language": "language",
        "likes": "favorite count",
        "reposts": "retweet count",
        "reposted": "retweet id|retweeted id",
        "quoted": "quoted status id",
        "reply_to": "in-reply-to tweet id|in-reply-to status id|reply to tweet id",
    },
    how={"zone": "UTC"},
)
INVID = Tool(
    name="InVID plugin CSV",
    marks=[["id", "username", "display_name", "tweetlink|collectionid"]],
    columns={
        "id": "id|tweet_id",
        "url": "tweetlink|link|url",
        "text": "text|full_text|content|tweet|body",
        "time": "created_at|date|created|timestamp|tweet_created|post_date",
        "author": "user_id|author_id",
        "author_name": "username",
        "language": "lang|language",
        "likes": "likes|like_count|favorite_count|favorites",
        "reposts": "retweets|retweet_count|reposts",
        "replies": "replies|reply_count",
        "quotes": "quotes|quote_count",
        "views": "views|view_count|views_count",
        "root": "conversation_id",
        "quoted": "quoted_id|quoted_status_id",
        "reply_to": "in_reply_to_status_id|reply_to_id|in_reply_to",
    },
)
GRAILBIRD = Tool(
    name="X account archive until 2018, tweets.csv",
    marks=[["tweet_id", "timestamp", "text", "source", "retweeted_status_id|expanded_urls"]],
    columns={
        "id": "tweet_id",
        "text": "text",
        "time": "timestamp",
        "reposted": "retweeted_status_id",
        "reply_to": "in_reply_to_status_id",
    },
    notes=("these are the posts of one account; the table does not say whose",),
)
WEB_EXPORTER = Tool(
    name="twitter-web-exporter CSV",
    marks=[["id", "created_at", "full_text", "screen_name", "views_count|bookmark_count|favorite_count"]],
    columns={
        "id": "id",
        "url": "url",
        "text": "full_text",
        "time": "created_at",
        "author": "user_id",
        "author_name": "screen_name",
        "likes": "favorite_count",
        "reposts": "retweet_count",
        "replies": "reply_count",
        "quotes": "quote_count",
        "views": "views_count",
        "reposted": "retweeted_status",
        "quoted": "quoted_status",
        "reply_to": "in_reply_to",
    },
    how={"newlines": True},
)
TOOLS = (TAGS, TCAT, TWITWI, COMMUNALYTIC, NODEXL, INVID, GRAILBIRD, WEB_EXPORTER)


def recognise(head: Head) -> Recognised | None:
    return tools.first_claim(TOOLS, head)


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    yield from tools.outcomes_of(value, layout)

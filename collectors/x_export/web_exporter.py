"""JSON of the browser script twitter-web-exporter: a row for each post and, where the reader asked for it, X's whole
answer under `metadata`, which is then read instead."""

from collections.abc import Iterator, Mapping
from typing import Any

from collectors.base import Head, Layout, Outcome, Recognised, RecordRejected
from collectors.x_export.building import aside, dig
from collectors.x_export.mapped import FieldMap, at, claim, outcomes_of, time_of
from collectors.x_export.web_post import is_tweet, posts_of

FIELDS = FieldMap(
    id=at("id", "url"),
    text=at("full_text"),
    time=at("created_at"),
    author=at("user_id"),
    author_name=at("screen_name"),
    reposted=at("retweeted_status", "retweeted_status.id"),
    quoted=at("quoted_status", "quoted_status.id"),
    reply_to=at("in_reply_to"),
    likes=at("favorite_count"),
    reposts=at("retweet_count"),
    replies=at("reply_count"),
    quotes=at("quote_count"),
    views=at("views_count"),
)
MARKS = frozenset(["favorite_count", "views_count", "bookmark_count", "profile_image_url", "media", "user_id"])


def recognise(head: Head) -> Recognised | None:
    claimed = claim(head, _is_mine, "twitter-web-exporter, one post per record", FIELDS)
    if claimed:
        claimed.layout["escaped"] = True
    return claimed


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    if notice := aside(value):
        yield notice
    elif isinstance(whole := value.get("metadata"), dict) and is_tweet(whole):
        yield from posts_of(whole, time_of(dig(whole, "twe_private_fields", "updated_at")))
    elif _is_mine(value):
        yield from outcomes_of(value, FIELDS, layout)
    else:
        raise RecordRejected("no post of twitter-web-exporter")


def _is_mine(value: Mapping[str, Any]) -> bool:
    return "full_text" in value and "screen_name" in value and "id" in value and len(MARKS & set(value)) >= 2

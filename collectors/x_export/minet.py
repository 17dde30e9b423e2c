"""JSON Lines of minet and of gazouilloire (also as dumped from Elasticsearch, with the post under `_source`)."""

from collections.abc import Iterator, Mapping
from typing import Any

from collectors.base import Head, Layout, Outcome, Recognised, RecordRejected
from collectors.x_export.building import aside
from collectors.x_export.mapped import FieldMap, at, claim, post_of

FIELDS = FieldMap(
    id=at("id", "_id", "url"),
    text=at("text"),
    time=at("timestamp_utc", "local_time"),
    author=at("user_id"),
    author_name=at("user_screen_name"),
    language=at("lang"),
    reposted=at("retweeted_id"),
    quoted=at("quoted_id"),
    reply_to=at("to_tweetid"),
    likes=at("like_count"),
    reposts=at("retweet_count"),
    replies=at("reply_count"),
    views=at("impression_count"),
    collected_at=at("collection_time"),
)


def recognise(head: Head) -> Recognised | None:
    claimed = claim(head, _is_mine, "minet or gazouilloire, one post per record", FIELDS)
    if claimed:
        claimed.layout["escaped"] = False  # both write plain texts
    return claimed


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    if notice := aside(value):
        yield notice
        return
    if not _is_mine(value):
        raise RecordRejected("no post of minet or gazouilloire")
    source = _source(value)
    post = post_of(source, FIELDS, layout)
    post.is_context = source.get("match_query") is False  # came along with one that matched the query
    yield post


def _source(value: Mapping[str, Any]) -> Mapping[str, Any]:
    inner = value.get("_source")
    return {"_id": value.get("_id"), **inner} if isinstance(inner, dict) else value


def _is_mine(value: Mapping[str, Any]) -> bool:
    source = _source(value)
    return "text" in source and "user_screen_name" in source and ("timestamp_utc" in source or "local_time" in source)

"""JSON Lines of twint: local times of the collector, so that the ids alone tell the time."""

from collections.abc import Iterator, Mapping
from typing import Any

from collectors.base import Head, Layout, Outcome, Recognised, RecordRejected
from collectors.x_export.building import aside
from collectors.x_export.mapped import FieldMap, at, claim, outcomes_of

FIELDS = FieldMap(
    id=at("id_str", "id", "link"),
    text=at("tweet"),
    time=at("at", "created_at", "date"),
    author=at("user_id_str", "user_id"),
    author_name=at("username"),
    language=at("language"),
    root=at("conversation_id"),
    reposted=at("retweet_id"),
    quoted=at("quote_url"),
    is_repost=at("retweet"),
    likes=at("likes_count", "nlikes"),
    reposts=at("retweets_count", "nretweets"),
    replies=at("replies_count", "nreplies"),
)
MARKS = frozenset(["conversation_id", "likes_count", "nlikes", "quote_url", "retweets_count", "near", "link"])


def recognise(head: Head) -> Recognised | None:
    return claim(head, _is_mine, "twint, one post per record", FIELDS)


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    if notice := aside(value):
        yield notice
    elif _is_mine(value):
        yield from outcomes_of(_with_time(value), FIELDS, layout)
    else:
        raise RecordRejected("no post of twint")


def _is_mine(value: Mapping[str, Any]) -> bool:
    return isinstance(value.get("tweet"), str) and "username" in value and len(MARKS & set(value)) >= 2


def _with_time(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """With day and clock in one cell: `created_at` names a zone such as CET that says little, or is a number."""
    day, clock = value.get("date"), value.get("time")
    if isinstance(day, str) and isinstance(clock, str):
        return {**value, "at": f"{day[:10]} {clock}"}
    return value

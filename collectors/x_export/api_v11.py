"""X API v1.1: search answers, timelines, streams, Hydrator and twarc1 files."""

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from collectors import cells, ids, times
from collectors.base import Head, Layout, Notice, Outcome, Recognised, RecordRejected
from collectors.x_export.building import aside, context_of, dig, guarded, with_id
from collectors.x_export.mapped import REPOST
from storage.tables import NewPost

DELETION = "deletion of a post"
PERMALINK = re.compile(r"(?:https?://[^/]+)?/(\w{1,15})/status/\d")
STREAM_NOTICES = ("delete", "limit", "scrub_geo", "status_withheld", "user_withheld", "disconnect", "warning")


def recognise(head: Head) -> Recognised | None:
    values = [value for value in head.values if isinstance(value, dict)]
    if head.shape != "json" or not values:
        return None
    mine = [value for value in values if _posts_of(value) or _notice(value) or aside(value)]
    with_posts = [value for value in mine if _posts_of(value)]
    if not with_posts:
        return None
    wrapped = "statuses" in with_posts[0]
    return Recognised(0.95 * len(mine) / len(values), "X API v1.1, " + ("search answer" if wrapped else "posts"), {})


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    del layout
    posts = _posts_of(value)
    if not posts:
        if notice := _notice(value) or aside(value):
            yield notice
            return
        raise RecordRejected("no post of the X API v1.1")
    for source in posts:
        yield guarded(source, functools.partial(_post, source))
        for inner in _inner(source):
            yield from context_of(functools.partial(_post, inner))


def _posts_of(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    inner = value.get("statuses")
    if not isinstance(inner, list):
        wrapped = value.get("_source") or value.get("status")
        inner = [wrapped if isinstance(wrapped, dict) else value]
    return [each for each in inner if isinstance(each, dict) and _is_post(each)]


def _is_post(value: Mapping[str, Any]) -> bool:
    if not ("full_text" in value or "text" in value or "extended_tweet" in value):
        return False
    user = value.get("user")
    if "id_str" in value:
        return isinstance(user, dict) or "permalink" in value
    return "id" in value and "created_at" in value and isinstance(user, dict) and "screen_name" in user


def _inner(source: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The posts that this one repeats or quotes, also those that the repeated one quotes."""
    original = source.get("retweeted_status")
    found = [original, source.get("quoted_status"), dig(original, "quoted_status")]
    return [each for each in found if isinstance(each, dict) and _is_post(each)]


def _notice(value: Mapping[str, Any]) -> Notice | None:
    kind = next((key for key in STREAM_NOTICES if key in value and "id_str" not in value), None)
    if kind == "delete":
        own = ids.x_id(dig(value, "delete", "status", "id_str") or dig(value, "delete", "status", "id"))
        return Notice(DELETION, own)
    return Notice(f"{kind} notices of the stream") if kind else None


def _post(source: Mapping[str, Any]) -> NewPost:
    native_id = ids.x_id(source.get("id_str") or source.get("id"))
    if native_id is None:
        raise RecordRejected(f"no id: {str(source.get('id_str'))[:40]!r}")
    text = cells.clean_text(_whole_text(source), escaped=True)
    post = with_id(native_id, _stated(source), text)
    _set_kind(post, source)
    original = source.get("retweeted_status")
    if isinstance(original, dict):
        whole = cells.clean_text(_whole_text(original), escaped=True)
        post.text = f"RT @{dig(original, 'user', 'screen_name') or ''}: {whole}" if whole else text
    post.text_cut = cells.is_cut(post.text) or _is_known_cut(original if isinstance(original, dict) else source)
    post.text_state = "ok" if post.text else "empty"
    post.author, post.author_name = _author(source)
    post.stated_language = cells.optional(source.get("lang"))
    post.root_id = ids.x_id(source.get("conversation_id_str"))
    if post.kind != "repost":  # a repost's own counts are those of the original
        post.likes, post.reposts = cells.count(source.get("favorite_count")), cells.count(source.get("retweet_count"))
        if "timestamp_ms" not in source:  # a stream writes 0 for these, whatever comes later
            post.replies, post.quotes = cells.count(source.get("reply_count")), cells.count(source.get("quote_count"))
    return post


def _stated(source: Mapping[str, Any]) -> times.Stated | None:
    return times.parse(source.get("created_at")) or times.parse(source.get("timestamp_ms"))


def _set_kind(post: NewPost, source: Mapping[str, Any]) -> None:
    """As everywhere: what repeats is a repost, what quotes a quote, also where it answers too."""
    original = source.get("retweeted_status")
    quoted = ids.x_id(source.get("quoted_status_id_str")) or ids.x_id(dig(source, "quoted_status", "id_str"))
    if isinstance(original, dict):
        post.kind, post.ref_id = "repost", ids.x_id(original.get("id_str"))
    elif repeated := ids.x_id(source.get("retweeted_status_id_str")):
        post.kind, post.ref_id = "repost", repeated
    elif quoted:
        post.kind, post.ref_id = "quote", quoted
    elif answered := ids.x_id(source.get("in_reply_to_status_id_str")):
        post.kind, post.ref_id = "reply", answered
    elif REPOST.match(post.text):
        post.kind = "repost"


def _author(source: Mapping[str, Any]) -> tuple[str | None, str | None]:
    user, address = source.get("user"), PERMALINK.match(str(source.get("permalink")))
    number = ids.x_id(dig(user, "id_str")) or ids.x_id(dig(user, "id")) or ids.x_id(source.get("user_id_str"))
    return number, cells.optional(dig(user, "screen_name") or (address[1] if address else None))


def _is_known_cut(source: Mapping[str, Any]) -> bool:
    return source.get("truncated") is True and "extended_tweet" not in source


def _whole_text(source: Mapping[str, Any]) -> Any:
    return dig(source, "extended_tweet", "full_text") or source.get("full_text") or source.get("text")

"""X API v1.1: search answers, timelines, streams, Hydrator and twarc1 files."""

from collections.abc import Iterator, Mapping
from typing import Any

from collectors import cells, ids, times
from collectors.base import Head, Layout, Notice, Outcome, Recognised, RecordRejected, Rejected
from collectors.x_export.building import dig, raw_of, with_id
from collectors.x_export.deletions import deletion
from storage.tables import NewPost

STREAM_NOTICES = ("delete", "limit", "scrub_geo", "status_withheld", "user_withheld", "disconnect", "warning")


def recognise(head: Head) -> Recognised | None:
    values = [value for value in head.values if isinstance(value, dict)]
    if head.shape != "json" or not values:
        return None
    mine = [value for value in values if _posts_of(value) or _notice(value)]
    with_posts = [value for value in mine if _posts_of(value)]
    if not with_posts:
        return None
    wrapped = "statuses" in with_posts[0]
    return Recognised(0.95 * len(mine) / len(values), "X API v1.1, " + ("search answer" if wrapped else "posts"), {})


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    del layout
    posts = _posts_of(value)
    if not posts:
        if notice := _notice(value):
            kind, native_id = deletion(value) or (f"{notice} notices of the stream", None)
            yield Notice(kind, native_id)
            return
        raise RecordRejected("no post of the X API v1.1")
    for source in posts:
        try:
            yield _post(source)
        except RecordRejected as rejected:
            yield Rejected(str(rejected), raw_of(source))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            yield Rejected(f"the post has an unexpected form ({type(error).__name__})", raw_of(source))


def _posts_of(value: Mapping[str, Any]) -> list[dict[str, Any]]:
    inner = value.get("statuses")
    found = inner if isinstance(inner, list) else [value]
    return [each for each in found if isinstance(each, dict) and _is_post(each)]


def _is_post(value: Mapping[str, Any]) -> bool:
    return "id_str" in value and ("full_text" in value or "text" in value) and isinstance(value.get("user"), dict)


def _notice(value: Mapping[str, Any]) -> str | None:
    return next((key for key in STREAM_NOTICES if key in value and "id_str" not in value), None)


def _post(source: dict[str, Any]) -> NewPost:
    native_id = ids.x_id(source["id_str"])
    if native_id is None:
        raise RecordRejected(f"no id: {str(source['id_str'])[:40]!r}")
    original = source.get("retweeted_status")
    text = cells.clean_text(_whole_text(source), escaped=True)
    post = with_id(native_id, times.parse(source.get("created_at")), text)
    if isinstance(original, dict):
        whole = cells.clean_text(_whole_text(original), escaped=True)
        post.text = f"RT @{dig(original, 'user', 'screen_name') or ''}: {whole}" if whole else text
        post.kind, post.ref_id = "repost", ids.x_id(original.get("id_str"))
    elif source.get("in_reply_to_status_id_str"):
        post.kind, post.ref_id = "reply", ids.x_id(source["in_reply_to_status_id_str"])
    elif source.get("is_quote_status"):
        post.kind, post.ref_id = "quote", ids.x_id(source.get("quoted_status_id_str"))
    post.text_cut = cells.is_cut(post.text) or (bool(source.get("truncated")) and "extended_tweet" not in source)
    post.text_state = "ok" if post.text else "empty"
    user = source["user"]
    post.author, post.author_name = ids.x_id(user.get("id_str")), cells.optional(user.get("screen_name"))
    post.stated_language = cells.optional(source.get("lang"))
    if post.kind != "repost":  # a repost's own counts are those of the original
        post.likes, post.reposts = cells.count(source.get("favorite_count")), cells.count(source.get("retweet_count"))
    return post


def _whole_text(source: dict[str, Any]) -> Any:
    return dig(source, "extended_tweet", "full_text") or source.get("full_text") or source.get("text")

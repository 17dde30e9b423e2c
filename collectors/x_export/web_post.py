"""One post in the form of X's web pages. X moves its keys several times a year, so every look-up is tolerant."""

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from collectors import cells, ids, times
from collectors.base import Outcome, RecordRejected
from collectors.x_export.building import context_of, dig, guarded, with_id
from storage.tables import NewPost

POST_ADDRESS = re.compile(r"https?://(?:twitter|x)\.com/(\w{1,15})/status/(\d{1,20})")
COUNTS = (
    ("likes", "favorite_count"),
    ("reposts", "retweet_count"),
    ("replies", "reply_count"),
    ("quotes", "quote_count"),
)
PLACES = ("legacy", "details", "counts", "core")  # where X has kept, or may keep, the fields of a post


def is_tweet(value: Mapping[str, Any]) -> bool:
    """Whether an object is a post in X's web form, wherever X keeps its text this year."""
    legacy = value.get("legacy")
    if isinstance(legacy, dict) and "full_text" in legacy:
        return "rest_id" in value or "id_str" in legacy
    return value.get("__typename") == "Tweet" and "rest_id" in value


def posts_of(source: Mapping[str, Any], collected_at: Any, *, is_ad: bool = False) -> Iterator[Outcome]:
    """The post, and those it repeats or quotes as context."""

    def build() -> NewPost:
        post = post_of(source, collected_at)
        post.is_ad = is_ad
        return post

    yield guarded(source, build)
    original = _original(source)
    for inner in (original, _quoted(source), _quoted(original) if original else None):
        if inner:
            yield from context_of(functools.partial(post_of, inner, collected_at))


def post_of(source: Mapping[str, Any], collected_at: Any) -> NewPost:
    """The post itself."""
    original = _original(source)
    post = with_id(_id(source), times.parse(_field(source, "created_at")), _text(source, original))
    post.author, post.author_name = _author(source)
    post.stated_language = cells.optional(_field(source, "lang"))
    post.root_id = ids.x_id(_field(source, "conversation_id_str"))
    _set_kind(post, source, original)
    post.metrics_at = collected_at
    if post.kind != "repost":  # a repost's own counts are those of the original
        for ours, theirs in COUNTS:
            setattr(post, ours, cells.count(_field(source, theirs)))
        views = dig(source, "views", "count") or dig(source, "ext_views", "count")
        post.views = cells.count(views or dig(source, "legacy", "ext_views", "count")) or None
    post.text_cut = cells.is_cut(post.text)
    post.text_state = "ok" if post.text.strip() else "empty"
    return post


def _id(source: Mapping[str, Any]) -> str:
    """The id of this version of the post. Tables that tools make of the same captures know no other."""
    own = ids.x_id(source.get("rest_id")) or ids.x_id(_field(source, "id_str"))
    if own is None:
        raise RecordRejected(f"no id: {str(source.get('rest_id'))[:40]!r}")
    return own


def _text(source: Mapping[str, Any], original: Mapping[str, Any] | None) -> str:
    if original:
        name, whole = _author(original)[1], _own_text(original)
        if whole:
            return f"RT @{name or ''}: {whole}"
    return _own_text(source)


def _own_text(source: Mapping[str, Any]) -> str:
    """The whole text: long posts have theirs in a note, which is not escaped as the short text is."""
    note = source.get("note_tweet")
    whole = dig(note, "note_tweet_results", "result", "text") or dig(note, "text")
    if isinstance(whole, str) and whole:
        return cells.clean_text(whole, escaped=False)
    text = _field(source, "full_text")
    if text is None:
        raise RecordRejected("the post has no text in any of the places where X kept it so far")
    return cells.clean_text(text, escaped=True)


def _author(source: Mapping[str, Any]) -> tuple[str | None, str | None]:
    core = source.get("core")
    account = dig(core, "user_results", "result") or dig(core, "user_result", "result") or dig(core, "user")
    account = account if isinstance(account, dict) else source.get("user")
    number = ids.x_id(_field(source, "user_id_str")) or ids.x_id(dig(account, "rest_id"))
    name = (
        dig(account, "core", "screen_name")
        or dig(account, "legacy", "screen_name")
        or dig(account, "screen_name")
        or _name_in_media(source)
    )
    return number or ids.x_id(dig(account, "id_str")), cells.optional(name)


def _name_in_media(source: Mapping[str, Any]) -> str | None:
    """The handle in the address of the post's own picture, where the account is left out."""
    media = dig(source, "legacy", "extended_entities", "media") or dig(source, "legacy", "entities", "media")
    for each in media if isinstance(media, list) else ():
        match = POST_ADDRESS.match(str(dig(each, "expanded_url")))
        if match and match[2] == ids.x_id(source.get("rest_id")):
            return match[1]
    return None


def _set_kind(post: NewPost, source: Mapping[str, Any], original: Mapping[str, Any] | None) -> None:
    repeated = ids.x_id(dig(original, "rest_id") or _field(source, "retweeted_status_id_str"))
    quoted = ids.x_id(_field(source, "quoted_status_id_str") or dig(_quoted(source), "rest_id"))
    answered = ids.x_id(_field(source, "in_reply_to_status_id_str"))
    if original or repeated:
        post.kind, post.ref_id = "repost", repeated
    elif quoted:
        post.kind, post.ref_id = "quote", quoted
    elif answered:
        post.kind, post.ref_id = "reply", answered
    elif post.text.startswith("RT @"):
        post.kind = "repost"


def _original(source: Mapping[str, Any]) -> dict[str, Any] | None:
    return _unwrapped(_field(source, "retweeted_status_result") or _field(source, "retweeted_status_results"))


def _quoted(source: Mapping[str, Any]) -> dict[str, Any] | None:
    return _unwrapped(_field(source, "quoted_status_result") or _field(source, "quoted_status_results"))


def _unwrapped(value: Any) -> dict[str, Any] | None:
    """The post in a result; some are wrapped once more, and some are only a tombstone or nothing."""
    result = dig(value, "result")
    inner = dig(result, "tweet")
    found = inner if isinstance(inner, dict) else result
    return found if isinstance(found, dict) and is_tweet(found) else None


def _field(source: Mapping[str, Any], name: str) -> Any:
    """A field of a post from any of the places where X keeps them."""
    for place in PLACES:
        inner = source.get(place)
        if isinstance(inner, dict) and inner.get(name) is not None:
            return inner[name]
    return source.get(name)

"""The archive that X gives an account of itself: scripts of posts, of today's form and of that before 2018. The names
of accounts and long texts stand in other files of the archive; `archive_parts` finds them."""

from collections.abc import Iterator, Mapping
from typing import Any

from collectors import cells, ids, times
from collectors.base import Head, Layout, Outcome, Recognised, RecordRejected
from collectors.x_export.archive_parts import POSTS_VARIABLE, Notes, whole_text
from collectors.x_export.building import dig, with_id
from collectors.x_export.mapped import REPOST
from storage.tables import NewPost

SURE = 0.98
OWN_ACCOUNT = "only this account's own posts are in its archive: no sample of reactions"


def recognise(head: Head) -> Recognised | None:
    """Sure of a script of posts; of its bare JSON less so, since v1.1 files look alike."""
    values = [value for value in head.values if isinstance(value, dict)]
    mine = [value for value in values if _is_post(_source(value))]
    if head.shape != "json" or not mine:
        return None
    if POSTS_VARIABLE.fullmatch(head.variable):
        old = head.variable.startswith("Grailbird")
        what = "X account archive" + (" of the form before 2018" if old else "")
        return Recognised(SURE * len(mine) / len(values), what, {"archive": True}, (OWN_ACCOUNT,))
    wrapped = [value for value in mine if isinstance(value.get("tweet"), dict)]
    if head.variable or not wrapped:
        return None
    return Recognised(SURE * len(wrapped) / len(values), "X account archive as JSON", {"archive": True}, (OWN_ACCOUNT,))


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    source = _source(value)
    if not _is_post(source):
        raise RecordRejected("no post of an X account archive")
    yield _post(source, layout)


def _source(value: Mapping[str, Any]) -> Mapping[str, Any]:
    inner = value.get("tweet")
    return inner if isinstance(inner, dict) else value


def _is_post(source: Mapping[str, Any]) -> bool:
    has_id = "id_str" in source or "id" in source
    return has_id and ("full_text" in source or "text" in source) and "created_at" in source


def _post(source: Mapping[str, Any], layout: Layout) -> NewPost:
    own = ids.x_id(source.get("id_str")) or ids.x_id(source.get("id"))
    if own is None:
        raise RecordRejected(f"no id: {str(source.get('id_str'))[:40]!r}")
    versions = dig(source, "edit_info", "initial", "editTweetIds") or dig(
        source, "edit_info", "edit", "editControlInitial", "editTweetIds"
    )
    first = ids.x_id(versions[0]) if isinstance(versions, list) and versions else None
    text = cells.clean_text(source.get("full_text") or source.get("text"), escaped=True)
    post = with_id(first or own, times.parse(source.get("created_at")), text)
    post.version_at = ids.x_time(own) if first and first != own else None
    _set_kind(post, source)
    _set_text(post, layout.get("notes"), own)
    post.author = ids.x_id(dig(source, "user", "id_str")) or layout.get("author")
    post.author_name = cells.optional(dig(source, "user", "screen_name")) or layout.get("author_name")
    post.stated_language = cells.optional(source.get("lang"))
    if post.kind != "repost":  # a repost's counts are those of its original
        post.likes, post.reposts = cells.count(source.get("favorite_count")), cells.count(source.get("retweet_count"))
    return post


def _set_kind(post: NewPost, source: Mapping[str, Any]) -> None:
    """Reposts have no reference in the archive, only their first words."""
    repeated = ids.x_id(dig(source, "retweeted_status", "id_str"))
    answered = ids.x_id(source.get("in_reply_to_status_id_str")) or ids.x_id(source.get("in_reply_to_status_id"))
    if repeated or REPOST.match(post.text):
        post.kind, post.ref_id = "repost", repeated
    elif quoted := ids.x_id(source.get("quoted_status_id_str")):
        post.kind, post.ref_id = "quote", quoted
    elif answered or source.get("in_reply_to_user_id_str"):
        post.kind, post.ref_id = "reply", answered


def _set_text(post: NewPost, notes: Notes | None, own: str) -> None:
    if notes and post.kind != "repost":
        made_at = ids.x_time(own) or post.created_at
        post.text = whole_text(notes, post.text, made_at) or post.text
    post.text_cut = cells.is_cut(post.text)
    post.text_state = "ok" if post.text.strip() else "empty"

"""Reddit archives: Pushshift and Arctic Shift dumps of all years, Pushshift API exports, pages of reddit.com saved as
JSON, and PRAW objects as JSON or tables."""

import datetime as dt
import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from collectors import cells, ids, reddit_pages, times
from collectors.base import Head, Layout, Notice, Outcome, Recognised, RecordRejected
from collectors.x_export.building import guarded
from storage.tables import NewPost

AUTHORS_OWN = frozenset(["deleted", "author", "deleted by user"])
GONE_AUTHORS = frozenset(["[deleted]", "[removed]", ""])
DELETED = re.compile(r"\[ ?deleted(?: by user)? ?\]", re.IGNORECASE)
REMOVED = re.compile(r"\[ ?removed(?: by [a-z ]+)? ?\]", re.IGNORECASE)
REDDIT_KEYS = frozenset(["subreddit", "link_id", "parent_id", "selftext", "permalink", "is_self", "num_comments"])
OWN_LINKS = re.compile(r"https?://(?:\w+\.)?(?:reddit\.com|redd\.it)/", re.IGNORECASE)


def recognise(head: Head) -> Recognised | None:
    """Sure when the records have Reddit's own field names."""
    values = [value for value in head.values if isinstance(value, dict)]
    inside = [(value, list(reddit_pages.things_of(value))) for value in values]
    mine = [each for _, found in inside for each in found if isinstance(each, dict) and _is_mine(each)]
    if not mine:
        return None
    known = sum(any(not isinstance(each, dict) or _is_mine(each) for each in found) for _, found in inside)
    comments = sum("body" in value for value in mine)
    what = "comments" if comments == len(mine) else "submissions" if not comments else "comments and submissions"
    texts = [str(value.get(key) or "") for value in mine for key in ("body", "title", "selftext")]
    layout = {"escaped": cells.is_escaped(texts), "roots_first": not comments}
    source = "Reddit pages" if "kind" in values[0] or "json" in values[0] else "Reddit archive"
    return Recognised(0.95 * known / len(values), f"{source}, {what}", layout)


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    if not reddit_pages.is_page(value):
        yield _outcome(value, layout)
        return
    for each in reddit_pages.things_of(value):
        yield each if isinstance(each, Notice) else guarded(each, functools.partial(_outcome, each, layout))


def _outcome(value: Mapping[str, Any], layout: Layout) -> NewPost:
    kind = _kind(value)
    name = ids.fullname(kind, value.get("name") or value.get("id"))
    if name is None:
        raise RecordRejected(f"no Reddit id: {str(value.get('id'))[:40]!r}")
    stated = times.parse(value.get("created_utc", value.get("created")))
    if stated is None:
        raise RecordRejected(f"no time of creation: {str(value.get('created_utc'))[:40]!r}")
    return _comment(value, name, stated, layout) if kind == "t1" else _submission(value, name, stated, layout)


def _is_mine(value: Mapping[str, Any]) -> bool:
    if "body" in value and "title" in value and "link_id" not in value:
        return False  # a submission in a script's own words
    has_text = "body" in value or "title" in value or "selftext" in value
    return (
        has_text and "id" in value and ("created_utc" in value or "created" in value) and bool(REDDIT_KEYS & set(value))
    )


def _kind(value: Mapping[str, Any]) -> str:
    name = str(value.get("name") or "")
    if name.startswith(("t1_", "t3_")):
        return name[:2]
    return "t1" if "body" in value else "t3"


def _comment(value: Mapping[str, Any], name: str, stated: times.Stated, layout: Layout) -> NewPost:
    post = _post(value, name, stated)
    text = cells.clean_text(value.get("body"), escaped=layout["escaped"])
    post.kind = "comment"
    post.root_id = ids.fullname("t3", value.get("link_id"))
    post.ref_id = ids.fullname("t1", value.get("parent_id")) or post.root_id
    _set_text(post, text, text, _removal(value))
    return post


def _submission(value: Mapping[str, Any], name: str, stated: times.Stated, layout: Layout) -> NewPost:
    post = _post(value, name, stated)
    title = cells.clean_text(value.get("title"), escaped=layout["escaped"]).strip()
    own = cells.clean_text(value.get("selftext"), escaped=layout["escaped"]).strip()
    post.root_id = name
    post.ref_id = ids.fullname("t3", value.get("crosspost_parent"))
    post.replies = cells.count(value.get("num_comments"))
    link = cells.optional(value.get("url_overridden_by_dest") or value.get("url"))
    post.link = link if link and not value.get("is_self") and not OWN_LINKS.match(link) else None
    _set_text(post, f"{title}\n\n{own}" if own else title, own, _removal(value))
    return post


def _post(value: Mapping[str, Any], name: str, stated: times.Stated) -> NewPost:
    author = str(value.get("author") or "")
    return NewPost(
        platform="reddit",
        native_id=name,
        kind="post",
        created_at=stated.at.replace(microsecond=0),
        created_how="stated" if stated.zoned else "assumed",
        text="",
        author_name=None if author in GONE_AUTHORS else author,
        community=cells.optional(value.get("subreddit")),
        likes=cells.votes(value.get("score")),
        metrics_at=_time(value.get("retrieved_on") or value.get("retrieved_utc")),
        version_at=_time(value.get("edited")),
        is_ad=value.get("promoted") is True,
    )


def _set_text(post: NewPost, text: str, own: str, removal: Any) -> None:
    post.text = text
    if DELETED.fullmatch(own.strip()):
        post.text_state = "deleted"
    elif REMOVED.fullmatch(own.strip()):
        post.text_state = "removed"
    elif removal:
        post.text_state = "deleted" if removal in AUTHORS_OWN else "removed"
    elif not text:
        post.text_state = "empty"


def _removal(value: Mapping[str, Any]) -> Any:
    """Who took the post away, where that is told; archives since 2023-11 tell it of their second look."""
    meta = value.get("_meta")
    seen_later = meta.get("removal_type") or meta.get("was_deleted_later") is True if isinstance(meta, dict) else None
    return value.get("removed_by_category") or seen_later


def _time(value: Any) -> dt.datetime | None:
    stated = times.parse(value) if value is not None and not isinstance(value, bool) else None
    return stated.at if stated else None

"""Reddit posts as people's own scripts write them with PRAW: JSON with an id, a text and a time under names of their
choice. Reddit's own names are read by `reddit_archive`."""

import functools
import re
from collections.abc import Iterator, Mapping
from typing import Any

from collectors import cells, ids, times
from collectors.base import Head, Layout, Notice, Outcome, Recognised, RecordRejected
from collectors.x_export.building import aside, guarded
from storage.tables import NewPost

SURE = 0.93
SURE_OF_COMMENTS = 0.96  # where posts hold their comments, which no other reader looks for
GONE_AUTHORS = frozenset(["[deleted]", "[removed]", "none", "deleted", ""])

# Names with everything but letters and digits taken out, best first.
NAMES: dict[str, tuple[str, ...]] = {
    "id": ("fullname", "name", "id", "commentid", "submissionid", "postid", "redditid", "uid"),
    "text": ("body", "selftext", "content", "text", "comment", "commentbody", "commenttext", "posttext", "message",
             "selfpost"),
    "title": ("title", "posttitle", "submissiontitle", "headline"),
    "time": ("createdutc", "created", "createdat", "createddatetime", "timestamp", "datetime", "date", "utcdatetimestr",
             "createddate", "time", "publishdate"),
    "author": ("author", "username", "user", "redditor", "authorname", "poster"),
    "community": ("subreddit", "subredditname", "community", "sub"),
    "likes": ("score", "upvotes", "ups", "points", "karma", "upvote"),
    "parent": ("parentid", "parent", "parentcommentid", "replyto"),
    "root": ("linkid", "submissionid", "postid", "threadid", "submission", "post", "parentpostid"),
    "replies": ("numcomments", "commentcount", "commscount", "numberofcomments", "commsnum", "ncomments",
                "totalcomments", "comments"),
    "link": ("url", "link"),
    "permalink": ("permalink", "url", "link"),
    "inner": ("comments", "replies", "topcomments"),
}  # fmt: skip
MARKS = frozenset(
    """subreddit subredditname selftext permalink numcomments commscount commsnum upvoteratio upvotes ups linkid
    submissionid parentid createdutc isself over18 linkflairtext score""".split()
)
LISTS = ("posts", "submissions", "comments", "data", "results", "items")
ID = re.compile(r"(?:t[13]_)?[a-z0-9]{4,10}", re.IGNORECASE)
PERMALINK = re.compile(r"/comments/([a-z0-9]{4,10})(?:/[^/?#]*/([a-z0-9]{4,10}))?", re.IGNORECASE)


def recognise(head: Head) -> Recognised | None:
    """Sure when an id of Reddit, a text or title, a time and one more field of Reddit are there."""
    values = [value for value in head.values if isinstance(value, dict) and not aside(value)]
    if head.shape != "json" or not values:
        return None
    mine = [value for value in values if any(map(_is_mine, _records(value)))]
    records = [_named(each) for value in mine for each in _records(value)]
    if not records or not any(re.search("[a-z]", str(_id(each, "")), re.IGNORECASE) for each in records):
        return None
    texts = [str(_of(each, meaning) or "") for each in records for meaning in ("text", "title")]
    layout = {"escaped": cells.is_escaped(texts)}
    sure = SURE_OF_COMMENTS if any(map(_inner, records)) else SURE
    return Recognised(sure * len(mine) / len(values), "Reddit posts of a script, by their field names", layout)


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    if notice := aside(value):
        yield notice
        return
    for record in _records(value):
        if not _is_mine(record):
            raise RecordRejected("no post of Reddit")
        yield from _with_comments(record, layout)


def _with_comments(record: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    """A post, and the comments that its script put inside it."""
    stack: list[tuple[Mapping[str, Any], NewPost | None]] = [(record, None)]
    while stack:
        each, above = stack.pop()
        named = _named(each)
        outcome = guarded(each, functools.partial(_post, named, layout, above))
        yield outcome
        inner = _inner(named)
        stack.extend((comment, outcome if isinstance(outcome, NewPost) else above) for comment in reversed(inner))
        if not inner and any(isinstance(named.get(name), list) and named[name] for name in NAMES["inner"]):
            yield Notice("posts with comments of which only the text is here")


def _inner(named: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    for name in NAMES["inner"]:
        cell = named.get(name)
        if isinstance(cell, dict) and cell and all(isinstance(each, dict) for each in cell.values()):
            return [{"id": key, **each} for key, each in cell.items()]
        if isinstance(cell, list):
            return [each for each in cell if isinstance(each, dict)]
    return []


def _records(value: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The records in a value: itself, or the members of its lists."""
    if _is_mine(value):
        return [value]
    lists = [value[key] for key in LISTS if isinstance(value.get(key), list)]
    inner: list[Mapping[str, Any]] = [each for listed in lists for each in listed if isinstance(each, dict)]
    return inner or [value]


def _is_mine(value: Mapping[str, Any]) -> bool:
    named = _named(value)
    has_text = _of(named, "text") is not None or _of(named, "title") is not None
    has_id = ID.fullmatch(str(_id(named, ""))) is not None
    return has_text and has_id and _of(named, "time") is not None and bool(MARKS & set(named))


def _named(value: Mapping[str, Any]) -> dict[str, Any]:
    return {"".join(c for c in str(key).lower() if c.isalnum()): cell for key, cell in value.items()}


def _of(named: Mapping[str, Any], meaning: str) -> Any:
    """The first field of this meaning that is filled, with a value and no object."""
    for name in NAMES[meaning]:
        cell = named.get(name)
        if cell is not None and cell != "" and not isinstance(cell, dict | list):
            return cell
    return None


def _is_comment(named: Mapping[str, Any]) -> bool:
    """A name of Reddit tells; else a comment has a parent or a thread, and no title."""
    own = str(_of(named, "id"))
    if own.startswith(("t1_", "t3_")):
        return own.startswith("t1_")
    if _of(named, "parent") is not None:
        return True
    has_thread = any(named.get(name) not in (None, "") for name in ("linkid", "submissionid", "postid", "threadid"))
    return _of(named, "title") is None and (has_thread or "body" in named or "comment" in named)


def _id(named: Mapping[str, Any], default: str) -> str:
    """The post's own id: under a name for it, or from its address."""
    for name in NAMES["id"]:
        if (cell := named.get(name)) is not None and ID.fullmatch(str(cell)) and not _is_reference(named, name):
            return str(cell).lower()
    for name in NAMES["permalink"]:
        if match := PERMALINK.search(str(named.get(name) or "")):
            return (match[2] or match[1]).lower()
    return default


def _is_reference(named: Mapping[str, Any], name: str) -> bool:
    """Whether `post_id` and the like name the thread of a comment, whose own id stands elsewhere."""
    if name not in ("submissionid", "postid"):
        return False
    return any(named.get(other) not in (None, "") for other in ("id", "commentid", "name", "fullname"))


def _post(named: Mapping[str, Any], layout: Layout, above: NewPost | None) -> NewPost:
    is_comment = above is not None or _is_comment(named)
    name = ids.fullname("t1" if is_comment else "t3", _id(named, ""))
    if name is None:
        raise RecordRejected(f"no Reddit id: {str(_of(named, 'id'))[:40]!r}")
    stated = times.parse(_of(named, "time"))
    if stated is None:
        raise RecordRejected(f"no time of creation: {str(_of(named, 'time'))[:40]!r}")
    author = str(_of(named, "author") or "").removeprefix("u/")
    post = NewPost(
        platform="reddit",
        native_id=name,
        kind="comment" if is_comment else "post",
        created_at=stated.at.replace(microsecond=0),
        created_how="stated" if stated.zoned else "assumed",
        text="",
        author_name=None if author.lower() in GONE_AUTHORS else cells.optional(author),
        community=_community(named),
        likes=cells.votes(_of(named, "likes")),
    )
    _set_thread(post, named, above)
    _set_text(post, named, escaped=layout.get("escaped", False))
    return post


def _community(named: Mapping[str, Any]) -> str | None:
    name = cells.optional(_of(named, "community"))
    return name.removeprefix("/").removeprefix("r/") if name else None


def _set_thread(post: NewPost, named: Mapping[str, Any], above: NewPost | None) -> None:
    if post.kind != "comment":
        post.root_id, post.replies = post.native_id, cells.count(_of(named, "replies"))
        link = cells.optional(_of(named, "link"))
        post.link = link if link and link.startswith("http") and not PERMALINK.search(link) else None
        return
    address = PERMALINK.search(str(_of(named, "permalink") or ""))
    root = (above.root_id if above else None) or _of(named, "root") or (address[1].lower() if address else None)
    parent = _of(named, "parent")
    kind = "t3" if root is not None and str(parent).lower().removeprefix("t3_") in str(root).lower() else "t1"
    post.ref_id = ids.fullname(kind, parent)
    post.root_id = ids.fullname("t3", root) or (post.ref_id if str(post.ref_id).startswith("t3_") else None)
    post.ref_id = post.ref_id or (above.native_id if above else post.root_id)


def _set_text(post: NewPost, named: Mapping[str, Any], *, escaped: bool) -> None:
    own = cells.clean_text(_of(named, "text"), escaped=escaped).strip()
    title = "" if post.kind == "comment" else cells.clean_text(_of(named, "title"), escaped=escaped).strip()
    post.text = f"{title}\n\n{own}" if title and own else title or own
    gone = own.lower().strip("[] ")
    if own.startswith("[") and gone in ("deleted", "removed", "deleted by user"):
        post.text_state = "removed" if gone == "removed" else "deleted"
    elif not post.text:
        post.text_state = "empty"

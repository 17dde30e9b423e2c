"""Posts by a field map: a tool says where each field is, and one function builds the post. What a tool does in its own
way stays with its reader."""

import dataclasses
import functools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from collectors import cells, ids, times
from collectors.base import Head, Layout, Outcome, Recognised
from collectors.x_export.building import aside, context_of, with_id, without_id
from storage.tables import NewPost

Path = tuple[str, ...]
Paths = tuple[Path, ...]
REPOST = re.compile(r"RT @(\w{1,15}): ")
SURE = 0.96
DEEPEST = 4  # posts within posts that are followed


def at(*paths: str) -> Paths:
    """Places of a field, best first; a dot goes into an object."""
    return tuple(tuple(path.split(".")) for path in paths)


@dataclasses.dataclass(frozen=True, slots=True)
class FieldMap:
    """Where a tool puts each field. `retweet` and `quote` are whole posts inside the post."""

    id: Paths
    text: Paths
    time: Paths
    author: Paths = ()
    author_name: Paths = ()
    language: Paths = ()
    root: Paths = ()
    reposted: Paths = ()
    quoted: Paths = ()
    reply_to: Paths = ()
    is_repost: Paths = ()
    is_quote: Paths = ()
    is_reply: Paths = ()
    retweet: Paths = ()
    quote: Paths = ()
    likes: Paths = ()
    reposts: Paths = ()
    replies: Paths = ()
    quotes: Paths = ()
    views: Paths = ()
    collected_at: Paths = ()


def found(source: Any, paths: Paths) -> Any:
    """The first value that is there and not empty."""
    for path in paths:
        value = source
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if value is not None and value != "":
            return value
    return None


def claim(head: Head, is_mine: Callable[[Mapping[str, Any]], bool], name: str, of: FieldMap) -> Recognised | None:
    """A reader's claim on JSON whose records `is_mine` knows; what tools write beside the posts does not weigh."""
    values = [value for value in head.values if isinstance(value, dict) and not aside(value)]
    mine = [value for value in values if is_mine(value)]
    if head.shape != "json" or not mine:
        return None
    layout = layout_of(mine, of)
    return Recognised(SURE * len(mine) / len(values), name, layout, warnings_of(layout))


def layout_of(values: Iterable[Mapping[str, Any]], of: FieldMap) -> Layout:
    """How the texts and ids of a file are to be read, judged by its first posts."""
    sources = [value for value in values if isinstance(value, dict)]
    texts = [text for source in sources if isinstance(text := found(source, of.text), str)]
    own_ids = [native_id for source in sources if (native_id := _first_id(source, of.id))]
    return {"escaped": cells.is_escaped(texts), "ids_exact": not ids.went_through_floats(own_ids)}


def warnings_of(layout: Layout) -> tuple[str, ...]:
    if layout["ids_exact"]:
        return ()
    return ("the ids went through a spreadsheet or JavaScript (all end alike): times are right, links are not",)


def outcomes_of(source: Mapping[str, Any], of: FieldMap, layout: Layout) -> Iterator[Outcome]:
    """The post, and those it repeats or quotes as context."""
    yield post_of(source, of, layout)
    for inner in _inner(source, of, DEEPEST):
        yield from context_of(functools.partial(post_of, inner, of, layout))


def _inner(source: Mapping[str, Any], of: FieldMap, depth: int) -> Iterator[Mapping[str, Any]]:
    for paths in (of.retweet, of.quote) if depth else ():
        inner = found(source, paths)
        if isinstance(inner, dict) and found(inner, of.text) is not None:
            yield inner
            yield from _inner(inner, of, depth - 1)


def post_of(source: Mapping[str, Any], of: FieldMap, layout: Layout) -> NewPost:
    """The post of one record."""
    text = _text(source, of, escaped=layout.get("escaped", True))
    author, author_name = _first_id(source, of.author), _name(found(source, of.author_name))
    post = _dated(source, of, text, author or author_name, exact=layout.get("ids_exact", True))
    post.author, post.author_name = author, author_name
    post.stated_language = cells.optional(found(source, of.language))
    post.root_id = _first_id(source, of.root)
    _set_kind(post, source, of)
    if post.kind == "repost":
        _restore(post, found(source, of.retweet), of, escaped=layout.get("escaped", True))
    else:  # a repost's counts are those of its original
        for name in ("likes", "reposts", "replies", "quotes", "views"):
            setattr(post, name, cells.count(found(source, getattr(of, name))))
        post.views = post.views or None  # tools write 0 where X told none
        post.metrics_at = time_of(found(source, of.collected_at))
    post.text_cut = cells.is_cut(post.text)
    post.text_state = "ok" if post.text.strip() else "empty"
    return post


def time_of(value: Any) -> Any:
    """The time that a cell states, None where it states none that can be trusted."""
    stated = times.parse(value)
    return stated.at if stated else None


def _dated(source: Mapping[str, Any], of: FieldMap, text: str, who: str | None, *, exact: bool) -> NewPost:
    native_id = _first_id(source, of.id)
    stated = times.parse(found(source, of.time))
    if native_id is None:
        return without_id(stated, text, who)
    timed = ids.x_time(native_id)
    if timed is None and stated and stated.at > ids.SHORT_IDS_UNTIL:
        return without_id(stated, text, who)  # a row number, no id of X
    if exact:
        return with_id(native_id, stated, text)
    return without_id(times.Stated(timed, zoned=True) if timed else stated, text, who)


def _first_id(source: Mapping[str, Any], paths: Paths) -> str | None:
    for path in paths:
        value: Any = source
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if native_id := ids.x_id(value):
            return native_id
    return None


def _text(source: Any, of: FieldMap, *, escaped: bool) -> str:
    value = found(source, of.text)
    return "" if isinstance(value, dict | list) else cells.clean_text(value, escaped=escaped)


def _name(value: Any) -> str | None:
    name = cells.optional(value)
    return name.lstrip("@") or None if name else None


def _set_kind(post: NewPost, source: Mapping[str, Any], of: FieldMap) -> None:
    for kind, references, flags in (
        ("repost", of.reposted, of.is_repost),
        ("quote", of.quoted, of.is_quote),
        ("reply", of.reply_to, of.is_reply),
    ):
        ref_id = _first_id(source, references)
        if ref_id or found(source, flags) is True or (kind == "repost" and REPOST.match(post.text)):
            post.kind, post.ref_id = kind, ref_id  # type: ignore[assignment]
            return
    if post.root_id and post.root_id != post.native_id and not post.native_id.startswith("h:"):
        post.kind = "reply"


def _restore(post: NewPost, original: Any, of: FieldMap, *, escaped: bool) -> None:
    """The whole text of the original, where it is here and the repost's own is cut."""
    whole = _text(original, of, escaped=escaped) if isinstance(original, dict) else ""
    if not whole or cells.is_cut(whole) or not cells.is_cut(post.text):
        return
    prefix = REPOST.match(post.text)
    post.text = (prefix[0] if prefix else "") + whole

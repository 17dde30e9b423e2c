"""Rows of tables to posts. A layout says which column means what and how cells are written; every table format, every
mapping file and the reading by meaning end here: a rule for ids, times, reposts or counts stands in one place."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Any

from collectors import cells, ids, times
from collectors.base import Layout, Notice, Outcome, RecordRejected
from collectors.x_export.building import without_id
from storage.tables import NewPost
from storage.tables.post import Kind

REPOST = re.compile(r"RT @(\w{1,15}): ")
REFERENCES: tuple[tuple[str, str, Kind], ...] = (
    ("reposted", "is_repost", "repost"),
    ("quoted", "is_quote", "quote"),
    ("reply_to", "is_reply", "reply"),
)
DAMAGED = "ids damaged like 1.5E+18; those posts are kept and told apart by author, minute and text"
# What tools call the kinds of posts, with everything but letters taken out.
KINDS: Mapping[str, Kind] = {
    **dict.fromkeys(["retweet", "rt", "repost", "retweeted", "reposted", "share", "shared"], "repost"),
    **dict.fromkeys(["quote", "quoted", "quotetweet", "quotedtweet", "quotepost", "retweetwithcomment"], "quote"),
    **dict.fromkeys(["reply", "replied", "repliedto", "replyto", "comment"], "reply"),
    **dict.fromkeys(["tweet", "post", "original", "originaltweet", "status", "posted"], "post"),
}
YES = frozenset(["yes", "true", "1", "1.0", "t", "y"])
METRICS = ("likes", "reposts", "replies", "quotes")


def post_of(row: Mapping[str, Any], layout: Layout) -> NewPost:
    """The post of one row, given by meaning. Raises RecordRejected where it has neither an id nor a time."""
    text = _text(row, layout)
    author = cells.pseudonym(row.get("author")) or ids.x_id(row.get("author"))
    name = cells.handle(row.get("author_name"))
    author = author or cells.pseudonym(row.get("author_name"))
    post = _identified(row, layout, text, author or name)
    post.author, post.author_name = author, name
    post.root_id = ids.x_id(row.get("root"))
    _set_kind(post, row)
    _set_metrics(post, row)
    post.stated_language = cells.optional(row.get("language"))
    post.text_cut = cells.is_cut(post.text)
    post.text_state = "ok" if post.text.strip() else "empty"
    if withheld := cells.optional(row.get("withheld")):
        post.text_state = "withheld" if withheld.lower() in YES and not text.strip() else post.text_state
    post.is_ad = _is_yes(row.get("ad"))
    return post


def outcomes_of(row: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    """The post of one row, and a notice where its id is damaged beyond use."""
    yield post_of(row, layout)
    if ids.is_scientific(row.get("id")):
        yield Notice(DAMAGED)


def _text(row: Mapping[str, Any], layout: Layout) -> str:
    value = row.get("text")
    if layout.get("newlines") and isinstance(value, str) and "\\" in value:
        value = cells.real_newlines(value)
    if layout.get("bytes") and isinstance(value, str):
        value = cells.of_bytes(value)
    if layout.get("wrapped") and isinstance(value, str) and len(value) > 1 and value[0] == value[-1] == '"':
        value = value[1:-1]
    text = cells.clean_text(value, escaped=layout["escaped"])
    return "" if text in cells.NO_TEXT else text


def _identified(row: Mapping[str, Any], layout: Layout, text: str, author: str | None) -> NewPost:
    """The post by its id, whose clock wins; else by author, minute and text, at the time that the row states."""
    native_id = ids.x_id(row.get("id")) or ids.x_id(status_of(row.get("url")))
    at = ids.x_time(native_id) if native_id else ids.rough_time(row.get("id"))
    if at is not None and not times.plausible(at):
        raise RecordRejected(f"the id {native_id or row['id']} would be of {at:%Y-%m-%d}")
    if native_id and at and layout.get("ids_exact", True):
        return NewPost("x", native_id, "post", at, "id", text)
    stated = times.Stated(at, zoned=True) if at else stated_in(row, layout)
    if native_id and stated and len(native_id) <= ids.LONGEST_EARLY_ID and layout.get("ids_exact", True):
        return NewPost("x", native_id, "post", stated.at, "stated" if stated.zoned else "assumed", text)
    if stated is None and (fault := fault_of_time(row)):
        raise RecordRejected(fault)
    return without_id(stated, text, author)


def status_of(url: Any) -> str | None:
    """The id in the address of a post on X."""
    found = ids.STATUS_URL.search(url) if isinstance(url, str) else None
    return found[1] if found else None


def stated_in(row: Mapping[str, Any], layout: Layout) -> times.Stated | None:
    """The time that a row states: in the zone of the layout where the row has none, else as UTC, set right by the shift
    that the ids of other rows showed."""
    value = row.get("time")
    if "day" in row and "clock" in row:
        value = f"{row['day'] or ''} {row['clock'] or ''}".strip()
    elif value in (None, ""):
        value = row.get("day")
    stated = times.parse(value, layout.get("slashes", "unknown"))
    if stated is None:
        return None
    if not stated.zoned and (zone := layout.get("zone")):
        return times.in_zone(stated.at, zone)
    if shift := layout.get("shift"):
        return times.Stated(stated.at - dt.timedelta(seconds=shift), zoned=False)
    return stated


def fault_of_time(row: Mapping[str, Any]) -> str:
    """Why the time of a row is none, in words; empty where it states none."""
    for meaning in ("time", "day"):
        if value := cells.optional(row.get(meaning)):
            why = "could be two days" if times.SLASHED.fullmatch(value) else "cannot be read"
            return f"the time {value[:40]!r} {why}, and there is no id to tell"
    return ""


def _set_kind(post: NewPost, row: Mapping[str, Any]) -> None:
    for reference, flag, kind in REFERENCES:
        stated, marked = row.get(reference), row.get(flag)
        if not stated and not marked:
            continue
        ref = ids.x_id(stated)
        ref = None if ref == post.native_id else ref
        if ref or _is_yes(marked):
            post.kind, post.ref_id = kind, ref
            break
    else:
        post.kind = _told_kind(post, row)
    name = cells.handle(row.get("reposted_name")) if post.kind == "repost" else None
    if name and post.text and not post.text.startswith("RT @"):
        post.text = f"RT @{name}: {post.text}"


def _told_kind(post: NewPost, row: Mapping[str, Any]) -> Kind:
    """The kind that no reference and no mark tells: by the tool's word for it, by whom it answers, by its text, or
    because the conversation that it stands in began with another post."""
    if (kind := kind_of(row.get("kind"))) and kind != "post":
        return kind
    if post.text.startswith("RT @") and REPOST.match(post.text):
        return "repost"
    others = post.root_id not in (None, post.native_id) and not post.native_id.startswith("h:")
    answered = (cells.optional(row.get("reply_name")) or "[]").strip("[]'\" ")
    return "reply" if post.text.startswith("@") or answered or others else "post"


def kind_of(word: Any) -> Kind | None:
    """The kind that a tool's word for it means; None for a word that is not known."""
    return KINDS.get("".join(filter(str.isalpha, str(word).lower()))) if word else None


def _is_yes(value: Any) -> bool:
    return value is True or (value is not None and str(value).strip().lower() in YES)


def _set_metrics(post: NewPost, row: Mapping[str, Any]) -> None:
    """The counts of a post; those of a repost are its original's in most tools, and so unknown."""
    if post.kind == "repost":
        return
    for meaning in METRICS:
        if meaning in row:
            setattr(post, meaning, cells.count(row[meaning]))
    post.views = cells.count(row.get("views")) or None  # tools write 0 where X did not say
    stated = times.parse(row["metrics_at"]) if row.get("metrics_at") else None
    post.metrics_at = stated.at if stated else None

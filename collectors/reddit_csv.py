"""Tables of Reddit posts that people made with PRAW, and those of public data sets: a title or a body, an id in base
36, a time. Their columns are given the names of Reddit's own objects, and read as those."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from collectors import cells, reddit_archive, times
from collectors.base import Head, Layout, Outcome, Recognised, RecordRejected
from collectors.x_export import rows
from collectors.x_export.building import without_id
from collectors.x_export.tools import by_name
from storage.tables import NewPost

SURE = 0.97
UNNAMED = 0.92  # without Reddit's ids
COLUMNS = {
    "name": "name|fullname|full_name",
    "id": "id|post_id|submission_id|comment_id|reddit_id|postid|commentid|thread_id|parsedid",
    "title": "title|post_title|submission_title|subject",
    "selftext": "selftext|self_text|post_text|text|content|post_body|submission_text|post_content",
    "body": "body|comment|comment_body|comment_text|comments",
    "created_utc": "created_utc|comment_created_utc|comment_created|comment_timestamp|comment_date|comm_date"
    "|timestamp_utc|utc_datetime_str|created|timestamp|date|created_at|createdat|datetime|created_time|created_on"
    "|published|post_date|post_created_utc|post_created|submission_created|time|date_utc|date_created|creation_date|created_date"
    "|created_datetime|published_at|publish_date",
    "author": "author|username|user|author_name|comment_author|redditor|post_author",
    "subreddit": "subreddit|subreddit_name|community|sub|subreddit.display_name|subreddit_name_prefixed|subreddit.name"
    "|parsedcommunityname|communityname",
    "score": "score|ups|upvotes|comment_score|points|post_score",
    "num_comments": "num_comments|comms_num|total_comments|comment_count|number_of_comments|comments_count|numcomments"
    "|n_comments|numberofcomments",
    "link_id": "link_id|comment_link_id|submission|parent_post|post",
    "parent_id": "parent_id|parent|comment_parent_id|parentid",
    "permalink": "permalink|full_link",
    "url": "url|post_url|comment_url|link",
    "edited": "edited",
    "removed_by_category": "removed_by_category",
    "retrieved_on": "retrieved_on|retrieved_utc",
}
MARKS = frozenset(
    """subreddit subreddit_name permalink num_comments comms_num selftext link_id parent_id upvote_ratio
    submission_id comment_id total_comments is_self link_flair_text subreddit_id over_18 comment_body
    subreddit_name_prefixed communityname parsedcommunityname comment_score subreddit.name""".split()
)
IN_ADDRESS = re.compile(r"/comments/([a-z0-9]{3,11})(?:/[^/]*/([a-z0-9]{3,11}))?", re.IGNORECASE)
COMMUNITY = re.compile(r"/r/(\w{2,30})/comments/", re.IGNORECASE)
LOCAL_TIME = (
    "the times are those of `created`, which in Reddit's API was not UTC for years (8 hours ahead); compare a post"
)
NAME = re.compile(r"(?:t[13]_)?[a-z0-9]{4,11}", re.IGNORECASE)
NO_TITLES = frozenset(["comment", "comments"])


def recognise(head: Head) -> Recognised | None:
    """Sure when there is a text, a time, a mark of Reddit, and ids in base 36 (or addresses that hold them)."""
    if head.shape != "rows" or not head.values:
        return None
    names = {name.replace(" ", "_"): columns for name, columns in by_name(head.header).items()}
    columns = {
        field: found for field, wanted in COLUMNS.items() if (found := _present(wanted.split("|"), names)) is not None
    }
    _give_comments_their_own(columns, names)
    if not {"title", "selftext", "body"} & columns.keys() or "created_utc" not in columns or not MARKS & names.keys():
        return None
    layout: Layout = {"columns": columns, "roots_first": "body" not in columns}
    values = head.values
    fields = [_fields(value, layout) for value in values]
    named = sum(_name_of(each) is not None for each in fields) >= 0.8 * len(values) and not _are_x_ids(values, columns)
    if not named and "subreddit" not in columns and sum(map(bool, map(_thread_of, fields))) < 0.8 * len(fields):
        return None
    layout["named"] = named
    texts = [
        str(value.get(columns[field]) or "")
        for value in values
        for field in ("body", "title", "selftext")
        if field in columns
    ]
    layout["escaped"] = cells.is_escaped(texts)
    layout["slashes"] = times.slash_order([str(value.get(columns["created_utc"]) or "") for value in values])
    what = (
        "comments"
        if "body" in columns and "title" not in columns
        else "submissions"
        if "body" not in columns
        else "posts"
    )
    warnings = [] if named else ["there are no Reddit ids: posts are told apart by author, minute and text"]
    if columns["created_utc"].lower() == "created" and _are_numbers(values, columns["created_utc"]):
        warnings.append(LOCAL_TIME)
    return Recognised(SURE if named else UNNAMED, f"Reddit, table of {what}", layout, tuple(warnings))


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    fields = _fields(value, layout)
    named = layout.get("named", True)
    name = _name_of(fields) if named else "t1_0" if "body" in fields else "t3_0"
    thread = _thread_of(fields)
    if thread and "body" in fields:
        fields.setdefault("link_id", thread)
    if name is None:
        raise RecordRejected(f"no Reddit id: {str(fields.get('id'))[:40]!r}")
    fields["name"] = name
    raw = fields.get("created_utc")
    stated = rows.stated_in({"time": raw}, layout)
    if stated is None:
        why = "could be two days" if times.SLASHED.fullmatch(str(raw).strip()) else "cannot be read"
        raise RecordRejected(f"the time {str(raw)[:40]!r} {why}")
    fields["created_utc"] = stated.at.timestamp()
    for post in reddit_archive.outcomes(fields, layout):
        assert isinstance(post, NewPost)
        if not stated.zoned:
            post.created_how = "assumed"
        if not named:
            post.native_id = without_id(stated, post.text, post.author_name).native_id
            post.root_id = thread
        yield post


def _present(wanted: Sequence[str], names: Mapping[str, Sequence[str]]) -> str | None:
    return next((names[name][0] for name in wanted if name in names), None)


def _give_comments_their_own(columns: dict[str, str], names: Mapping[str, Sequence[str]]) -> None:
    """In a table of comments the comment's id is the id, and that of its post the root."""
    own = _present(["comment_id", "commentid"], names)
    if own and "body" not in columns and "title" not in columns and "selftext" in columns:
        columns["body"] = columns.pop("selftext")
    if own and "body" in columns and "id" not in names:
        columns["id"] = own
        root = _present(["post_id", "submission_id", "postid", "thread_id"], names)
        if root:
            columns.setdefault("link_id", root)
        columns.pop("title", None)
        columns.pop("selftext", None)
    elif "body" in columns and "title" not in columns:
        root = _present(["post_id", "submission_id", "postid"], names)
        if root and root != columns.get("id"):
            columns.setdefault("link_id", root)


def _fields(value: Mapping[str, Any], layout: Layout) -> dict[str, Any]:
    """The row as a Reddit object: a submission where it has a title, else a comment."""
    fields = {
        field: cell for field, column in layout["columns"].items() if (cell := value.get(column)) not in (None, "")
    }
    title = str(fields.get("title") or "").strip()
    body = fields.get("body")
    if title and title.lower() not in NO_TITLES:
        if not fields.get("selftext") and "selftext" not in layout["columns"]:
            fields["selftext"] = body
        fields.pop("body", None)
    elif body is not None or title.lower() in NO_TITLES:
        fields.pop("title", None)
        fields["body"] = body or fields.pop("selftext", "")
    for field in ("edited", "selftext", "body", "author"):
        if field in fields and (str(fields[field]) in cells.NO_TEXT or fields[field] == "False"):
            del fields[field]
    subreddit = str(fields.get("subreddit") or "")
    fields["subreddit"] = subreddit.removeprefix("r/") or _community_of(fields)
    return fields


def _name_of(fields: Mapping[str, Any]) -> str | None:
    kind = "t1" if "body" in fields else "t3"
    for field in ("name", "id"):
        own = str(fields.get(field) or "").strip().lower()
        if own.startswith(("t1_", "t3_")) and NAME.fullmatch(own):
            return own
        if field == "id" and NAME.fullmatch(own):
            return f"{kind}_{own}"
    for field in ("permalink", "url"):
        match = IN_ADDRESS.search(str(fields.get(field) or ""))
        if match and (match[2] or kind == "t3"):
            return f"t1_{match[2]}" if match[2] else f"t3_{match[1]}"
    return None


def _thread_of(fields: Mapping[str, Any]) -> str | None:
    """The post under which a comment stands, from an address of either."""
    for field in ("permalink", "url"):
        if match := IN_ADDRESS.search(str(fields.get(field) or "")):
            return f"t3_{match[1].lower()}"
    return None


def _community_of(fields: Mapping[str, Any]) -> str | None:
    match = COMMUNITY.search(f"{fields.get('permalink')} {fields.get('url')}")
    return match[1] if match else None


def _are_numbers(values: Sequence[Mapping[str, Any]], column: str) -> bool:
    return all(times.NUMBER.fullmatch(str(value.get(column) or "0" * 9)) for value in values)


def _are_x_ids(values: Sequence[Mapping[str, Any]], columns: Mapping[str, str]) -> bool:
    """Whether the ids are all numbers: those of another platform, or the numbers of the rows."""
    found = [str(value.get(columns["id"]) or "") for value in values if "id" in columns]
    return len(found) > 2 and all(cell.isdecimal() for cell in found)

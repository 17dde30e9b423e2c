"""What the readers of X exports share: a post from an id and a stated time, and a post that has no id."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import orjson

from collectors import ids, times
from collectors.base import Notice, Outcome, RecordRejected, Rejected
from storage.tables import NewPost
from storage.tables.post import CreatedHow


def with_id(native_id: str, stated: times.Stated | None, text: str) -> NewPost:
    """A post whose id is good. The time is the id's where it has one; a stated time is evidence only."""
    at = ids.x_time(native_id)
    how: CreatedHow = "id"
    if at is None:
        if stated is None:
            raise RecordRejected("an id from before November 2010 holds no time, and no other time is stated")
        at, how = stated.at, "stated" if stated.zoned else "assumed"
    if not times.plausible(at):
        raise RecordRejected(f"the id {native_id} would be of {at:%Y-%m-%d}")
    return NewPost(platform="x", native_id=native_id, kind="post", created_at=at, created_how=how, text=text)


def without_id(stated: times.Stated | None, text: str, author: str | None) -> NewPost:
    """A post known only by author, minute and text; the same three give the same post again."""
    if stated is None:
        raise RecordRejected("the post has neither an id nor a time")
    if not text.strip():
        raise RecordRejected("the post has neither an id nor a text")
    content = f"{author or ''}\n{stated.at:%Y-%m-%dT%H:%M}\n{' '.join(text.lower().split())}"
    name = "h:" + hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    how: CreatedHow = "stated" if stated.zoned else "assumed"
    return NewPost(platform="x", native_id=name, kind="post", created_at=stated.at, created_how=how, text=text)


def dig(value: Any, *path: str) -> Any:
    """The value at a path of keys; None where a step is missing. X moves its keys several times a year."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def first(value: Any, *keys: str) -> Any:
    """The value of the first key that is present and not empty."""
    for key in keys:
        found = value.get(key)
        if found not in (None, ""):
            return found
    return None


def raw_of(value: object) -> bytes:
    """A part of a unit as bytes, for quarantine."""
    return orjson.dumps(value, default=str)


# What a hostile or new form of a record makes a reader stumble over; it costs that record only.
ODD_FORMS = (AttributeError, IndexError, KeyError, OverflowError, RecursionError, TypeError, ValueError)

# What tools write between the posts: that nothing was found, that something failed, how the file was made.
ASIDES = frozenset(
    ["noResults", "no_results", "error", "errors", "error_code", "errorDescription", "_meta", "_readme", "demo"]
)
ACTIONS = frozenset(["index", "create", "update"])  # of a bulk file, on a line before each record
POST_KEYS = frozenset(["text", "full_text", "fullText", "content", "rawContent", "tweet", "body", "title", "id_str"])


def guarded(source: object, build: Callable[[], NewPost]) -> Outcome:
    """The post that `build` makes of a part of a record, or why there is none."""
    try:
        return build()
    except RecordRejected as rejected:
        return Rejected(str(rejected), raw_of(source))
    except ODD_FORMS as error:
        return Rejected(f"the post has an unexpected form ({type(error).__name__})", raw_of(source))


def context_of(build: Callable[[], NewPost]) -> Iterator[NewPost]:
    """A post that only came along with another; none where it cannot be read."""
    try:
        post = build()
    except (RecordRejected, *ODD_FORMS):
        return
    post.is_context = True
    yield post


def aside(value: Mapping[str, Any]) -> Notice | None:
    """A notice for a record that a tool wrote beside the posts, such as {"noResults": true}."""
    if value.get("type") == "mock_tweet":
        return Notice("rows that the tool wrote to fill up")
    if len(value) == 1 and next(iter(value)) in ACTIONS:
        return Notice("lines of Elasticsearch about the next line")
    if ASIDES.isdisjoint(value) or not POST_KEYS.isdisjoint(value):
        return None
    if any(key not in ASIDES and _holds_more(cell) for key, cell in value.items()):
        return None  # a page with posts may name errors too
    return Notice("rows of the tool about itself (nothing found, errors, headers)")


def _holds_more(cell: object) -> bool:
    return isinstance(cell, dict) or (isinstance(cell, list) and any(isinstance(each, dict) for each in cell))

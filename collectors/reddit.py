"""Reddit, live: which listings an event file names, and the posts in what Reddit answers. Shares its mapping with the
archives (collectors/reddit_archive.py)."""

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

import pydantic

from collectors import ids, reddit_archive
from collectors.base import Layout, RecordRejected
from collectors.polling import Page, Shown
from collectors.reddit_faults import Unreadable
from storage.tables import NewPost

LIVE: Layout = {"escaped": False}  # raw_json=1: nothing is escaped
MERGED = 100  # subreddits in one merged listing; Reddit refuses addresses of more than about 900
NAME = re.compile(r"(?:/?r/)?([A-Za-z0-9][A-Za-z0-9_]{1,20})/?")
THREAD = re.compile(r"(?:\S*/comments/|t3_)?([a-z0-9]{3,12})(?:[/?#]\S*)?", re.IGNORECASE)
DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+")
FIREHOSES = ("all", "popular")
Kind = Literal["comments", "posts", "search", "thread", "members"]


class Options(pydantic.BaseModel):
    """What to read: `subreddits` (their posts and comments), `searches` (new posts of all Reddit that match; Reddit
    never searches comments), `threads` (one post with its whole comment tree, by id or address)."""

    model_config = pydantic.ConfigDict(extra="forbid")

    subreddits: tuple[str, ...] = ()
    posts: bool = True
    comments: bool = True
    searches: tuple[Annotated[str, pydantic.Field(min_length=2, max_length=400)], ...] = ()
    threads: tuple[str, ...] = ()
    reach_back_hours: float = pydantic.Field(default=6.0, ge=0, le=168, description="how far the first look goes back")
    keep_days: int = pydantic.Field(default=14, ge=1, le=30, description="how long unmatched posts are kept")

    @pydantic.field_validator("subreddits")
    @classmethod
    def _names(cls, written: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_subreddit(name) for name in written))

    @pydantic.field_validator("threads")
    @classmethod
    def _threads(cls, written: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_thread(name) for name in written))

    @pydantic.model_validator(mode="after")
    def _names_something(self) -> Self:
        if not (self.subreddits or self.searches or self.threads):
            raise ValueError("name something to read: subreddits, searches or threads")
        if self.subreddits and not (self.posts or self.comments):
            raise ValueError("of the subreddits read posts, comments, or both")
        return self


@dataclasses.dataclass(frozen=True, slots=True)
class ListingSpec:
    """One listing to watch: its name for people, and where it is. `members` are the subreddits merged in it."""

    name: str
    kind: Kind
    path: str
    params: dict[str, str] = dataclasses.field(default_factory=dict)
    members: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True, slots=True)
class Answer:
    """What one answer holds: the page as the polling plan sees it, its posts by name, and how many could not be read,
    with the reason of the first."""

    page: Page
    posts: dict[str, NewPost]
    rejected: int = 0
    reason: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Tree:
    """What one answer holds of a thread: its posts, and the ids of comments that it only names. An id that begins with
    `_` is a branch that goes on on a page of its own."""

    posts: dict[str, NewPost]
    more: tuple[str, ...]
    rejected: int = 0


def listings(options: Options) -> Iterator[ListingSpec]:
    """The listings that a source watches: subreddits merged, each search and thread on its own."""
    for start in range(0, len(options.subreddits), MERGED):
        members = options.subreddits[start : start + MERGED]
        joined = "+".join(members)
        if options.comments:
            yield ListingSpec(f"comments of r/{joined}", "comments", f"r/{joined}/comments/", members=members)
        if options.posts:
            yield ListingSpec(f"posts of r/{joined}", "posts", f"r/{joined}/new", members=members)
        yield ListingSpec(f"state of r/{joined}", "members", "", members=members)
    for query in options.searches:
        sent = f"site:{query}" if DOMAIN.fullmatch(query) else query
        params = {"q": sent, "sort": "new", "t": "week", "type": "link", "restrict_sr": "False", "syntax": "lucene"}
        yield ListingSpec(f"search for {query}", "search", "r/all/search/", params)
    for thread in options.threads:
        yield ListingSpec(f"thread {thread}", "thread", f"comments/{thread}/")


def answer(value: Any, *, now: dt.datetime) -> Answer:
    """The posts of a listing. Raises Unreadable when it is none; a single post that cannot be read is only counted."""
    inside = _listing(value)
    posts: dict[str, NewPost] = {}
    faults = []
    for child in inside["children"]:
        try:
            post = _post(child, now)
        except RecordRejected as rejected:
            faults.append(str(rejected))
        else:
            if post:
                posts.setdefault(post.native_id, post)
    after = inside.get("after")
    shown = [Shown(name, post.created_at.timestamp(), (post.community or "").lower()) for name, post in posts.items()]
    page = Page(shown, after if isinstance(after, str) and after else None)
    if faults and not posts:
        raise Unreadable(f"no post of the answer can be read: {faults[0]}")
    return Answer(page, posts, len(faults), faults[0] if faults else "")


def tree(value: Any, *, now: dt.datetime) -> Tree:
    """The posts of a comment tree, or of an answer with more comments of one."""
    if isinstance(value, dict) and isinstance(value.get("json"), dict):
        things = (value["json"].get("data") or {}).get("things")
        waiting = list(things) if isinstance(things, list) else []
        if things is None:
            raise Unreadable("the answer holds no comments")
    elif isinstance(value, list):
        waiting = [child for part in value for child in _listing(part)["children"]]
    else:
        raise Unreadable("the answer is no comment tree")
    return _tree_of(waiting, now)


def _tree_of(waiting: list[Any], now: dt.datetime) -> Tree:
    posts: dict[str, NewPost] = {}
    more: dict[str, None] = {}
    rejected = 0
    while waiting:
        child = waiting.pop()
        inside = child.get("data") if isinstance(child, dict) else None
        if not isinstance(inside, dict):
            rejected += 1
        elif child.get("kind") == "more":
            more.update(dict.fromkeys(_more_of(inside)))
        else:
            replies = inside.get("replies")
            if isinstance(replies, dict):
                waiting.extend(_listing(replies)["children"])
            try:
                post = _post(child, now)
            except RecordRejected:
                rejected += 1
            else:
                if post:
                    posts[post.native_id] = post
    return Tree(posts, tuple(more), rejected)


def _more_of(inside: dict[str, Any]) -> Iterator[str]:
    children = inside.get("children")
    if isinstance(children, list) and children:
        yield from (child for child in children if isinstance(child, str) and child)
    elif str(inside.get("parent_id", "")).startswith("t1_"):
        yield f"_{str(inside['parent_id'])[3:]}"


def _listing(value: Any) -> dict[str, Any]:
    inside = value.get("data") if isinstance(value, dict) and value.get("kind") == "Listing" else None
    if not isinstance(inside, dict) or not isinstance(inside.get("children"), list):
        raise Unreadable(f"the answer is no listing but {type(value).__name__}")
    return inside


def _post(child: Any, now: dt.datetime) -> NewPost | None:
    """The post of a comment or submission; None for other things. Its counts are those of now, and a hidden score is
    not known."""
    inside = child.get("data") if isinstance(child, dict) else None
    if not isinstance(inside, dict):
        raise RecordRejected("what should be a post is no object")
    if child.get("kind") not in ("t1", "t3"):
        return None
    hidden = inside.get("score_hidden") is True or inside.get("hide_score") is True
    value = {**inside, "retrieved_on": now.timestamp(), "score": None if hidden else inside.get("score")}
    try:
        return next(post for post in reddit_archive.outcomes(value, LIVE) if isinstance(post, NewPost))
    except (AttributeError, KeyError, OverflowError, RecursionError, StopIteration, TypeError, ValueError) as error:
        raise RecordRejected(f"the post has an unexpected form ({type(error).__name__})") from None


def _subreddit(written: str) -> str:
    match = NAME.fullmatch(written.strip())
    if not match:
        raise ValueError(f"{written!r} is not the name of a subreddit such as worldnews")
    if match[1].lower() in FIREHOSES:
        raise ValueError(f"r/{match[1]} shows more than the allowance can follow; name subreddits, or use a search")
    return match[1]


def _thread(written: str) -> str:
    match = THREAD.fullmatch(written.strip())
    name = ids.fullname("t3", match[1]) if match else None
    if name is None:
        raise ValueError(f"{written!r} is not a thread: write its id, or the address of its page")
    return name[3:]

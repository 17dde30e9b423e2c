"""The stand-in's answers in Reddit's own shapes."""

import zlib
from collections.abc import Sequence
from typing import Any

from cli.reddit_stand_in.world import RedditWorld, Thing

PAGE, DEFAULT = 100, 25
MORE_AT_ONCE = 100
DEEPEST = 8  # answers to answers that one page shows


def listing(things: Sequence[Thing], query: dict[str, str], world: RedditWorld) -> dict[str, Any]:
    """A page: `after` walks older, `before` gives the posts next to the anchor, not the newest. An anchor that is not
    in the listing gives an empty page."""
    limit = max(1, min(PAGE, int(query.get("limit") or DEFAULT)))
    names = [thing.name for thing in things]
    start, after = 0, None
    if anchor := query.get("after"):
        start = names.index(anchor) + 1 if anchor in names else len(names)
    page = list(things[start : start + limit])
    if anchor := query.get("before"):
        place = names.index(anchor) if anchor in names else 0
        page = list(things[max(0, place - limit) : place])
    elif start + limit < len(names):
        after = page[-1].name
    return wrapped([shown(thing, world) for thing in page], after)


def wrapped(children: list[dict[str, Any]], after: str | None = None) -> dict[str, Any]:
    inside = {"after": after, "before": None, "dist": len(children), "modhash": None, "geo_filter": ""}
    return {"kind": "Listing", "data": {**inside, "children": children}}


def shown(thing: Thing, world: RedditWorld) -> dict[str, Any]:
    """One post as it looks now."""
    is_gone = thing.is_gone(world.clock())
    author = "[deleted]" if is_gone else thing.author
    text = thing.text
    if is_gone and thing.gone_how != "account":
        text = "[deleted]" if thing.gone_how == "author" else "[removed]"
    value: dict[str, Any] = {
        "id": thing.name[3:],
        "name": thing.name,
        "author": author,
        "created_utc": float(int(thing.at)),
        "subreddit": thing.subreddit,
        "subreddit_id": "t5_demo",
        "score": thing.score,
        "edited": False,
        "stickied": False,
        "distinguished": None,
        "gilded": 0,
        "permalink": f"/r/{thing.subreddit}/comments/{(thing.thread or thing.name)[3:]}/_/",
    }
    if not is_gone:
        value["author_fullname"] = f"t2_{zlib.crc32(thing.author.encode()) % 10**6}"
    if thing.is_comment:
        parent = thing.parent or thing.thread
        value.update(body=text, body_html="", link_id=thing.thread, parent_id=parent, score_hidden=False, replies="")
        return {"kind": "t1", "data": value}
    removed = {"author": "deleted", "moderator": "moderator"}.get(thing.gone_how) if is_gone else None
    value.update(title=thing.title, selftext=text, is_self=True, domain=f"self.{thing.subreddit}", over_18=False)
    value.update(num_comments=world.count_answers(thing.name), removed_by_category=removed, upvote_ratio=0.9)
    value["url"] = f"https://www.reddit.com{value['permalink']}"
    return {"kind": "t3", "data": value}


def tree(thread: Thing, world: RedditWorld, limit: int, root: str | None = None) -> list[dict[str, Any]]:
    """The page of a thread: its post, and its comments up to a limit; what is left out is named in `more`."""
    left = [limit]
    top = [world.things[root]] if root else world.answers(thread.name)[::-1]
    children = _branch(top, thread.name, world, left, 0)
    return [wrapped([shown(thread, world)]), wrapped(children)]


def more_children(names: Sequence[str], world: RedditWorld) -> dict[str, Any]:
    """The comments of these ids and the answers to them, flat; what lies deeper is named in `more`."""
    things: list[dict[str, Any]] = []
    waiting = [(world.things[f"t1_{name}"], 0) for name in names[:MORE_AT_ONCE] if f"t1_{name}" in world.things]
    while waiting:
        thing, depth = waiting.pop()
        things.append(shown(thing, world))
        below = world.answers(thing.name)
        if below and depth >= DEEPEST:
            things.append(_more((), thing.name, depth))
        else:
            waiting.extend((each, depth + 1) for each in below)
    return {"json": {"errors": [], "data": {"things": things}}}


def _branch(
    things: Sequence[Thing], parent: str, world: RedditWorld, left: list[int], depth: int
) -> list[dict[str, Any]]:
    children = []
    for place, thing in enumerate(things):
        if left[0] <= 0:
            children.append(_more(things[place:], parent, depth))
            break
        left[0] -= 1
        child = shown(thing, world)
        below = world.answers(thing.name)
        if below and depth >= DEEPEST:
            child["data"]["replies"] = wrapped([_more((), thing.name, depth + 1)])
        elif below:
            child["data"]["replies"] = wrapped(_branch(below, thing.name, world, left, depth + 1))
        children.append(child)
    return children


def _more(things: Sequence[Thing], parent: str, depth: int) -> dict[str, Any]:
    """`more`; without children it means that the branch goes on on a page of its own."""
    children = [thing.name[3:] for thing in things]
    own = {"id": children[0] if children else "_", "name": f"t1_{children[0] if children else '_'}"}
    return {
        "kind": "more",
        "data": {**own, "count": len(children), "parent_id": parent, "depth": depth, "children": children},
    }

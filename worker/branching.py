"""Reads the comment tree of one thread, answer after answer within the allowance; what is still to be fetched stands in
the cursor, so that it goes on where it was. Later looks fetch only comments that are not here yet."""

import time
from typing import Any

import storage.coverage
import storage.sightings
from collectors import reddit, reddit_client
from collectors.reddit import Tree
from storage.tables import Poll
from storage.tables.columns import minute_of
from storage.tables.identity import post_number
from worker import holding, looking
from worker.batches import Pass
from worker.looking import PLATFORM, Look
from worker.permits import Connection

FIRST_LOAD = 500  # comments that the first answer may hold
AT_ONCE = 100  # ids of one request for more
MOST_PENDING = 20_000  # ids that are kept; others come back with the next round
SHORTEST, LONGEST = 120.0, 3_600.0  # seconds between two rounds


def climb(look: Look, connection: Connection) -> None:
    """One look at a thread: its page, or what was left of the last round."""
    cursor = {"pending": [], "new": 0, "interval": SHORTEST, **look.listing.cursor}
    until = time.monotonic() + looking.SECONDS
    with look.database.write() as session:
        of = holding.prepare(session, look.event, look.source, now=look.clock())
    if not cursor["pending"]:
        cursor = _keep(look, of, _first(look, connection), {**cursor, "new": 0}, ())
    while cursor["pending"] and time.monotonic() < until:
        wanted = _next(cursor["pending"])
        cursor = _keep(look, of, _more(look, connection, wanted), cursor, wanted)


def _first(look: Look, connection: Connection) -> Tree:
    params = {"limit": FIRST_LOAD, "sort": "new"}
    return reddit.tree(reddit_client.get(connection.client, look.listing.place["path"], params), now=look.clock())


def _next(pending: list[str]) -> tuple[str, ...]:
    """The ids of the next request: a branch of its own, or as many single comments as one request takes."""
    if pending[0].startswith("_"):
        return (pending[0],)
    return tuple(name for name in pending if not name.startswith("_"))[:AT_ONCE]


def _more(look: Look, connection: Connection, wanted: tuple[str, ...]) -> Tree:
    path = look.listing.place["path"]
    if wanted[0].startswith("_"):
        value = reddit_client.get(connection.client, f"{path}_/{wanted[0][1:]}", {"limit": FIRST_LOAD, "sort": "new"})
    else:
        thread = path.strip("/").split("/")[1]
        fields = {"link_id": f"t3_{thread}", "children": ",".join(wanted), "sort": "new"}
        value = reddit_client.post(connection.client, "api/morechildren/", fields)
    return reddit.tree(value, now=look.clock())


def _keep(look: Look, of: Pass, found: Tree, cursor: dict[str, Any], done: tuple[str, ...]) -> dict[str, Any]:
    """Writes the posts of an answer with what is left to fetch; returns the cursor after it."""
    now = look.clock()
    with look.database.read() as session:
        posts = holding.sort(session, look.source_id, found.posts.values(), of)
        more = _unknown(storage.sightings.known, session, look.source_id, found.more)
    left = [name for name in dict.fromkeys([*cursor["pending"], *more]) if name not in done]
    new = cursor["new"] + len(posts.kept) + len(posts.held)
    after = {**cursor, "pending": left[:MOST_PENDING], "new": new}
    if not left:
        after["interval"] = SHORTEST if new else min(cursor["interval"] * 2, LONGEST)
    with look.database.write() as session:
        looking.succeed(session, look, look.row(session), after, 0.0 if left else after["interval"])
        if not left:
            session.add(Poll(listing_id=look.id, at=now, outcome="ok", new=new, rejected=found.rejected))
        if found.posts:
            first = min(post.created_at for post in found.posts.values())
            storage.coverage.touch_observed(session, look.source_id, PLATFORM, minute_of(first), minute_of(now))
        holding.write(session, look.source_id, look.id, posts, of, now=now)
    return after


def _unknown(known: Any, session: Any, source_id: int, names: tuple[str, ...]) -> list[str]:
    """The ids of comments that are not here yet; branches may always have grown."""
    numbers = {name: post_number("reddit", f"t1_{name}") for name in names if not name.startswith("_")}
    here = known(session, source_id, list(numbers.values()))
    return [name for name in names if numbers.get(name) not in here or name.startswith("_")]

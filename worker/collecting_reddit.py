"""Collects from Reddit: looks at one listing in the way of its kind. What Reddit refuses becomes a row, no error."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from sqlmodel import Session

import storage.events
import storage.leases
import storage.listings
import storage.sightings
from collectors import reddit, reddit_client
from collectors.reddit_faults import Closed, RedditFault
from config.settings import settings
from storage.database import Database
from storage.tables import Poll, Source
from worker import branching, checking, holding, looking, permits, polling
from worker.looking import Look
from worker.permits import Connection

KIND = "reddit"
TIDIED = "reddit tidied"
TIDY_EVERY = dt.timedelta(hours=1)
ABOUT_EVERY = 3_600.0  # seconds in which each subreddit is asked once whether it is open
KEPT_POLLS = dt.timedelta(days=30)
Clock = Callable[[], dt.datetime]
Ring = Callable[..., Any]


def sync(session: Session, source: Source) -> None:
    """Makes the rows of a source's listings say what its options name."""
    wanted = {}
    for spec in reddit.listings(reddit.Options.model_validate(source.options)):
        place = {"path": spec.path, "params": spec.params, "members": list(spec.members)}
        wanted[spec.name] = (spec.kind, place)
    storage.listings.sync(session, source, wanted)


def collect_listing(database: Database, listing_id: int, *, clock: Clock) -> None:
    """One look at a listing, if it is due; then the held posts whose threads came are brought in."""
    look = looking.begin(database, listing_id, clock=clock)
    if look is None:
        return
    try:
        connection = permits.connection(database, clock)
        connection.gate.purpose = look.listing.kind  # type: ignore[assignment]
        {"thread": branching.climb, "members": _ask_members}.get(look.listing.kind, polling.walk)(look, connection)
    except RedditFault as fault:
        looking.fail(look, fault)
    finally:
        looking.end(look)


def ring_due(database: Database, ring: Ring, *, now: dt.datetime) -> None:
    """One tick: rings for each listing that is due, for posts that are to be checked, and once an hour for tidying."""
    with database.write() as session:
        sources = storage.events.sources_of_kind(session, KIND)
        if not sources:
            return
        fault = permits.credentials_fault(settings()) or permits.pause(session, now=now)
        for source in sources:
            sync(session, source)
            if fault and source.fault != fault:
                source.fault, source.next_at = fault, None
                session.add(source)
    if fault:
        return
    with database.read() as session:
        for listing in storage.listings.due(session, now=now, horizon=looking.HORIZON):
            if not storage.leases.is_held(session, looking.lease_of(listing.id or 0), now=now):
                ring("collect_reddit", listing.id)
        if checking.is_due(session, now=now):
            ring("check_reddit")
        if not storage.leases.is_held(session, TIDIED, now=now):
            ring("tidy_reddit")


def tidy(database: Database, *, clock: Clock) -> None:
    """Brings in held posts whose thread came by another way, and forgets what was held or counted long enough."""
    now = clock()
    with database.write() as session:
        if storage.leases.is_held(session, TIDIED, now=now):
            return
        storage.leases.mark(session, TIDIED, now=now + TIDY_EVERY)
        sources = storage.events.sources_of_kind(session, KIND)
        for source in sources:
            keep = dt.timedelta(days=reddit.Options.model_validate(source.options).keep_days)
            storage.sightings.forget_held(session, source.id or 0, now - keep)
        storage.listings.forget_polls(session, now - KEPT_POLLS)
        permits.forget(session, now=now)
        session.expunge_all()
    for source in sources:
        if source.relevance == "thread":
            holding.join_held(database, source.id or 0, clock=clock)


def _ask_members(look: Look, connection: Connection) -> None:
    """Asks one of the subreddits whether it is open: in a merged listing one that closes only falls silent."""
    members = look.listing.place["members"]
    cursor = {"next": 0, "closed": {}, **look.listing.cursor}
    name = members[cursor["next"] % len(members)]
    closed = {member: why for member, why in cursor["closed"].items() if member in members and member != name}
    outcome = "ok"
    try:
        reddit_client.get(connection.client, f"r/{name}/about/", {})
    except Closed as fault:
        closed[name], outcome = str(fault), "closed"
    wait = ABOUT_EVERY / len(members)
    after = {"next": (cursor["next"] + 1) % len(members), "closed": closed, "interval": wait}
    words = ", ".join(f"r/{member}: {why}" for member, why in sorted(closed.items()))
    with look.database.write() as session:
        looking.succeed(session, look, look.row(session), after, wait, words)
        session.add(Poll(listing_id=look.id, at=look.clock(), outcome=outcome, detail=words[: looking.LONGEST_DETAIL]))

"""One look at a live listing: taken when it is due, under a lease, and ended with the time of the next. Nobody waits
here: what has to wait is a row with its time."""

import dataclasses
import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from sqlmodel import Session

import storage.leases
import storage.listings
from collectors import polling, reddit
from collectors.polling import Limits
from collectors.reddit_faults import Closed, CredentialsRefused, NoPermit, RedditFault, TooMany
from storage.database import Database
from storage.tables import Event, Listing, Poll, Source
from worker import permits

SECONDS = 40.0  # a look takes no longer; what is left of it is done in the next
GUARD = dt.timedelta(seconds=20)  # when to come back if a look ends without a word; its lease keeps others away
HORIZON = dt.timedelta(seconds=polling.HORIZON)
PLATFORM = "reddit"
DEEPEST = 200  # pages of one walk
LONGEST_DETAIL = 200

log = logging.getLogger(__name__)
Clock = Callable[[], dt.datetime]


@dataclasses.dataclass(frozen=True)
class Look:
    """A listing in hand: nobody else looks at it until the lease is given back."""

    database: Database
    listing: Listing
    source: Source
    event: Event
    epoch: int
    clock: Clock

    @property
    def id(self) -> int:
        return self.listing.id or 0

    @property
    def source_id(self) -> int:
        return self.source.id or 0

    @property
    def limits(self) -> Limits:
        options = reddit.Options.model_validate(self.source.options)
        reach_back = options.reach_back_hours * 3600
        if self.listing.kind == "search":
            return Limits(shortest=60.0, longest=600.0, reach_back=reach_back)
        members = len(self.listing.place.get("members", ())) or 1
        pages = min(10 * members + 2, DEEPEST)
        longest = 60.0 if self.listing.kind == "comments" else 120.0
        return Limits(longest=longest, pages=pages, first_pages=min(pages, 40), reach_back=reach_back)

    def row(self, session: Session) -> Listing:
        """The listing's row, for the transaction that moves its cursor. Raises LeaseLost."""
        storage.leases.renew(session, lease_of(self.id), self.epoch, now=self.clock())
        return session.get_one(Listing, self.id)


def lease_of(listing_id: int) -> str:
    return f"listing {listing_id}"


def begin(database: Database, listing_id: int, *, clock: Clock) -> Look | None:
    """Takes a listing in hand, if it is due and nobody else has it."""
    now = clock()
    with database.write() as session:
        if permits.pause(session, now=now):
            return None
        epoch = storage.leases.take(session, lease_of(listing_id), now=now)
        if epoch is None:
            return None
        listing = session.get(Listing, listing_id)  # after the lease: until then another may have moved its cursor
        if listing is None or not _is_due(listing, now):
            storage.leases.release(session, lease_of(listing_id), epoch, now=now)
            return None
        source = session.get_one(Source, listing.source_id)
        event = session.get_one(Event, source.event_id)
        listing.next_at = now + GUARD
        session.add(listing)
        session.flush()
        session.expunge_all()
    return Look(database, listing, source, event, epoch, clock)


def end(look: Look) -> None:
    """Gives the listing back."""
    with look.database.write() as session:
        storage.leases.release(session, lease_of(look.id), look.epoch, now=look.clock())


def succeed(session: Session, look: Look, row: Listing, cursor: dict[str, Any], wait: float, fault: str = "") -> None:
    """Moves the cursor, in the caller's transaction, and says when the next look is due."""
    now = look.clock()
    row.cursor, row.state, row.fault = {**cursor, "errors": 0}, "watching", fault
    row.last_at, row.next_at = now, now + dt.timedelta(seconds=wait)
    session.add(row)
    permits.accept(session)
    tell_source(session, look.source_id, now=now)


def fail(look: Look, fault: RedditFault) -> None:
    """Writes what went wrong and when to try again. The cursor stays where it is."""
    now = look.clock()
    with look.database.write() as session:
        row = look.row(session)
        if isinstance(fault, NoPermit):
            row.next_at = now + dt.timedelta(seconds=fault.seconds)
            session.add(row)
            return
        errors = int(row.cursor.get("errors", 0)) + 1
        interval = float(row.cursor.get("interval", 30.0))
        row.cursor = {**row.cursor, "errors": errors}
        row.state = "closed" if isinstance(fault, Closed) else "waiting"
        row.fault, row.last_at = str(fault), now
        row.next_at = now + dt.timedelta(seconds=_wait(fault, errors, interval))
        session.add(row)
        detail = str(fault)[:LONGEST_DETAIL]
        session.add(Poll(listing_id=look.id, at=now, outcome=fault.name, detail=detail))
        if isinstance(fault, CredentialsRefused):
            permits.refuse(session, str(fault), now=now)
        tell_source(session, look.source_id, now=now)
    log.warning("a listing could not be read", extra={"listing": look.id, "why": fault.name, "errors": errors})


def tell_source(session: Session, source_id: int, *, now: dt.datetime) -> None:
    """Says in the source's own row what is wrong with its listings, and when it was looked at."""
    source = session.get_one(Source, source_id)
    rows = storage.listings.of_source(session, source_id)
    source.fault = "; ".join(dict.fromkeys(f"{row.name}: {row.fault}" for row in rows if row.fault))
    source.last_at = now
    source.next_at = min((row.next_at for row in rows if row.next_at), default=None)
    session.add(source)


def _is_due(listing: Listing, now: dt.datetime) -> bool:
    if listing.state == storage.listings.RESTS:
        return False
    return listing.next_at is None or not now < listing.next_at <= now + HORIZON


def _wait(fault: RedditFault, errors: int, interval: float) -> float:
    if isinstance(fault, Closed):
        return polling.CLOSED_WAIT
    if isinstance(fault, TooMany | CredentialsRefused):
        return interval  # nobody gets through for a while; that is kept with the allowance
    return polling.wait_after_failures(errors, interval)

"""The feeds of an event as they fare: how much each saw, its listings today, and the requests that all of them made."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from sqlmodel import Session

import storage.allowances
import storage.coverage
import storage.events
import storage.listings
from collectors import allowance
from collectors.allowance import Ledger
from dashboard.opened import Opened
from storage.tables import Coverage, Listing, Source


def feeds(opened: Opened, *, now: dt.datetime) -> list[dict[str, Any]]:
    """Every feed that the event file names, and the imported files."""
    stretches = storage.coverage.of_event(opened.session, opened.id)
    day = dt.datetime.combine(now.astimezone(opened.tz).date(), dt.time(), opened.tz).astimezone(dt.UTC)
    return [
        _feed(opened.session, row, stretches, day, now) for row in storage.events.sources(opened.session, opened.event)
    ]


def _feed(
    session: Session, source: Source, stretches: Sequence[Coverage], day: dt.datetime, now: dt.datetime
) -> dict[str, Any]:
    mine = [each for each in stretches if each.source_id == source.id]
    kinds = {kind: length(each for each in mine if each.kind == kind) for kind in sorted({each.kind for each in mine})}
    rows = storage.listings.of_source(session, source.id or 0)
    gaps = storage.listings.gaps(session, [row.id or 0 for row in rows], day, now) if rows else []
    return {
        "source": source,
        "kinds": kinds,
        "start": min((each.start for each in mine), default=None),
        "end": max((each.end for each in mine), default=None),
        "listings": [_listing(session, row, day, now) for row in rows],
        "lost": sum(each.lost for each in gaps),
        "gaps": len(gaps),
    }


def _listing(session: Session, row: Listing, day: dt.datetime, now: dt.datetime) -> dict[str, Any]:
    rate, every = row.cursor.get("rate"), row.cursor.get("interval")
    return {
        "row": row,
        "looks": storage.listings.looks(session, row.id or 0, day, now),
        "per_minute": rate * 60 if rate is not None else None,
        "every": every,
    }


def requests(session: Session, *, now: dt.datetime) -> dict[str, Any] | None:
    """The requests of the last ten minutes by purpose, of so many allowed; None where none was ever made."""
    first, last = allowance.slot_of(now.timestamp() - allowance.WINDOW) + 1, allowance.slot_of(now.timestamp())
    rows = storage.allowances.clients(session)
    if not rows:
        return None
    newest = rows[0]
    used = storage.allowances.used_by_purpose(session, newest.client, first, last)
    return {"used": used, "total": sum(used.values()), "allowed": Ledger(**newest.ledger).limit, "fault": newest.fault}


def length(stretches: Iterable[Coverage]) -> int:
    """The minutes that lie in any of the stretches."""
    total, seen = 0, 0
    for start, end in sorted((each.start, each.end) for each in stretches):
        total += max(0, end - max(start, seen))
        seen = max(seen, end)
    return total

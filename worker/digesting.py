"""Makes the digest of a day, once: it is frozen with its numbers and bodies, and shown the same ever after."""

import dataclasses
import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

import storage.digests
import storage.events
import storage.receipts
from config.settings import settings
from digests import building, rendering
from digests.context import whole_stretch
from digests.heading import newsroom_of
from digests.noted import noted, since_corrected
from digests.stamps import Bodies, stamped
from storage.buckets import day_bounds
from storage.database import Database, lock
from storage.tables import Digest, Event
from worker import watching


@dataclasses.dataclass(frozen=True)
class Frozen:
    """A digest as it is shown, its quotes in place."""

    day: dt.date
    made_at: dt.datetime
    version: int
    preview: bool
    html: str
    text: str
    markdown: str
    numbers: dict[str, Any]


def digest(database: Database, event: Event, day: dt.date, *, now: dt.datetime, remake: bool = False) -> Frozen:
    """The frozen digest of a local day; made now when there is none, when `remake` is asked, or when the last one was a
    preview of a day that was not over."""
    event_id = event.id or 0
    with database.read() as session:
        known = storage.digests.current(session, event_id, day)
        if known and not remake and not known.preview:
            return _shown(session, known)
        built = prepare(session, event, day, now=now)
    if built.preview:
        with database.write() as session:
            storage.receipts.keep(session, built.published.row, built.published.stretches)
        return _as_preview(built)
    with database.write() as session:
        lock(session, f"digest of {event_id} {day}")
        other = storage.digests.current(session, event_id, day)
        kept = other if other and not remake else freeze(session, event, built)
        return _shown(session, kept)


def prepare(session: Session, event: Event, day: dt.date, *, now: dt.datetime) -> building.Built:
    """The digest of a day from what is counted now; nothing is kept."""
    file = storage.events.revision_of(session, event)
    start, end = day_bounds(day, file.tz)
    spikes = watching.spikes(session, event.id or 0, file, start, end)
    newsroom = newsroom_of(settings().newsroom_zone)
    return building.build(session, event, file, day, spikes, now=now, newsroom=newsroom)


def freeze(session: Session, event: Event, built: building.Built, stamps: Sequence[str] = ()) -> Digest:
    """Keeps what was built, with the stamps under its heading, as the current digest of its day."""
    bodies = stamped(Bodies(built.html, built.text, built.markdown), stamps)
    row = Digest(
        event_id=event.id or 0,
        day=built.day,
        revision_id=event.revision_id or 0,
        made_at=built.made_at,
        preview=False,
        numbers={**built.numbers, "stamps": list(stamps)},
        html=bodies.html,
        text=bodies.text,
        markdown=bodies.markdown,
        sha256=hashlib.sha256(f"{bodies.html}\0{bodies.text}\0{bodies.markdown}".encode()).hexdigest(),
    )
    kept = storage.digests.freeze(session, row, built.quotes)
    storage.receipts.keep(session, built.published.row, built.published.stretches)
    return kept


def summary(database: Database, event: Event, *, now: dt.datetime) -> Frozen | None:
    """The whole event, from the first to the last day with posts, as it is counted now; it is not kept. None where
    nothing is counted."""
    with database.read() as session:
        file = storage.events.revision_of(session, event)
        stretch = whole_stretch(session, event, file)
        if stretch is None:
            return None
        spikes = watching.spikes(session, event.id or 0, file, stretch.start, stretch.end)
        newsroom = newsroom_of(settings().newsroom_zone)
        built = building.build_whole(session, event, file, stretch, spikes, now=now, newsroom=newsroom)
    with database.write() as session:
        storage.receipts.keep(session, built.published.row, built.published.stretches)
    return _as_preview(built)


def _as_preview(built: building.Built) -> Frozen:
    """What may still change is shown, and not kept; its receipt is, for a month."""
    quotes: dict[int, str | None] = {slot: text for slot, (_, text) in built.quotes.items()}
    return _filled(built.day, built.made_at, 0, built.html, built.text, built.markdown, built.numbers, quotes)


def _shown(session: Session, row: Digest) -> Frozen:
    """The digest with its quotes, and with what was corrected since under its heading."""
    bodies = noted(session, row)
    quotes = storage.digests.quotes(session, row)
    numbers = {**row.numbers, "corrected_since": since_corrected(session, row)}
    return _filled(row.day, row.made_at, row.version, bodies.html, bodies.text, bodies.markdown, numbers, quotes)


def _filled(
    day: dt.date,
    made_at: dt.datetime,
    version: int,
    html: str,
    text: str,
    markdown: str,
    numbers: dict[str, Any],
    quotes: dict[int, str | None],
) -> Frozen:
    pages = settings().dashboard_url.rstrip("/") or None
    return Frozen(
        day=day,
        made_at=made_at,
        version=version,
        preview=version == 0,
        html=rendering.fill(html, quotes, "html", pages),
        text=rendering.fill(text, quotes, "text", pages),
        markdown=rendering.fill(markdown, quotes, "md", pages),
        numbers={**numbers, "quotes": {str(slot): quote for slot, quote in sorted(quotes.items())}},
    )

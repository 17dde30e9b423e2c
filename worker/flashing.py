"""The flash digests: in each of the first six hours after an event one short message, once; then none any more. An hour
that was missed is not made up for: the next one tells all since the event."""

import datetime as dt
from typing import Any

from sqlmodel import Session

import storage.editions
import storage.events
import storage.outbox
import storage.post_list
import storage.reactions
import storage.series
from alerts import first_hours
from analysis.outward import masked, shortened
from analysis.series import CoverageMap
from config.event_file import Event as EventFile
from config.settings import settings
from digests.series import coverage_by_platform
from storage.database import Database, lock
from storage.editions import FLASH
from storage.tables import Edition, Event, Notice
from storage.tables.columns import minute_of
from worker import behind, publishing

HOURS = 6
HOUR = dt.timedelta(hours=1)
QUOTES, LOOKED_AT = 2, 60  # quotes of each platform, from so many of the earliest posts


def hour_due(session: Session, event: Event, file: EventFile, *, now: dt.datetime) -> int | None:
    """The hour after the event whose flash digest is due; None when there is none or it is settled."""
    if not file.digest.flash or file.happened_at is None:
        return None
    hours = (now - file.happened_at) // HOUR
    if not 1 <= hours <= HOURS or storage.editions.one(session, event.id or 0, FLASH, _slot(file, hours)):
        return None
    return hours


def publish(database: Database, event: Event, *, now: dt.datetime) -> Notice | None:
    """Puts the flash digest that is due into the outbox; None when none is, or nobody is to be disturbed now."""
    event_id = event.id or 0
    with database.write() as session:
        lock(session, f"flash of {event_id}")
        file = storage.events.revision_of(session, event)
        hours = hour_due(session, event, file, now=now)
        if hours is None:
            return None
        due = publishing.due_of(session, event, file, now=now)
        at_once = {name: at for name, at in due.items() if at == now}  # what has to wait is old when it comes
        added = None
        if at_once:
            notice, quotes = _notice(session, event, file, hours, now=now)
            added = storage.outbox.add(session, notice, quotes, at_once)
        session.add(
            Edition(
                event_id=event_id,
                kind=FLASH,
                slot=_slot(file, hours),
                due_at=_struck(file) + hours * HOUR,
                made_at=now,
                notice_id=added.id if added else None,
            )
        )
        session.flush()
        session.expunge_all()
        return added


def _struck(file: EventFile) -> dt.datetime:
    if file.happened_at is None:
        raise LookupError(f"{file.name}: happened_at is not given")
    return file.happened_at.astimezone(dt.UTC)


def _slot(file: EventFile, hours: int) -> str:
    """The hour, of the event of that day: an event file that is used for the next strike begins anew."""
    return f"{_struck(file):%Y-%m-%d} +{hours} h"


def _notice(
    session: Session, event: Event, file: EventFile, hours: int, *, now: dt.datetime
) -> tuple[Notice, dict[int, tuple[int, str]]]:
    rows, told = _gather(session, event, file, hours, now=now)
    key, base = f"flash {event.name} {_slot(file, hours)}", settings().dashboard_url.rstrip("/")
    first = f"flash {event.name} {_slot(file, 1)}"
    notice = Notice(
        event_id=event.id or 0,
        key=key,
        thread=first,
        kind="flash",
        made_at=now,
        subject=first_hours.subject(told),
        text=first_hours.text(told),
        phone=first_hours.phone(told),
        link=f"{base}/events/{event.name}" if base else "",
        facts={"event": event.name, **first_hours.record(told)},
    )
    quotes = {
        slot: (row["id"], shortened(" ".join(masked(row["text"]).split()), behind.LONGEST))
        for slot, row in enumerate(rows, start=1)
    }
    return notice, quotes


def _gather(
    session: Session, event: Event, file: EventFile, hours: int, *, now: dt.datetime
) -> tuple[list[dict[str, Any]], first_hours.Flash]:
    event_id, start, end = event.id or 0, minute_of(_struck(file)), minute_of(now)
    stretches = coverage_by_platform(session, event_id)
    platforms = sorted(set(storage.series.platforms(session, event_id)) | set(stretches))
    so_far, rows = [], list[dict[str, Any]]()
    for platform in platforms:
        totals = storage.reactions.totals(session, event_id, platform, start, end)
        seen, share = CoverageMap(stretches.get(platform, ())).of(start, end)
        so_far.append(first_hours.SoFar(platform, totals["posts"], totals["accounts"], totals["texts"], seen, share))
        rows += _first(session, event_id, platform, start, end) if file.quotes == "verbatim" else []
    return rows, first_hours.Flash(
        title=file.title,
        hours=hours,
        last=hours == HOURS,
        since=_struck(file).astimezone(file.tz),
        until=now.astimezone(file.tz),
        zone=file.zone,
        platforms=so_far,
        first=[behind.quoted(slot, row, file) for slot, row in enumerate(rows, start=1)],
        is_quoted=file.quotes == "verbatim",
        next_digest=file.digest.at,
    )


def _first(session: Session, event_id: int, platform: str, start: int, end: int) -> list[dict[str, Any]]:
    """The earliest posts that can be quoted, of different accounts."""
    wanted = storage.post_list.Filter(since=start, until=end, platform=platform, counted_only=True)
    chosen: list[dict[str, Any]] = []
    for row in storage.post_list.listed(session, event_id, wanted, [], LOOKED_AT):
        is_new = all(row["author_key"] != other["author_key"] for other in chosen)
        if behind.can_be_quoted(row) and is_new and len(chosen) < QUOTES:
            chosen.append(row)
    return chosen

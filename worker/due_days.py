"""Which digests of an event are due: by the clock on the wall of the event's zone, whatever it did meanwhile."""

import datetime as dt
from collections.abc import Iterator

from sqlmodel import Session

import storage.editions
from config.event_file import Event as EventFile
from storage.buckets import day_bounds
from storage.tables import Event

CATCH_UP = 7  # days; what was missed longer ago is not made by itself
DAY = dt.timedelta(days=1)


def due_at(file: EventFile, day: dt.date) -> dt.datetime:
    """When the digest of a local day should be there. An hour that the clock leaves out is taken as if it had not been
    put forward yet; of one that comes twice, the first counts."""
    return dt.datetime.combine(day + DAY, file.digest.at, file.tz).astimezone(dt.UTC)


def latest(file: EventFile, *, now: dt.datetime) -> dt.date | None:
    """The day whose hour for a digest came last, in the event's window or out of it."""
    return next((day for day in _back(file, now=now) if due_at(file, day) <= now), None)


def missing(session: Session, event: Event, file: EventFile, *, now: dt.datetime) -> list[dt.date]:
    """The days of the last week whose digests are due and not settled, oldest first: none from before the event was
    begun here but the last one then."""
    over = [day for day in _back(file, now=now) if due_at(file, day) <= now]
    if not over:
        return []
    begun = event.created_at.astimezone(file.tz).date() - DAY
    wanted = [day for day in over[:CATCH_UP] if day >= min(begun, over[0]) and _is_inside(file, day)]
    slots = [day.isoformat() for day in wanted]
    settled = storage.editions.settled(session, event.id or 0, storage.editions.DAY, slots)
    return sorted(day for day in wanted if day.isoformat() not in settled)


def given_up(session: Session, event: Event, file: EventFile, first: dt.date) -> tuple[dt.date, dt.date] | None:
    """The first and the last of the days before `first` that were missed so long ago that they are left out."""
    before = storage.editions.last_day(session, event.id or 0, before=first)
    if before is None or first - before <= DAY:
        return None
    since, _ = file.window_utc
    begin = max(before + DAY, since.astimezone(file.tz).date()) if since else before + DAY
    return (begin, first - DAY) if begin < first else None


def lateness(file: EventFile, event: Event, day: dt.date, *, now: dt.datetime) -> dt.timedelta:
    """How long after its hour a digest is made; what was due before the event was begun here is due since then."""
    return now - max(due_at(file, day), event.created_at)


def _back(file: EventFile, *, now: dt.datetime) -> Iterator[dt.date]:
    """Local days that exist, from yesterday backwards; one more than is caught up on, since the last may not be due."""
    today = now.astimezone(file.tz).date()
    for back in range(1, CATCH_UP + 2):
        start, end = day_bounds(today - back * DAY, file.tz)
        if start < end:
            yield today - back * DAY


def _is_inside(file: EventFile, day: dt.date) -> bool:
    since, until = file.window_utc
    begin, end = (dt.datetime.combine(each, dt.time(), file.tz) for each in (day, day + DAY))
    return (since is None or end > since) and (until is None or begin < until)

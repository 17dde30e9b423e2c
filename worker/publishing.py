"""The digest of a day on its way to its readers. It is frozen, put into the outbox and settled in one transaction: so
whoever is killed at whatever point, it is there once and goes out once to each."""

import datetime as dt

from sqlmodel import Session

import storage.digests
import storage.editions
import storage.episodes
import storage.events
import storage.outbox
from analysis.outward import one_line, shortened
from config.event_file import Event as EventFile
from config.settings import settings
from digests import brief
from digests.stamps import span
from storage.database import Database, lock
from storage.editions import DAY
from storage.tables import Digest, Edition, Event, Notice
from worker import digesting, due_days, telling
from worker.delivering import TO_READER

LATE = dt.timedelta(minutes=30)
LONGEST_TITLE = 60


def publish_next(database: Database, event: Event, *, now: dt.datetime) -> dt.date | None:
    """Publishes the oldest digest that is due; returns its day, None when none is."""
    with database.read() as session:
        file = storage.events.revision_of(session, event)
        days = due_days.missing(session, event, file, now=now)
    if not days:
        return None
    publish(database, event, days[0], now=now)
    return days[0]


def publish(database: Database, event: Event, day: dt.date, *, now: dt.datetime) -> Edition | None:
    """Freezes the day's digest, unless a person had it made before, and puts it into the outbox for its readers. None
    when the day is settled already."""
    event_id = event.id or 0
    with database.read() as session:
        if storage.editions.one(session, event_id, DAY, day.isoformat()):
            return None
        is_made = storage.digests.current(session, event_id, day) is not None
        built = None if is_made else digesting.prepare(session, event, day, now=now)
    if built and built.preview:
        return None  # the clock was put back meanwhile
    with database.write() as session:
        lock(session, f"digest of {event_id} {day}")
        if storage.editions.one(session, event_id, DAY, day.isoformat()):
            return None
        file = storage.events.revision_of(session, event)
        late = lateness_of(file, event, day, now=now)
        due = due_days.due_at(file, day).astimezone(file.tz)
        stamps = [f"Late by {late}: it was due on {due:%d %b at %H:%M}."] if late else []
        known = storage.digests.current(session, event_id, day)
        if known is None and built is None:
            return None  # forgotten meanwhile: the next tick makes it
        digest = known or digesting.freeze(session, event, built, stamps)  # type: ignore[arg-type]
        notice = notice_of(event, file, digest, late, now=now)
        added = storage.outbox.add(session, notice, {}, due_of(session, event, file, now=now))
        return _settle(session, event, file, digest, added, now=now)


def lateness_of(file: EventFile, event: Event, day: dt.date, *, now: dt.datetime) -> str:
    """How late the digest is, such as 1 d 3 h; nothing when it is in time."""
    late = due_days.lateness(file, event, day, now=now)
    return span(late) if late >= LATE else ""


def notice_of(event: Event, file: EventFile, digest: Digest, late: str, *, now: dt.datetime) -> Notice:
    """The message that carries a digest."""
    key = f"digest {event.name} {digest.day}"
    mark = f" (late by {late})" if late else ""
    title = shortened(one_line(file.title), LONGEST_TITLE)
    subject = f"{title} · digest of {digest.day:%a %d %b %Y}{mark}"
    return Notice(
        event_id=event.id or 0,
        key=key,
        thread=key,
        kind="digest",
        made_at=now,
        subject=subject,
        text=brief.brief(digest.text, digest.numbers),
        phone=brief.for_phone(subject, digest.numbers),
        link=page_of(event, digest.day),
        facts={"event": event.name, "kind": "digest", "day": digest.day.isoformat(), "late_by": late or None},
        digest_id=digest.id,
    )


def page_of(event: Event, day: dt.date) -> str:
    """The address of the digest's page; nothing where the pages have none."""
    base = settings().dashboard_url.rstrip("/")
    return f"{base}/digests/{event.name}/{day}" if base else ""


def readers(file: EventFile) -> list[str]:
    """Where digests of the event go: its channels by name, and each reader by address."""
    names = [channel.name for channel in file.channels]
    wanted = names if file.digest.to is None else [name for name in names if name in file.digest.to]
    return [*wanted, *(TO_READER + address for address in dict.fromkeys(file.digest.recipients))]


def due_of(session: Session, event: Event, file: EventFile, *, now: dt.datetime) -> dict[str, dt.datetime]:
    """When the message is due to which reader: at once, or at the end of the quiet that was asked for."""
    asked = storage.episodes.quiet_until(session, event.id or 0, now=now) or now
    hours = {channel.name: channel.quiet for channel in file.channels}
    return {name: max(asked, telling.end_of_quiet(hours.get(name, ""), now, file)) for name in readers(file)}


def _settle(
    session: Session, event: Event, file: EventFile, digest: Digest, notice: Notice | None, *, now: dt.datetime
) -> Edition:
    """Writes down that the day is done, and which days before it were left out."""
    left_out = due_days.given_up(session, event, file, digest.day)
    if left_out:
        _tell_left_out(session, event, left_out, now=now)
    edition = Edition(
        event_id=event.id or 0,
        kind=DAY,
        slot=digest.day.isoformat(),
        due_at=due_days.due_at(file, digest.day),
        made_at=now,
        digest_id=digest.id,
        notice_id=notice.id if notice else None,
    )
    session.add(edition)
    session.flush()
    session.expunge(edition)
    return edition


def _tell_left_out(session: Session, event: Event, days: tuple[dt.date, dt.date], *, now: dt.datetime) -> None:
    first, last = days
    words = f"{first} to {last}: groundswell digest {event.name} --day {first}"
    key = f"digests left out up to {last}"
    storage.episodes.note(session, event.id or 0, None, "digests not made", now=now, key=key, words=words)

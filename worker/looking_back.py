"""Looks back once a day at the digests that were sent: where corrections by readers or deletions changed what they said
by enough to matter, those who got the digest get one notice with the old figures, the new ones and the reason. The
digest stays as it was; a note of its own stands by it."""

import dataclasses
import datetime as dt
from typing import Any

from sqlmodel import Session

import storage.corrections
import storage.deletions
import storage.digests
import storage.editions
import storage.events
import storage.outbox
from analysis.outward import one_line, shortened
from config.event_file import Event as EventFile
from digests import differences
from digests.differences import Moved
from storage.buckets import day_bounds
from storage.database import Database, lock
from storage.editions import CORRECTED, LOOKED
from storage.tables import Digest, Edition, Event, Notice
from worker import digesting, due_days, publishing

BACK = dt.timedelta(days=14)
SHOWN = 8
PHONE = 240


@dataclasses.dataclass(frozen=True)
class Corrected:
    """What changed in one digest that was sent, and why."""

    edition: Edition
    digest: Digest
    moved: list[Moved]
    figures: list[Any]  # those that moved, as they are now
    why: str


def day_due(session: Session, event: Event, file: EventFile, *, now: dt.datetime) -> dt.date | None:
    """The day of the look that is due: one a day, once the hour for a digest has come, as long as a digest was sent not
    too long ago; also after the last day of the event."""
    event_id, day = event.id or 0, due_days.latest(file, now=now)
    is_done = day is None or storage.editions.one(session, event_id, LOOKED, day.isoformat())
    return None if is_done or not storage.editions.sent_since(session, event_id, now - BACK) else day


def look(database: Database, event: Event, *, now: dt.datetime) -> list[Notice]:
    """The notices of what was corrected, with their deliveries due; none where the look was done before."""
    event_id = event.id or 0
    with database.read() as session:
        file = storage.events.revision_of(session, event)
        day = day_due(session, event, file, now=now)
        if day is None:
            return []
        sent = storage.editions.sent_since(session, event_id, now - BACK)
        found = [each for edition in sent if (each := _corrected(session, event, file, edition, now=now))]
        session.expunge_all()
    with database.write() as session:
        lock(session, f"corrections told of {event_id}")
        if storage.editions.one(session, event_id, LOOKED, day.isoformat()):
            return []
        due_at = due_days.due_at(file, day)
        session.add(Edition(event_id=event_id, kind=LOOKED, slot=day.isoformat(), due_at=due_at, made_at=now))
        notices = [_tell(session, event, file, each, day, now=now) for each in found]
        session.flush()
        session.expunge_all()
        return notices


def _corrected(
    session: Session, event: Event, file: EventFile, edition: Edition, *, now: dt.datetime
) -> Corrected | None:
    """What changed in a digest since its readers were told last; None where corrections and deletions do not explain
    it, as when posts came late or the event file was changed: the next digest tells of those."""
    digest = session.get_one(Digest, edition.digest_id)
    before = storage.editions.corrections_of(session, digest.id or 0)
    since = before[-1].made_at if before else digest.made_at
    start, end = day_bounds(digest.day, file.tz)
    marks = storage.corrections.between(session, event.id or 0, start, end, since)
    deleted = storage.deletions.between(session, event.id or 0, start, end, since)
    if not marks and not deleted:
        return None
    told = differences.figures(digest.numbers)
    for each in before:
        told.update(differences.figures({"sections": [{"parts": [{"figures": each.facts["figures"]}]}]}))
    fresh = differences.figures(digesting.prepare(session, event, digest.day, now=now).numbers)
    moved = differences.moved(told, fresh)
    if not moved or differences.count_moved(told, fresh) > marks + deleted:
        return None
    return Corrected(edition, digest, moved, [each.new for each in moved], _why(marks, deleted))


def _why(marks: int, deleted: int) -> str:
    parts = [f"{marks} {'mark' if marks == 1 else 'marks'} by readers went before the rules"] * bool(marks)
    parts += [f"{deleted} {'post was' if deleted == 1 else 'posts were'} deleted"] * bool(deleted)
    return " and ".join(parts)


def _tell(session: Session, event: Event, file: EventFile, of: Corrected, day: dt.date, *, now: dt.datetime) -> Notice:
    """Puts the notice into the outbox for all who got the digest or will get it, and keeps the note by it."""
    digest, (on, lines) = of.digest, (now.astimezone(file.tz), differences.lines(of.moved, SHOWN))
    notice = _notice(session, event, file, of, lines, day, now=now)
    held = publishing.due_of(session, event, file, now=now)
    got = [row.channel for row in storage.outbox.of_notice(session, of.edition.notice_id or 0) if row.state != "dead"]
    storage.outbox.add(session, notice, {}, {name: held.get(name, now) for name in got})
    head = f"Corrected since, on {on:%d %b %Y}: {of.why}."
    facts = {"lines": [head, *lines], "figures": of.figures}
    session.add(
        Edition(
            event_id=event.id or 0,
            kind=CORRECTED,
            slot=f"{digest.day} on {day}",
            due_at=now,
            made_at=now,
            digest_id=digest.id,
            notice_id=notice.id,
            facts=facts,
        )
    )
    return notice


def _notice(
    session: Session, event: Event, file: EventFile, of: Corrected, lines: list[str], day: dt.date, *, now: dt.datetime
) -> Notice:
    title = shortened(one_line(file.title), publishing.LONGEST_TITLE)
    subject = f"{title} · correction to the digest of {of.digest.day:%a %d %b %Y}"
    sent = of.edition.made_at.astimezone(file.tz)
    command = f"groundswell digest {event.name} --day {of.digest.day}"
    text = "\n\n".join(
        [
            subject,
            f"Some figures of the digest that was sent on {sent:%d %b at %H:%M} have changed since. Why: {of.why}.",
            "\n".join(["Figure: as it was sent → as it is now", *lines]),
            f"The digest stays as it was sent, with this note by it: {command}.",
        ]
    )
    first = session.get_one(Notice, of.edition.notice_id)
    return Notice(
        event_id=event.id or 0,
        key=f"correction {event.name} {of.digest.day} on {day}",
        thread=first.key,
        kind="correction",
        made_at=now,
        subject=subject,
        text=text,
        phone=shortened("\n".join([subject, lines[0]]), PHONE),
        link=publishing.page_of(event, of.digest.day),
        facts={
            "event": event.name,
            "kind": "correction",
            "day": of.digest.day.isoformat(),
            "why": of.why,
            "figures": [{"name": each.name, "old": dict(each.old), "new": dict(each.new)} for each in of.moved],
        },
    )

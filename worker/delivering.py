"""Sends what is due in the outbox. A delivery is claimed before and settled after the send; what happened in between
when the process died is unknown, and such a message goes out once more, marked."""

import datetime as dt
import logging
from collections.abc import Callable

from sqlmodel import Session

import storage.episodes
import storage.events
import storage.outbox
from alerts import wording
from channels import CHANNELS
from channels.base import ChannelError, Outgoing
from config.event_file import ChannelSpec, content_hash
from config.event_file import Event as EventFile
from digests import rendering
from storage.database import Database
from storage.tables import Delivery, Event, Notice

log = logging.getLogger(__name__)
FIRST_WAIT = 15.0  # seconds; doubled at each failure
LONGEST_WAIT = 3600.0
GIVES_UP = dt.timedelta(hours=24)
Clock = Callable[[], dt.datetime]


def deliver_due(database: Database, *, clock: Clock) -> int:
    """Sends everything that is due now, oldest first; returns how many were tried."""
    with database.read() as session:
        numbers = storage.outbox.due(session, now=clock())
    return sum(deliver(database, number, clock=clock) for number in numbers)


def deliver(database: Database, delivery_id: int, *, clock: Clock) -> bool:
    """One attempt at one delivery; False when there was nothing to do."""
    with database.write() as session:
        storage.outbox.abandon(session, delivery_id, now=clock())
    with database.write() as session:
        row = storage.outbox.claim(session, delivery_id, now=clock())
        if row is None:
            return False
        session.flush()
        session.refresh(row)
        notice = session.get_one(Notice, row.notice_id)
        event = session.get_one(Event, row.event_id)
        channel = _channel(session, event, row.channel)
        message = outgoing(session, notice, row)
        session.expunge_all()
    state, error, wait = attempt(channel, message, clock=clock)
    _settle(database, row, notice, channel, state, error, wait, now=clock())
    return True


def outgoing(session: Session, notice: Notice, row: Delivery | None = None) -> Outgoing:
    """The notice with its quotes in place, as they are now: those of posts that were deleted are gone."""
    quotes = storage.outbox.quotes(session, notice.id or 0)
    return Outgoing(
        key=notice.key,
        thread=notice.thread,
        kind=notice.kind,
        subject=notice.subject,
        text=rendering.fill(notice.text, quotes, "text"),
        phone=notice.phone + (f"\n{notice.link}" if notice.link else ""),
        html=rendering.fill(wording.as_html(notice.text), quotes, "html"),
        link=notice.link,
        chart=notice.chart,
        record={
            **notice.facts,
            "key": notice.key,
            "thread": notice.thread,
            "subject_line": notice.subject,
            "text": rendering.fill(notice.text, quotes, "text"),
            "phone": notice.phone,
            "link": notice.link or None,
        },
        repeat=bool(row and row.repeat),
    )


def test_message(file: EventFile, *, now: dt.datetime) -> Outgoing:
    """A message that says that it is a test."""
    key = f"test {file.name} {now.isoformat()}"
    head = f"{file.title} · test message"
    text = f"{head}\n\nThis is a test of groundswell. Nothing has happened.\n\nAlerts of this event come here."
    phone = "Test of groundswell. Nothing has happened."
    record: dict[str, object] = {
        "event": file.name,
        "kind": "test",
        "key": key,
        "made_at": now.isoformat(),
        "text": text,
    }
    return Outgoing(key, key, "test", head, text, phone, wording.as_html(text), "", "", record)


def attempt(channel: ChannelSpec | ChannelError, message: Outgoing, *, clock: Clock) -> tuple[str, str, float | None]:
    """What became of one send: the state, the words, and the seconds to wait where the other side says so."""
    if isinstance(channel, ChannelError):
        return "dead", str(channel), None
    member = CHANNELS[channel.kind]
    try:
        words = member.send(message, member.Options.model_validate(channel.options), now=clock().timestamp())
    except ChannelError as fault:
        state = "refused" if fault.permanent else "unknown" if fault.unknown else "failed"
        return state, str(fault), fault.retry_after
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as fault:
        return "unknown", f"the send broke off ({type(fault).__name__}); it may have arrived", None
    return "sent", words, None


def _channel(session: Session, event: Event, name: str) -> ChannelSpec | ChannelError:
    """The channel as the event file says now; or why it takes nothing. One that was disabled is tried again once its
    entry in the file has changed."""
    file = storage.events.revision_of(session, event)
    spec = next((each for each in file.channels if each.name == name), None)
    if spec is None:
        return ChannelError(f"the event file no longer has a channel {name!r}", permanent=True)
    known = storage.outbox.addresses(session, event.id or 0).get(name)
    if known and known.disabled_at and known.options == _hash(spec):
        return ChannelError(f"the channel is disabled: {known.fault}", permanent=True)
    return spec


def _hash(spec: ChannelSpec) -> str:
    return content_hash(spec.model_dump(mode="json", exclude={"quiet"}))


def _settle(
    database: Database,
    row: Delivery,
    notice: Notice,
    channel: ChannelSpec | ChannelError,
    state: str,
    error: str,
    wait: float | None,
    *,
    now: dt.datetime,
) -> None:
    """Writes the outcome down, disables an address that refuses, and says so in the log of the shift."""
    if state == "failed" and now - notice.made_at > GIVES_UP:
        state, error = "dead", f"given up after a day: {error}"
    if state == "unknown" and row.repeat:
        state = "dead"  # sent twice without a word: that has to do
    pause = min(LONGEST_WAIT, wait if wait is not None else FIRST_WAIT * 2.0 ** (row.attempt - 1))
    kept = "dead" if state == "refused" else state
    with database.write() as session:
        due_at = now + dt.timedelta(seconds=pause)
        if not storage.outbox.settle(session, row, kept, error, now=now, due_at=due_at):
            return
        if isinstance(channel, ChannelSpec):
            if state == "refused":
                values = {"disabled_at": now, "fault": error, "options": _hash(channel)}
                storage.outbox.put_address(session, row.event_id, row.channel, **values)
            elif state == "sent":
                values = {"disabled_at": None, "fault": "", "sent_at": now}
                storage.outbox.put_address(session, row.event_id, row.channel, **values)
        what = {"sent": "sent", "refused": "channel disabled"}.get(state, f"not sent ({state})")
        words = f"{row.channel}: {error}"
        storage.episodes.note(session, row.event_id, notice.episode_id, what, now=now, words=words)
    if state != "sent":
        log.warning("a message did not go out", extra={"delivery": row.id, "state": state, "why": error})

"""Sends what is due in the outbox. A delivery is claimed before and settled after the send; what happened in between
when the process died is unknown, and such a message goes out once more, marked."""

import dataclasses
import datetime as dt
import html
import logging
import textwrap
from collections.abc import Callable

import pydantic
from sqlmodel import Session

import storage.digests
import storage.episodes
import storage.events
import storage.outbox
from alerts import wording
from channels import CHANNELS
from channels.base import ChannelError, Outgoing
from config.event_file import Event as EventFile
from config.event_parts import ChannelSpec, content_hash
from config.settings import settings
from digests import rendering
from storage.database import Database
from storage.tables import Delivery, Digest, Event, Notice

log = logging.getLogger(__name__)
FIRST_WAIT = 15.0  # seconds; doubled at each failure
LONGEST_WAIT = 3600.0
GIVES_UP = dt.timedelta(hours=24)
DIGEST_GIVES_UP = dt.timedelta(days=3)  # yesterday's alert is of no use; a digest is
LONGEST_LINE = 110
TO_READER = "mailto:"  # before the address, what the delivery to one reader of digests is called
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
    text = rendering.fill(notice.text, quotes, "text")
    message = Outgoing(
        key=notice.key,
        thread=notice.thread,
        kind=notice.kind,
        subject=notice.subject,
        text=text,
        phone=notice.phone + (f"\n{notice.link}" if notice.link else ""),
        html=rendering.fill(wording.as_html(notice.text), quotes, "html"),
        link=notice.link,
        chart=notice.chart,
        record={
            **notice.facts,
            "key": notice.key,
            "thread": notice.thread,
            "subject_line": notice.subject,
            "text": text,
            "phone": notice.phone,
            "link": notice.link or None,
        },
        repeat=bool(row and row.repeat),
    )
    return _with_digest(session, message, notice.digest_id) if notice.digest_id else message


def _with_digest(session: Session, message: Outgoing, digest_id: int) -> Outgoing:
    """The message that carries the digest as it was frozen; chat gets the short form with the link."""
    digest = session.get_one(Digest, digest_id)
    quotes = storage.digests.quotes(session, digest)
    pages = settings().dashboard_url.rstrip("/") or None
    link = f"\nOn the page, with every number behind it: {message.link}\n" if message.link else ""
    return dataclasses.replace(
        message,
        text=wrapped(rendering.fill(digest.text, quotes, "text", pages)) + link,
        html=_linked(rendering.fill(digest.html, quotes, "html", pages), message.link),
        brief=message.text + (f"\n\n{message.link}" if message.link else ""),
    )


def _linked(page: str, link: str) -> str:
    if not link:
        return page
    words = f'<p><a href="{html.escape(link)}">On the page, with every number behind it</a></p>\n'
    head, end, tail = page.rpartition("</main>")
    return head + words + end + tail


def wrapped(text: str) -> str:
    """The text with its long lines broken, each further line below the first; rows of tables stay whole."""
    wrapper = textwrap.TextWrapper(LONGEST_LINE, break_long_words=False, break_on_hyphens=False)
    lines = []
    for line in text.split("\n"):
        wrapper.subsequent_indent = " " * (len(line) - len(line.lstrip()))
        is_row = "  " in line.strip()
        lines += wrapper.wrap(line) if len(line) > LONGEST_LINE and not is_row else [line]
    return "\n".join(lines)


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
        options = member.Options.model_validate(channel.options)
    except pydantic.ValidationError:
        return "refused", "the event file names an address that nothing can be sent to", None
    try:
        words = member.send(message, options, now=clock().timestamp())
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
    spec = _reader(file, name) or next((each for each in file.channels if each.name == name), None)
    if spec is None:
        return ChannelError(f"the event file no longer has a channel {name!r}", permanent=True)
    known = storage.outbox.addresses(session, event.id or 0).get(name)
    if known and known.disabled_at and known.options == _hash(spec):
        return ChannelError(f"the channel is disabled: {known.fault}", permanent=True)
    return spec


def _reader(file: EventFile, name: str) -> ChannelSpec | None:
    """The way to one reader of digests, whom the event file names by address."""
    address = name.removeprefix(TO_READER)
    if address == name or address not in file.digest.recipients:
        return None
    return ChannelSpec.model_construct(name=name, kind="mail", quiet="", options={"to": [address]})


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
    longest = DIGEST_GIVES_UP if notice.digest_id else GIVES_UP
    if state == "failed" and now - notice.made_at > longest:
        state, error = "dead", f"given up after {'three days' if notice.digest_id else 'a day'}: {error}"
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

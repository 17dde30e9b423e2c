"""The state of what watches: feeds, the schedule, the worker, the digest, the channels. And the dead man's switch."""

import datetime as dt
import logging
import urllib.parse

from sqlmodel import Session

import alerts
import storage.episodes
import storage.events
import storage.leases
import storage.outbox
import storage.reactions
from alerts.base import Feed, Part, Status
from alerts.episodes import Step
from channels import net
from channels.base import ChannelError
from config.event_file import Event as EventFile
from config.settings import settings
from storage.database import Database
from storage.tables import Event
from storage.tables.columns import moment_of
from worker import due_days
from worker.recording import Found
from worker.series_watched import options_of, specs

log = logging.getLogger(__name__)
BEAT, WORKER, WATCHER, PING = "tick", "worker", "watch worker", "heartbeat"
SILENT = dt.timedelta(minutes=3)
PARTS = (
    ("the schedule (beat)", BEAT, SILENT),
    ("the watch", WATCHER, SILENT),
    ("the worker", WORKER, dt.timedelta(minutes=10)),
)
DIGEST_PATIENCE = dt.timedelta(hours=1)
PING_EVERY = dt.timedelta(seconds=60)


def troubles(session: Session, event: Event, file: EventFile, *, now: dt.datetime) -> list[Found]:
    """The steps of the rules on the state of the service: what is wrong since now, and what is right again."""
    status = status_of(session, event, file, now=now)
    found: list[Found] = []
    for spec in specs(file):
        rule = alerts.STATE_RULES.get(spec.rule)
        if rule is None:
            continue
        wrong = {each.key: each for each in rule.troubles(status, options_of(spec))}
        prefix = f"|{spec.rule}|"
        open_now = {each.subject: each for each in storage.episodes.open_of(session, event.id or 0, prefix)}
        for key, each in wrong.items():
            if key not in open_now:
                facts = {"words": each.words, "since": each.since.isoformat()}
                step = Step("opened", each.since, now)
                found.append(Found(f"{prefix}{key}", spec.rule, "", key, step, facts, "major"))
        for key, episode in open_now.items():
            if key not in wrong:
                lasted = round((now - episode.started_at).total_seconds() / 60)
                over: dict[str, object] = {"ended_at": now.isoformat(), "lasted_minutes": lasted}
                step = Step("ended", episode.started_at, now)
                found.append(Found(f"{prefix}{key}", spec.rule, "", key, step, over, ""))
    return found


def status_of(session: Session, event: Event, file: EventFile, *, now: dt.datetime) -> Status:
    covered = storage.reactions.covered_to(session, event.id or 0)
    feeds = [
        Feed(
            row.name,
            row.kind,
            row.last_at,
            row.next_at,
            moment_of(covered[row.id or 0]) if row.id in covered else None,
            row.fault,
        )
        for row in storage.events.sources(session, event)
        if row.name != storage.events.IMPORTED
    ]
    known = storage.outbox.addresses(session, event.id or 0)
    names = {channel.name for channel in file.channels}
    refused = [
        (name, address.fault, address.disabled_at)
        for name, address in sorted(known.items())
        if address.disabled_at and name in names
    ]
    return Status(now, feeds, _parts(session, event, file, now=now), refused)


def _parts(session: Session, event: Event, file: EventFile, *, now: dt.datetime) -> list[Part]:
    """The parts that have ever been at work: a service that was never started is not overdue."""
    parts = []
    for name, lease, patience in PARTS:
        row = storage.leases.holder(session, lease)
        if row is not None:
            parts.append(Part(name, row.until - storage.leases.LENGTH, patience))
    missing = missing_digest(session, event, file, now=now)
    if missing:
        parts.append(Part(f"the digest of {missing[0]}", missing[1], DIGEST_PATIENCE))
    return parts


def missing_digest(
    session: Session, event: Event, file: EventFile, *, now: dt.datetime
) -> tuple[dt.date, dt.datetime] | None:
    """The day whose digest should be here and is not, and when it should have been made."""
    own = any(source.name != storage.events.IMPORTED for source in storage.events.sources(session, event))
    days = due_days.missing(session, event, file, now=now) if own else []
    if not days or storage.leases.holder(session, BEAT) is None:
        return None
    return days[0], max(due_days.due_at(file, days[0]), event.created_at)


def sign(database: Database, lease: str, *, now: dt.datetime) -> None:
    """Says that a worker was here."""
    with database.write() as session:
        storage.leases.mark(session, lease, now=now)


def is_sign_due(session: Session, *, now: dt.datetime) -> bool:
    row = storage.leases.holder(session, WORKER)
    return row is None or now - (row.until - storage.leases.LENGTH) >= PING_EVERY


def is_ping_due(session: Session, *, now: dt.datetime) -> bool:
    if not settings().heartbeat_url.get_secret_value():
        return False
    row = storage.leases.holder(session, PING)
    return row is None or now - (row.until - storage.leases.LENGTH) >= PING_EVERY


def ping(database: Database, *, now: dt.datetime) -> None:
    """Asks the heartbeat's address, so that someone outside notices when this stops."""
    url = settings().heartbeat_url.get_secret_value()
    if not url:
        return
    with database.write() as session:
        if not is_ping_due(session, now=now):
            return
        storage.leases.mark(session, PING, now=now)
    try:
        net.post(url, b"", {"User-Agent": "groundswell"}, seconds=8.0, method="GET")
    except ChannelError as fault:
        host = urllib.parse.urlsplit(url).hostname
        log.warning("the heartbeat did not get through", extra={"host": host, "why": str(fault)})

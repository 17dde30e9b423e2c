"""The mail of a digest as it would go out, for a look before anybody gets one. Nothing is sent and nothing settled."""

import datetime as dt

import storage.digests
import storage.events
from channels import mail
from config.settings import settings
from storage.database import Database
from storage.tables import Event
from worker import delivering, digesting, publishing

NOBODY = "nobody@groundswell.invalid"


def mail_of(database: Database, event: Event, day: dt.date, *, now: dt.datetime) -> tuple[bytes, list[str]]:
    """The mail as bytes of a file that mail programs open, and everyone who would get the digest."""
    with database.read() as session:
        file = storage.events.revision_of(session, event)
        known = storage.digests.current(session, event.id or 0, day)
        built = None if known else digesting.prepare(session, event, day, now=now)
    with database.write() as session:
        digest = known or digesting.freeze(session, event, built)  # type: ignore[arg-type]
        notice = publishing.notice_of(event, file, digest, "", now=now)
        message = delivering.outgoing(session, notice)
        session.rollback()
    to = publishing.readers(file)
    addresses = tuple(each.removeprefix(delivering.TO_READER) for each in to if each.startswith(delivering.TO_READER))
    made = mail.compose(message, settings().mail_from or NOBODY, addresses or (NOBODY,), now=now.timestamp())
    return made.as_bytes(), to

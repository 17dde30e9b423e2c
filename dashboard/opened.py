"""What most pages begin with: the database, and an event in the state that its numbers are made with."""

import contextlib
import dataclasses
import datetime as dt
import zoneinfo
from collections.abc import Iterator
from typing import Annotated

import fastapi
from sqlmodel import Session

import storage.events
from config.event_file import Event as EventFile
from config.settings import settings
from digests.base import PLATFORM_NAMES
from storage import schema
from storage.database import Database, open_database
from storage.tables import Event

Name = Annotated[str, fastapi.Path(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$", description="The name of the event.")]
NO_EVENT = "There is no event of that name."
EARLIEST, LATEST = dt.datetime(1970, 1, 2, tzinfo=dt.UTC), dt.datetime(2200, 1, 1, tzinfo=dt.UTC)


@dataclasses.dataclass(frozen=True)
class Opened:
    """An event as one page or answer sees it."""

    session: Session
    event: Event
    file: EventFile

    @property
    def id(self) -> int:
        return self.event.id or 0

    @property
    def name(self) -> str:
        return self.event.name

    @property
    def tz(self) -> zoneinfo.ZoneInfo:
        return self.file.tz


def database() -> Database:
    """The database of the settings, brought to the current schema where that is safe."""
    opened = open_database(settings().database)
    schema.ensure(opened)
    return opened


@contextlib.contextmanager
def open_event(name: str) -> Iterator[Opened]:
    """The event of that name, to read; 404 when there is none."""
    with database().read() as session:
        event = storage.events.named(session, name)
        if event is None:
            raise fastapi.HTTPException(404, NO_EVENT)
        yield Opened(session, event, storage.events.revision_of(session, event))


def minute(given: str, zone: zoneinfo.ZoneInfo) -> int | None:
    """A time that stands in an address, as a minute: a day, or a day and a time, in the zone unless it has an offset.
    422 for what is no time."""
    if not given.strip():
        return None
    try:
        at = dt.datetime.fromisoformat(given.strip().replace(" ", "+"))  # "+03:00" that was not escaped
        at = (at if at.tzinfo else at.replace(tzinfo=zone)).astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise fastapi.HTTPException(422, f"{given[:40]!r} is not a time such as 2025-04-18T06:30.") from None
    if not EARLIEST <= at <= LATEST:
        raise fastapi.HTTPException(422, "That time lies outside of 1970 to 2200.")
    return int(at.timestamp() // 60)


def theme_of(opened: Opened, given: str) -> str:
    """The theme if the event has it; 422 if not."""
    if given and given not in {theme.name for theme in opened.file.themes}:
        raise fastapi.HTTPException(422, "The event has no such theme.")
    return given


def platform_of(given: str) -> str:
    if given and given not in PLATFORM_NAMES:
        raise fastapi.HTTPException(422, "There is no such feed: x or reddit.")
    return given

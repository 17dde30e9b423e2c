"""What most commands begin with: the database, and an event in the state that its numbers are made with."""

import dataclasses
import datetime as dt
import sys

import typer

import storage.events
from config import clock
from config.event_file import Event as EventFile
from config.faults import EventFault
from config.settings import settings
from storage.database import Database
from storage.tables import Event
from worker import house, rebuilding, rescoring, revising, voices


@dataclasses.dataclass(frozen=True)
class Opened:
    database: Database
    event: Event
    file: EventFile

    @property
    def id(self) -> int:
        return self.event.id or 0


def open_event(name: str, *, is_to_be_applied: bool = False) -> Opened:
    """The event as it was last applied; where that is not its last state, a line says so, unless the command is about
    to change that. Raises EventFault when nothing of that name was ever imported or run."""
    database = house.database()
    with database.read() as session:
        event = storage.events.named(session, name)
        if event is None:
            names = [each.name for each in storage.events.all_events(session)]
            path = settings().events / f"{name}.toml"
            begin = f"it was not begun yet: groundswell import {name} FILES, or groundswell up"
            hint = begin if path.exists() else _others(names)
            raise EventFault(name, [hint])
        file = storage.events.revision_of(session, event)
        is_waiting = bool(event.pending_id) or rescoring.is_due(session, event) or _is_edited(name, file)
        session.expunge_all()
    if is_waiting:
        if not is_to_be_applied:
            print(
                f"The numbers are older than the event file or this version: groundswell rescore {name}",
                file=sys.stderr,
            )
    elif not voices.is_settled(event, file):
        print("Marking and counting the posts by the rules of this version …", file=sys.stderr)
        rebuilding.rebuild(database, event.id or 0, clock=clock.now)
    return Opened(database, event, file)


def _is_edited(name: str, applied: EventFile) -> bool:
    """Whether the event file says something else by now. Faults in it are told by the commands that take it over."""
    try:
        return revising.path_of(name).exists() and revising.load(name).revision != applied.revision
    except EventFault:
        return False


def _others(names: list[str]) -> str:
    return (
        f"there is no such event; there is: {', '.join(names)}"
        if names
        else "there is no event yet: groundswell init NAME"
    )


def minute_range(opened: Opened, since: str, until: str) -> tuple[int | None, int | None]:
    """`--since` and `--until` as minutes, half-open, in the event's zone unless an offset is given."""
    return _minute(opened, since, "--since"), _minute(opened, until, "--until")


def _minute(opened: Opened, given: str, name: str) -> int | None:
    at = instant(opened.file, given, name)
    return None if at is None else int(at.timestamp() // 60)


def instant(file: EventFile, given: str, name: str) -> dt.datetime | None:
    """A time a person typed: a day, or a day and a time, in the event's zone unless an offset is given."""
    if not given:
        return None
    try:
        at = dt.datetime.fromisoformat(given)
    except ValueError:
        raise typer.BadParameter(
            f"{given!r} is not a time such as 2025-04-18 or 2025-04-18T06:30", param_hint=name
        ) from None
    return (at if at.tzinfo else at.replace(tzinfo=file.tz)).astimezone(dt.UTC)


def now() -> dt.datetime:
    return clock.now()

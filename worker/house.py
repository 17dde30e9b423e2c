"""What the rooms offer, put together: the registers against which event files are checked, and what an event needs
to be read: its plan, the scorers, and the ids of their versions."""

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable

from sqlmodel import Session

import alerts
import channels
import collectors
import storage.events
import storage.understood
import storage.versions
from analysis.authors import author_keys
from analysis.plan import MATCHING, Plan
from analysis.scorers import SCORERS, Scorer, scorers
from analysis.words import phrase_fault
from config import event_file
from config.keys import secret
from config.settings import settings
from storage.database import Database, open_database
from storage.tables import Event


def registers() -> event_file.Registers:
    return event_file.Registers(
        sources={kind: collector.Options for kind, collector in collectors.COLLECTORS.items()},
        rules={name: rule.Options for name, rule in alerts.RULES.items()},
        phrase_fault=phrase_fault,
        channels={name: channel.Options for name, channel in channels.CHANNELS.items()},
    )


def database() -> Database:
    """The database of the settings, brought to the current schema where that is safe."""
    from storage import schema

    opened = open_database(settings().database)
    schema.ensure(opened)
    return opened


@functools.cache
def keys_of_authors() -> Callable[[str, str | None, str | None], tuple[int | None, int | None]]:
    """The function that makes author keys, with the key of this installation."""
    return author_keys(secret(settings().author_key_file))


@dataclasses.dataclass(frozen=True)
class Reading:
    """All that is needed to read posts for one event in one of its states."""

    event_id: int
    revision_id: int
    plan: Plan
    scorers: tuple[Scorer, ...]
    scorer_ids: tuple[int, ...]
    theme_ids: dict[str, int]


def reading(session: Session, event: Event, *, now: dt.datetime) -> Reading:
    """The event as it is being applied: its pending state where there is one, else the current. Adds new versions of
    themes and scorers, so it needs a writing session."""
    file = storage.events.pending_of(session, event) or storage.events.revision_of(session, event)
    ids = scorer_ids(session, file, now=now)
    storage.versions.begin(session, event.id or 0, storage.versions.SCORER, dict(zip(SCORERS, ids, strict=True)))
    storage.versions.begin(session, event.id or 0, storage.versions.MATCHER, {storage.versions.PHRASES: MATCHING})
    return Reading(
        event_id=event.id or 0,
        revision_id=event.pending_id or event.revision_id or 0,
        plan=_plan(file.model_dump_json(by_alias=True)),
        scorers=scorers(file.tone.words),
        scorer_ids=ids,
        theme_ids=storage.understood.theme_ids(session, file, now=now),
    )


@functools.lru_cache(maxsize=8)
def _plan(content: str) -> Plan:
    """The plan of an event's state; what it has learned of words is worth keeping between files."""
    return Plan(event_file.Event.model_validate_json(content))


def scorer_ids(session: Session, file: event_file.Event, *, now: dt.datetime) -> tuple[int, ...]:
    """The ids of this process's scorers for the event, in the order of the register; new versions are added."""
    made = scorers(file.tone.words)
    return tuple(storage.understood.scorer_id(session, *scorer.id, now=now) for scorer in made)


def event(event_id: int) -> Event:
    """The event's row as it is now."""
    return event_in(database(), event_id)


def event_in(opened: Database, event_id: int) -> Event:
    with opened.read() as session:
        row = session.get_one(Event, event_id)
        session.expunge(row)
        return row

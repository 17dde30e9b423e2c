"""Corrections by readers: what a mark would change in the day's figures, then the mark itself, in one transaction."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

import storage.buckets
import storage.corrections
import storage.events
import storage.post_list
import storage.posts
import storage.series
import storage.understood
from analysis import estimates
from analysis.estimates import Figure
from config.event_file import Event as EventFile
from config.faults import ConfigFault
from digests.series import REACTING, scorer_names, sums_from
from storage.buckets import Stretch
from storage.database import Database, lock
from storage.tables import Correction, Event
from storage.tables.columns import moment_of
from worker import voices


class CannotCorrect(ConfigFault):
    """The mark makes no sense for this post or event; the message says why."""


@dataclasses.dataclass(frozen=True)
class Wish:
    """One mark that a reader wants to set: what of the post, and to which value."""

    what: str
    value: str


@dataclasses.dataclass(frozen=True)
class Effect:
    """A figure of the post's day and platform that changes."""

    name: str
    before: Figure
    after: Figure


def effects(database: Database, event: Event, number: int, wishes: Sequence[Wish], *, now: dt.datetime) -> list[Effect]:
    """What the marks would change in the figures of the post's day. Nothing is kept."""
    return _effects(database, event, number, lambda session: _set(session, event, number, wishes, "", "", now=now))


def effects_of_undoing(database: Database, event: Event, row: Correction, *, now: dt.datetime) -> list[Effect]:
    """What undoing a correction would change in the figures of the post's day. Nothing is kept."""
    return _effects(database, event, row.post_id, lambda session: _undo(session, event, row.id or 0, now=now))


def apply(
    database: Database, event: Event, number: int, wishes: Sequence[Wish], why: str, by: str, *, now: dt.datetime
) -> list[int]:
    """Sets the marks and has the post's minute counted again, in one transaction; returns the numbers of the
    corrections."""
    with database.write() as session:
        return _set(session, event, number, wishes, why, by, now=now)


def undo(database: Database, event: Event, correction_id: int, *, now: dt.datetime) -> None:
    """Takes a correction back: what the rules, or an older correction, say holds again."""
    with database.write() as session:
        _undo(session, event, correction_id, now=now)


def _effects(database: Database, event: Event, number: int, change: Any) -> list[Effect]:
    """Makes the change, counts the day, and takes all of it back."""
    with database.write() as session:
        member, file = _member(session, event, number), storage.events.revision_of(session, event)
        _count(session, event, file, member["minute"])
        before = _figures(session, event, file, member)
        change(session)
        _count(session, event, file, member["minute"])
        after = _figures(session, event, file, member)
        session.rollback()
    return [Effect(name, before[name], after[name]) for name in before if before[name] != after[name]]


def _member(session: Session, event: Event, number: int) -> dict[str, Any]:
    if event.pending_id:
        raise CannotCorrect(f"{event.name}: the event file has changed and is being applied; try again when it is done")
    member = storage.posts.member(session, event.id or 0, number)
    if member is None:
        raise CannotCorrect(f"the post is not in the event {event.name}")
    return member


def _set(
    session: Session, event: Event, number: int, wishes: Sequence[Wish], why: str, by: str, *, now: dt.datetime
) -> list[int]:
    lock(session, f"corrections of {event.id}")
    member, said = _member(session, event, number), storage.corrections.said(session, event.id or 0, [number])
    file = storage.events.revision_of(session, event)
    themes = _themes_of(session, file, number)
    rows = [
        Correction(
            event_id=event.id or 0,
            post_id=number,
            what=wish.what,
            value=wish.value,
            before=said.get(number, {}).get(wish.what) or _said_by_rules(wish.what, member, themes),
            why=why,
            by=by,
            at=now,
        )
        for wish in wishes
    ]
    storage.corrections.add(session, rows)
    _decide_again(session, event, file, member)
    return [row.id or 0 for row in rows]


def _undo(session: Session, event: Event, correction_id: int, *, now: dt.datetime) -> None:
    lock(session, f"corrections of {event.id}")
    row = storage.corrections.one(session, correction_id)
    if row is None or row.event_id != event.id or row.undone_at is not None:
        raise CannotCorrect(f"there is no correction {correction_id} of {event.name} that holds")
    member = _member(session, event, row.post_id)
    storage.corrections.undo(session, row, now=now)
    _decide_again(session, event, storage.events.revision_of(session, event), member)


def _decide_again(session: Session, event: Event, file: EventFile, member: dict[str, Any]) -> None:
    """Decides the post by the rules and by what readers say now. A mark on a theme changes counts without that."""
    voices.mark_again(session, event.id or 0, file, [member])
    storage.posts.mark_dirty(session, event.id or 0, [member["minute"]])


def _said_by_rules(what: str, member: Mapping[str, Any], themes: set[str]) -> str:
    if what.startswith("theme "):
        return "yes" if what.removeprefix("theme ") in themes else "no"
    before = {
        "voice": f"{member['voice']} ({member['voice_rule']})",
        "topic": "on" if member["belongs"] else "off",
        "tone": "counted",
        "text": "" if member["text_key"] is None else str(member["text_key"]),
    }
    return before[what]


def _themes_of(session: Session, file: EventFile, number: int) -> set[str]:
    ids = storage.understood.known_theme_ids(session, file)
    found = storage.post_list.hits_of(session, [number], list(ids.values())).get(number, {})
    return {name for name, each in ids.items() if each in found}


def _count(session: Session, event: Event, file: EventFile, minute: int) -> None:
    day = moment_of(minute).astimezone(file.tz).date()
    themes = storage.understood.known_theme_ids(session, file)
    scorers = list(scorer_names(session, event.id or 0))
    storage.buckets.rebuild(session, event.id or 0, Stretch(*storage.buckets.day_bounds(day, file.tz)), themes, scorers)


def _figures(session: Session, event: Event, file: EventFile, member: Mapping[str, Any]) -> dict[str, Figure]:
    """The figures of the post's day and platform, by their names for people."""
    day = moment_of(member["minute"]).astimezone(file.tz).date()
    start, end = storage.buckets.day_bounds(day, file.tz)
    found: dict[str, Figure] = {}
    for voice, of in (("", "posts"), (REACTING, "reacting posts")):
        platform = member["platform"]
        rows = storage.series.by_theme(session, event.id or 0, "day", start, end, platform=platform, voice=voice)
        cells = {row["theme"]: row for row in rows}
        whole = cells[""]["posts"] if "" in cells else 0
        found[of] = estimates.count(whole, "")
        found[f"different texts of {of}"] = estimates.count(cells[""]["distinct_texts"] if "" in cells else 0, "")
        for theme in file.themes if voice else ():
            part = cells[theme.name]["posts"] if theme.name in cells else 0
            found[f"share of “{theme.name}”"] = estimates.share(part, whole, "")
        moods = storage.series.moods(session, event.id or 0, "day", start, end, platform=platform, voice=voice)
        tones = {mood["scorer_id"]: estimates.mean_tone(sums_from(mood), "") for mood in moods}
        for scorer_id, name in scorer_names(session, event.id or 0).items():
            found[f"word tone ({name.split('@')[0]}) of {of}"] = tones.get(scorer_id, Figure(None, 0))
    return found

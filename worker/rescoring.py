"""Brings what was understood of an event's posts to its current scorers and themes, beside what the ones before found,
and says what moved by it."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

import storage.buckets
import storage.events
import storage.rescores
import storage.understood
import storage.versions
from analysis.marks import mark_of
from analysis.plan import MATCHING
from analysis.scorers import SCORERS, scorers
from analysis.understanding import places, scaled
from storage.tables import Event, Rescore
from storage.tables.columns import moment_of
from storage.tables.identity import hash64
from storage.tables.score import COMPOUND_SCALE
from storage.versions import MATCHER, PHRASES, SCORER, THEME
from worker import house

COUNTING = "counting"
Measured = tuple[float, int]  # a mean or share, and what it rests on


def is_due(session: Session, event: Event) -> bool:
    """Whether the event's numbers are made with other scorers than this process has, or by another way to match."""
    stored = storage.versions.scorers_of(session, event.id or 0).values()
    names = {(row.name, row.version, row.lexicon_hash, row.words_hash) for row in stored}
    wanted = {tuple(each.id) for each in scorers(storage.events.revision_of(session, event).tone.words)}
    return bool(names) and (names != wanted or matches_otherwise(session, event))


def matches_otherwise(session: Session, event: Event) -> bool:
    """Whether the posts of the event were matched in another way than this process does."""
    return storage.versions.current(session, event.id or 0, MATCHER) != {PHRASES: MATCHING}


def begin(session: Session, event: Event, reading: house.Reading, *, now: dt.datetime) -> Rescore:
    """The open pass of the event, with the numbers as they are before it; one to another goal starts anew."""
    row = storage.rescores.open_one(session, event.id or 0)
    goal = [MATCHING, *reading.scorer_ids, *sorted(reading.theme_ids.values())]
    if row is None:
        row = Rescore(event_id=event.id or 0, revision_id=reading.revision_id, begun_at=now)
        row.before = {**storage.rescores.day_numbers(session, event.id or 0), "goal": goal}
    elif (row.revision_id, row.before["goal"]) != (reading.revision_id, goal) or row.step == COUNTING:
        row.revision_id, row.step, row.after, row.before = reading.revision_id, "", None, {**row.before, "goal": goal}
    session.add(row)
    session.flush()
    return row


def missing(session: Session, event: Event, reading: house.Reading) -> tuple[dict[int, int], dict[str, int]]:
    """The scorers, as places in the register by id, and the themes that the posts of the event were not read with: all
    themes, when they were read with another way to match."""
    used = set(storage.versions.current(session, event.id or 0, SCORER).values())
    new_scorers = {number: place for place, number in enumerate(reading.scorer_ids) if number not in used}
    if matches_otherwise(session, event):
        return new_scorers, reading.theme_ids
    current = storage.understood.known_theme_ids(session, storage.events.revision_of(session, event))
    return new_scorers, {name: number for name, number in reading.theme_ids.items() if number not in current.values()}


def find_again(
    session: Session,
    reading: house.Reading,
    rows: Sequence[Any],
    new_scorers: Mapping[int, int],
    new_themes: Mapping[str, int],
) -> None:
    """Scores and themes of a batch of posts by the versions that are new."""
    scores, hits = [], []
    made = [(number, reading.scorers[place]) for number, place in new_scorers.items()]
    for number, text, language in rows:
        for scorer_id, scorer in made:
            if language in scorer.languages:
                found = scaled(scorer.score(text))
                scores.append((number, scorer_id, *found.values(), hash64(text)))
        if new_themes:
            for name, each in reading.plan.themes(reading.plan.find(text), text, language).items():
                if name in new_themes:
                    hits.append(
                        tuple(
                            storage.understood.hit_row(new_themes[name], number, places(each), mark_of(each)).values()
                        )
                    )
    numbers = [row[0] for row in rows]
    storage.rescores.replace(session, numbers, (list(new_scorers), scores), (list(new_themes.values()), hits))


def move(session: Session, event: Event, reading: house.Reading) -> None:
    """Lets the event's numbers go by the scorers and themes of its pending state."""
    event_id = event.id or 0
    before = storage.understood.known_theme_ids(session, storage.events.revision_of(session, event))
    storage.versions.begin(session, event_id, THEME, before)
    storage.versions.move(session, event_id, THEME, reading.theme_ids)
    storage.versions.move(session, event_id, SCORER, dict(zip(SCORERS, reading.scorer_ids, strict=True)))
    storage.versions.move(session, event_id, MATCHER, {PHRASES: MATCHING})
    row = storage.rescores.open_one(session, event_id)
    if row is not None:
        row.step = COUNTING
        session.add(row)


def conclude(session: Session, event: Event, *, now: dt.datetime) -> None:
    """Once all was counted again: what moved."""
    row = storage.rescores.open_one(session, event.id or 0)
    if row is None or row.step != COUNTING or storage.buckets.is_dirty(session, event.id or 0):
        return
    zone = storage.events.revision_of(session, event).tz
    after = storage.rescores.day_numbers(session, event.id or 0)
    row.moved = moved(row.before, after, zone) if row.before["posts"] else {}  # nothing moved where nothing was
    row.before, row.done_at = {}, now
    session.add(row)


def moved(before: Mapping[str, Any], after: Mapping[str, Any], zone: ZoneInfo) -> dict[str, Any]:
    """The mean tones and theme shares of days that changed, each with the posts it rests on. None stands for what was
    not there."""
    return {
        "tones": list(_changes(_means(before["tones"]), _means(after["tones"]), "scorer", zone)),
        "themes": list(_changes(_shares(before["posts"]), _shares(after["posts"]), "theme", zone)),
    }


def _means(tones: Mapping[str, Sequence[int]]) -> dict[str, Measured]:
    return {key: (round(total / n / COMPOUND_SCALE, 4), n) for key, (n, total) in tones.items() if n}


def _shares(posts: Mapping[str, Sequence[int]]) -> dict[str, Measured]:
    """The share of each theme of the posts of its day and platform."""
    whole = {key.rsplit("|", 1)[0]: number for key, (number,) in posts.items() if key.endswith("|")}
    themed = {key: number for key, (number,) in posts.items() if not key.endswith("|")}
    of = {key: whole.get("|".join(key.split("|", 2)[:2]), 0) for key in themed}
    return {key: (round(number / of[key], 4), of[key]) for key, number in themed.items() if of[key]}


def _changes(
    before: Mapping[str, Measured], after: Mapping[str, Measured], what: str, zone: ZoneInfo
) -> Iterator[dict[str, Any]]:
    for key in sorted({*before, *after}, key=lambda key: (int(key.split("|", 1)[0]), key)):
        old, n = before.get(key, (None, 0))
        new, n = after.get(key, (None, n))
        if old != new:
            start, platform, name = key.split("|", 2)
            day = moment_of(int(start)).astimezone(zone).date().isoformat()
            yield {"day": day, "platform": platform, what: name, "before": old, "after": new, "n": n}

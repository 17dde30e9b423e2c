"""A made world with every kind of figure in its digest: quiet days, a burst, copies, reposts, three languages, news,
labels and a deletion. Invented; nobody said any of this."""

import datetime as dt
import itertools
import json
import pathlib
from collections.abc import Callable
from typing import Any

import storage.corrections
import storage.events
import storage.labels
import storage.understood
from storage.database import Database
from storage.tables import Event
from storage.tables.identity import post_number
from tests.conftest import NOW
from tests.making import at, comment, submission, tweet, write_lines
from worker import digesting, intake
from worker.intake import Watcher

DAY = dt.date(2025, 4, 18)
COVERED = (at(-14 * 1440 - 720), at(3 * 1440))
MOODS = (
    "I love this brave city",
    "this is horrible and sad",
    "so many people came",
    "I hate this awful war",
    "wonderful help",
)
WORDS = (
    "the world must act",
    "resilience of the city",
    "bread and water",
    "grief at the station",
    "act now, all of you",
)
Bring = Callable[..., Event]


def quiet(day: int, n: int) -> dict[str, Any]:
    return comment(
        day * 1000 + n, f"Kharkiv quiet day {day} evening number {n}", minutes=-day * 1440 + n * 60, author=f"q{n}"
    )


def burst(n: int) -> dict[str, Any]:
    text = f"Kharkiv tonight {n}: {WORDS[n % 5]}, {MOODS[n % 5]}, on corner {n * 7}"
    return comment(n, text, minutes=10 + n / 3, author=f"u{n % 90}", subreddit=("news", "europe", "ukraine")[n % 3])


def posts_on_x(n: int) -> dict[str, Any]:
    texts = (
        f"Харків сьогодні {n}, світ має діяти разом з нами",
        f"Kharkiv must live, we are with you, act now {n}",
        f"BREAKING: Missile hits Kharkiv district {n} https://t.co/a{n}",
    )
    return tweet(n, texts[n % 3], minutes=5 + n * 4, author_id=str(9000 + n % 40))


def records() -> list[Any]:
    days = [quiet(day, n) for day in range(1, 15) for n in range(24)]
    copies = [
        comment(600 + n, "Kharkiv needs us, share this everywhere now", minutes=90 + n, author=f"c{n}")
        for n in range(25)
    ]
    news = [submission(f"s{n}", f"Kharkiv hit again, report {n}", minutes=30 + n, selftext="") for n in range(6)]
    gone = [comment(700, "[removed]", minutes=40)]
    return [*days, *(burst(n) for n in range(240)), *copies, *news, *gone]


def bringing(database: Database, event_file: Any, folder: pathlib.Path, text: str | None = None) -> Bring:
    """Imports records of both platforms into the event and returns it."""
    event_file(text) if text else event_file()
    numbers = itertools.count()

    def bring(*given: Any, covers: Any = COVERED) -> Event:
        is_x = {True: [], False: []}  # type: dict[bool, list[Any]]
        for record in given:
            is_x["conversation_id" in record].append(record)
        paths = [write_lines(folder / f"f{next(numbers)}.ndjson", each) for each in is_x.values() if each]
        if paths:
            intake.bring_in(database, "strike", paths, covers=lambda _: covers, clock=lambda: NOW, watcher=Watcher())
        with database.read() as session:
            event = storage.events.named(session, "strike")
            assert event is not None
            session.expunge(event)
            return event

    return bring


def label(database: Database, event: Event) -> None:
    """Readers judged some posts of a theme, and called some reacting."""
    with database.write() as session:
        file = storage.events.revision_of(session, event)
        number = storage.understood.known_theme_ids(session, file)["resilience"]
        base = {"event_id": event.id, "theme_id": number, "reader": "ann", "labelled_at": NOW}
        judged = [(post_number("reddit", f"t1_c{n:05d}"), n != 1) for n in range(1, 60, 5)]
        storage.labels.add(session, [{**base, "post_id": post, "is_right": right} for post, right in judged])
        for n in range(4):
            post = post_number("reddit", f"t1_c{n:05d}")
            value = "reacting" if n else "passing on"
            storage.corrections.keep_label(session, event.id or 0, post, value, "reacting", now=NOW)


def digest(database: Database, event: Event, day: dt.date = DAY) -> dict[str, Any]:
    """The digest as a program gets it."""
    numbers = digesting.digest(database, event, day, now=NOW).numbers
    found: dict[str, Any] = json.loads(json.dumps(numbers))
    return found


def figures_of(part: Any) -> list[dict[str, Any]]:
    """Every figure in a record."""
    if isinstance(part, dict):
        own = [part] if "definition" in part else []
        return own + [found for value in part.values() for found in figures_of(value)]
    return [found for each in part for found in figures_of(each)] if isinstance(part, list) else []

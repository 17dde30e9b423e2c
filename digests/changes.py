"""Why a figure is another one now: what came, what went, and what was decided since it was made, each counted."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlmodel import Session

import storage.events
import storage.receipts
from config.event_file import Event as EventFile
from storage.tables import Event

GONE = {
    "deleted": "were deleted or removed at the source",
    "corrected": "were called off topic by a reader",
    "off topic": "are off topic by the settings of now",
    "bot": "are by an account that is taken for a bot now",
    "ad": "are marked as advertisements now",
    "context": "are only context of others now",
    "": "are no longer here, or stand at another time (forgotten, or merged with a better source)",
}


@dataclasses.dataclass(frozen=True)
class Made:
    """The state in which a figure was made."""

    answer_id: str
    revision: str
    made_at: dt.datetime
    watermark: Mapping[str, Any]
    scorers: Sequence[str] = ()


@dataclasses.dataclass(frozen=True)
class Reason:
    """One thing that changed, how many times, and in words."""

    what: str
    n: int
    words: str


def since(
    session: Session,
    event: Event,
    file: EventFile,
    made: Made,
    stretches: Sequence[tuple[str, int, int]],
    scorers: Sequence[str],
) -> list[Reason]:
    """All that changed since for the posts of these stretches (platform, start, end), and in the settings."""
    found = [reason for stretch in stretches for reason in _posts(session, event.id or 0, made, *stretch)]
    return [
        *found,
        *_corrections(session, event.id or 0, made, stretches),
        *_settings(session, event, file, made, scorers),
    ]


def _posts(session: Session, event_id: int, made: Made, platform: str, start: int, end: int) -> Iterator[Reason]:
    then = storage.receipts.printed(session, made.answer_id, platform, start, end)
    if then is None:
        file, at = made.watermark.get("file", 0), made.made_at
        came = storage.receipts.came_since(session, event_id, platform, start, end, file, at)
        if came:
            yield Reason("late posts", came, f"{_posts_of(came)} came later, from files or looks after it was made.")
        return
    came, gone = 0, Counter[str]()
    left = set(then)
    for number, counts, why_not in storage.receipts.standing(session, event_id, platform, start, end):
        mark = storage.receipts.print_of(number)
        was = mark in then
        left.discard(mark)
        came += counts and not was
        if was and not counts:
            gone[why_not or ""] += 1
    gone[""] += len(left)
    if came:
        yield Reason("late posts", came, f"{_posts_of(came)} that count now did not count or were not here then.")
    for why, number in sorted(gone.items()):
        if number:
            yield Reason(
                "deletions" if why == "deleted" else why or "gone", number, f"{_posts_of(number)} {GONE[why]}."
            )


def _corrections(
    session: Session, event_id: int, made: Made, stretches: Sequence[tuple[str, int, int]]
) -> Iterator[Reason]:
    mark = made.watermark.get("correction", 0)
    number = sum(storage.receipts.corrections_since(session, event_id, *stretch, mark) for stretch in stretches)
    if number:
        yield Reason("corrections", number, f"Readers made {number} correction{_s(number)} on posts of that time.")


def _settings(session: Session, event: Event, file: EventFile, made: Made, scorers: Sequence[str]) -> Iterator[Reason]:
    now = storage.receipts.marks(session, event.id or 0)
    if made.revision and made.revision != file.revision:
        hashes = [row.hash for row in storage.events.revisions(session, event.id or 0)]
        number = len(hashes) - 1 - hashes.index(made.revision) if made.revision in hashes else 1
        words = f"The settings are version {file.revision} now; they were {made.revision}."
        yield Reason("new settings", max(number, 1), words)
    for name, what, words in (
        ("taken_back", "corrections taken back", "Corrections were taken back: {n}, in the whole event."),
        ("rescore", "judged anew", "Posts were scored and themed anew since."),
        ("theme_labels", "labels", "Readers labelled {n} more posts of themes."),
        ("voice_labels", "labels", "Readers labelled {n} more posts as reacting or not."),
    ):
        more = now[name] - made.watermark.get(name, 0)
        if more > 0:
            yield Reason(what, more, words.format(n=more))
    if made.watermark.get("marked_by") not in (None, now["marked_by"]):
        yield Reason("marked anew", 1, "Who reacts was marked anew: the rules or lists of accounts are others now.")
    others = sorted(set(made.scorers) ^ set(scorers)) if made.scorers else []
    if others:
        yield Reason("other scorers", len(others), f"The scorers are others: {', '.join(others)}.")


def _posts_of(number: int) -> str:
    return f"{number:,} post{_s(number)}"


def _s(number: int) -> str:
    return "" if number == 1 else "s"

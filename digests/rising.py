"""The phrases that rose on one platform in a stretch of time, each language against its own earlier posts."""

import dataclasses
from typing import Any

from sqlmodel import Session

import storage.said
from analysis.phrases import Rising, Said, rising
from digests.base import Context

DAYS_BACK = 28
DAY = 1440
MOST_NOW = 3_000  # posts of the stretch, and of the time before it, that are looked at, spread evenly over each
MOST_BEFORE = 6_000


@dataclasses.dataclass(frozen=True)
class Risen:
    """The rising phrases with their language, clearest first; and the posts that were compared, copies and further
    posts of one account left out. `before` is 0 where there are no earlier posts."""

    phrases: list[tuple[str, Rising]]
    posts: int
    before: int


def risen(
    session: Session,
    event_id: int,
    platform: str,
    start: int,
    end: int,
    days_back: int = DAYS_BACK,
    *,
    most_now: int = MOST_NOW,
    most_before: int = MOST_BEFORE,
) -> Risen:
    """Compares minutes [start, end) with up to so many days before."""
    now = _by_language(session, event_id, platform, start, end, end - start, most_now)
    past = _by_language(session, event_id, platform, start - days_back * DAY, start, end - start, most_before)
    found: list[tuple[str, Rising]] = []
    posts = before = 0
    for language in sorted(now):
        each = rising(now[language], past.get(language, ()))
        found += [(language, phrase) for phrase in each.phrases]
        posts, before = posts + each.whole, before + each.whole_before
    return Risen(sorted(found, key=lambda pair: (-pair[1].score, pair[1].phrase, pair[0])), posts, before)


def of_day(context: Context, platform: str) -> Risen:
    """The phrases that rose on the day of a digest; looked for once."""
    return context.once(
        ("risen", platform),
        lambda: risen(context.session, context.event_id, platform, context.start, context.end),
    )


def _by_language(
    session: Session, event_id: int, platform: str, start: int, end: int, length: int, most: int
) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for row in storage.said.said(session, event_id, start, end, platform=platform, most=most):
        found.setdefault(row["language"], []).append(_said(row, end, length))
    return found


def _said(row: dict[str, Any], end: int, length: int) -> Said:
    return Said(row["text"], row["author"], row["text_id"], (end - 1 - row["minute"]) // max(length, 1), row["post_id"])

"""Word tone: means, shares of dark and bright posts, and how many could be scored."""

from collections.abc import Mapping
from typing import Any

import storage.series
from analysis import estimates
from analysis.estimates import Figure
from analysis.scorers import SHOWN
from digests.measures.base import Asked, CannotAsk
from digests.measures.counts import Counted
from digests.series import scorer_names, sums_from


def _scorer(asked: Asked) -> int:
    """The id of the scorer that is named, whatever its version is by now."""
    wanted = asked.parts.get("scorer", SHOWN).split("@")[0]
    for number, name in scorer_names(asked.session, asked.event_id).items():
        if name.split("@")[0] == wanted:
            return number
    raise CannotAsk(f"The event is not scored by {wanted} now.")


def _mood(asked: Asked) -> Mapping[str, Any] | None:
    start, end = asked.stretch
    number = _scorer(asked)
    rows = storage.series.moods(
        asked.session,
        asked.event_id,
        asked.grain,
        start,
        end,
        platform=asked.platform,
        theme=asked.theme,
        voice=asked.voice,
    )
    return next((row for row in rows if row["scorer_id"] == number), None)


def mean(asked: Asked) -> Figure:
    mood = _mood(asked)
    return (
        estimates.mean_tone(sums_from(mood), asked.definition) if mood else Figure(None, 0, definition=asked.definition)
    )


class OfScored:
    """Posts of one kind, negative or positive, among those that have a score."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, asked: Asked) -> Figure:
        mood = _mood(asked)
        part, whole = (mood[self.name], mood["scored"]) if mood else (0, 0)
        return estimates.share(part, whole, asked.definition)


def scored(asked: Asked) -> Figure:
    mood, posts = _mood(asked), Counted("posts")(asked).value
    return estimates.share(mood["scored"] if mood else 0, int(posts or 0), asked.definition)


def unscored(asked: Asked) -> Figure:
    mood = _mood(asked)
    found = storage.series.facets(asked.session, asked.event_id, "language", *asked.stretch, platform=asked.platform)
    whole = sum(posts for _, posts in found)
    return estimates.share(whole - (mood["scored"] if mood else 0), whole, asked.definition)

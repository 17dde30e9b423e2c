"""Counts: how many posts, accounts or texts there were in a stretch of time."""

import storage.reactions
import storage.series
import storage.understood
from analysis import estimates
from analysis.estimates import Figure
from analysis.series import KNOWN, observations
from digests.measures.base import Asked, CannotAsk
from digests.series import REACTING

STEP = 15  # minutes: what spikes are looked for in
VOICES = ("", REACTING)
DISTINCT = {"authors": "accounts", "distinct_texts": "texts"}


class Counted:
    """One column of the buckets: read where one bucket is asked for, added up where more are."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self, asked: Asked) -> Figure:
        if asked.voice not in VOICES:
            return estimates.count(_of_voice(asked), asked.definition)
        if self.name in DISTINCT and "end" in asked.parts:
            return estimates.count(_distinct(asked, DISTINCT[self.name]), asked.definition)
        start, end = asked.stretch
        rows = storage.series.counts(
            asked.session,
            asked.event_id,
            asked.grain,
            start,
            end,
            platform=asked.platform,
            theme=asked.theme,
            voice=asked.voice,
        )
        values = [row[self.name] for row in rows.values()]
        if not values:
            return estimates.count(0 if _is_known(asked) else None, asked.definition)
        found = [value for value in values if value is not None]
        return estimates.count(sum(found) if found else None, asked.definition)


def _distinct(asked: Asked, name: str) -> int:
    """What is counted once over the whole stretch cannot be added up of its buckets."""
    if asked.theme or asked.voice:
        raise CannotAsk("Of a theme or a voice these are counted by bucket only.")
    return storage.reactions.totals(asked.session, asked.event_id, asked.platform, *asked.stretch)[name]


def of_community(asked: Asked) -> Figure:
    """Posts of one community in a stretch of minutes."""
    found = storage.reactions.communities(asked.session, asked.event_id, asked.platform, *asked.stretch)
    return estimates.count(dict(found).get(asked.parts.get("community", ""), 0), asked.definition)


def seen_by_rule(asked: Asked) -> Figure:
    """What an alert rule saw: counts of its steps, added up."""
    start, end = asked.stretch
    counted, step = asked.parts.get("counted", ""), int(asked.parts.get("minutes", "15"))
    if counted not in ("authors", "texts", "originals", "posts"):
        raise CannotAsk("There is no rule that counts so.")
    themes = {}
    if asked.theme:
        themes = {
            k: v for k, v in storage.understood.known_theme_ids(asked.session, asked.file).items() if k == asked.theme
        }
        if not themes:
            raise CannotAsk(f"The event has no theme “{asked.theme}” now.")
    found = storage.reactions.steps(
        asked.session,
        asked.event_id,
        counted,
        start,
        end,
        step,
        platform=asked.platform,
        themes=themes,
        voice=asked.voice,
    )
    return estimates.count(sum(found.get(asked.theme, {}).values()), asked.definition)


def _of_voice(asked: Asked) -> int:
    found = storage.series.facets(asked.session, asked.event_id, "voice", *asked.stretch, platform=asked.platform)
    return dict(found).get(asked.voice, 0)


def _is_known(asked: Asked) -> bool:
    """Whether nothing means none: it was seen whole, or others were counted in that time."""
    start, end = asked.stretch
    seen, share = asked.coverage().of(start, end)
    if seen in KNOWN and share == 1.0:
        return True
    whole = storage.series.counts(asked.session, asked.event_id, asked.grain, start, end, platform=asked.platform)
    return bool((asked.theme or asked.voice) and whole)


def total(asked: Asked) -> Figure:
    """All posts of the event on the platform."""
    found = storage.series.total(asked.session, asked.event_id, platform=asked.platform)
    return estimates.count(found, asked.definition)


def day_before(asked: Asked) -> Figure:
    """Posts of the day before, where it was seen whole."""
    before = asked.of_day.before(asked.platform)
    value = before.counts.posts if before.is_known and before.counts else None
    return estimates.count(value, asked.definition)


def _steps(asked: Asked) -> list[float]:
    start, end = asked.stretch
    posts = storage.series.minutes(asked.session, asked.event_id, "originals", start, end, platform=asked.platform)
    found = observations(posts, asked.coverage(), start, end, STEP)
    return [each.count for each in found if each.count is not None]


def of_spike(asked: Asked) -> Figure:
    """Originals in the steps of the stretch that were seen."""
    return estimates.count(round(sum(_steps(asked))), asked.definition)


def most_of_spike(asked: Asked) -> Figure:
    """Originals in the fullest step of the stretch."""
    return estimates.count(round(max(_steps(asked), default=0)), asked.definition)


def originals(asked: Asked) -> Figure:
    """Of a spike, where two ends are named; else of a bucket."""
    is_spike = "start" in asked.parts and "end" in asked.parts and "by" not in asked.parts
    return of_spike(asked) if is_spike else Counted("originals")(asked)

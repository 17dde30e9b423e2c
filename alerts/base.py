"""The contract of this room: a rule is a module that declares its options, says what it has to look at, and decides.
Pure. There are three families: rules on counts, on differences of two windows, and on the state of the service."""

import dataclasses
import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal, Protocol

import pydantic

from alerts.episodes import Look
from analysis.differences import Difference
from analysis.spikes import Detector, Verdict

Measure = Literal["posts", "originals", "texts", "authors"]


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """A series of counts: what is counted, of which theme ("" = any), in buckets of so many minutes. `voice` is ""
    for all posts."""

    measure: Measure
    theme: str = ""
    minutes: int = 15
    voice: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """A difference that is looked at: of a theme's share, of tone, or of the share of a language or community, between
    the last `hours` and as many days of 24 hours before them as `days` says."""

    kind: Literal["theme", "tone", "language", "community"]
    subject: str
    hours: int = 3
    days: int = 1


@dataclasses.dataclass(frozen=True, slots=True)
class Feed:
    """What is known of one source: when it was looked at last and is due again, how far it was covered, what fails."""

    name: str
    kind: str
    last_at: dt.datetime | None
    next_at: dt.datetime | None
    covered_to: dt.datetime | None
    fault: str


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A part of the service, when it was last seen at work, and after how long without a sign it is overdue."""

    name: str
    last_at: dt.datetime | None
    patience: dt.timedelta


@dataclasses.dataclass(frozen=True, slots=True)
class Status:
    """The state of what watches, as the rules on it see it."""

    now: dt.datetime
    feeds: Sequence[Feed]
    parts: Sequence[Part]
    refused: Sequence[tuple[str, str, dt.datetime]] = ()  # channels that take no messages: why, and since when


@dataclasses.dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong since a time; the key tells it from others of its rule."""

    key: str
    words: str
    since: dt.datetime


class CountOptions(pydantic.BaseModel):
    """`per_week`: how many alerts a week are wanted at most; a lower number asks for rarer events. `minutes`: the
    length of a bucket."""

    model_config = pydantic.ConfigDict(extra="forbid")

    per_week: float = pydantic.Field(default=1.0, ge=0.05, le=50)
    minutes: Literal[1, 5, 15, 60] = 15


class WindowOptions(pydantic.BaseModel):
    """`per_week`: how many alerts a week are wanted at most. `hours`: the length of the recent window."""

    model_config = pydantic.ConfigDict(extra="forbid")

    per_week: float = pydantic.Field(default=1.0, ge=0.05, le=50)
    hours: int = pydantic.Field(default=3, ge=1, le=24)


class Rule(Protocol):
    """What every rule has. `title` names it on screen."""

    title: str

    @property
    def Options(self) -> type[pydantic.BaseModel]:  # noqa: N802 (a class of the module)
        """What an event file may set for this rule."""

    def explain(self, facts: Mapping[str, Any]) -> str:
        """One sentence of what was found, from the facts of an episode."""


class CountRule(Rule, Protocol):
    def wanted(self, options: pydantic.BaseModel, themes: Sequence[str]) -> Sequence[Wanted]:
        """The series that the rule watches, on each platform."""

    def look(self, verdict: Verdict, detector: Detector) -> Look:
        """What the bucket that was just judged shows, by this rule."""


class WindowRule(Rule, Protocol):
    def asked(self, options: pydantic.BaseModel, themes: Sequence[str]) -> Sequence[Asked]:
        """The differences that the rule looks at. A subject of "*" stands for each that is common enough."""

    def compare(self, found: Difference, options: pydantic.BaseModel, at: dt.datetime) -> Look:
        """What the difference up to `at` shows, by this rule."""


class StateRule(Rule, Protocol):
    def troubles(self, status: Status, options: pydantic.BaseModel) -> Sequence[Trouble]:
        """What is wrong now."""


def look_of(verdict: Verdict) -> Look:
    """What most rules on counts see: the grade of the verdict decides."""
    return Look(
        at=verdict.start,
        fires=verdict.spike,
        holds=verdict.significance >= 4,
        count=verdict.count,
        usual=verdict.usual,
        size=verdict.excess,
        rarity=verdict.rarity,
        live=verdict.learning,
    )


def look_of_difference(
    found: Difference, options: pydantic.BaseModel, at: dt.datetime, *, size: float, is_large: bool
) -> Look:
    """What rules on two windows see. They look at some 168 hours of their own a week: the improbability that is asked
    for is that of the wanted number among them, and ten times that, since real talk varies more than accounts do."""
    assert isinstance(options, WindowOptions)
    needed = max(3.0, math.log10(168 * 10 / options.per_week))
    return Look(
        at=at,
        fires=found.significance >= needed and is_large,
        holds=found.significance >= 2 and is_large,
        count=size,
        usual=0.0,
        size=size,
        rarity=found.significance,
    )


def counted(facts: Mapping[str, Any], noun: str) -> str:
    """64 accounts in 15 min (expected 6–17): what every rule on counts begins with."""
    span = _span(int(facts["minutes"]) * int(facts["window"]))
    low, high = round(facts["low"]), round(facts["high"])
    return f"{facts['observed']:,.0f} {noun} in {span} (expected {low:,}–{high:,})"


def _span(minutes: int) -> str:
    return f"{minutes} min" if minutes < 120 else f"{minutes / 60:g} h"

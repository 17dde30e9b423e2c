"""The contract of this room: a section gets one day of one event and says it in parts, each shown the same way in
HTML, plain text, Markdown and JSON."""

import dataclasses
import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from sqlmodel import Session

from analysis.definitions import spelt
from analysis.estimates import Figure
from analysis.series import KNOWN, Counts, CoverageMap, Seen
from analysis.spikes import Spike
from config.event_file import Event as EventFile

PLATFORM_NAMES = {"x": "X", "reddit": "Reddit"}
COMPLETE = 0.9  # a day of which less is known to have been seen is not compared


@dataclasses.dataclass(frozen=True)
class Shown:
    """A figure and the words in which it stands in the sentence; `id` is that of its receipt, once it has one."""

    figure: Figure
    words: str
    id: str = ""


Words = str | Shown


@dataclasses.dataclass(frozen=True)
class Sentence:
    """A line of text; `lead` marks one of those that must be read first."""

    words: tuple[Words, ...]
    lead: bool = False


@dataclasses.dataclass(frozen=True)
class Table:
    header: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]


@dataclasses.dataclass(frozen=True)
class Chart:
    """A drawing (SVG), with what it shows in words and the numbers in it."""

    title: str
    description: str
    svg: str
    points: tuple[tuple[str, float | None], ...]


@dataclasses.dataclass(frozen=True)
class QuoteSlot:
    """The place of a quote. The digest keeps the slot's number; the text stands apart, so that it can be deleted."""

    slot: int
    post_id: int
    text: str
    about: str
    url: str | None


Part = Sentence | Table | Chart | QuoteSlot


@dataclasses.dataclass(frozen=True)
class Day:
    """One local day of one platform: the counts, and how much of it was seen."""

    start: int
    end: int
    counts: Counts | None
    seen: Seen
    share_seen: float | None

    @property
    def is_known(self) -> bool:
        """Whether its numbers may be compared with those of another such day."""
        return self.seen in KNOWN and (self.share_seen or 0) >= COMPLETE


@dataclasses.dataclass(frozen=True)
class Context:
    """What the sections are made from: the event, the day, and its numbers by platform."""

    session: Session
    event_id: int
    event: EventFile
    revision: str
    day: dt.date
    start: int
    end: int
    now: dt.datetime
    platforms: tuple[str, ...]
    coverage: Mapping[str, CoverageMap]
    days: Mapping[str, Sequence[Day]]
    theme_ids: Mapping[str, int]
    scorer_names: Mapping[int, str]
    spikes: Mapping[str, Sequence[Spike]]

    @property
    def is_over(self) -> bool:
        """Whether the day has ended; a digest of a day that has not is a preview."""
        return self.now.timestamp() // 60 >= self.end

    def today(self, platform: str) -> Day:
        return self.days[platform][-1]

    def before(self, platform: str) -> Day:
        """The day before, seen or not."""
        return self.days[platform][-2]

    def usual(self, platform: str) -> list[Day]:
        """Days before that were seen whole, latest first."""
        return [day for day in reversed(self.days[platform][:-1]) if day.is_known]

    def definition(self, measure: str, platform: str, **more: str) -> str:
        """What a figure is, so that it can be computed again."""
        parts = {
            "event": self.event.name,
            "revision": self.revision,
            "platform": platform,
            "day": self.day.isoformat(),
            **more,
        }
        return spelt(measure, parts)


class Section(Protocol):
    title: str

    def build(self, context: Context) -> Iterator[Part]:
        """The parts of the section; none leaves it out."""


def sentence(*words: Words, lead: bool = False) -> Sentence:
    return Sentence(words, lead)


def number(figure: Figure) -> Shown:
    """A count in words; "unknown" where it is."""
    return Shown(figure, "unknown" if figure.value is None else f"{figure.value:,.0f}")


def percent(figure: Figure) -> Shown:
    """A share with its interval: 11 % (9–13 %); with one decimal where it is small."""
    if figure.value is None or figure.low is None or figure.high is None:
        return Shown(figure, "unknown")
    value, low, high = figure.value * 100, figure.low * 100, figure.high * 100
    digits = 1 if high < 9.5 else 0
    return Shown(figure, f"{value:.{digits}f} % ({low:.{digits}f}–{high:.{digits}f} %)")


def points_of(figure: Figure) -> Shown:
    """A difference of two shares in percentage points, with its interval."""
    if figure.value is None or figure.low is None or figure.high is None:
        return Shown(figure, "unknown")
    value, low, high = figure.value * 100, figure.low * 100, figure.high * 100
    digits = 1 if max(abs(low), abs(high)) < 9.5 else 0
    return Shown(figure, f"{value:+.{digits}f} points ({low:+.{digits}f} to {high:+.{digits}f})")


def signed(figure: Figure) -> Shown:
    """A tone between -1 and +1 with its interval."""
    if figure.value is None:
        return Shown(figure, "unknown")
    if figure.low is None or figure.high is None:
        return Shown(figure, f"{figure.value:+.2f}, too few accounts for an interval")
    return Shown(figure, f"{figure.value:+.2f} ({figure.low:+.2f} to {figure.high:+.2f})")

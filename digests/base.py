"""The contract of this room: a section gets one day of one event and says it in parts, each shown the same way in
HTML, plain text, Markdown and JSON. The first screen is a section whose parts are lines."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from sqlmodel import Session

from analysis.definitions import spelt
from analysis.estimates import Figure
from analysis.series import KNOWN, Counts, CoverageMap, Seen
from analysis.spikes import Spike
from config.event_file import Event as EventFile

PLATFORM_NAMES = {"x": "X", "reddit": "Reddit"}
Made = TypeVar("Made")
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


@dataclasses.dataclass(frozen=True)
class Link:
    """A way to what is behind a line: an address within the dashboard."""

    words: str
    path: str


@dataclasses.dataclass(frozen=True)
class Line:
    """A line of the first screen: a label such as SAW, or none where it is numbered; `weight` is how unusual what it
    says is, in standard deviations, and orders the numbered ones."""

    label: str
    words: tuple[Words, ...]
    links: tuple[Link, ...] = ()
    weight: float = 0.0


Part = Sentence | Table | Chart | QuoteSlot | Line


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


UNSEEN = Day(0, 0, None, "not seen", None)


@dataclasses.dataclass(frozen=True)
class Stretch:
    """Local days, the last included, as minutes [start, end): one day of a digest, or all of an event's."""

    first: dt.date
    last: dt.date
    start: int
    end: int

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def is_one_day(self) -> bool:
        return self.first == self.last


@dataclasses.dataclass(frozen=True)
class Context:
    """What the sections are made from: the event, the day or the days, and its numbers by platform. `days` has the
    days of each platform up to the one that is told of, oldest first; of several days it has them as one."""

    session: Session
    event_id: int
    event: EventFile
    revision: str
    stretch: Stretch
    now: dt.datetime
    platforms: tuple[str, ...]
    coverage: Mapping[str, CoverageMap]
    days: Mapping[str, Sequence[Day]]
    theme_ids: Mapping[str, int]
    scorer_names: Mapping[int, str]
    spikes: Mapping[str, Sequence[Spike]]
    newsroom: dt.tzinfo | None = None
    known: dict[Hashable, Any] = dataclasses.field(default_factory=dict, compare=False, repr=False)

    @property
    def day(self) -> dt.date:
        """The day that is told of; the last of several."""
        return self.stretch.last

    @property
    def start(self) -> int:
        return self.stretch.start

    @property
    def end(self) -> int:
        return self.stretch.end

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What several sections need, made when the first of them asks."""
        if key not in self.known:
            self.known[key] = make()
        made: Made = self.known[key]
        return made

    @property
    def is_over(self) -> bool:
        """Whether the day has ended; a digest of a day that has not is a preview."""
        return self.now.timestamp() // 60 >= self.end

    def today(self, platform: str) -> Day:
        return self.days[platform][-1]

    def before(self, platform: str) -> Day:
        """The day before, seen or not; before the first day of an event nothing is known."""
        return self.days[platform][-2] if len(self.days[platform]) > 1 else UNSEEN

    def usual(self, platform: str) -> list[Day]:
        """Days before that were seen whole, latest first."""
        return [day for day in reversed(self.days[platform][:-1]) if day.is_known]

    def definition(self, measure: str, platform: str, **more: str) -> str:
        """What a figure is, so that it can be computed again."""
        parts = {
            "event": self.event.name,
            "revision": self.revision,
            "platform": platform,
            "day": self.day.isoformat() if self.stretch.is_one_day else f"{self.stretch.first}..{self.stretch.last}",
            **more,
        }
        return spelt(measure, parts)


class Section(Protocol):
    title: str

    def build(self, context: Context) -> Iterator[Part]:
        """The parts of the section; none leaves it out."""


class LineKind(Protocol):
    def build(self, context: Context) -> Iterator[Line]:
        """The lines of this kind; none where it has nothing to say."""


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


def portion(share: float) -> str:
    """How much of a time was seen, in percent; never rounded up to all of it."""
    return f"{min(round(share * 100), 99) if share < 1 else 100} %"


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

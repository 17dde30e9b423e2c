"""The contract of a measure: a name in the definition of a figure, what it means, and how it is computed again."""

import dataclasses
import datetime as dt
import functools
from collections.abc import Callable, Hashable, Mapping
from typing import Any

from sqlmodel import Session

import storage.coverage
from analysis.estimates import Figure
from analysis.series import CoverageMap, Grain, Stretch, bucket_starts
from config.event_file import Event as EventFile
from digests.base import Context, Made
from storage.buckets import day_bounds
from storage.tables import Event
from storage.tables.columns import minute_of

BY_THE_HOUR = {"posts in an hour": "hour"}  # measures that name the start of an hour only
SEVERAL = ".."
FIRST_YEAR, LAST_YEAR = (minute_of(dt.datetime(year, 1, 1, tzinfo=dt.UTC)) for year in (1900, 2200))
LONGEST = 20 * 366 * 1440  # minutes of one figure: anybody may type a definition
GRAINS: Mapping[str, Grain] = {"minute": "minute", "hour": "hour", "day": "day"}


class CannotAsk(Exception):
    """The definition cannot be computed; the message says why, in words."""


@dataclasses.dataclass(frozen=True)
class Asked:
    """One definition, in the event as it is now. `context` gives what the digest of a day is made from; `known` is what
    several definitions need, shared by those that are asked together."""

    session: Session
    event: Event
    file: EventFile
    measure: str
    parts: Mapping[str, str]
    definition: str
    context: Callable[[dt.date], Context]
    known: dict[Hashable, Any] = dataclasses.field(default_factory=dict)

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What several definitions need, made when the first of them asks."""
        if key not in self.known:
            self.known[key] = make()
        made: Made = self.known[key]
        return made

    @property
    def event_id(self) -> int:
        return self.event.id or 0

    @property
    def platform(self) -> str:
        return self.parts.get("platform", "")

    @property
    def theme(self) -> str:
        return self.parts.get("theme", "")

    @property
    def voice(self) -> str:
        return self.parts.get("who", "")

    @property
    def day(self) -> dt.date | None:
        given = self.parts.get("of") or self.parts.get("day")
        return dt.date.fromisoformat(given) if given and SEVERAL not in given else None

    @property
    def days(self) -> tuple[dt.date, dt.date] | None:
        """The first and the last of several days, where the figure is about that many together."""
        first, mark, last = self.parts.get("day", "").partition(SEVERAL)
        return (dt.date.fromisoformat(first), dt.date.fromisoformat(last)) if mark else None

    @functools.cached_property
    def grain(self) -> Grain:
        plain = BY_THE_HOUR.get(self.measure, "minute" if "start" in self.parts else "day")
        return GRAINS.get(self.parts.get("by", plain), "day")

    @functools.cached_property
    def stretch(self) -> tuple[int, int]:
        """The minutes [start, end) that the figure is about: from a start that is named, else those of its day."""
        try:
            start, end = self._stretch()
        except (ValueError, OverflowError):
            raise CannotAsk("The definition cannot be read.") from None
        if not (FIRST_YEAR <= start < end <= LAST_YEAR and end - start <= LONGEST):
            raise CannotAsk(f"The definition names no time of at most {LONGEST // 1440:,} days.")
        return start, end

    def _stretch(self) -> tuple[int, int]:
        if "from" in self.parts and "to" in self.parts:
            return _minute(self.parts["from"]), _minute(self.parts["to"])
        if "start" not in self.parts:
            if self.days is not None:
                return day_bounds(self.days[0], self.file.tz)[0], day_bounds(self.days[1], self.file.tz)[1]
            if self.day is None:
                raise CannotAsk("The definition names no time.")
            return day_bounds(self.day, self.file.tz)
        start = _minute(self.parts["start"])
        if "end" in self.parts:
            return start, _minute(self.parts["end"])
        return next(iter(bucket_starts(self.grain, start, start + 1, self.file.tz)))

    @property
    def of_day(self) -> Context:
        """What the digest of its day is made from, as counted now."""
        if self.day is None:
            raise CannotAsk("The definition names no day.")
        return self.context(self.day)

    def coverage(self) -> CoverageMap:
        rows = storage.coverage.of_event(self.session, self.event_id)
        return CoverageMap(
            Stretch(row.start, row.end, row.kind, row.exposure) for row in rows if row.platform == self.platform
        )


def _minute(given: str) -> int:
    at = dt.datetime.fromisoformat(given)
    if at.tzinfo is None:
        raise ValueError(given)
    return minute_of(at)


@dataclasses.dataclass(frozen=True)
class Measure:
    """`noun` says what is measured, with the parameters in braces; `how` how sure it is and why; `behind` which of the
    parameters narrow the posts behind it, with a `language` where only posts of one can be, and whether they are listed
    at all (`listed`). `shift` moves the posts by so many days from the day that is named; `originals` leaves
    reposts out. `interval` is what low and high are."""

    noun: str
    how: str
    compute: Callable[[Asked], Figure]
    behind: tuple[str, ...] = ("who", "theme", "language", "community")
    language: str = ""
    listed: bool = True
    shift: int = 0
    originals: bool = False
    interval: str = "95 %"

"""The stretch of time that a page shows, in buckets of hours or local days."""

import dataclasses
import datetime as dt
import zoneinfo
from collections.abc import Iterable, Sequence
from typing import Literal

import storage.series
from analysis.series import CoverageMap, bucket_starts
from dashboard.opened import Opened
from storage.buckets import day_bounds
from storage.tables.columns import minute_of, moment_of

Grain = Literal["minute", "hour", "day"]
DAY = 1440
LONGEST_BY_HOUR = 15 * DAY
LONGEST = 5 * 366 * DAY
WINDOWS = (("1 day", 1), ("3 days", 3), ("7 days", 7), ("14 days", 14))


@dataclasses.dataclass(frozen=True)
class Stretch:
    """Minutes [start, end) in buckets of one grain; `first` and `last` bound all that is known of the event."""

    start: int
    end: int
    grain: Grain
    zone: zoneinfo.ZoneInfo
    first: int
    last: int

    @property
    def buckets(self) -> list[tuple[int, int]]:
        return list(bucket_starts(self.grain, self.start, self.end, self.zone))

    @property
    def is_whole(self) -> bool:
        return self.start <= self.first and self.end >= self.last

    @property
    def day_shape(self) -> str:
        """How a day is written under a chart: with the year where more than one could be meant."""
        return "%d %b %y" if self.end - self.start > 300 * DAY else "%a %d %b"

    def window(self, days: int) -> tuple[int, int]:
        """So many days with the same end."""
        return max(self.end - days * DAY, self.first), self.end

    def moved(self, by: int) -> tuple[int, int] | None:
        """The stretch before (-1) or after (1) of the same length; None where nothing is known any more."""
        length = self.end - self.start
        start = self.start + by * length
        return (start, start + length) if start < self.last and start + length > self.first else None


def stretch(
    opened: Opened, coverage: Iterable[CoverageMap], since: int | None, until: int | None, *, days: int = 7
) -> Stretch | None:
    """What was asked for, else the last days of what is known; None where nothing is known yet."""
    bounds = known_bounds(opened, coverage)
    if bounds is None:
        return None
    first, last = bounds
    end = min(until if until is not None else last, LONGEST + last)
    start = since if since is not None else max(end - days * DAY, first)
    start, end = _whole_hours(max(start, end - LONGEST), end)
    grain: Grain = "hour" if end - start <= LONGEST_BY_HOUR else "day"
    if grain == "day":
        start = day_bounds(moment_of(start).astimezone(opened.tz).date(), opened.tz)[0]
        end = day_bounds(moment_of(end - 1).astimezone(opened.tz).date(), opened.tz)[1]
    return Stretch(start, end, grain, opened.tz, first, last)


def known_bounds(opened: Opened, coverage: Iterable[CoverageMap]) -> tuple[int, int] | None:
    """From the first to the last whole hour of which anything is known. Asks the buckets of days, which are few."""
    edges = [edge for each in coverage for edge in each.bounds or ()]
    for platform in storage.series.platforms(opened.session, opened.id):
        found = storage.series.bounds(opened.session, opened.id, platform=platform, grain="day")
        if found:
            edges += [found[0], _last_hour(opened, platform, found[1])]
    return _whole_hours(min(edges), max(edges)) if edges else None


def _last_hour(opened: Opened, platform: str, day: int) -> int:
    """The end of the last hour that has posts, in the local day that begins at this minute."""
    hours = storage.series.counts(opened.session, opened.id, "hour", day, day + 1500, platform=platform)
    return max(hours, default=day) + 60


def _whole_hours(start: int, end: int) -> tuple[int, int]:
    start, end = start // 60 * 60, -(-end // 60) * 60
    return start, max(end, start + 60)


def day_starts(stretch: Stretch) -> list[tuple[int, dt.date]]:
    """The local days that begin in the stretch."""
    day = moment_of(stretch.start).astimezone(stretch.zone).date()
    found = []
    while (start := minute_of(dt.datetime.combine(day, dt.time(), stretch.zone))) < stretch.end:
        found.append((start, day))
        day += dt.timedelta(days=1)
    return found


def spaced(values: Sequence[tuple[int, dt.date]], most: int) -> list[tuple[int, dt.date]]:
    """At most so many of them, at even steps."""
    return list(values[:: max(1, -(-len(values) // most))])

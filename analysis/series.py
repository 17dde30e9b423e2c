"""Series: buckets in order, with how much of each was seen. A bucket that nobody watched is missing, never zero."""

import bisect
import dataclasses
import datetime as dt
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

from analysis.estimates import ToneSums
from analysis.spikes import Observation

Grain = Literal["minute", "hour", "day"]
Seen = Literal["watched", "stated", "observed", "not seen"]
KNOWN: tuple[Seen, ...] = ("watched", "stated")


@dataclasses.dataclass(frozen=True, slots=True)
class Counts:
    """The counts of one bucket, as in storage.tables.Bucket."""

    posts: int
    originals: int
    distinct_texts: int
    authors: int | None
    engagement: int | None
    removed: int
    top_author: int | None = None


NOTHING = Counts(0, 0, 0, 0, None, 0)


@dataclasses.dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of coverage in minutes, half-open; see storage.tables.Coverage."""

    start: int
    end: int
    kind: str
    exposure: float = 1.0


@dataclasses.dataclass(frozen=True, slots=True)
class Point:
    """One bucket as it is shown. `counts` is None where the bucket is missing. `share_seen` in [0, 1] is how much of it
    was watched or stated complete; None where that is unknown."""

    start: dt.datetime
    end: dt.datetime
    counts: Counts | None
    seen: Seen
    share_seen: float | None
    tones: Mapping[int, ToneSums] = dataclasses.field(default_factory=dict)
    at_ceiling: bool = False


class CoverageMap:
    """What is known of how much of a platform was seen, ready to be asked for any stretch."""

    def __init__(self, stretches: Iterable[Stretch]) -> None:
        stretches = list(stretches)
        gaps = _union(s for s in stretches if s.kind == "gap")
        self._watched = _without(_union(s for s in stretches if s.kind == "watched"), gaps)
        stated = _union(s for s in stretches if s.kind == "stated")
        self._known = _joined(sorted([*self._watched, *stated]))
        self._observed = _union(s for s in stretches if s.kind == "observed")
        self._ceiling = _union(s for s in stretches if s.kind == "ceiling")

    @property
    def bounds(self) -> tuple[int, int] | None:
        """From the first to the last minute of which anything is known."""
        edges = [edge for spans in (self._known, self._observed) for span in spans for edge in span]
        return (min(edges), max(edges)) if edges else None

    def of(self, start: int, end: int) -> tuple[Seen, float | None]:
        """How minutes [start, end) were seen, and the share of them that is known to be complete."""
        known = _overlap(self._known, start, end)
        if known:
            kind: Seen = "watched" if _overlap(self._watched, start, end) else "stated"
            return kind, known / (end - start)
        return ("observed", None) if _overlap(self._observed, start, end) else ("not seen", 0.0)

    def holes(self, start: int, end: int) -> list[tuple[int, int]]:
        """The stretches of minutes [start, end) that are not known to have been seen whole, in order."""
        return _without([(start, end)], self._known)

    def at_ceiling(self, start: int, end: int) -> bool:
        """Whether somewhere in minutes [start, end) the feed gave no more, so that counts are "at least"."""
        return _overlap(self._ceiling, start, end) > 0


def _union(stretches: Iterable[Stretch]) -> list[tuple[int, int]]:
    return _joined(sorted((s.start, s.end) for s in stretches))


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, those that touch or overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _without(spans: Sequence[tuple[int, int]], holes: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans less the holes; both are in order and overlap nothing of their own."""
    left: list[tuple[int, int]] = []
    place = 0
    for start, end in spans:
        while place < len(holes) and holes[place][1] <= start:
            place += 1
        for at in range(place, len(holes)):
            low, high = holes[at]
            if low >= end:
                break
            if low > start:
                left.append((start, low))
            start = max(start, high)
        if start < end:
            left.append((start, end))
    return left


def _overlap(spans: Sequence[tuple[int, int]], start: int, end: int) -> int:
    first = max(bisect.bisect_right(spans, (start, 1 << 60)) - 1, 0)
    total = 0
    for place in range(first, len(spans)):  # a slice would copy the rest of them at every question
        low, high = spans[place]
        if low >= end:
            break
        total += max(0, min(high, end) - max(low, start))
    return total


def bucket_starts(grain: Grain, start: int, end: int, zone: zoneinfo.ZoneInfo) -> Iterator[tuple[int, int]]:
    """The buckets that minutes [start, end) touch, as (start, end) in minutes. Days are the zone's; hours are UTC."""
    if grain != "day":
        step = 60 if grain == "hour" else 1
        for low in range(start // step * step, end, step):
            yield low, low + step
        return
    day = _moment(start).astimezone(zone).date()
    while (low := _minute(dt.datetime.combine(day, dt.time(), zone))) < end:
        day += dt.timedelta(days=1)
        yield low, _minute(dt.datetime.combine(day, dt.time(), zone))


def points(
    buckets: Iterable[tuple[int, int]],
    counts: Mapping[int, Counts],
    tones: Mapping[int, Mapping[int, ToneSums]],
    coverage: CoverageMap,
) -> Iterator[Point]:
    """The buckets with what was counted in them, by start. An empty one is zero only where it was seen whole."""
    for start, end in buckets:
        seen, share = coverage.of(start, end)
        found = counts.get(start)
        if found is None and seen in KNOWN and share == 1.0:
            found = NOTHING
        yield Point(
            _moment(start), _moment(end), found, seen, share, tones.get(start, {}), coverage.at_ceiling(start, end)
        )


def observations(
    minutes: Mapping[int, int], coverage: CoverageMap, start: int, end: int, step: int
) -> Iterator[Observation]:
    """A series for the detector: counts per `step` minutes over [start, end), with None where nothing is known to have
    been seen. `minutes` holds counts by minute; they are added up."""
    sums: dict[int, int] = {}
    for minute, number in minutes.items():
        sums[minute // step * step] = sums.get(minute // step * step, 0) + number
    for low in range(start // step * step, end, step):
        seen, share = coverage.of(low, low + step)
        if seen in KNOWN and share:
            yield Observation(_moment(low), sums.get(low, 0), share)
        else:
            yield Observation(_moment(low), None)


def _moment(minute: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(minute * 60, dt.UTC)


def _minute(at: dt.datetime) -> int:
    return int(at.timestamp() // 60)

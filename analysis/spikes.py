"""Finds spikes in one series of counts, one bucket at a time, without looking ahead.

Two numbers say whether an excess is worth speaking of. Significance: how improbable it is under a seasonal negative
binomial whose level, season and dispersion are learned from the series itself. Rarity: how seldom this very series
shows such an excess. In the first day only significance can be known, and it has to be higher.
"""

import dataclasses
import datetime as dt
import math
import operator
from collections import deque
from typing import Literal

from analysis import packing
from analysis.rarity import Rarity
from analysis.tail import lull, surprise

WINDOWS = (1, 3, 12, 24)
RARITY_WINDOWS = (1, 24)
LEAST_EXPOSURE = 0.2
MEMORY_HOURS = 336  # dispersion and rarity halve in 14 days
SEASON_DAYS = 21
BRAKE = 6  # buckets after an excess in which it must not teach that this is normal
OF_ALL_TESTS = math.log10(len(WINDOWS) + 1)  # the best of several tests is less surprising than it looks
LONGEST_RUN = 288  # excess buckets after which a series may accept its new state

Grade = Literal["", "notable", "spike", "major"]


@dataclasses.dataclass(frozen=True, slots=True)
class Verdict:
    """What one collected bucket was judged to be. `count` and `usual` are posts in the bucket itself. `expected`,
    `low`, `high` and `observed` are posts in `window` buckets, those of the test that stood out most; low and high are
    two standard deviations off; `significance` and `rarity` are -log10 probabilities."""

    start: dt.datetime
    count: float
    usual: float
    observed: float
    expected: float
    low: float
    high: float
    ratio: float
    excess: float
    window: int
    test: Literal["seasonal", "jump"]
    significance: float
    rarity: float
    learning: bool
    grade: Grade

    @property
    def spike(self) -> bool:
        return self.grade in ("spike", "major")


@dataclasses.dataclass(slots=True)
class _Level:
    """A mean per unit of season that fades with time: posts, exposure, and effective buckets."""

    posts: float = 0.0
    exposure: float = 0.0
    buckets: float = 0.0

    @property
    def rate(self) -> float:
        return (self.posts + 0.05) / (self.exposure + 0.1)

    def fade(self, decay: float) -> None:
        self.posts *= decay
        self.exposure *= decay
        self.buckets *= decay


@dataclasses.dataclass(slots=True)
class _Dispersion:
    """An estimate of the dispersion with a prior of some weight."""

    weight: float
    mass: float

    def value(self, least: float) -> float:
        return max(self.mass / self.weight, least)


class Detector:
    """The state of one series (about 8 kB). `alerts_per_week` is the dial: how many alerts are wanted at most."""

    def __init__(self, bucket: dt.timedelta, alerts_per_week: float = 1.0) -> None:
        self.bucket = bucket
        self.minutes = bucket.total_seconds() / 60
        self.hours = self.minutes / 60
        self.set_dial(alerts_per_week)
        self._decay = 0.5 ** (self.hours / MEMORY_HOURS)
        self.age = 0
        self._fast, self._slow, self._jump_level = _Level(), _Level(), _Level()
        self._day = [[0.0] * 24, [0.0] * 24]
        self._week = [[0.0] * 168, [0.0] * 168]
        self._dispersions = [_Dispersion(8, 1.6) for _ in WINDOWS]
        self._jump = _Dispersion(8, 0.4)
        self._last: tuple[float, float] | None = None
        self._ring: deque[tuple[float, float, bool]] = deque(maxlen=max(WINDOWS))
        self._rarities = [Rarity(self._decay) for _ in RARITY_WINDOWS]
        self._quiet = self._run = 0

    def set_dial(self, alerts_per_week: float) -> None:
        """How many alerts a week are wanted at most. Nothing that was learned depends on it."""
        self.alerts_per_week = alerts_per_week
        self.least_rarity = math.log10(168 / self.hours) - 1.0 - 1.35 * math.log10(alerts_per_week)

    def observe(self, start: dt.datetime, count: float | None, exposure: float = 1.0) -> Verdict | None:
        """Judges the bucket that begins at `start`; None when it was not collected. Buckets come in order with none
        left out: one that was not watched has a count of None. `exposure` is the share of it that was watched."""
        return self._look(start, count, exposure, speak=True)

    def pass_by(self, start: dt.datetime, count: float | None, exposure: float = 1.0) -> None:
        """Learns from a bucket exactly what `observe` does, for one of whom nobody needs to hear: it is quicker."""
        self._look(start, count, exposure, speak=False)

    def _look(self, start: dt.datetime, count: float | None, exposure: float, *, speak: bool) -> Verdict | None:
        self.age += 1
        missing = count is None or exposure < LEAST_EXPOSURE
        e, y = (0.0, 0.0) if missing or count is None else (min(1.0, exposure), float(count))
        at = start + self.bucket / 2 if self.minutes >= 30 else start
        cell, season = self._season(at)
        level = self._fast if self._fast.rate >= self._slow.rate else self._slow
        rate = level.rate
        slow_rate = self._slow.rate
        mean = e * season * rate
        self._ring.append((y, mean, e > 0))
        for rarity in self._rarities:
            rarity.age()
        verdict = None if missing else self._judge(start, y, mean, season * e, e, level.buckets, speak=speak)
        self._learn(y, mean, season, e, cell, slow_rate, collected=not missing)
        return verdict

    def peek(self, start: dt.datetime, count: float) -> Verdict | None:
        """As `observe` of a bucket that is not over, without learning from it. The count so far is held against what
        is expected of the whole bucket: a spike seen early is one that the whole bucket can only confirm."""
        ahead = Detector.__new__(Detector)
        ahead.__dict__.update(self.__dict__)
        ahead._fast, ahead._slow = dataclasses.replace(self._fast), dataclasses.replace(self._slow)
        ahead._jump_level, ahead._jump = dataclasses.replace(self._jump_level), dataclasses.replace(self._jump)
        ahead._dispersions = [dataclasses.replace(each) for each in self._dispersions]
        ahead._day, ahead._week = [list(cells) for cells in self._day], [list(cells) for cells in self._week]
        ahead._ring = self._ring.copy()
        ahead._rarities = [rarity.copy() for rarity in self._rarities]
        return ahead.observe(start, count)

    def usual(self, start: dt.datetime, exposure: float) -> float:
        """What is expected of a bucket by what was learned so far."""
        at = start + self.bucket / 2 if self.minutes >= 30 else start
        return min(1.0, exposure) * self._season(at)[1] * max(self._fast.rate, self._slow.rate)

    def kept(self) -> "Detector":
        """A copy that goes on expecting what this one does now. It is only to be asked for what is usual."""
        copy = Detector.__new__(Detector)
        copy.__dict__.update(self.__dict__)
        copy._fast, copy._slow = dataclasses.replace(self._fast), dataclasses.replace(self._slow)
        copy._day, copy._week = [list(cells) for cells in self._day], [list(cells) for cells in self._week]
        return copy

    def quietness(self) -> tuple[float, float, float]:
        """The posts of the last 24 watched buckets, how many were expected, and -log10 of how improbable so few are."""
        taken = [entry for entry in self._ring if entry[2]]
        observed, expected = sum(entry[0] for entry in taken), sum(entry[1] for entry in taken)
        return observed, expected, lull(observed, expected, self._dispersions[-1].value(0.02))

    def state(self) -> bytes:
        """The detector as bytes with a version and a checksum: about 4 kB."""
        has_last, last = (1.0, self._last) if self._last else (0.0, (0.0, 0.0))
        levels = [n for each in (self._fast, self._slow, self._jump_level) for n in _level_numbers(each)]
        spreads = [n for each in (*self._dispersions, self._jump) for n in (each.weight, each.mass)]
        ring = [float(n) for entry in self._ring for n in entry]
        scalars = [self.bucket.total_seconds(), self.alerts_per_week, self.age, self._quiet, self._run, has_last, *last]
        tables = [*self._day[0], *self._day[1], *self._week[0], *self._week[1]]
        rarities = [n for each in self._rarities for n in (each.weight, each.total, *each.masses)]
        return packing.pack([*scalars, *levels, *spreads, *tables, *rarities, *ring])

    @classmethod
    def restore(cls, state: bytes, alerts_per_week: float | None = None) -> "Detector":
        """The detector that `state` was taken of; the dial may be another, since nothing that was learned depends on
        it. Raises packing.DamagedState when the bytes are not a whole state of this version."""
        numbers = packing.Numbers(packing.unpack(state))
        seconds, dial, age, quiet, run, has_last, *last = numbers.take(8)
        numbers.check(seconds > 0 and dial > 0)
        detector = cls(dt.timedelta(seconds=seconds), alerts_per_week or dial)
        detector.age, detector._quiet, detector._run = int(age), int(quiet), int(run)
        detector._last = (last[0], last[1]) if has_last else None
        detector._fast, detector._slow, detector._jump_level = (_Level(*numbers.take(3)) for _ in range(3))
        *detector._dispersions, detector._jump = (_Dispersion(*numbers.take(2)) for _ in range(len(WINDOWS) + 1))
        detector._day = [numbers.take(24) for _ in range(2)]
        detector._week = [numbers.take(168) for _ in range(2)]
        for rarity in detector._rarities:
            rarity.weight, rarity.total = numbers.take(2)
            rarity.masses = numbers.take(len(rarity.masses))
            rarity.top = max((place for place, mass in enumerate(rarity.masses) if mass), default=0)
        ring = numbers.rest()
        numbers.check(len(ring) % 3 == 0 and len(ring) <= 3 * max(WINDOWS))
        detector._ring.extend((ring[at], ring[at + 1], bool(ring[at + 2])) for at in range(0, len(ring), 3))
        return detector

    def _season(self, at: dt.datetime) -> tuple[int, float]:
        """The cell of the week, and the season's factor between the middles of its hours."""
        hour, day = at.hour, at.weekday()
        position = (hour * 60 + at.minute + at.second / 60) / 60 - 0.5
        low = math.floor(position)
        part = position - low
        value = (1 - part) * self._cell(24 * day + low) + part * self._cell(24 * day + low + 1)
        return 24 * day + hour, max(value, 0.05)

    def _cell(self, cell: int) -> float:
        cell %= 168
        hour = cell % 24
        of_day = (self._day[0][hour] + 8) / (self._day[1][hour] + 8)
        return (self._week[0][cell] + 8 * of_day) / (self._week[1][cell] + 8)

    def _judge(
        self, start: dt.datetime, y: float, mean: float, seen: float, e: float, buckets: float, *, speak: bool
    ) -> Verdict | None:
        best, first_variance = self._scan(buckets)
        jump = self._jump_test(y, mean, seen, e)
        if jump and jump[0] > best[0]:
            best = jump
        s, observed, expected, variance, window, test = best
        if s <= 0:
            s, observed, expected, variance, window, test = 0.0, y, mean, first_variance, 1, "seasonal"
        significance = max(0.0, s - OF_ALL_TESTS)
        rarity = self._rarity(score=speak)
        self._brake(significance)
        if not speak:
            return None
        ratio, excess, spread = observed / max(expected, 1e-9), observed - expected, math.sqrt(variance)
        learning = self.age * self.hours < 24
        return Verdict(
            start=start,
            count=y,
            usual=mean,
            observed=observed,
            expected=expected,
            low=max(0.0, expected - 2 * spread),
            high=expected + 2 * spread,
            ratio=ratio,
            excess=excess,
            window=window,
            test="jump" if test == "jump" else "seasonal",
            significance=significance,
            rarity=rarity,
            learning=learning,
            grade=self._grade(significance, rarity, ratio, excess, learning=learning),
        )

    def _grade(self, significance: float, rarity: float, ratio: float, excess: float, *, learning: bool) -> Grade:
        if learning:
            return "spike" if significance >= 5 and ratio >= 2 and excess >= 5 and self.age > 8 else ""
        if significance < 4:
            return ""
        if rarity < self.least_rarity or ratio < 1.5 or excess < 5:
            return "notable"
        return "major" if rarity >= self.least_rarity + 0.8 else "spike"

    def _scan(self, buckets: float) -> tuple[tuple[float, float, float, float, int, str], float]:
        """The most surprising window, and the variance of the single bucket."""
        best = (0.0, 0.0, 0.0, 0.0, 1, "seasonal")
        first_variance = 0.0
        for place, window in enumerate(WINDOWS):
            if window > 1 and self.age < 3 * window:
                continue
            counts, means = self._taken(window)
            if 2 * len(counts) < window:
                continue
            observed, expected = sum(counts), sum(means)
            dispersion = self._dispersions[place]
            plain = expected + dispersion.value(0.02) * expected**2
            variance = plain * (1 + len(counts) / max(buckets, 0.25))
            if window == 1:
                first_variance = variance
            s = surprise(observed, expected, (variance - expected) / expected**2)
            if s > best[0]:
                best = (s, observed, expected, variance, window, "seasonal")
            if self._fast.buckets >= 3:
                z = min((observed - expected) / math.sqrt(variance), 5)
                share = 0.05 if s > 3 or self._quiet > 0 else 1.0
                dispersion.weight = dispersion.weight * self._decay + share * expected**2 / (1 + expected**2)
                learned = share * (z**2 * plain - expected) / (1 + expected**2)
                dispersion.mass = max(0.0, dispersion.mass * self._decay + learned)
        return best, first_variance

    def _jump_test(
        self, y: float, mean: float, seen: float, e: float
    ) -> tuple[float, float, float, float, int, str] | None:
        """Compares with about the last 15 buckets, then learns from successive differences."""
        level, result = self._jump_level, None
        if level.buckets > 2:
            expected = max(seen * level.posts / level.exposure, mean)
            variance = (expected + self._jump.value(0.005) * expected**2) * (1 + 1 / level.buckets)
            result = surprise(y, expected, (variance - expected) / expected**2), y, expected, variance, 1, "jump"
        r = y / max(seen, 1e-6)
        if self._last is not None and (middle := (r + self._last[0]) / 2) > 0:
            poisson = (middle / max(seen, 1e-6) + middle / max(self._last[1], 1e-6)) / 2
            most = 9 * (poisson + self._jump.value(0.005) * middle**2)
            squared = min((r - self._last[0]) ** 2 / 2, most)
            share = (middle * seen) ** 2 / (1 + (middle * seen) ** 2)
            self._jump.weight = self._jump.weight * self._decay + share
            learned = share * (squared - poisson) / middle**2
            self._jump.mass = max(0.0, self._jump.mass * self._decay + learned)
        self._last = (r, seen)
        level.fade(0.5 ** (1 / 10))
        level.posts, level.exposure, level.buckets = level.posts + y, level.exposure + seen, level.buckets + e
        return result

    def _taken(self, window: int) -> tuple[list[float], list[float]]:
        """Counts and expected counts of those of the last buckets that were watched."""
        ring = self._ring
        last = [ring[place] for place in range(max(0, len(ring) - window), len(ring))] if window < len(ring) else ring
        return [entry[0] for entry in last if entry[2]], [entry[1] for entry in last if entry[2]]

    def _rarity(self, *, score: bool) -> float:
        scores = []
        for window, rarity in zip(RARITY_WINDOWS, self._rarities, strict=True):
            if window > 1 and self.age < 3 * window:
                continue
            counts, means = self._taken(window)
            if 2 * len(counts) < window:
                continue
            excess = max(0.0, sum(map(operator.sub, counts, means)))
            if score:
                scores.append(rarity.score_and_add(excess))
            else:
                rarity.add(excess)
        return sum(scores) / len(scores) if scores else 0.0

    def _brake(self, significance: float) -> None:
        if significance > 3:
            self._quiet, self._run = BRAKE, self._run + 1
            if self._run > LONGEST_RUN:
                self._quiet = 0
        elif self._quiet > 0:
            self._quiet -= 1
        else:
            self._run = 0

    def _learn(
        self, y: float, mean: float, season: float, e: float, cell: int, slow_rate: float, *, collected: bool
    ) -> None:
        """The level's memory grows with the age of the series; the season is learned after the first day."""
        hours = self.age * self.hours
        for level, longest, share in ((self._fast, 48, 0.5), (self._slow, 168, 1.0)):
            level.fade(0.5 ** (self.hours / min(longest, max(20 * self.hours, hours * share))))
        if not collected:
            return
        variance = (mean + self._dispersions[0].value(0.02) * mean**2) * (1 + 1 / max(self._fast.buckets, 0.25))
        clipped = y if self.age <= 6 else min(y, mean + max(3 * math.sqrt(variance), 3))
        for level in (self._fast, self._slow):
            level.posts, level.exposure, level.buckets = (
                level.posts + clipped,
                level.exposure + season * e,
                level.buckets + e,
            )
        if hours >= 24:
            fade = 0.5 ** (self.hours / 24 / SEASON_DAYS)
            for cells, place, faded in ((self._day, cell % 24, fade**24), (self._week, cell, fade**168)):
                cells[0][place] = cells[0][place] * faded + clipped
                cells[1][place] = cells[1][place] * faded + slow_rate * e


def _level_numbers(level: _Level) -> tuple[float, float, float]:
    return level.posts, level.exposure, level.buckets


@dataclasses.dataclass(frozen=True, slots=True)
class Observation:
    """One bucket of a series as it was watched; a count of None was not."""

    start: dt.datetime
    count: float | None
    exposure: float = 1.0


@dataclasses.dataclass(frozen=True, slots=True)
class Spike:
    """A stretch far above what was expected, half-open. `peak` is its most significant bucket and `busiest` the one
    with most posts; `total` and `expected` are the posts of the stretch, `usual` what was expected of the busiest
    bucket, both by what was learned before it began; `bucket` is the length of one."""

    started_at: dt.datetime
    ended_at: dt.datetime
    peak: Verdict
    busiest: Verdict
    total: float
    expected: float
    usual: float
    bucket: dt.timedelta

    @property
    def grade(self) -> Grade:
        return self.peak.grade


def find_spikes(series: list[Observation], bucket: dt.timedelta, alerts_per_week: float = 1.0) -> list[Spike]:
    """The spikes of a stored series, oldest first: what the detector would have said bucket by bucket. A stretch ends
    when nothing significant followed for three buckets and three hours."""
    detector = Detector(bucket, alerts_per_week)
    quiet = max(3 * bucket, dt.timedelta(hours=3))
    spikes: list[Spike] = []
    stretch: list[_Judged] = []
    before = detector.kept()
    for observation in series:
        if not stretch:
            before = detector.kept()
        verdict = detector.observe(observation.start, observation.count, observation.exposure)
        if verdict is None:
            continue
        if stretch and verdict.start - _last_excess(stretch).start > quiet:
            spikes.append(_spike(stretch, bucket))
            stretch = []
        if verdict.spike or stretch:
            stretch.append((verdict, before.usual(observation.start, observation.exposure)))
    return [*spikes, _spike(stretch, bucket)] if stretch else spikes


_Judged = tuple[Verdict, float]  # with what was usual of the bucket, by what was learned before the stretch began


def _last_excess(stretch: list[_Judged]) -> Verdict:
    return next(verdict for verdict, _ in reversed(stretch) if verdict.significance >= 4 or verdict.spike)


def _spike(stretch: list[_Judged], bucket: dt.timedelta) -> Spike:
    last = _last_excess(stretch).start
    inside = [(verdict, usual) for verdict, usual in stretch if verdict.start <= last]
    busiest, its_usual = max(inside, key=lambda judged: judged[0].count)
    return Spike(
        started_at=inside[0][0].start,
        ended_at=last + bucket,
        peak=max((verdict for verdict, _ in inside), key=lambda verdict: (verdict.spike, verdict.significance)),
        busiest=busiest,
        total=sum(verdict.count for verdict, _ in inside),
        expected=sum(usual for _, usual in inside),
        usual=its_usual,
        bucket=bucket,
    )

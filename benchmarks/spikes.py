"""The detector: how long it takes, how often it speaks without reason on generated series, how well it finds what was
planted, and, where the samples are, NAB's score on real series. Ends with an error where a promise is broken."""

import csv
import datetime as dt
import json
import math
import pathlib
import random
import sys
import time
from collections.abc import Iterator

from alerts.base import look_of
from alerts.episodes import Story
from analysis.spikes import Detector

BEGIN = dt.datetime(2025, 3, 3, tzinfo=dt.UTC)
SAMPLES = pathlib.Path(__file__).resolve().parent.parent.parent / "shared" / "samples" / "spikes"
DAYS, LEARNED, SETTLED = 28, 2, 14
broken: list[str] = []


def main() -> None:
    _speed()
    _calibration()
    _power()
    _nab()
    if broken:
        sys.exit("Broken: " + "; ".join(broken))


def _check(fine: bool, words: str) -> None:
    if not fine:
        broken.append(words)


def poisson(chance: random.Random, rate: float) -> int:
    """A count; above 200 by the normal, which is close enough there."""
    if rate > 200:
        return max(0, round(chance.gauss(rate, math.sqrt(rate))))
    count = 0
    while rate > 0:
        part = min(rate, 25.0)
        rate -= part
        limit, product = math.exp(-part), chance.random()
        while product > limit:
            product *= chance.random()
            count += 1
    return count


def generated(
    chance: random.Random, minutes: int, per_bucket: float, phi: float, days: int, *, gaps: bool
) -> Iterator[tuple[dt.datetime, int | None, float]]:
    """Event-free counts with a day, a night and a weekend, over-dispersed; with gaps: 2 % of buckets missing, 2 % half
    seen, and two outages of three to twelve hours a week."""
    outage = -1
    for place in range(days * 1440 // minutes):
        at = BEGIN + dt.timedelta(minutes=place * minutes)
        part = (at.hour * 60 + at.minute) / 1440
        season = math.exp(0.6 * math.sin(2 * math.pi * (part - 0.4)) + 0.15 * math.sin(4 * math.pi * part)) / 1.1
        rate = per_bucket * season * (0.7 if at.weekday() >= 5 else 1.0)
        exposure = 1.0
        if gaps:
            if chance.random() < 2 * minutes / (7 * 1440):
                outage = place + round(chance.uniform(180, 720) / minutes)
            exposure = 0.0 if place < outage or chance.random() < 0.02 else 0.5 if chance.random() < 0.02 else 1.0
        rate *= exposure * (chance.gammavariate(1 / phi, phi) if phi else 1.0)
        yield at, poisson(chance, rate) if exposure else None, exposure


def _speed() -> None:
    chance = random.Random(1)
    rows = list(generated(chance, 5, 20, 0.3, 28, gaps=False))
    detector = Detector(dt.timedelta(minutes=5))
    begun = time.process_time()
    for at, count, exposure in rows:
        detector.observe(at, count, exposure)
    each = (time.process_time() - begun) / len(rows) * 1e6
    at = BEGIN + dt.timedelta(days=28)
    begun = time.process_time()
    for _ in range(5_000):
        detector.peek(at, 30)
    tick = time.process_time() - begun
    print(
        f"spikes: {each:.0f} µs an observation; 5,000 series judged in {tick:.2f} s; "
        f"a state has {len(detector.state()):,} bytes"
    )
    _check(each <= 100, f"{each:.0f} µs an observation, promised 100")
    _check(tick <= 1, f"5,000 series took {tick:.2f} s, promised 1")


def _calibration() -> None:
    print(f"False alarms on generated event-free series of up to {DAYS} days, at one wanted alert a week")
    print(f"(S: after {SETTLED} days; messages: after {LEARNED}):")
    print("  bucket  posts/bucket  phi  gaps   buckets with S>=3 per 1,000   S>=4   messages a series-week")
    for minutes, days, runs in ((1, 16, 1), (5, DAYS, 1), (15, DAYS, 3), (60, DAYS, 12)):
        for per_bucket, phi, gaps in ((0.2, 0.0, False), (2, 0.3, True), (20, 0.3, False)):
            three = four = messages = buckets = seen = 0
            for seed in range(runs):
                found = _run(random.Random(seed * 977 + minutes), minutes, per_bucket, phi, days, gaps=gaps)
                three, four, messages, buckets, seen = (
                    a + b for a, b in zip((three, four, messages, buckets, seen), found, strict=True)
                )
            weeks = buckets * minutes / (7 * 1440)
            rate = messages / weeks
            print(
                f"  {minutes:>3} min {per_bucket:>12}  {phi:.1f}  {'yes' if gaps else 'no':>4}"
                f" {three / seen * 1000:>22.2f} {four / seen * 1000:>14.2f} {rate:>12.2f}"
            )
            _check(rate <= 1, f"{rate:.2f} messages a week at {minutes} min, wanted at most 1")


def _run(
    chance: random.Random, minutes: int, per_bucket: float, phi: float, days: int, *, gaps: bool
) -> tuple[int, int, int, int, int]:
    bucket = dt.timedelta(minutes=minutes)
    detector, story = Detector(bucket), Story(bucket)
    three = four = messages = buckets = seen = 0
    for at, count, exposure in generated(chance, minutes, per_bucket, phi, days, gaps=gaps):
        verdict = detector.observe(at, count, exposure)
        if verdict is None:
            continue
        steps = story.look(look_of(verdict))
        if (at - BEGIN).days >= LEARNED:
            buckets += 1
            settled = (at - BEGIN).days >= SETTLED
            seen += settled
            three += settled and verdict.significance >= 3
            four += settled and verdict.significance >= 4
            messages += sum(step.what != "ended" for step in steps)
    return three, four, messages, buckets, seen


def _power() -> None:
    """x5 for 15 minutes in 5-minute buckets: S at its own threshold for one false alarm in two weeks, against the test
    that knows the rate and the window."""
    print(
        "Power: x5 for 15 min, 20 posts in 5 min, at one false alarm in 2 weeks (limit = the test that knows the rate):"
    )
    for phi, limit in ((0.0, 100), (0.3, 97)):
        chance, bucket = random.Random(5), dt.timedelta(minutes=5)
        detector = Detector(bucket)
        highest = []
        for at, count, _ in generated(chance, 5, 20, phi, 35, gaps=False):
            verdict = detector.observe(at, count)
            if verdict and (at - BEGIN).days >= 14:
                highest.append(verdict.significance)
        threshold = max(2.5, sorted(highest)[-2])
        state, start, found, runs = detector.state(), BEGIN + dt.timedelta(days=35), 0, 60
        for run in range(runs):
            copy, best = Detector.restore(state), 0.0
            offset = dt.timedelta(hours=run % 24)
            for place, (at, count, _) in enumerate(generated(random.Random(run), 5, 20, phi, 1, gaps=False)):
                at += dt.timedelta(days=35)
                strength = 5 if start + offset <= at < start + offset + 3 * bucket else 1
                if at < start + offset - 6 * bucket or at >= start + offset + 6 * bucket:
                    continue
                verdict = copy.observe(at, count * strength)
                best = max(best, verdict.significance if verdict and at >= start + offset else 0.0)
                del place
            found += best >= threshold
        share = found / runs * 100
        print(f"  phi {phi}: threshold S {threshold:.1f}, found {share:.0f} %, limit {limit} %")
        _check(share >= limit - 20, f"power {share:.0f} % at phi {phi}, limit {limit} %")


def _nab() -> None:
    if not SAMPLES.exists():
        print("NAB: the real series are not here")
        return
    labels, results, messages, weeks = json.loads((SAMPLES / "labels.json").read_text()), [], 0, 0.0
    for path in sorted(SAMPLES.glob("Twitter_volume_*.csv")):
        own = labels["series"][path.name]
        scores, told, at = _scored(path)
        rows = len(scores)
        results.append((scores, told, [[at[edge] for edge in each] for each in own["windows"]]))
        messages += sum(place >= 288 for place in told)
        weeks += (rows - 288) * 5 / (7 * 1440)
    threshold = math.log10(168 * 12) - 1.0
    by_score = [
        ([i for i, s in enumerate(scores) if s >= threshold], windows, len(scores)) for scores, _, windows in results
    ]
    by_message = [(told, windows, len(scores)) for scores, told, windows in results]
    print("NAB realTweets, the five sample series (not tuned on):")
    for words, rows, reference in (
        ("this detector at the threshold of b = 1", by_score, "69.5 / 57.4 / 75.2"),
        ("messages of the episodes at b = 1", by_message, "73.5 / 65.4 / 77.9"),
    ):
        values = [nab(rows, *profile) for profile in ((1, 1, 0.11), (1, 1, 0.22), (1, 2, 0.11))]
        print(f"  {words}: standard / low FP / low FN {' / '.join(f'{v:.1f}' for v in values)} (reference {reference})")
    print(f"  {messages / weeks:.2f} messages a series-week after the first day (reference 1.12; wanted 1)")


def _scored(path: pathlib.Path) -> tuple[list[float], list[int], dict[str, int]]:
    """The score of each row for the sweep, the rows in which a message was sent, and the rows by their time."""
    bucket = dt.timedelta(minutes=5)
    detector, story = Detector(bucket), Story(bucket)
    raw: list[float] = []
    kept: list[float] = []
    told: list[int] = []
    rows: dict[str, int] = {}
    for place, row in enumerate(csv.DictReader(path.read_text().splitlines())):
        rows[row["timestamp"]] = place
        at = dt.datetime.fromisoformat(row["timestamp"]).replace(tzinfo=dt.UTC)
        verdict = detector.observe(at, float(row["value"]))
        assert verdict is not None
        fits = verdict.significance >= 4 and verdict.ratio >= 1.5 and verdict.excess >= 5
        score = verdict.rarity if fits else 0.0
        kept.append(score if score > max(raw[-288:], default=0.0) else 0.0)
        raw.append(score)
        told += [place for step in story.look(look_of(verdict)) if step.what != "ended"]
    return kept, told, rows


def nab(rows: list[tuple[list[int], list[list[int]], int]], tp: float, fn: float, fp: float) -> float:
    """NAB's score of alerts by row, over all series."""

    def sigmoid(x: float) -> float:
        return -1.0 if x > 3 else 2 / (1 + math.exp(5 * x)) - 1

    raw, windows_in_all = 0.0, 0
    for alerts, windows, length in rows:
        counted = [row for row in alerts if row >= min(math.floor(0.15 * length), 750)]
        windows_in_all += len(windows)
        for a, b in windows:
            inside = [row for row in counted if a <= row <= b]
            width = b - a + 1
            raw += max((tp * sigmoid(-(b - row + 1) / width) / sigmoid(-1) for row in inside), default=-fn)
        for row in counted:
            if any(a <= row <= b for a, b in windows):
                continue
            before = [(a, b) for a, b in windows if b < row]
            raw += fp * sigmoid((row - before[-1][1]) / (before[-1][1] - before[-1][0])) if before else -fp
    return 100 * (raw + fn * windows_in_all) / ((tp + fn) * windows_in_all)

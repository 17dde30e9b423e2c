"""The detector: it gives what the method says, learns nothing from gaps, and is kept whole or said to be damaged."""

import csv
import datetime as dt
import math
import pathlib
import random
import time

import pytest

from analysis.packing import DamagedState
from analysis.spikes import Detector, Observation, Verdict, find_spikes
from analysis.tail import lull, surprise

FIVE = dt.timedelta(minutes=5)
BEGIN = dt.datetime(2025, 3, 3, tzinfo=dt.UTC)


def counts(length: int, mean: float = 20, dispersion: float = 0.3, seed: int = 3) -> list[int]:
    """Over-dispersed counts with a day and a night, from a seed."""
    chance = random.Random(seed)
    found = []
    for place in range(length):
        day = math.exp(0.6 * math.sin(2 * math.pi * (place / 288 - 0.4)))
        rate = mean * day * chance.gammavariate(1 / dispersion, dispersion)
        found.append(poisson(chance, rate))
    return found


def poisson(chance: random.Random, rate: float) -> int:
    if rate > 50:
        return max(0, round(chance.gauss(rate, math.sqrt(rate))))
    limit, product, number = math.exp(-rate), chance.random(), 0
    while product > limit:
        product *= chance.random()
        number += 1
    return number


def grown(length: int = 2_500) -> Detector:
    detector = Detector(FIVE)
    for place, count in enumerate(counts(length)):
        detector.observe(BEGIN + place * FIVE, count if place % 31 else None)
    return detector


@pytest.fixture(scope="module")
def detector() -> Detector:
    return grown()


@pytest.mark.parametrize(
    ("count", "mean", "dispersion", "expected"),
    [
        (5, 0.2, 0.2, 5.031005),
        (20, 5, 0.1, 4.026226),
        (61, 14, 0.05, 9.718019),
        (418, 203, 0.01, 11.789260),
        (3, 0.1, 1e-6, 3.810640),
    ],
)
def test_the_tail_agrees_with_its_check_values(count: int, mean: float, dispersion: float, expected: float) -> None:
    assert surprise(count, mean, dispersion) == pytest.approx(expected, abs=1e-6)


def test_the_lower_tail_of_nothing_is_that_of_no_post() -> None:
    assert lull(0, 20, 0.1) == pytest.approx(10 * math.log10(1 + 20 * 0.1), abs=1e-9)
    assert lull(15, 20, 0.1) == 0


def test_a_restored_detector_goes_on_as_if_it_had_not_been_kept(detector: Detector) -> None:
    other = Detector.restore(detector.state())
    mine, at = Detector.restore(detector.state()), BEGIN + 2_500 * FIVE
    for place, count in enumerate(counts(200, seed=5)):
        assert mine.observe(at + place * FIVE, count) == other.observe(at + place * FIVE, count)
    assert mine.state() == other.state()


def test_the_state_is_small(detector: Detector) -> None:
    assert len(detector.state()) < 8_000


@pytest.mark.parametrize("damage", ["cut", "flip", "mark", "version", "empty", "long"])
def test_damaged_bytes_are_said_to_be_damaged(detector: Detector, damage: str) -> None:
    state = bytearray(detector.state())
    match damage:
        case "cut":
            state = state[:-20]
        case "flip":
            state[len(state) // 2] ^= 4
        case "mark":
            state[0] ^= 1
        case "version":
            state[3] = 9
        case "empty":
            state = bytearray()
        case "long":
            state += b"more"
    with pytest.raises(DamagedState, match="stored state"):
        Detector.restore(bytes(state))


def test_a_pickle_is_not_read() -> None:
    with pytest.raises(DamagedState):
        Detector.restore(b"cos\nsystem\n(S'true'\ntR." * 3)


def test_peeking_learns_nothing_and_sees_what_observing_would(detector: Detector) -> None:
    before, at = detector.state(), BEGIN + 2_500 * FIVE
    seen = detector.peek(at, 200)
    assert detector.state() == before
    assert seen == Detector.restore(before).observe(at, 200)


def test_a_count_that_grows_only_makes_a_spike_surer(detector: Detector) -> None:
    """What fires early in a bucket fires at its end too."""
    at = BEGIN + 2_500 * FIVE
    grades = [verdict.spike for n in range(0, 400, 10) if (verdict := detector.peek(at, n))]
    assert grades == sorted(grades)


def test_a_missing_bucket_says_nothing() -> None:
    detector = grown(400)
    assert detector.observe(BEGIN + 400 * FIVE, None) is None
    assert detector.observe(BEGIN + 401 * FIVE, 30, 0.1) is None


def test_half_a_bucket_with_half_the_posts_is_as_usual() -> None:
    detector, other = grown(), grown()
    whole, half = detector.observe(BEGIN, 20), other.observe(BEGIN, 10, 0.5)
    assert whole is not None
    assert half is not None
    assert half.usual == pytest.approx(whole.usual / 2)
    assert half.significance < 1


def test_three_days_nobody_watched_raise_nothing() -> None:
    detector = grown()
    verdicts: list[Verdict | None] = []
    for place, count in enumerate(counts(1_300, seed=8)):
        verdicts.append(detector.observe(BEGIN + (2_500 + place) * FIVE, None if place < 864 else count))
    assert not any(verdict.spike for verdict in verdicts if verdict)


def test_a_sudden_tenfold_is_significant() -> None:
    found = 0
    for seed in range(10):
        detector = grown(1_500)
        verdict = None
        for place in range(3):
            verdict = detector.observe(BEGIN + (1_500 + place) * FIVE, 10 * counts(3, seed=seed)[place] + 60)
        found += bool(verdict and verdict.significance >= 4)
    assert found >= 9


def test_an_observation_takes_less_than_the_promised_time() -> None:
    """100 microseconds; here with room for a busy machine."""
    detector, numbers = Detector(FIVE), counts(2_000)
    begun = time.perf_counter()
    for place, count in enumerate(numbers):
        detector.observe(BEGIN + place * FIVE, count)
    assert (time.perf_counter() - begun) / len(numbers) < 400e-6


@pytest.mark.parametrize("case", ["full", "gaps"])
def test_the_rows_of_the_reference_are_reproduced(samples: pathlib.Path, case: str) -> None:
    """Significance, rarity and the messages, at the chosen rows of a real series."""
    from alerts.base import look_of
    from alerts.episodes import Story

    folder = samples / "spikes"
    rows = list(csv.DictReader((folder / "Twitter_volume_AAPL.csv").read_text().splitlines()))
    wanted = {
        int(r["row"]): r
        for r in csv.DictReader((folder / "reference_rows.csv").read_text().splitlines())
        if r["case"] == case
    }
    detector, story = Detector(FIVE), Story(FIVE)
    messages = {"alert": "opened", "escalation": "worse"}
    for place, row in enumerate(rows):
        at, count, exposure = dt.datetime.fromisoformat(row["timestamp"]).replace(tzinfo=dt.UTC), int(row["value"]), 1.0
        missing = case == "gaps" and (place % 17 == 5 or 6000 <= place < 6400)
        if case == "gaps" and place % 19 == 3:
            count, exposure = count // 2, 0.5
        verdict = detector.observe(at, None if missing else count, exposure)
        steps = [step.what for step in story.look(look_of(verdict))] if verdict else []
        if place not in wanted:
            continue
        expected = wanted[place]
        assert [s for s in steps if s != "ended"] == [messages[m] for m in [expected["message"]] if m]
        if verdict:
            assert verdict.significance == pytest.approx(float(expected["S"]), abs=1e-8)
            assert verdict.rarity == pytest.approx(float(expected["R"]), abs=1e-8)


def test_what_was_expected_of_a_spike_is_what_was_usual_before_it_and_not_the_spike_itself() -> None:
    hour = dt.timedelta(hours=1)
    before, during = [4.0] * 24 * 14, [80.0] * 30
    series = [Observation(BEGIN + place * hour, count) for place, count in enumerate([*before, *during])]
    (spike,) = find_spikes(series, hour)
    hours = (spike.ended_at - spike.started_at) / hour
    assert hours > 20
    assert spike.total == 80 * hours
    assert spike.expected == pytest.approx(4 * hours, rel=0.05)
    assert spike.usual == pytest.approx(4, rel=0.05)

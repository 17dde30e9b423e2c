"""A series is followed quicker where nothing can happen, and it makes no difference."""

import datetime as dt
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts import COUNT_RULES
from alerts.base import CountRule
from alerts.following import Follower, Happened
from analysis.spikes import Observation

BEGIN = dt.datetime(2025, 3, 3, tzinfo=dt.UTC)
STEP = dt.timedelta(minutes=15)
RUN = st.tuples(st.integers(1, 60), st.sampled_from(["not seen", "empty", "empty", "few", "many", "half seen"]))


class Thorough(Follower):
    """Looks at every bucket in full."""

    is_still = False  # type: ignore[assignment]


def series(runs: list[tuple[int, str]], seed: int) -> list[Observation]:
    chance, found = random.Random(seed), list[Observation]()
    for length, kind in runs:
        for _ in range(length):
            count = {"empty": 0, "few": chance.randrange(3), "many": chance.randrange(5, 60), "half seen": 1}.get(kind)
            seen = {"not seen": 0.0, "half seen": 0.5}.get(kind, 1.0)
            found.append(Observation(BEGIN + len(found) * STEP, count, seen))
    return found


def follow(kind: type[Follower], rule: CountRule, seen: list[Observation]) -> tuple[list[Happened], bytes]:
    follower = kind.begin("x|volume", rule, 15, 2.0, BEGIN)
    return [each for one in seen for each in follower.go_on(one)], follower.detector.state()


@settings(max_examples=25)
@given(st.lists(RUN, max_size=12), st.integers(0, 99), st.sampled_from(sorted(COUNT_RULES)))
def test_passing_by_still_stretches_gives_the_same_steps_and_the_same_detector_bit_for_bit(
    runs: list[tuple[int, str]], seed: int, rule: str
) -> None:
    seen = series([(30, "few"), *runs, (40, "empty"), (3, "many"), (30, "empty")], seed)
    assert follow(Follower, COUNT_RULES[rule], seen) == follow(Thorough, COUNT_RULES[rule], seen)


def test_a_spike_after_twenty_still_days_is_told() -> None:
    seen = series([(20 * 96, "empty"), (4, "many")], 1)
    happened, _ = follow(Follower, COUNT_RULES["volume"], seen)
    assert next(each.step.what for each in happened) == "opened"


@pytest.mark.parametrize(("rule", "is_still"), [("volume", True), ("silence", False)])
def test_only_rules_that_need_posts_pass_by(rule: str, is_still: bool) -> None:
    assert Follower.begin("x", COUNT_RULES[rule], 15, 1.0, BEGIN).is_still is is_still

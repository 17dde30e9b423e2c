"""Series for the tests of rules, from a seed, and what a rule says of them. Invented."""

import datetime as dt
import random
from collections.abc import Sequence

from alerts.base import CountRule
from alerts.following import Follower, Happened
from analysis.spikes import Observation

BUCKET = dt.timedelta(minutes=15)
BEGIN = dt.datetime(2025, 4, 1, tzinfo=dt.UTC)
AT = BEGIN + dt.timedelta(days=7)


def series(days: float, *, burst: int = 0, gap: bool = False, seed: int = 7) -> list[Observation]:
    """Two posts in a bucket on average, from a seed; from day 7 on a burst that lasts an hour."""
    chance = random.Random(seed)
    found = []
    for place in range(int(days * 96)):
        start = BEGIN + place * BUCKET
        count = sum(chance.random() < 0.2 for _ in range(10))
        inside = AT <= start < AT + dt.timedelta(hours=1)
        found.append(Observation(start, None if gap and inside else count + burst * inside))
    return found


def follow(rule: CountRule, observations: Sequence[Observation], per_week: float = 1.0) -> list[Happened]:
    follower = Follower.begin("s", rule, 15, per_week, observations[0].start)
    return [happened for seen in observations for happened in follower.go_on(seen)]


def whats(happened: Sequence[Happened]) -> list[str]:
    return [each.step.what for each in happened]

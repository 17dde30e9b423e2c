"""The rule on volume: it speaks of a rise that the series itself makes improbable, and of nothing else."""

import datetime as dt
import random

import pydantic
import pytest

from alerts import volume
from analysis.spikes import Observation

BUCKET = dt.timedelta(minutes=15)
BEGIN = dt.datetime(2025, 4, 1, tzinfo=dt.UTC)
AT = BEGIN + dt.timedelta(days=7)


def series(days: float, *, burst: int = 0, gap: bool = False) -> list[Observation]:
    """Two posts in a bucket on average, from a seed; from day 7 on a burst that lasts an hour."""
    chance = random.Random(7)
    found = []
    for place in range(int(days * 96)):
        start = BEGIN + place * BUCKET
        count = sum(chance.random() < 0.2 for _ in range(10))
        inside = AT <= start < AT + dt.timedelta(hours=1)
        found.append(Observation(start, None if gap and inside else count + burst * inside))
    return found


def test_a_quiet_series_has_no_spike() -> None:
    assert volume.find(series(9), BUCKET, volume.Options()) == []


def test_a_burst_is_found_where_it_was() -> None:
    (spike,) = volume.find(series(9, burst=40), BUCKET, volume.Options())
    assert AT <= spike.started_at < AT + dt.timedelta(hours=1)
    assert spike.total > 2 * spike.expected


def test_a_stretch_nobody_watched_is_no_spike() -> None:
    assert volume.find(series(9, burst=40, gap=True), BUCKET, volume.Options()) == []


@pytest.mark.parametrize("wanted", [0, -1, 1_000, "often"])
def test_a_senseless_number_of_alerts_is_refused(wanted: object) -> None:
    with pytest.raises(pydantic.ValidationError):
        volume.Options(per_week=wanted)  # type: ignore[arg-type]

"""Half-lives: found where the reaction halves, "not yet" where it has not, and unknown where it was not seen."""

import dataclasses

import pytest

from analysis.comparison import Reaction
from analysis.fading import STAYS, fading

QUIET = ((2,) * 24,) * 7


def decaying(half_life: float, hours: int = 72, top: int = 400) -> Reaction:
    """A rise of two hours, then a decay to the usual two an hour."""
    rise = (50, 200)
    return Reaction((*rise, *(round(top * 0.5 ** (hour / half_life)) + 2 for hour in range(hours - 2))), QUIET)


@pytest.mark.parametrize("half_life", [4, 8, 14])
def test_the_half_life_of_a_plain_decay_is_found(half_life: int) -> None:
    found = fading(decaying(half_life), "")
    assert found.peak == 2
    assert found.half.value is not None
    assert abs(found.half.value - half_life) <= 1
    assert found.half.low is not None
    assert found.half.high is not None
    assert found.half.low <= half_life <= found.half.high


def test_it_does_not_depend_on_how_much_was_posted_in_all() -> None:
    assert fading(decaying(8, top=4000), "").half.value == fading(decaying(8, top=400), "").half.value


def test_fewer_posts_make_the_interval_wider() -> None:
    few, many = fading(decaying(8, top=220), "").half, fading(decaying(8, top=4000), "").half
    assert None not in (few.high, few.low, many.high, many.low)
    assert few.high - few.low > many.high - many.low  # type: ignore[operator]


def test_a_reaction_that_goes_on_has_not_halved_yet() -> None:
    for reaction in (Reaction((300,) * 40, QUIET), decaying(8, hours=8 + STAYS)):
        found = fading(reaction, "")
        assert found.half.value is None
        assert found.why == "not yet for 12 hours on end"


def test_a_second_rise_puts_it_off() -> None:
    hours = list(decaying(4).hours)
    hours[18:21] = [300, 300, 300]
    found = fading(Reaction(tuple(hours), QUIET), "")
    assert found.half.value is not None
    assert found.half.value > 15


def test_hours_that_were_not_seen_and_missing_days_are_said() -> None:
    hours = list(decaying(8).hours)
    hours[5::6] = [None] * len(hours[5::6])  # type: ignore[list-item]
    assert fading(Reaction(tuple(hours), QUIET), "").why == "hours after it were not seen"
    assert "no usual level" in fading(dataclasses.replace(decaying(8), earlier=QUIET[:3]), "").why
    assert "too few posts" in fading(Reaction((2,) * 40, QUIET), "").why

"""Two events at the same age: laws of the ratio, and when it is refused."""

import dataclasses
import math
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.comparison import Reaction, Watch, aligned, curve, dispersion, ratio, reasons_against
from analysis.estimates import Figure

HOUR = st.integers(0, 400)
DAYS = st.lists(st.tuples(*[st.integers(0, 30)] * 24), min_size=5, max_size=9)
REACTION = st.builds(
    lambda hours, days: Reaction(tuple(hours), tuple(days)),
    st.lists(HOUR, min_size=24, max_size=24).filter(lambda hours: sum(hours[:6]) >= 10),
    DAYS.filter(lambda days: sum(sum(day[:6]) for day in days) > 0),
)
WATCH = Watch(
    frozenset(), frozenset({"archive"}), frozenset({"en"}), "thread", frozenset({"kharkiv"}), frozenset(), frozenset()
)


def figure(one: Reaction, other: Reaction, age: int = 24) -> Figure:
    found = ratio([one], [other], age, "")
    assert not isinstance(found, str), found
    return found[0]


def steady(posts: int, usual: int, hours: int = 24, days: int = 10) -> Reaction:
    return Reaction((posts,) * hours, ((usual,) * 24,) * days)


@given(REACTION)
@settings(max_examples=60)
def test_the_ratio_of_an_event_with_itself_is_one(reaction: Reaction) -> None:
    found = figure(reaction, reaction, 6)
    assert found.value == 1
    assert found.low is not None
    assert found.high is not None
    assert found.low < 1 < found.high


@given(REACTION, REACTION)
@settings(max_examples=60)
def test_the_other_way_round_it_is_the_inverse_and_is_refused_alike(one: Reaction, other: Reaction) -> None:
    there, back = ratio([one], [other], 6, ""), ratio([other], [one], 6, "")
    assert isinstance(there, str) == isinstance(back, str)
    if not isinstance(there, str) and not isinstance(back, str):
        assert math.isclose((there[0].value or 0) * (back[0].value or 0), 1, rel_tol=1e-9)
        assert math.isclose((there[0].low or 0) * (back[0].high or 0), 1, rel_tol=1e-6)


@given(st.dictionaries(st.integers(-120, 71), st.integers(0, 50)), st.integers(-10_000, 10_000))
@settings(max_examples=60)
def test_moving_the_event_with_its_posts_changes_nothing(by_age: dict[int, int], shift: int) -> None:
    begins = 1_000_000, 1_000_000 + shift
    one, moved = (
        aligned({begin + 60 * age: n for age, n in by_age.items()}, lambda _: True, begin, 5, 72) for begin in begins
    )
    assert one == moved


def test_it_is_against_the_usual_of_each_and_not_against_the_other() -> None:
    assert math.isclose(figure(steady(200, 20), steady(100, 5)).value or 0, 0.5)


def test_a_time_that_is_not_known_to_the_minute_makes_the_interval_wider() -> None:
    sure, other = steady(100, 10), steady(50, 10)
    later = Reaction((180, *[100] * 23), sure.earlier)
    narrow, wide = ratio([sure], [other], 6, ""), ratio([sure, later], [other], 6, "")
    assert not isinstance(narrow, str)
    assert not isinstance(wide, str)
    assert wide[0].value == narrow[0].value
    assert (wide[0].high or 0) > (narrow[0].high or 0)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    chance, held, runs = random.Random(5), 0, 300
    for _ in range(runs):
        one, other = (_drawn(chance, 90 * factor, 9) for factor in (2, 1))
        found = figure(one, other)
        held += (found.low or 0) <= 2 <= (found.high or 0)
    assert 0.92 <= held / runs <= 0.99


def _drawn(chance: random.Random, mean: float, usual: float) -> Reaction:
    """Counts that spread about three times as widely as Poisson's."""

    def hour(rate: float) -> int:
        spread = chance.gammavariate(rate / 2, 2)
        return round(chance.gauss(spread, math.sqrt(spread)) if spread > 0 else 0) if rate > 0 else 0

    days = tuple(tuple(max(0, hour(usual)) for _ in range(24)) for _ in range(10))
    return Reaction(tuple(max(0, hour(mean)) for _ in range(24)), days)


def test_what_cannot_be_compared_is_refused_with_the_reason() -> None:
    good = steady(100, 10)
    cases = {
        "hours old": (good, 2),
        "seen whole in both": (dataclasses.replace(good, hours=(100, None) * 12), 24),
        "no usual level": (steady(100, 10, days=3), 24),
        "too few posts": (steady(0, 10), 24),
        "nothing was posted": (steady(100, 0), 24),
    }
    for words, (bad, age) in cases.items():
        for pair in ((good, bad), (bad, good)):
            found = ratio([pair[0]], [pair[1]], age, "")
            assert isinstance(found, str)
            assert words in found


def test_events_that_were_watched_in_other_ways_are_refused_both_ways_round() -> None:
    others = {
        "feeds": dataclasses.replace(WATCH, feeds=frozenset({"r/ukraine"})),
        "tools": dataclasses.replace(WATCH, tools=frozenset({"twarc2"})),
        "languages": dataclasses.replace(WATCH, languages=frozenset({"en", "uk"})),
        "keywords": dataclasses.replace(WATCH, any=frozenset({"sumy"})),
        "beside keywords": dataclasses.replace(WATCH, relevance="keyword"),
        "Top": dataclasses.replace(WATCH, ranked=True),
    }
    assert reasons_against(WATCH, WATCH) == ()
    for words, other in others.items():
        there, back = reasons_against(WATCH, other), reasons_against(other, WATCH)
        assert there == back
        assert len(there) == 1
        assert words in there[0]


def test_keywords_may_differ_in_the_place_when_it_is_named_in_the_same_scripts() -> None:
    kharkiv = dataclasses.replace(WATCH, any=frozenset({"kharkiv", "strike"}), place=frozenset({"kharkiv"}))
    sumy = dataclasses.replace(WATCH, any=frozenset({"Sumy", "Strike"}), place=frozenset({"Sumy"}))
    assert reasons_against(kharkiv, sumy) == ()
    both = dataclasses.replace(sumy, any=frozenset({"sumy", "суми", "strike"}), place=frozenset({"sumy", "суми"}))
    assert "scripts" in reasons_against(kharkiv, both)[0]


def test_a_curve_has_holes_where_nobody_watched() -> None:
    reaction = dataclasses.replace(steady(30, 10), hours=(30, 30, 30, None, 30, 30))
    assert curve(reaction, 3) == [3.0, None]


def test_counts_that_jump_spread_wider_than_poisson() -> None:
    assert dispersion([10, 10, 10]) == 1
    assert dispersion([0, 40, 0, 40]) == 60
    assert dispersion([None, 3, 4]) == 1
    assert dispersion([800, 400, 200, 100, 50]) < 20  # that it falls is no spread

"""The order of themes: found where it is plain, and nothing said where it is chance."""

import random

from hypothesis import given
from hypothesis import strategies as st

from analysis.order import courses, is_above, passings, sequence, widened

WHOLES = [200] * 6
COURSES = {
    "grief": [80, 60, 20, 10, 8, 6],
    "anger": [10, 30, 90, 40, 10, 8],
    "act": [5, 8, 10, 40, 90, 85],
    "calm": [20, 22, 21, 19, 20, 21],
}
BEFORE = dict.fromkeys(COURSES, (4, 400))


def define(name: str, step: int | None) -> str:
    return f"{name} {step}"


def test_a_plain_order_is_found_with_when_each_passed_the_one_before() -> None:
    found = sequence(courses(COURSES, WHOLES, BEFORE, define))
    assert [(pair.first.name, pair.second.name, pair.passed_at) for pair in found] == [
        ("grief", "anger", 2),
        ("anger", "act", 4),
    ]


def test_a_theme_that_stays_level_has_no_peak_and_rose_at_the_beginning() -> None:
    calm = next(each for each in courses(COURSES, WHOLES, BEFORE, define) if each.name == "calm")
    assert calm.peak is None
    assert calm.rose == 0


def test_without_earlier_posts_nothing_rose() -> None:
    assert {each.rose for each in courses(COURSES, WHOLES, {}, define)} == {None}


def test_steps_with_few_posts_say_nothing() -> None:
    found = courses({"grief": [20, 5], "act": [0, 20]}, [29, 29], {}, define)
    assert [figure.value for each in found for figure in each.shares] == [None] * 4
    assert sequence(found) == []


def test_of_chance_alone_an_order_is_hardly_ever_told() -> None:
    chance, told = random.Random(3), 0
    for _ in range(200):
        drawn = {f"t{n}": [sum(chance.random() < 0.1 for _ in range(60)) for _ in range(8)] for n in range(5)}
        told += bool(sequence(courses(drawn, [60] * 8, {}, define)))
    assert told <= 2


@given(
    st.dictionaries(
        st.sampled_from("abcdef"), st.lists(st.integers(0, 100), min_size=4, max_size=4), min_size=1, max_size=5
    )
)
def test_whatever_is_said_lies_apart(posts: dict[str, list[int]]) -> None:
    found = courses(posts, [100] * 4, {}, define)
    for pair in passings(found):
        assert pair.led_at < pair.passed_at
        assert is_above(pair.first.shares[pair.led_at], pair.second.shares[pair.led_at])
        assert is_above(pair.second.shares[pair.passed_at], pair.first.shares[pair.passed_at])


def test_the_more_is_looked_at_the_wider_the_intervals() -> None:
    assert 1.96 < widened(1, 1) < widened(12, 8) < widened(12, 24) < 4

"""Intervals that hold what they promise, and numbers that say when they are unknown."""

import math
import random
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.estimates import Cell, ToneSums, change, count, flags, mean_tone, share, student_t

SCALE = 10_000


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (3, 10, 0.1078, 0.6032),
        (30, 100, 0.2189, 0.3958),
        (300, 1000, 0.2724, 0.3291),
        (1, 1, 0.2065, 1.0),
    ],
)
def test_shares_have_wilsons_interval(part: int, whole: int, low: float, high: float) -> None:
    figure = share(part, whole, "")
    assert figure.low == pytest.approx(low, abs=1e-4)
    assert figure.high == pytest.approx(high, abs=1e-4)
    assert figure.n == whole


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_share_lies_in_its_interval(part: int, more: int) -> None:
    figure = share(part, part + more, "")
    assert 0 <= (figure.low or 0) <= (figure.value or 0) <= (figure.high or 0) <= 1


def test_a_share_of_nothing_is_unknown() -> None:
    assert (share(0, 0, "").value, share(0, 0, "").low) == (None, None)
    assert count(None, "").value is None


@pytest.mark.parametrize(
    ("freedom", "expected"),
    [
        (1, 12.706),
        (2, 4.303),
        (3, 3.182),
        (4, 2.776),
        (5, 2.571),
        (6, 2.447),
        (10, 2.228),
        (20, 2.086),
        (30, 2.042),
        (1e9, 1.960),
    ],
)
def test_students_t_is_that_of_the_tables(freedom: float, expected: float) -> None:
    assert student_t(freedom) == pytest.approx(expected, rel=0.004)


def test_a_change_has_newcombes_interval() -> None:
    figure = change(56, 70, 48, 80, "")  # the worked example of Newcombe 1998, method 10
    assert figure.value == pytest.approx(0.2, abs=1e-9)
    assert figure.low == pytest.approx(0.0524, abs=1e-3)
    assert figure.high == pytest.approx(0.3339, abs=1e-3)


def test_a_change_against_nothing_is_unknown() -> None:
    assert change(1, 10, 0, 0, "").value is None


def sums_of(by_author: dict[int, list[int]]) -> ToneSums:
    values = [value for each in by_author.values() for value in each]
    pairs = [(sum(each), len(each)) for each in by_author.values()]
    return ToneSums(
        scored=len(values), positive=0, negative=0, total=sum(values), author_squares=sum(s * s for s, _ in pairs),
        author_counts_squares=sum(n * n for _, n in pairs), author_products=sum(s * n for s, n in pairs), scale=SCALE,
    )  # fmt: skip


def test_with_one_post_each_the_interval_is_that_of_a_plain_mean() -> None:
    values = [2000, -1000, 0, 5000, 3000]
    figure = mean_tone(sums_of({n: [value] for n, value in enumerate(values)}), "")
    spread = math.sqrt(sum((value - 1800) ** 2 for value in values) / 4 / 5) / SCALE
    assert figure.value == pytest.approx(0.18)
    assert figure.high == pytest.approx(0.18 + student_t(4) * spread)


def test_one_account_gives_a_mean_without_an_interval() -> None:
    figure = mean_tone(sums_of({1: [2000, 3000, 4000]}), "")
    assert (figure.value, figure.low, figure.high) == (0.3, None, None)
    assert mean_tone(ToneSums(0, 0, 0, 0, 0, 0, 0, SCALE), "").value is None


@pytest.mark.parametrize(("authors", "runs"), [(12, 2_000), (20, 2_000), (60, 1_000)])
def test_the_interval_covers_the_truth_where_accounts_post_many_times_and_the_plain_one_does_not(
    authors: int, runs: int
) -> None:
    chance, ours, plain = random.Random(5), 0, 0
    truth = 1000
    for _ in range(runs):
        by_author: dict[int, list[int]] = defaultdict(list)
        for author in range(authors):
            leaning = chance.gauss(truth, 3000)
            for _ in range(min(int(chance.paretovariate(1.3)), 12)):
                by_author[author].append(round(chance.gauss(leaning, 2500)))
        figure = mean_tone(sums_of(by_author), "")
        assert figure.low is not None
        assert figure.high is not None
        ours += figure.low * SCALE <= truth <= figure.high * SCALE
        values = [value for each in by_author.values() for value in each]
        mean = sum(values) / len(values)
        half = 1.96 * math.sqrt(sum((value - mean) ** 2 for value in values) / (len(values) - 1) / len(values))
        plain += mean - half <= truth <= mean + half
    assert 0.93 <= ours / runs <= 0.97
    assert plain / runs < 0.92


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (Cell(500, 100, 20, 480), ()),
        (Cell(9, 9, 1, 9), ("too few authors",)),
        (Cell(900, 9, 800, 10), ("too few authors",)),
        (Cell(29, 29, 1, 29), ("few",)),
        (Cell(30, 30, 1, 30), ()),
        (Cell(9, None, None, 9), ("too few authors",)),
        (Cell(100, 60, 21, 100), ("few voices",)),
        (Cell(100, 60, 20, 70), ()),
        (Cell(100, 60, 20, 69), ("few voices",)),
        (Cell(100, 60, 2, 100, scored=80), ()),
        (Cell(100, 60, 2, 100, scored=79), ("partly scored",)),
        (Cell(100, 60, 2, 100, share_seen=0.9), ()),
        (Cell(100, 60, 2, 100, share_seen=0.89), ("gap",)),
        (Cell(100, 60, 2, 100, at_ceiling=True), ("at ceiling",)),
        (Cell(0, None, None, 0, share_seen=0.0), ("gap",)),
        (Cell(0, None, None, 0, scored=0), ()),
        (
            Cell(20, 12, 9, 10, scored=1, share_seen=0.5, at_ceiling=True),
            ("few", "few voices", "partly scored", "gap", "at ceiling"),
        ),
    ],
)
def test_figures_say_with_what_care_to_read_them(cell: Cell, expected: tuple[str, ...]) -> None:
    assert flags(cell) == expected

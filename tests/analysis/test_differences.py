"""The clustered difference: right where accounts write much and alike, where one that counts posts alone is wrong."""

import math
import random

from analysis.differences import AuthorSums, Difference, difference


def world(chance: random.Random, *, change: float = 0.0, accounts: int = 120, heavy: bool = True) -> list[AuthorSums]:
    """Accounts with leanings of their own that write in both windows, some of them much."""
    rows = []
    for _ in range(accounts):
        leaning = chance.betavariate(1, 2)
        rows.append(AuthorSums(*window(chance, leaning, heavy), *window(chance, min(1.0, leaning + change), heavy)))
    return rows


def window(chance: random.Random, leaning: float, heavy: bool) -> tuple[int, float]:
    posts = chance.choice((0, 1, 1, 2, 12 if heavy else 2))
    return posts, float(sum(chance.random() < leaning for _ in range(posts)))


def naive(found: Difference) -> float:
    """The z of a test that takes every post for an account."""
    share = (found.before * found.posts_before + found.now * found.posts_now) / (found.posts_before + found.posts_now)
    return abs(found.change) / math.sqrt(share * (1 - share) * (1 / found.posts_before + 1 / found.posts_now))


def simulated(runs: int, change: float = 0.0) -> list[Difference]:
    chance = random.Random(11)
    found = [difference(world(chance, change=change)) for _ in range(runs)]
    return [each for each in found if each]


def test_its_interval_holds_the_truth_as_often_as_it_says() -> None:
    found = simulated(800)
    held = sum(each.low <= 0 <= each.high for each in found) / len(found)
    assert 0.93 <= held <= 0.97


def test_false_findings_are_as_rare_as_they_say_where_those_of_a_plain_test_are_not() -> None:
    found = simulated(800)
    one_sided = sum(each.significance >= 2 for each in found) / len(found)
    assert one_sided <= 0.02 * 2  # 1 % in each direction, with the room of 800 runs
    assert sum(naive(each) > 2.33 for each in found) / len(found) > 0.04


def test_a_real_change_is_found() -> None:
    found = simulated(100, change=0.3)
    assert sum(each.significance >= 3 for each in found) / len(found) > 0.9


def test_too_few_accounts_say_nothing() -> None:
    assert difference([AuthorSums(50, 1, 50, 40) for _ in range(5)]) is None
    assert difference([AuthorSums(1, 0, 0, 0) for _ in range(50)]) is None


def test_one_account_that_writes_everything_says_nothing() -> None:
    rows = [AuthorSums(100_000, 0, 100_000, 90_000), *(AuthorSums(1, 0, 1, 1) for _ in range(30))]
    assert difference(rows) is None


def test_all_of_one_mind_is_not_infinitely_sure() -> None:
    found = difference([AuthorSums(1, 0, 1, 1) for _ in range(30)])
    assert found is not None
    assert 3 < found.significance < 300


def test_the_order_of_accounts_does_not_matter() -> None:
    rows = world(random.Random(2))
    assert difference(rows) == difference(rows[::-1])

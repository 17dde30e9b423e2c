"""The rule on taking over: from a small share to a large one."""

from alerts import taking_over
from analysis.differences import AuthorSums, difference
from tests.alerts.following import AT


def fires(before: int, now: int) -> bool:
    rows = [AuthorSums(1, float(n % 10 < before), 1, float((n + 3) % 10 < now)) for n in range(300)]
    made = difference(rows)
    assert made is not None
    return taking_over.compare(made, taking_over.Options(), AT).fires


def test_a_language_that_comes_to_the_front_fires() -> None:
    assert fires(1, 6)


def test_one_that_was_there_or_stays_small_does_not() -> None:
    assert not fires(6, 6)
    assert not fires(0, 3)


def test_languages_communities_or_both_are_asked_for() -> None:
    assert [each.kind for each in taking_over.asked(taking_over.Options(), [])] == ["language", "community"]
    assert [each.kind for each in taking_over.asked(taking_over.Options(of="language"), [])] == ["language"]


def test_it_is_explained() -> None:
    facts = {"kind": "community", "subject": "news", "now": 0.6, "before": 0.1, "hours": 3}
    assert taking_over.explain(facts) == "r/news: 60 % of posts in 3 h, 10 % the day before"

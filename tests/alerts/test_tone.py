"""The rule on word tone: by choice only, and only when it becomes darker by much."""

import alerts
from alerts import tone
from analysis.differences import AuthorSums, Difference, difference
from tests.alerts.following import AT


def found(dark_now: int, dark_before: int = 2) -> Difference:
    rows = [AuthorSums(1, float(n % 10 < dark_before), 1, float((n + 5) % 10 < dark_now)) for n in range(300)]
    made = difference(rows)
    assert made is not None
    return made


def test_it_is_not_among_the_rules_that_every_event_has() -> None:
    assert "tone" not in alerts.DEFAULTS


def test_darker_fires_and_brighter_does_not() -> None:
    assert tone.compare(found(6), tone.Options(), AT).fires
    assert not tone.compare(found(0, 6), tone.Options(), AT).fires
    assert not tone.compare(found(2), tone.Options(), AT).fires


def test_the_mean_fires_when_it_falls() -> None:
    rows = [AuthorSums(1, 0.4, 1, -0.4 + n % 3 / 10) for n in range(100)]
    made = difference(rows)
    assert made is not None
    assert tone.compare(made, tone.Options(of="mean"), AT).fires


def test_the_difference_is_told_with_its_interval() -> None:
    made = found(6)
    facts = {"subject": "dark", "hours": 3, "now": made.now, "before": made.before}
    words = tone.explain({**facts, "difference_low": made.low, "difference_high": made.high})
    assert words.startswith("posts with dark words: 60 % in 3 h, 20 % the day before (difference +")

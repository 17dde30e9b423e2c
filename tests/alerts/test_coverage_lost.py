"""The rule on lost coverage: a feed that fails or is overdue is told after a while, and only then."""

import datetime as dt

from alerts import coverage_lost
from alerts.base import Feed, Status

NOW = dt.datetime(2025, 4, 18, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


def wrong(feed: Feed, **options: int) -> list[str]:
    status = Status(NOW, [feed], [])
    return [each.words for each in coverage_lost.troubles(status, coverage_lost.Options(**options))]


def test_a_feed_that_is_looked_at_is_fine() -> None:
    assert wrong(Feed("news", "folder", NOW, NOW + HOUR, NOW, "")) == []


def test_a_feed_that_fails_for_long_is_told_with_its_fault() -> None:
    assert wrong(Feed("news", "folder", NOW - HOUR, NOW, NOW - HOUR, "refused")) == ["feed “news”: refused"]


def test_a_feed_that_failed_a_minute_ago_is_not() -> None:
    assert wrong(Feed("news", "folder", NOW, NOW, NOW - HOUR / 60, "refused")) == []


def test_a_feed_that_nobody_looks_at_is_told() -> None:
    overdue = Feed("news", "folder", NOW - 3 * HOUR, NOW - 2 * HOUR, None, "")
    assert wrong(overdue) == ["feed “news” was not looked at"]
    assert wrong(overdue, after=600) == []


def test_it_says_what_is_wrong() -> None:
    assert coverage_lost.explain({"words": "feed “news”: refused"}) == "feed “news”: refused"

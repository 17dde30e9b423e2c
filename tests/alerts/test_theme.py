"""The rule on themes: one series for each theme, and the share of each among the posts."""

from alerts import theme
from analysis.differences import AuthorSums, difference
from tests.alerts.following import AT, follow, series, whats


def test_each_theme_is_watched_unless_some_are_named() -> None:
    both = ["grief", "anger"]
    assert [each.theme for each in theme.wanted(theme.Options(), both)] == both
    assert [each.theme for each in theme.wanted(theme.Options(themes=("anger",)), both)] == ["anger"]
    assert [each.subject for each in theme.asked(theme.Options(themes=("anger",)), both)] == ["anger"]


def test_a_burst_of_a_theme_is_told() -> None:
    happened = follow(theme, series(9, burst=40))
    assert whats(happened)[0] == "opened"
    assert theme.explain({**happened[0].facts, "subject": "grief"}).startswith("“grief”: 4")


def test_a_share_that_grows_much_fires_and_one_that_grows_little_does_not() -> None:
    def found(now: int) -> bool:
        rows = [AuthorSums(1, float(n % 10 == 0), 1, float(n % 10 < now)) for n in range(200)]
        made = difference(rows)
        assert made is not None
        return theme.compare(made, theme.Options(), AT).fires

    assert found(5)
    assert not found(1)


def test_the_share_is_explained_in_percent() -> None:
    words = theme.explain({"subject": "grief", "now": 0.31, "before": 0.1, "hours": 3})
    assert words == "“grief”: 31 % of posts in 3 h, 10 % the day before"

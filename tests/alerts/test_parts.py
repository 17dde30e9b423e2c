"""What belongs to the rise of a whole platform, and what is news of its own."""

import datetime as dt

from alerts.parts import Whole, part_of

AT = dt.datetime(2025, 4, 18, 5, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
OPEN = Whole(1, AT, None, 40.0)


def test_a_theme_that_rises_meanwhile_is_part_of_it() -> None:
    assert part_of("theme", AT + 5 * HOUR, {"excess": 12}, [OPEN]) is OPEN


def test_one_that_is_larger_than_what_was_told_is_news_of_its_own() -> None:
    """So a small alarm, false or not, hides nothing."""
    assert part_of("theme", AT + HOUR, {"excess": 41}, [OPEN]) is None


def test_what_comes_long_after_the_end_is_news_of_its_own() -> None:
    ended = Whole(1, AT, AT + HOUR, 40.0)
    assert part_of("theme", AT + 1.5 * HOUR, {"excess": 1}, [ended]) is ended
    assert part_of("theme", AT + 3 * HOUR, {"excess": 1}, [ended]) is None


def test_lost_feeds_and_silence_are_never_part_of_a_rise() -> None:
    assert part_of("coverage_lost", AT, {}, [OPEN]) is None
    assert part_of("silence", AT, {}, [OPEN]) is None

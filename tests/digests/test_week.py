"""The week after an event: its half-life, and accounts that come back."""

import datetime as dt
from typing import Any

from tests.conftest import EVENT
from tests.digests.conftest import STRIKE_DAY, Bring, Make, part, said
from tests.making import at, comment, tweet

HAPPENED = "happened_at = 2025-04-18T05:12:00+03:00\n"
COVERED = (at(-9 * 1440), at(5 * 1440))


def posts(first: int, day: int, authors: range, spread: float = 2) -> list[Any]:
    return [
        comment(first + n, f"Kharkiv {first} {n}", minutes=day * 1440 + 5 + n * spread, author=f"a{author}")
        for n, author in enumerate(authors)
    ]


def quiet() -> list[Any]:
    return [comment(9_000 + n, f"Kharkiv quiet {n}", minutes=-60 * (n + 1), author=f"a{n % 5}") for n in range(8 * 24)]


def test_accounts_that_come_back_are_told_from_new_ones(event_file: Any, bring_to: Bring, make: Make) -> None:
    event_file(HAPPENED + EVENT)
    event = bring_to("strike", *quiet(), *posts(0, 0, range(40)), *posts(100, 1, range(30, 50)), covers=COVERED)
    made = make(event, STRIKE_DAY + dt.timedelta(days=1))
    (rows,) = [each["rows"] for each in part(made, "week")["parts"] if each["kind"] == "table"]
    assert [row[:4] for row in rows] == [["Fri 18 Apr", "40", "35", "5"], ["Sat 19 Apr", "20", "10", "10"]]
    assert rows[1][4].startswith("50 % (")
    assert "half of it was gone after" in said(made, "week")


def test_on_the_day_itself_it_has_not_faded_yet(event_file: Any, bring_to: Bring, make: Make) -> None:
    event_file(HAPPENED + EVENT)
    made = make(bring_to("strike", *quiet(), *posts(0, 0, range(300), spread=3.7), covers=COVERED))
    assert "half of it is not gone: not yet for 12 hours on end." in said(made, "week")


def test_of_files_of_unknown_completeness_no_half_life_is_told(event_file: Any, bring_to: Bring, make: Make) -> None:
    event_file(HAPPENED + EVENT)
    made = make(bring_to("strike", tweet(1, "Kharkiv"), tweet(2, "Kharkiv too", minutes=9)))
    assert "how complete the files are is unknown" in said(made, "week")


def test_after_a_week_and_without_a_time_there_is_no_such_section(event_file: Any, bring_to: Bring, make: Make) -> None:
    event_file(EVENT)
    event = bring_to("strike", comment(1, "Kharkiv"), covers=COVERED)
    assert part(make(event), "week")["parts"] == []
    event_file(HAPPENED.replace("04-18", "04-02") + EVENT)
    event = bring_to("strike", comment(2, "Kharkiv"), covers=COVERED)
    assert part(make(event, remake=True), "week")["parts"] == []

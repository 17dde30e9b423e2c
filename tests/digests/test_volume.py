"""Posts of the day beside the day before, 7 and 30 days, and the usual day; unknown where they were not seen."""

from typing import Any

from tests.digests.conftest import Bring, Make, part
from tests.making import at, comment, tweet


def quiet(days: int) -> list[Any]:
    return [
        comment(day * 100 + n, f"Kharkiv day {day} number {n}", minutes=-1440 * day + n, author=f"u{n % 3}")
        for day in range(1, days + 1)
        for n in range(4)
    ]


def table(made: Any, place: int = 0) -> dict[str, list[str]]:
    tables = [each for each in part(made, "volume")["parts"] if each["kind"] == "table"]
    return {"head": tables[place]["header"], **{row[0]: row[1:] for row in tables[place]["rows"]}}


def test_a_day_stands_beside_the_days_before(event_file: Any, bring_to: Bring, make: Make) -> None:
    event_file()
    today = [comment(n, f"Kharkiv today {n}", minutes=n, author=f"v{n}") for n in range(9)]
    found = table(make(bring_to("strike", *quiet(31), *today, covers=(at(-32 * 1440), at(1440)))))
    assert found["head"] == ["Reddit", "this day", "day before", "7 days before", "30 days before", "usually"]
    assert found["posts"] == ["9", "4", "4 a day", "4 a day", "4–4"]
    assert found["accounts"] == ["9", "3", "3 a day", "3 a day", "3–3"]
    assert found["of them reacting"] == ["9", "4", "4 a day", "4 a day", "4–4"]


def test_what_was_not_seen_whole_is_unknown(event_file: Any, bring_to: Bring, make: Make) -> None:
    event_file()
    found = table(make(bring_to("strike", *quiet(3), comment(1, "Kharkiv"), covers=(at(-3 * 1440), at(1440)))))
    assert found["posts"][2:] == ["unknown: 2 of 7 seen", "unknown: 2 of 30 seen", "unknown: 2 days seen"]


def test_without_known_completeness_nothing_is_compared(event_file: Any, bring_to: Bring, make: Make) -> None:
    event_file()
    found = table(make(bring_to("strike", *quiet(3), comment(1, "Kharkiv"))))
    assert found["posts"] == ["1", *["not compared"] * 4]


def test_each_platform_has_a_table_of_its_own(event_file: Any, bring_to: Bring, make: Make) -> None:
    event_file()
    made = make(bring_to("strike", comment(1, "Kharkiv"), tweet(1, "Kharkiv")))
    assert [table(made, place)["head"][0] for place in (0, 1)] == ["Reddit", "X"]

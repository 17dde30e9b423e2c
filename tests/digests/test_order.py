"""Themes in order: grief first, then the call to act, with the shares; and silence where nothing is clear."""

import re
from typing import Any

from tests.conftest import EVENT
from tests.digests.conftest import Bring, Make, part, said
from tests.making import comment

HAPPENED = "happened_at = 2025-04-18T05:12:00+03:00\n"
WORDS = (
    "amber birch cedar delta ember fjord grove heath iris jade kelp lotus maple north olive pearl quartz river".split()
)


def texts(number: int, theme: str) -> str:
    """A text like no other: the words stand in an order of their own."""
    own = [WORDS[(number * step + step * step) % len(WORDS)] for step in range(1, 7)]
    return f"Kharkiv {' '.join(own)} {number} {theme}"


def stream(first: int, minutes: float, with_theme: int, theme: str, whole: int = 60) -> list[Any]:
    return [
        comment(
            first + n, texts(first + n, theme if n < with_theme else "plain"), minutes=minutes + n * 2, author=f"u{n}"
        )
        for n in range(whole)
    ]


def test_what_passed_what_is_told_with_the_shares(event_file: Any, bring_to: Bring, make: Make) -> None:
    event_file(HAPPENED + EVENT)
    early, late = stream(0, 10, 40, "so resilient"), stream(100, 500, 40, "the world must act")
    made = make(bring_to("strike", *early, *late))
    text = said(made, "order")
    assert text.startswith("Reddit: first “resilience”, then “the world must act”: from Fri 05:00 it had 0 % (0–")
    assert re.search(r"against \d\d % \(\d+–\d+ %\), from Fri 1[14]:00 \d\d % \(\d+–\d+ %\) against 0 % \(0–", text)
    chart = next(each for each in part(made, "order")["parts"] if each["kind"] == "chart")
    assert dict(map(tuple, chart["points"]))["resilience, Fri 05:00"] > 0.6


def test_where_nothing_is_clear_no_order_is_told(event_file: Any, bring_to: Bring, make: Make) -> None:
    event_file(HAPPENED + EVENT)
    made = make(bring_to("strike", *stream(0, 10, 12, "so resilient"), *stream(100, 500, 12, "the world must act")))
    assert said(made, "order").startswith("Reddit: no order of the themes is clear.")


def test_copies_do_not_move_a_theme(event_file: Any, bring_to: Bring, make: Make) -> None:
    event_file(HAPPENED + EVENT)
    copies = [
        comment(300 + n, "Kharkiv so resilient, pass this on to all you know", minutes=20 + n / 4, author=f"c{n}")
        for n in range(80)
    ]
    made = make(bring_to("strike", *stream(0, 10, 0, ""), *copies))
    chart = next(each for each in part(made, "order")["parts"] if each["kind"] == "chart")
    assert 0 < dict(map(tuple, chart["points"]))["resilience, Fri 05:00"] < 0.05


def test_with_few_posts_there_is_no_such_section(event_file: Any, bring_to: Bring, make: Make) -> None:
    event_file(HAPPENED + EVENT)
    assert part(make(bring_to("strike", comment(1, "Kharkiv, resilient"))), "order")["parts"] == []

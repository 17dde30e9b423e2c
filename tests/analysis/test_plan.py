"""What makes a post one of the event's: any, all, none, and the window."""

import datetime as dt
from typing import Any

import pytest

from analysis.plan import Plan
from config.event_file import Event


def plan(**parts: Any) -> Plan:
    return Plan(Event.model_validate({"name": "e", "title": "E", "zone": "Europe/Kyiv", **parts}))


def matches(text: str, **keywords: Any) -> bool:
    made = plan(keywords=keywords)
    return made.matches(made.find(text))


@pytest.mark.parametrize(
    ("keywords", "text", "expected"),
    [
        ({"any": ["kharkiv", "odesa"]}, "Odesa today", True),
        ({"any": ["kharkiv"]}, "Lviv today", False),
        ({"any": ["kharkiv"], "all": ["strike*"]}, "Kharkiv strikes", True),
        ({"any": ["kharkiv"], "all": ["strike*"]}, "Kharkiv tulips", False),
        ({"any": ["kharkiv"], "all": [["strike*", "missile*"], "april"]}, "missiles on Kharkiv in April", True),
        ({"any": ["kharkiv"], "all": [["strike*", "missile*"], "april"]}, "missiles on Kharkiv in May", False),
        ({"any": ["kharkiv"], "none": ["metalist"]}, "Metalist Kharkiv won", False),
        ({"all": ["kharkiv", "strike"]}, "the strike on Kharkiv", True),
        ({"all": ["kharkiv", "strike"]}, "Kharkiv", False),
        ({}, "anything", False),
        ({"any": ["kharkiv"]}, "", False),
    ],
)
def test_keywords_decide_as_written(keywords: Any, text: str, expected: bool) -> None:
    assert matches(text, **keywords) is expected


def test_themes_are_found_beside_keywords() -> None:
    made = plan(themes=[{"name": "act", "phrases": {"en": ["act now"], "uk": ["дійте зараз"]}}])
    assert set(made.themes(made.find("Дійте зараз!"), "Дійте зараз!", "uk")) == {"act"}
    assert made.themes(made.find("later"), "later", "en") == {}


def test_the_window_is_half_open_and_local() -> None:
    made = plan(window={"from": dt.date(2025, 4, 18), "to": dt.date(2025, 4, 19)})
    assert made.in_window(dt.datetime(2025, 4, 17, 21, 0, tzinfo=dt.UTC))
    assert not made.in_window(dt.datetime(2025, 4, 17, 20, 59, tzinfo=dt.UTC))
    assert not made.in_window(dt.datetime(2025, 4, 18, 21, 0, tzinfo=dt.UTC))
    assert plan().in_window(dt.datetime(1999, 1, 1, tzinfo=dt.UTC))

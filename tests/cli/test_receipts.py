"""`groundswell receipt` for people. Invented."""

from typing import Any

from cli.receipts import _one


def test_the_posts_behind_a_figure_stand_with_the_time_of_the_event_as_the_figure_does() -> None:
    told: dict[str, Any] = {
        "event": "strike",
        "title": "Strike",
        "zone": "Europe/Kyiv",
        "kind": "asked",
        "means": "posts that count on X, Friday 18 April 2025 00–24 Europe/Kyiv",
        "figure": None,
        "now": {"value": 1, "n": 1, "low": None, "high": None},
        "state": "computed",
        "how": "A count.",
        "coverage": None,
        "posts": {
            "count": 1,
            "first": [{"created_at": "2025-04-17T21:14:00+00:00", "uid": "x:1", "text": "invented"}],
        },
        "revision": "r",
        "scorers": [],
        "posts_up_to": {},
        "kept_until": None,
        "definition": "posts?event=strike&platform=x&day=2025-04-18",
    }
    assert "  2025-04-18 00:14  x:1  invented" in list(_one(told))

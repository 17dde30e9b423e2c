"""The rule on silence: watched and quiet is told, not watched is not."""

import dataclasses

from alerts import silence
from analysis.spikes import Observation
from tests.alerts.following import AT, follow, series, whats


def hushed(*, seen: bool) -> list[Observation]:
    """Nothing from day 7 on for 12 hours."""
    found = series(8)
    return [
        dataclasses.replace(each, count=0 if seen else None)
        if each.start >= AT and (each.start - AT).days < 1
        else each
        for each in found
    ]


def test_a_feed_that_falls_silent_is_told_once() -> None:
    assert whats(follow(silence, hushed(seen=True))) == ["opened"]


def test_a_feed_that_was_not_watched_is_not_silent() -> None:
    assert follow(silence, hushed(seen=False)) == []


def test_usual_talk_is_not_silence() -> None:
    assert follow(silence, series(9)) == []


def test_it_is_explained() -> None:
    (opened,) = follow(silence, hushed(seen=True))
    assert "posts in 6 h, where about" in silence.explain(opened.facts)
    assert silence.wanted(silence.Options(), [])[0].measure == "posts"

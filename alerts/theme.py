"""A theme rises: more accounts than usual speak of it, or its share among the posts has grown."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pydantic

from alerts.base import Asked, CountOptions, Wanted, WindowOptions, counted, look_of, look_of_difference
from alerts.episodes import Look
from analysis.differences import Difference
from analysis.spikes import Detector, Verdict

title = "a theme rising"
LEAST_POINTS = 0.1
LEAST_TIMES = 1.5


class Options(CountOptions):
    """As for counts; and `themes`: which ones, all when none is named; `hours`: the window of its share."""

    themes: tuple[str, ...] = ()
    hours: int = pydantic.Field(default=3, ge=1, le=24)


def wanted(options: pydantic.BaseModel, themes: Sequence[str]) -> Sequence[Wanted]:
    assert isinstance(options, Options)
    return [Wanted("authors", theme, options.minutes) for theme in _named(options, themes)]


def look(verdict: Verdict, detector: Detector) -> Look:  # noqa: ARG001
    return look_of(verdict)


def asked(options: pydantic.BaseModel, themes: Sequence[str]) -> Sequence[Asked]:
    assert isinstance(options, Options)
    return [Asked("theme", theme, options.hours) for theme in _named(options, themes)]


def compare(found: Difference, options: pydantic.BaseModel, at: dt.datetime) -> Look:
    assert isinstance(options, Options)
    is_large = found.change >= LEAST_POINTS and found.now >= LEAST_TIMES * found.before
    window = WindowOptions(per_week=options.per_week, hours=options.hours)
    return look_of_difference(found, window, at, size=found.change, is_large=is_large)


def explain(facts: Mapping[str, Any]) -> str:
    if "now" in facts:
        now, before = facts["now"] * 100, facts["before"] * 100
        return f"“{facts['subject']}”: {now:.0f} % of posts in {facts['hours']} h, {before:.0f} % the day before"
    return f"“{facts['subject']}”: {counted(facts, 'accounts')}"


def _named(options: Options, themes: Sequence[str]) -> list[str]:
    return [theme for theme in themes if not options.themes or theme in options.themes]

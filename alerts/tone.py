"""The share of posts with dark words, or the mean word tone, has changed. Never on by default: word tone says little of
what people mean, and nothing of it goes into the short form."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pydantic

from alerts.base import Asked, WindowOptions, look_of_difference
from alerts.episodes import Look
from analysis.differences import Difference

title = "word tone changing"
LEAST_MEAN = 0.15
LEAST_POINTS = 0.1


class Options(WindowOptions):
    """`of`: the share of posts with dark words, or the mean word tone."""

    of: Literal["dark", "mean"] = "dark"


def asked(options: pydantic.BaseModel, themes: Sequence[str]) -> Sequence[Asked]:  # noqa: ARG001
    assert isinstance(options, Options)
    return [Asked("tone", options.of, options.hours)]


def compare(found: Difference, options: pydantic.BaseModel, at: dt.datetime) -> Look:
    """Darker is what fires: a larger share of dark words, a lower mean."""
    assert isinstance(options, Options)
    darker = found.change if options.of == "dark" else -found.change
    is_large = darker >= (LEAST_POINTS if options.of == "dark" else LEAST_MEAN)
    return look_of_difference(found, options, at, size=darker, is_large=is_large)


def explain(facts: Mapping[str, Any]) -> str:
    low, high = facts["difference_low"], facts["difference_high"]
    if facts["subject"] == "dark":
        change = f"{facts['now']:.0%} in {facts['hours']} h, {facts['before']:.0%} the day before".replace("%", " %")
        return f"posts with dark words: {change} (difference {low * 100:+.0f} to {high * 100:+.0f} points)"
    change = f"{facts['now']:+.2f} in {facts['hours']} h, {facts['before']:+.2f} the day before"
    return f"mean word tone: {change} (difference {low:+.2f} to {high:+.2f})"

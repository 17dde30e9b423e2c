"""A language or a community takes over: it had a small share of the posts, and now has a large one."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import pydantic

from alerts.base import Asked, WindowOptions, look_of_difference
from alerts.episodes import Look
from analysis.differences import Difference

title = "taking over"
LEAST_POINTS = 0.2
LEAST_SHARE = 0.4


class Options(WindowOptions):
    """`of`: languages, communities, or both."""

    of: Literal["language", "community", "both"] = "both"


def asked(options: pydantic.BaseModel, themes: Sequence[str]) -> Sequence[Asked]:  # noqa: ARG001
    assert isinstance(options, Options)
    kinds: tuple[Literal["language", "community"], ...] = ("language", "community")
    return [Asked(kind, "*", options.hours) for kind in kinds if options.of in (kind, "both")]


def compare(found: Difference, options: pydantic.BaseModel, at: dt.datetime) -> Look:
    is_large = found.change >= LEAST_POINTS and found.now >= LEAST_SHARE
    return look_of_difference(found, options, at, size=found.change, is_large=is_large)


def explain(facts: Mapping[str, Any]) -> str:
    name = f"r/{facts['subject']}" if facts["kind"] == "community" else f"language {facts['subject']}"
    now, before = facts["now"] * 100, facts["before"] * 100
    return f"{name}: {now:.0f} % of posts in {facts['hours']} h, {before:.0f} % the day before"

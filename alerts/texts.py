"""More different texts than usual, on one platform: copies count once, so they cannot make this one fire."""

from collections.abc import Mapping, Sequence
from typing import Any

import pydantic

from alerts.base import CountOptions, Wanted, counted, look_of
from alerts.episodes import Look
from analysis.spikes import Detector, Verdict

title = "different texts rising"
Options = CountOptions


def wanted(options: pydantic.BaseModel, themes: Sequence[str]) -> Sequence[Wanted]:  # noqa: ARG001
    assert isinstance(options, CountOptions)
    return [Wanted("texts", minutes=options.minutes)]


def look(verdict: Verdict, detector: Detector) -> Look:  # noqa: ARG001
    return look_of(verdict)


def explain(facts: Mapping[str, Any]) -> str:
    return counted(facts, "different texts")

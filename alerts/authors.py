"""More different accounts than usual react, on one platform: copies and busy accounts cannot make this one fire."""

from collections.abc import Mapping, Sequence
from typing import Any

import pydantic

from alerts.base import CountOptions, Wanted, counted, look_of
from alerts.episodes import Look
from analysis.spikes import Detector, Verdict

title = "accounts reacting"
Options = CountOptions


def wanted(options: pydantic.BaseModel, themes: Sequence[str]) -> Sequence[Wanted]:  # noqa: ARG001
    assert isinstance(options, CountOptions)
    return [Wanted("authors", minutes=options.minutes, voice="reacting")]


def look(verdict: Verdict, detector: Detector) -> Look:  # noqa: ARG001
    return look_of(verdict)


def explain(facts: Mapping[str, Any]) -> str:
    return counted(facts, "accounts")

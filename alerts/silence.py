"""A feed that should speak does not: it was watched, and far fewer posts came than this time of the week brings."""

from collections.abc import Mapping, Sequence
from typing import Any

import pydantic

from alerts.base import CountOptions, Wanted
from alerts.episodes import Look
from analysis.spikes import Detector, Verdict

title = "silence"
Options = CountOptions
LEAST_EXPECTED = 10
MOST_LEFT = 0.2  # of what was expected
FIRES, HOLDS = 6.0, 3.0
speaks_of_nothing = True  # no post is news to this rule: it has to see every bucket


def wanted(options: pydantic.BaseModel, themes: Sequence[str]) -> Sequence[Wanted]:  # noqa: ARG001
    assert isinstance(options, CountOptions)
    return [Wanted("posts", minutes=options.minutes)]


def look(verdict: Verdict, detector: Detector) -> Look:
    """Looks at the last 24 watched buckets. A stretch that was not watched is no silence."""
    observed, expected, improbable = detector.quietness()
    is_low = expected >= LEAST_EXPECTED and observed <= MOST_LEFT * expected and not verdict.learning
    return Look(
        at=verdict.start,
        fires=is_low and improbable >= FIRES,
        holds=is_low and improbable >= HOLDS,
        count=1.0,  # the same in every bucket: a silence does not become louder
        usual=verdict.usual,
        size=expected - observed,
        rarity=improbable,
    )


def explain(facts: Mapping[str, Any]) -> str:
    hours = facts["minutes"] * 24 / 60
    return f"{facts['quiet_observed']:,.0f} posts in {hours:g} h, where about {facts['quiet_expected']:,.0f} are usual"

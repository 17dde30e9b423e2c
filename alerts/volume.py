"""More accounts than usual are posting about the event, on one platform."""

import datetime as dt
from collections.abc import Sequence

import pydantic

from analysis.spikes import Observation, Spike, find_spikes


class Options(pydantic.BaseModel):
    """`per_week`: how many alerts a week are wanted at most; a lower number asks for rarer events."""

    model_config = pydantic.ConfigDict(extra="forbid")

    per_week: float = pydantic.Field(default=1.0, ge=0.05, le=50)


def find(series: Sequence[Observation], bucket: dt.timedelta, options: pydantic.BaseModel) -> list[Spike]:
    assert isinstance(options, Options)
    return find_spikes(list(series), bucket, options.per_week)

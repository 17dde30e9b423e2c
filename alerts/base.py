"""The contract of this room: a rule is a module that declares its options and finds spikes in a series. Pure."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

import pydantic

from analysis.spikes import Observation, Spike


class Rule(Protocol):
    Options: type[pydantic.BaseModel]

    def find(self, series: Sequence[Observation], bucket: dt.timedelta, options: pydantic.BaseModel) -> list[Spike]:
        """The spikes of a series, oldest first."""

"""The contract of this room: a rule is a module that declares its options and finds spikes in a series. Pure."""

import datetime as dt
from collections.abc import Sequence
from typing import Protocol

import pydantic

from analysis.spikes import Observation, Spike


class Rule(Protocol):
    @property
    def Options(self) -> type[pydantic.BaseModel]:  # noqa: N802 (a class of the module)
        """What an event file may set for this rule."""

    def find(self, series: Sequence[Observation], bucket: dt.timedelta, options: pydantic.BaseModel) -> list[Spike]:
        """The spikes of a series, oldest first."""

"""A part of groundswell itself is overdue: the schedule, a worker, a digest, or a channel that takes no messages."""

from collections.abc import Mapping, Sequence
from typing import Any

import pydantic

from alerts.base import Status, Trouble

title = "groundswell is unwell"


class Options(pydantic.BaseModel):
    """There is nothing to set."""

    model_config = pydantic.ConfigDict(extra="forbid")


def troubles(status: Status, options: pydantic.BaseModel) -> Sequence[Trouble]:  # noqa: ARG001
    overdue = [
        Trouble(part.name, f"{part.name} is overdue", part.last_at)
        for part in status.parts
        if part.last_at is not None and status.now - part.last_at > part.patience
    ]
    refused = [Trouble(f"channel {name}", f"channel “{name}”: {why}", since) for name, why, since in status.refused]
    return overdue + refused


def explain(facts: Mapping[str, Any]) -> str:
    return str(facts["words"])

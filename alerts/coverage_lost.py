"""A feed is no longer seen: it fails, or was not looked at for too long. Silence of ours is not silence of theirs."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import pydantic

from alerts.base import Status, Trouble

title = "a feed is not seen"


class Options(pydantic.BaseModel):
    """`after`: minutes without a look at a feed after which it is lost."""

    model_config = pydantic.ConfigDict(extra="forbid")

    after: int = pydantic.Field(default=30, ge=1, le=10_080)


def troubles(status: Status, options: pydantic.BaseModel) -> Sequence[Trouble]:
    assert isinstance(options, Options)
    patience, found = dt.timedelta(minutes=options.after), []
    for feed in status.feeds:
        late = feed.next_at is not None and status.now - feed.next_at > patience
        since = feed.covered_to or feed.last_at or feed.next_at or status.now
        if feed.fault and status.now - since > patience:
            found.append(Trouble(feed.name, f"feed “{feed.name}”: {feed.fault}", since))
        elif late:
            found.append(Trouble(feed.name, f"feed “{feed.name}” was not looked at", since))
    return found


def explain(facts: Mapping[str, Any]) -> str:
    return str(facts["words"])

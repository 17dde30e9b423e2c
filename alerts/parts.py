"""Which episode is part of another story: what rises while its whole platform rises is told with it, not beside it."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

TOTALS = ("authors", "volume", "texts")
ALONE = ("silence", "coverage_lost", "service_unwell")  # never part of a rise
AFTER = dt.timedelta(hours=1)


@dataclasses.dataclass(frozen=True, slots=True)
class Whole:
    """An alarm of a whole platform: when it was opened, when it ended (None: open), the excess told last."""

    key: int
    opened_at: dt.datetime
    ended_at: dt.datetime | None
    excess: float


def part_of(rule: str, at: dt.datetime, facts: Mapping[str, Any], wholes: Iterable[Whole]) -> Whole | None:
    """The whole that something found at `at` belongs to. Never where it is larger than what was told of the whole: then
    it is news of its own, so that a small alarm hides nothing."""
    if rule in ALONE:
        return None
    for whole in wholes:
        during = whole.opened_at - AFTER <= at and (whole.ended_at is None or at <= whole.ended_at + AFTER)
        if during and facts.get("excess", 0.0) <= whole.excess:
            return whole
    return None

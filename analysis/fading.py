"""How fast a reaction fades: the hours after its peak in which half of it, less what is usual, is gone for good."""

import dataclasses
import math
import statistics
from collections.abc import Sequence

from analysis.comparison import DAY_HOURS, FEWEST_DAYS, Reaction, dispersion
from analysis.estimates import Figure, Z

WINDOW = 3  # hours that are looked at together
STAYS = 12  # hours for which it must stay below half
FEWEST = 20  # posts above the usual at the peak, without which there is no reaction to fade


@dataclasses.dataclass(frozen=True)
class Fading:
    """`peak` is the hour of age in which the strongest hours began; `half` has the hours from there until half was
    left, without value where that is not known, for the reason `why`."""

    peak: int | None
    half: Figure
    why: str = ""


def fading(reaction: Reaction, definition: str) -> Fading:
    """The half-life of a reaction as far as it was seen. An hour counts as below half when the difference of its posts
    and half of those at the peak, both less the usual, is negative; for the ends of the 95 % interval when that is so
    at the one or the other end of the difference's own, by a quasi-Poisson variance (McCullagh and Nelder 1989, section
    6.2)."""

    def unknown(why: str, peak: int | None = None, low: float | None = None) -> Fading:
        return Fading(peak, Figure(None, None, low, None, definition), why)

    usual = usual_hours(reaction)
    if usual is None:
        return unknown(f"there is no usual level: fewer than {FEWEST_DAYS} earlier days were seen whole")
    counts = [_window(reaction.hours, start) for start in range(len(reaction.hours) - WINDOW + 1)]
    above = [None if c is None else c - _expected(usual, at) for at, c in enumerate(counts)]
    known = [at for at, value in enumerate(above) if value is not None]
    peak = max(known, key=lambda at: (above[at] or 0, -at), default=None)
    if peak is None or (above[peak] or 0) < FEWEST:
        return unknown("there were too few posts above the usual")
    spread = dispersion(reaction.hours[peak:])
    middle, outer, inner = (
        [_side(counts, above, at, peak, spread, z) for at in range(peak + 1, len(above))] for z in (0, -Z, Z)
    )
    half, low, high = (_first_for_good(each) for each in (middle, outer, inner))
    if half is None:
        is_broken = any(counts[at] is None for at in range(peak, len(counts)))
        why = "hours after it were not seen" if is_broken else f"not yet for {STAYS} hours on end"
        return unknown(why, peak, None if low is None else float(low))
    ends = (float(half), float(low if low is not None else half), None if high is None else float(high))
    return Fading(peak, Figure(ends[0], counts[peak], ends[1], ends[2], definition))


def usual_hours(reaction: Reaction) -> list[float] | None:
    """The mean of each hour of the clock, from the event's on, over the earlier days; None with too few of them."""
    columns = [[day[hour] for day in reaction.earlier] for hour in range(DAY_HOURS)]
    known = [[count for count in column if count is not None] for column in columns]
    return [statistics.fmean(each) for each in known] if all(len(each) >= FEWEST_DAYS for each in known) else None


def _window(hours: Sequence[int | None], start: int) -> int | None:
    found = [count for count in hours[start : start + WINDOW] if count is not None]
    return sum(found) if len(found) == WINDOW else None


def _expected(usual: Sequence[float], start: int) -> float:
    return math.fsum(usual[hour % DAY_HOURS] for hour in range(start, start + WINDOW))


def _side(
    counts: Sequence[int | None], above: Sequence[float | None], at: int, peak: int, spread: float, z: float
) -> bool | None:
    """Whether the hours from `at` on are below half of those at the peak, moved by z standard deviations."""
    count, value, most, top = counts[at], above[at], counts[peak], above[peak]
    if count is None or value is None or most is None or top is None:
        return None
    return value - top / 2 + z * math.sqrt(spread * (count + most / 4)) <= 0


def _first_for_good(below: Sequence[bool | None]) -> int | None:
    """Hours after the peak from which on it stayed below, and was seen, for long enough."""
    for start in range(len(below) - STAYS + 1):
        if all(below[start : start + STAYS]):
            return start + 1
    return None

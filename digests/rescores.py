"""What a pass over stored posts moved, in words."""

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.scorers import scorers
from digests.base import PLATFORM_NAMES


def spelt(moved: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    """A line for each change, those that say most first: large ones, and of many posts."""
    tones = [(_size(each), _tone(each)) for each in moved.get("tones", ()) if _shows(each, 2)]
    themes = [(_size(each), _theme(each)) for each in moved.get("themes", ()) if _shows(each, 3)]
    return [line for _, line in [*sorted(tones), *sorted(themes)]]


def _shows(each: Mapping[str, Any], digits: int) -> bool:
    """Whether the change is seen in the digits that are shown."""
    before, after = each["before"], each["after"]
    if before is None or after is None:
        return True
    return bool(round(before, digits) != round(after, digits))


def _size(each: Mapping[str, Any]) -> float:
    return -abs(float(each["after"] or 0) - float(each["before"] or 0)) * math.sqrt(each["n"])


def _tone(each: Mapping[str, Any]) -> str:
    titles = {scorer.id.name: scorer.title for scorer in scorers()}
    before, after = (_signed(each[name]) for name in ("before", "after"))
    return f"{titles.get(each['scorer'], each['scorer'])}, mean of {_where(each)}: {before} → {after} (n {each['n']:,})"


def _theme(each: Mapping[str, Any]) -> str:
    before, after = (_percent(each[name]) for name in ("before", "after"))
    return f"theme “{each['theme']}”, share of {_where(each)}: {before} → {after} of {each['n']:,} reacting posts"


def _where(each: Mapping[str, Any]) -> str:
    day = dt.date.fromisoformat(each["day"])
    return f"{day.day} {day:%B %Y} on {PLATFORM_NAMES.get(each['platform'], each['platform'])}"


def _signed(value: float | None) -> str:
    return "none" if value is None else f"{value:+.2f}"


def _percent(value: float | None) -> str:
    return "none" if value is None else f"{value * 100:.1f} %"

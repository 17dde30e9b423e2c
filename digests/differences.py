"""What of a digest that was sent is no longer so: its figures against those of the same day counted now. Pure."""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from typing import Any

from digests.base import PLATFORM_NAMES
from digests.rendering import figures_in

MEASURES = {
    "posts": "posts",
    "authors": "accounts",
    "distinct texts": "different texts",
    "share of copies": "share of copies",
    "share of theme": "share of",
    "mean compound": "word tone",
}
LEAST, LEAST_PART = 5, 0.1  # a count matters when it moved by so many and by such a part of what was told
LEAST_POINTS = 0.01  # a share or a tone when it lies outside the interval that was told, and moved by so much
PART = re.compile(r"(?:^|&)(platform|theme|who|scorer)=(.*?)(?=&[a-z]+=|$)")
Key = tuple[str, tuple[tuple[str, str], ...]]
Numbers = Mapping[str, Any]  # a figure as a digest keeps it: value, n, low, high, definition


@dataclasses.dataclass(frozen=True)
class Moved:
    """A figure that was told and what it is now."""

    name: str
    old: Numbers
    new: Numbers

    @property
    def words(self) -> str:
        return f"{self.name}: {_spelt(self.old)} → {_spelt(self.new)}"


def figures(numbers: Mapping[str, Any]) -> dict[Key, Numbers]:
    """The figures of a digest that a correction may concern, by what they are, in the order of the digest."""
    found: dict[Key, Numbers] = {}
    for figure in figures_in(numbers):
        measure, _, of = figure["definition"].partition("?")
        if measure in MEASURES and figure["value"] is not None:
            found.setdefault((measure, tuple(sorted(PART.findall(of)))), figure)
    return found


def moved(told: Mapping[Key, Numbers], now: Mapping[Key, Numbers]) -> list[Moved]:
    """The figures that changed by enough to matter, in the order in which they were told."""
    return [Moved(_name(key), old, now[key]) for key, old in told.items() if key in now and _matters(old, now[key])]


def count_moved(told: Mapping[Key, Numbers], now: Mapping[Key, Numbers]) -> int:
    """By how many posts the day's counts moved in all, up or down."""
    whole = [key for key in told if key[0] == "posts" and "who" not in dict(key[1]) and key in now]
    return sum(abs(int(now[key]["value"]) - int(told[key]["value"])) for key in whole)


def _matters(old: Numbers, new: Numbers) -> bool:
    by = abs(new["value"] - old["value"])
    if old["low"] is None or old["high"] is None:
        return _is_count(old) and by >= LEAST and by >= LEAST_PART * old["value"]
    return not old["low"] <= new["value"] <= old["high"] and by >= LEAST_POINTS


def _is_count(figure: Numbers) -> bool:
    return "compound" not in figure["definition"].partition("?")[0]


def _name(key: Key) -> str:
    measure, parts = key[0], dict(key[1])
    theme = f" “{parts['theme']}”" if "theme" in parts else ""
    tone = f" ({parts['scorer'].partition('@')[0]})" if "scorer" in parts else ""
    who = " of reacting posts" if parts.get("who") == "reacting" and measure != "posts" else ""
    reacting = "reacting " if parts.get("who") == "reacting" and measure == "posts" else ""
    platform = parts.get("platform", "")
    return f"{PLATFORM_NAMES.get(platform, platform)}, {reacting}{MEASURES[measure]}{theme}{who}{tone}"


def _spelt(figure: Numbers) -> str:
    """The figure with its interval and n."""
    value, low, high = figure["value"], figure["low"], figure["high"]
    n = f", n {figure['n']:,}" if figure["n"] is not None else ""
    if not _is_count(figure):
        around = "" if low is None else f" ({low:+.2f} to {high:+.2f}{n})"
        return f"{value:+.2f}{around or n}"
    if figure["definition"].startswith("share"):
        around = "" if low is None else f" ({low * 100:.1f}–{high * 100:.1f} %{n})"
        return f"{value * 100:.1f} %{around}"
    return f"{value:,.0f}"


def lines(what: Sequence[Moved], most: int) -> list[str]:
    """One line for each of the first, and how many there are beside."""
    more = len(what) - most
    return [each.words for each in what[:most]] + ([f"and {more} more figures."] if more > 0 else [])

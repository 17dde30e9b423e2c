"""Compares how strongly people reacted to two events at the same age: each against its own usual level, and only where
both were watched in the same way."""

import dataclasses
import math
import re
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence

from analysis.estimates import Figure, student_t
from config.phrases import canonical

DAY_HOURS = 24
FEWEST_DAYS = 5  # earlier days seen whole, without which there is no usual level
FEWEST_HOURS = 3
FEWEST_POSTS = 10
SEEN = 0.9  # of the hours, below which two events are not compared
CYRILLIC = re.compile(r"[\u0400-\u052f]")
Hours = tuple[int | None, ...]  # counts; None where the hour was not seen whole


@dataclasses.dataclass(frozen=True)
class Reaction:
    """One event on one platform. `hours` are counted from the minute in which it happened; `earlier` holds days before
    that, each cut into 24 hours that begin at the same minutes of the clock."""

    hours: Hours
    earlier: tuple[Hours, ...]


@dataclasses.dataclass(frozen=True)
class Watch:
    """How an event was watched on one platform: what must be the same for two to be compared. `place` are those of the
    keywords that name the place, in which events of one kind may differ."""

    feeds: frozenset[str]
    tools: frozenset[str]
    languages: frozenset[str]
    relevance: str
    any: frozenset[str]
    all: frozenset[frozenset[str]]
    none: frozenset[str]
    place: frozenset[str] = frozenset()
    ranked: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Level:
    """The logarithm of how many times the usual was posted, its variance and the freedom of that."""

    log: float
    variance: float
    freedom: float
    posts: int
    usual: float
    days: int


def aligned(
    counts: Mapping[int, int], is_seen: Callable[[int], bool], begin: int, days_before: int, age: int
) -> Reaction:
    """The reaction to what happened in minute `begin`. `counts` holds the posts of the hours that begin in minutes
    `begin` + 60 k, by that minute; `is_seen` says whether the hour from a minute on was seen whole."""

    def hours(start: int, number: int) -> Hours:
        starts = range(start, start + number * 60, 60)
        return tuple(counts.get(at, 0) if is_seen(at) else None for at in starts)

    earlier = (hours(begin - day * 1440, DAY_HOURS) for day in range(1, days_before + 1))
    return Reaction(hours(begin, age), tuple(day for day in earlier if any(each is not None for each in day)))


def reasons_against(one: Watch, other: Watch) -> tuple[str, ...]:
    """Why two events may not be compared: what differs in how they were watched. Both ways round alike."""
    found = [
        _differing("the feeds", one.feeds, other.feeds),
        _differing("the tools that gathered the posts", one.tools, other.tools),
        _differing("the languages", one.languages, other.languages),
        _differing("what else belongs beside keywords", {one.relevance}, {other.relevance}),
        _keywords(one, other),
    ]
    if one.ranked or other.ranked:
        found.append("X chose which posts are in the files (Top, home feed)")
    return tuple(reason for reason in found if reason)


def _keywords(one: Watch, other: Watch) -> str:
    named = _differing("the keywords", _words(one), _words(other))
    if named and not (one.place and other.place):
        return f"{named}; say which of them name the place, under [comparison]"
    return named or _differing("the scripts in which the place is named", _scripts(one), _scripts(other))


def _words(watch: Watch) -> set[str]:
    """The keywords but those for the place, in one spelling, with what they do."""
    place = {canonical(word) for word in watch.place}
    groups = [(" or ".join(sorted({canonical(word) for word in group} - place)), group) for group in watch.all]
    return {
        *({canonical(word) for word in watch.any} - place),
        *(f"also {words}" if words else "also the place" for words, _ in groups),
        *(f"not {canonical(word)}" for word in watch.none),
    }


def _scripts(watch: Watch) -> set[str]:
    return {"Cyrillic" if CYRILLIC.search(word) else "Latin" for word in watch.place}


def _differing(what: str, one: Iterable[str], other: Iterable[str]) -> str:
    apart = sorted(set(one) ^ set(other))
    shown = ", ".join(apart[:4]) + (f" and {len(apart) - 4} more" if len(apart) > 4 else "")
    return f"{what} differ ({shown} only in one)" if apart else ""


def ratio(
    one: Sequence[Reaction], other: Sequence[Reaction], age: int, definition: str
) -> tuple[Figure, Level, Level] | str:
    """How many times the usual the first event had within its first `age` hours, over the same of the second; or why
    that cannot be said. The first of each are the events as their times are stated, further ones as they would be had
    it happened earlier or later: the interval holds all of them.

    The interval is that of a ratio of rates on the logarithmic scale (Rothman, Greenland and Lash 2008, chapter 14),
    counts with the dispersion of a quasi-Poisson model (McCullagh and Nelder 1989, section 6.2), and Student's t with
    the freedom of Welch (1947)."""
    ages = [hour for hour in range(age) if all(_is_known(each, hour) for each in (*one, *other))]
    if age < FEWEST_HOURS:
        return f"it is less than {FEWEST_HOURS} hours old"
    if len(ages) < max(SEEN * age, FEWEST_HOURS):
        return f"only {len(ages)} of the {age} hours were seen whole in both"
    levels = [level(each, ages) for each in one], [level(each, ages) for each in other]
    faults = [each for side in levels for each in side if isinstance(each, str)]
    if faults:
        return faults[0]
    ones, others = ([each for each in side if isinstance(each, Level)] for side in levels)
    pairs = [_interval(first, second) for first in ones for second in others]
    value = math.exp(ones[0].log - others[0].log)
    low, high = min(low for low, _ in pairs), max(high for _, high in pairs)
    return Figure(value, ones[0].posts + others[0].posts, low, high, definition), ones[0], others[0]


def _interval(one: Level, other: Level) -> tuple[float, float]:
    variance, middle = one.variance + other.variance, one.log - other.log
    freedom = variance**2 / (one.variance**2 / one.freedom + other.variance**2 / other.freedom)
    half = student_t(freedom) * math.sqrt(variance)
    return math.exp(middle - half), math.exp(middle + half)


def _is_known(reaction: Reaction, hour: int) -> bool:
    return hour < len(reaction.hours) and reaction.hours[hour] is not None


def level(reaction: Reaction, ages: Sequence[int]) -> Level | str:
    """How many times the usual was posted in these hours of age; or why that is not known. The usual is the mean of
    earlier days at the same hours of the clock, its variance that between those days."""
    posts = sum(reaction.hours[hour] or 0 for hour in ages)
    days = _replicates(reaction, ages)
    if len(days) < FEWEST_DAYS:
        return f"no usual level: {len(days)} earlier days were seen whole, {FEWEST_DAYS} are needed"
    usual = statistics.fmean(days)
    if posts < FEWEST_POSTS:
        return f"too few posts ({posts})"
    if usual <= 0:
        return "nothing was posted on the earlier days, so there is no usual level"
    counted = dispersion([reaction.hours[hour] for hour in ages]) / posts
    between = max(statistics.variance(days), usual) / len(days) / usual**2
    variance = counted + between
    freedom = variance**2 / (counted**2 / max(len(ages) - 1, 1) + between**2 / (len(days) - 1))
    return Level(math.log(posts / usual), variance, freedom, posts, usual, len(days))


def _replicates(reaction: Reaction, ages: Sequence[int]) -> list[int]:
    """What each earlier day had at the clock hours of these ages; days that were not seen whole there are left out."""
    found = []
    for day in reaction.earlier:
        counts = [day[hour % DAY_HOURS] for hour in ages]
        if None not in counts:
            found.append(sum(each for each in counts if each is not None))
    return found


def dispersion(counts: Sequence[int | None]) -> float:
    """How many times wider than Poisson counts spread, from how far each lies off the line between its neighbours: the
    mean of (a - 2b + c)² / (a + 4b + c), at least 1. A steady rise or fall adds little to it."""
    found = [
        (a - 2 * b + c) ** 2 / (a + 4 * b + c)
        for a, b, c in zip(counts, counts[1:], counts[2:], strict=False)
        if a is not None and b is not None and c is not None and a + b + c
    ]
    return max(1.0, statistics.fmean(found)) if found else 1.0


def curve(reaction: Reaction, step: int) -> list[float | None]:
    """How many times the usual was posted in each `step` hours of age; None where that is not known."""
    found: list[float | None] = []
    for start in range(0, len(reaction.hours), step):
        ages = range(start, min(start + step, len(reaction.hours)))
        counts = [reaction.hours[hour] for hour in ages]
        days = _replicates(reaction, ages)
        known = None not in counts and len(days) >= FEWEST_DAYS and sum(days) > 0
        total = sum(each for each in counts if each is not None)
        found.append(total / statistics.fmean(days) if known else None)
    return found

"""The order of themes in time: when each rose, when it had its largest share, and which passed which. Said only where
the intervals lie apart, and these are so wide that all that is said holds together with 95 %."""

import dataclasses
import statistics
from collections.abc import Callable, Mapping, Sequence

from analysis import estimates
from analysis.estimates import Figure

FEWEST = 30  # posts of a step, below which nothing is said of it
LEAST = 5  # posts with the theme where it rose or peaked
Define = Callable[[str, int | None], str]  # the definition of a share by theme and step; None: before


@dataclasses.dataclass(frozen=True)
class Course:
    """A theme through the steps. `rose` is the first step in which it was above what it was before, `peak` that of its
    largest share; None where this cannot be told."""

    name: str
    shares: tuple[Figure, ...]
    before: Figure
    rose: int | None
    peak: int | None


@dataclasses.dataclass(frozen=True)
class Passing:
    """One theme had the larger share in step `led_at`, another in the later step `passed_at`."""

    first: Course
    second: Course
    led_at: int
    passed_at: int


def widened(themes: int, steps: int) -> float:
    """The z of intervals of which all hold together with 95 % (Bonferroni; Dunn 1961)."""
    return statistics.NormalDist().inv_cdf(1 - 0.025 / max(themes * (steps + 1), 1))


def courses(
    posts: Mapping[str, Sequence[int]], wholes: Sequence[int], before: Mapping[str, tuple[int, int]], define: Define
) -> list[Course]:
    """The course of every theme, in the order of their names. `wholes` are all posts of each step, `before` the posts
    with the theme and all posts of an earlier time."""
    z = widened(len(posts), len(wholes))
    found = []
    for name in sorted(posts):
        shares = tuple(
            estimates.share(part if whole >= FEWEST else 0, whole if whole >= FEWEST else 0, define(name, step), z)
            for step, (part, whole) in enumerate(zip(posts[name], wholes, strict=True))
        )
        earlier = estimates.share(*before.get(name, (0, 0)), define(name, None), z)
        enough = [part >= LEAST for part in posts[name]]
        found.append(Course(name, shares, earlier, _rose(shares, earlier, enough), _peak(shares, enough)))
    return found


def _rose(shares: Sequence[Figure], before: Figure, enough: Sequence[bool]) -> int | None:
    return next((step for step, each in enumerate(shares) if enough[step] and is_above(each, before)), None)


def _peak(shares: Sequence[Figure], enough: Sequence[bool]) -> int | None:
    """The step of the largest share, where that is clearly larger than in some other step."""
    known = [step for step, each in enumerate(shares) if each.value is not None and enough[step]]
    top = max(known, key=lambda step: (shares[step].value or 0, -step), default=None)
    return top if top is not None and any(is_above(shares[top], other) for other in shares) else None


def is_above(one: Figure, other: Figure) -> bool:
    """Whether the whole interval of the one lies above that of the other."""
    return one.low is not None and other.high is not None and one.low > other.high


def passings(found: Sequence[Course]) -> list[Passing]:
    """Every pair of which one led first and the other later, by the step in which it passed. A pair that changed places
    more than once is left out."""
    pairs = (_passing(one, other) for one in found for other in found if one is not other)
    known = [pair for pair in pairs if pair]
    return sorted(known, key=lambda pair: (pair.passed_at, pair.led_at, pair.first.name, pair.second.name))


def _passing(one: Course, other: Course) -> Passing | None:
    ones = [step for step, pair in enumerate(zip(one.shares, other.shares, strict=True)) if is_above(*pair)]
    others = [step for step, pair in enumerate(zip(other.shares, one.shares, strict=True)) if is_above(*pair)]
    return Passing(one, other, ones[0], others[0]) if ones and others and ones[-1] < others[0] else None


def sequence(found: Sequence[Course]) -> list[Passing]:
    """The longest row of themes of which each passed the one before it; of equal ones that of the larger shares."""
    best: dict[str, list[Passing]] = {each.name: [] for each in found}
    by_peak = sorted((each for each in found if each.peak is not None), key=lambda each: (each.peak or 0, each.name))
    known = {(pair.first.name, pair.second.name): pair for pair in passings(found)}
    for place, second in enumerate(by_peak):
        for first in by_peak[:place]:
            pair = known.get((first.name, second.name))
            if pair and (first.peak or 0) < (second.peak or 0):
                best[second.name] = max(best[second.name], [*best[first.name], pair], key=_weight)
    return max(best.values(), key=_weight, default=[])


def _weight(row: Sequence[Passing]) -> tuple[int, float]:
    return len(row), sum((pair.first.shares[pair.first.peak or 0].value or 0) for pair in row)

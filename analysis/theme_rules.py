"""The two rules of a theme beyond its phrases: words that exceptions take away, and pairs of phrases near each other.
Both cost as much as there are places, whatever the text."""

import bisect
from collections.abc import Iterable, Iterator, Sequence

from analysis.marks import Place
from analysis.words import Spot


def without(spots: Sequence[Spot], left_out: Sequence[Spot]) -> list[Spot]:
    """The spots that share no word with any of those left out."""
    if not left_out:
        return list(spots)
    runs = _joined(left_out)
    starts = [run.start for run in runs]
    kept = []
    for spot in spots:
        before = bisect.bisect_right(starts, spot.end) - 1
        if before < 0 or runs[before].end < spot.start:
            kept.append(spot)
    return kept


def near(one: Sequence[Spot], other: Sequence[Spot], within: int, ranks: Sequence[int]) -> Iterator[Place]:
    """The pairs of a spot of one phrase with the nearest of the other before it and after it, at most `within` words
    apart. `ranks` counts the chunks with words before each chunk. Each list is in text order, and no spot of it lies
    inside another."""
    starts, ends = [spot.start for spot in other], [spot.end for spot in other]
    for spot in one:
        after, before = bisect.bisect_right(starts, spot.end), bisect.bisect_left(ends, spot.start) - 1
        pairs = [(other[before], spot)] if before >= 0 else []
        pairs += [(spot, other[after])] if after < len(other) else []
        for left, right in pairs:
            if ranks[right.start[0]] - ranks[left.end[0]] <= within:
                yield Place(left.start[0], right.end[0], right.start[0])


def _joined(spots: Iterable[Spot]) -> list[Spot]:
    """Overlapping spots as one."""
    runs: list[Spot] = []
    for spot in sorted(spots):
        if runs and spot.start <= runs[-1].end:
            runs[-1] = Spot(runs[-1].start, max(runs[-1].end, spot.end))
        else:
            runs.append(spot)
    return runs

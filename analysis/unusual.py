"""How far a number stands from what is usual, in standard deviations: so that a rise in posts, a change of a share and
more copies than usual can be put into one order."""

import math
import statistics
from collections.abc import Sequence


def count(value: int, usual: Sequence[int]) -> float:
    """A count against those of usual days. Square roots make the spread of counts alike, however large they are; it is
    taken as no less than that of posts that come one by one (0.5)."""
    if not usual:
        return 0.0
    roots = [math.sqrt(each) for each in usual]
    spread = max(statistics.stdev(roots) if len(roots) > 1 else 0.5, 0.5)
    return (math.sqrt(value) - statistics.fmean(roots)) / spread


def share(part: int, whole: int, part_before: int, whole_before: int) -> float:
    """A share against an earlier one, by the arcsine of both (Cohen 1988); 0 where one of them is of nothing."""
    if not whole or not whole_before:
        return 0.0
    now, before = (2 * math.asin(math.sqrt(share)) for share in (part / whole, part_before / whole_before))
    return (now - before) / math.sqrt(1 / whole + 1 / whole_before)

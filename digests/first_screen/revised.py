"""That numbers of earlier digests are not what they were."""

from collections.abc import Iterator

from analysis import estimates
from digests.base import Context, Line, number
from digests.revisions import in_order, revised


def build(context: Context) -> Iterator[Line]:
    found = [(each, len(in_order(each.changes))) for each in revised(context)]
    changed = sum(matter for _, matter in found)
    if changed:
        days = ", ".join(f"{each.day:%d %b}" for each, matter in found if matter)
        figure = estimates.count(changed, context.definition("revised numbers", "all"))
        yield Line("", ("REVISED: ", number(figure), f" numbers of the digests of {days}; see Revised below."))

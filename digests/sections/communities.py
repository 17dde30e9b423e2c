"""Where on Reddit people reacted."""

from collections.abc import Iterator

import storage.series
from analysis import estimates
from digests.base import Context, Part, Table, Words, percent, sentence

title = "Communities"
SHOWN = 8


def build(context: Context) -> Iterator[Part]:
    if "reddit" not in context.platforms:
        return
    found = storage.series.facets(
        context.session, context.event_id, "community", context.start, context.end, platform="reddit"
    )
    whole = sum(posts for _, posts in found)
    if not whole:
        return
    rows: list[tuple[Words, ...]] = []
    for name, posts in found[:SHOWN]:
        figure = estimates.share(posts, whole, context.definition("share of community", "reddit", community=name))
        rows.append((f"r/{name}" if name else "not stated", f"{posts:,}", percent(figure)))
    if len(found) > SHOWN:
        rows.append((f"{len(found) - SHOWN} others", f"{sum(posts for _, posts in found[SHOWN:]):,}", ""))
    yield Table(("community", "posts", "share of Reddit posts"), tuple(rows))
    yield sentence(
        "By how much was posted there. Neither subreddits nor languages are ranked by their themes: how many posts the "
        "phrases find, and miss, was not measured in each."
    )

"""SAW: how much of each platform was seen, with the clock times of the gaps; of files, that it is unknown."""

import datetime as dt
from collections.abc import Iterator

from analysis import estimates
from digests.base import PLATFORM_NAMES, Context, Line, Words, number
from digests.first_screen.usual import local
from digests.first_screen.volume import share_seen
from digests.sections.chosen import files_of

MOST_GAPS = 2


def build(context: Context) -> Iterator[Line]:
    words: list[Words] = []
    for platform in context.platforms:
        words += [" │ " if words else "", *_seen(context, platform)]
    yield Line("SAW", tuple(words or ["nothing: no feed, no file."]))


def _seen(context: Context, platform: str) -> list[Words]:
    day, name = context.today(platform), PLATFORM_NAMES[platform]
    if day.is_known or day.share_seen:
        how = ", as its giver states" if day.seen == "stated" else ""
        return [f"{name} ", share_seen(context, platform), f"{how}{gaps(context, platform)}"]
    if day.seen == "not seen":
        return [f"{name}: not watched, no file"]
    files = estimates.count(len(files_of(context, platform)), context.definition("files with posts", platform))
    words: list[Words] = [f"{name}: ", number(files), " file" if files.value == 1 else " files"] if files.value else []
    words = words or [f"{name}: looked at live, not whole"]
    if day.counts:
        words += [", ", number(estimates.count(day.counts.posts, context.definition("posts", platform))), " posts"]
    return [*words, f", completeness UNKNOWN: no {name} trend"]


def gaps(context: Context, platform: str) -> str:
    """The clock times that were not seen, the longest first where they are many."""
    holes = context.coverage[platform].holes(context.start, context.end)
    longest = sorted(holes, key=lambda hole: (hole[0] - hole[1], hole[0]))[:MOST_GAPS]
    if not holes:
        return ""
    spelt = ", ".join(f"{_at(context, low)}–{_at(context, high)}" for low, high in sorted(longest))
    return f" (gap {spelt})" if len(holes) <= MOST_GAPS else f" ({len(holes)} gaps, the longest {spelt})"


def _at(context: Context, minute: int) -> str:
    at: dt.datetime = local(context, minute)
    if minute == context.end and (at.hour, at.minute) == (0, 0):
        return "24:00"
    return f"{at:%H:%M}" if context.stretch.is_one_day else f"{at:%d %b %H:%M}"

"""What the first screen measures a day against: the days before it that were seen whole, and its hours."""

import datetime as dt
import statistics
import urllib.parse
from collections.abc import Sequence

import storage.series
from analysis.estimates import Figure
from analysis.series import Counts
from digests.base import Context, Day, Link, Shown
from storage.tables.columns import moment_of

FEWEST = 5  # days seen whole, without which there is no usual day


def usual_counts(context: Context, platform: str) -> list[Counts]:
    """The counts of the usual days, latest first; none where they are too few to say what is usual."""
    found = [day.counts for day in context.usual(platform) if day.counts]
    return found if len(found) >= FEWEST else []


def usual_range(counts: Sequence[Counts]) -> tuple[int, int] | None:
    """From the lower to the upper tenth of the posts of usual days."""
    posts = sorted(each.posts for each in counts)
    if not posts:
        return None
    return posts[round(0.1 * (len(posts) - 1))], posts[round(0.9 * (len(posts) - 1))]


def usual_shown(counts: Sequence[Counts], definition: str) -> Shown | None:
    """The posts of usual days: their median, and the range within which most of them lie, as 54–102."""
    span = usual_range(counts)
    if span is None:
        return None
    middle = statistics.median(each.posts for each in counts)
    words = f"{span[0]:,}–{span[1]:,}" if span[0] != span[1] else f"{span[0]:,}"
    return Shown(Figure(middle, len(counts), span[0], span[1], definition), words)


def times(value: int, usual: Sequence[int], definition: str) -> Shown | None:
    """How many times the median of the usual days a value is, as ×11 or ×1.4; None where that cannot be said."""
    middle = statistics.median(usual) if usual else 0
    if not middle:
        return None
    ratio = value / middle
    return Shown(Figure(ratio, len(usual), definition=definition), f"×{ratio:.0f}" if ratio >= 9.5 else f"×{ratio:.1f}")


def is_usual(context: Context, platform: str) -> bool:
    """Whether the posts of the day lie within those of usual days; not where either is unknown."""
    day, span = context.today(platform), usual_range(usual_counts(context, platform))
    return bool(day.is_known and day.counts and span and span[0] <= day.counts.posts <= span[1])


def peak(context: Context, platform: str) -> tuple[dt.datetime, int] | None:
    """The hour with the most posts, in the event's zone, and how many they were; the first of equals."""

    def hours() -> dict[int, int]:
        rows = storage.series.counts(
            context.session, context.event_id, "hour", context.start, context.end, platform=platform
        )
        return {start: row["posts"] for start, row in sorted(rows.items())}

    found = context.once(("posts by the hour", platform), hours)
    if not found or not max(found.values()):
        return None
    start = max(found, key=lambda at: (found[at], -at))
    return local(context, start), found[start]


def local(context: Context, minute: int) -> dt.datetime:
    return moment_of(minute).astimezone(context.event.tz)


def hour_words(context: Context, at: dt.datetime) -> str:
    """An hour as 07–08h, with its day where several are told of."""
    day = "" if context.stretch.is_one_day else f"{at:%d %b} "
    return f"{day}{at:%H}–{(at + dt.timedelta(hours=1)):%H}h"


def posts_link(context: Context, **more: str) -> Link:
    """To the posts behind a line, on the pages."""
    return _link(context, "posts", "posts", **more)


def copies_link(context: Context) -> Link:
    """To the texts that were copied, on the pages."""
    return _link(context, "copies", "said")


def _link(context: Context, words: str, page: str, **more: str) -> Link:
    asked = {
        "since": local(context, context.start).isoformat(timespec="minutes"),
        "until": local(context, context.end).isoformat(timespec="minutes"),
        **more,
    }
    return Link(words, f"/events/{context.event.name}/{page}?{urllib.parse.urlencode(asked)}")


def whole(days: Sequence[Day]) -> int:
    """How many of the days were seen whole."""
    return sum(day.is_known for day in days)

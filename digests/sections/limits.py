"""How much was seen, and what these numbers cannot say."""

from collections.abc import Iterator

from digests.base import PLATFORM_NAMES, Context, Part, portion, sentence
from digests.sections.chosen import of_files
from storage.tables.columns import moment_of

title = "How much we saw"
MOST_GAPS = 8
WORDS = {
    "watched": "watched live",
    "stated": "stated complete by the person who gave the files",
    "observed": "seen in the files given; how complete they are is not known",
    "not seen": "not watched",
}


def build(context: Context) -> Iterator[Part]:
    days = "day" if context.stretch.is_one_day else f"{context.stretch.days} days"
    for platform in context.platforms:
        day = context.today(platform)
        share = f"{portion(day.share_seen)} of the {days} " if day.share_seen else ""
        yield sentence(f"{PLATFORM_NAMES[platform]}: {share}{WORDS[day.seen]}.{_gaps(context, platform)}")
        if day.counts and day.counts.removed:
            gone = f"{day.counts.removed:,} posts were taken away by their authors or moderators; they are not counted."
            yield sentence(f"{PLATFORM_NAMES[platform]}: {gone}")
    yield from of_files(context)
    yield sentence(
        "These are posts by people who posted here, not public opinion. A few accounts write much of what is written."
    )
    yield sentence("Reddit and X are never added up: an account on one may be a person on the other.")


def _gaps(context: Context, platform: str) -> str:
    """The stretches that were not seen whole, in local time."""
    if not context.today(platform).share_seen:
        return ""
    zone, shape = context.event.tz, "%H:%M" if context.stretch.is_one_day else "%d %b %H:%M"
    holes = context.coverage[platform].holes(context.start, context.end)
    spelt = [
        f"{moment_of(low).astimezone(zone):{shape}}–{moment_of(high).astimezone(zone):{shape}}" for low, high in holes
    ]
    more = f" and {len(spelt) - MOST_GAPS} more" if len(spelt) > MOST_GAPS else ""
    return f" Not seen: {', '.join(spelt[:MOST_GAPS])}{more}." if spelt else ""

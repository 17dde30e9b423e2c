"""How much was seen, and what these numbers cannot say."""

from collections.abc import Iterator

import storage.coverage
from digests.base import PLATFORM_NAMES, Context, Part, sentence
from digests.sections.chosen import of_files
from storage.tables.columns import moment_of

title = "How much we saw"
WORDS = {
    "watched": "watched live",
    "stated": "stated complete by the person who gave the files",
    "observed": "seen in the files given; how complete they are is not known",
    "not seen": "not watched",
}


def build(context: Context) -> Iterator[Part]:
    for platform in context.platforms:
        day = context.today(platform)
        share = f"{day.share_seen:.0%} of the day ".replace("%", " %") if day.share_seen else ""
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
    """Where the known stretches leave holes in the day, in local time."""
    rows = storage.coverage.of_event(context.session, context.event_id)
    known = sorted(
        (row.start, row.end) for row in rows if row.platform == platform and row.kind in ("watched", "stated")
    )
    at, holes = context.start, []
    for start, end in known:
        if start > at and end > context.start and at < context.end:
            holes.append((at, min(start, context.end)))
        at = max(at, end)
    if known and at < context.end and at > context.start:
        holes.append((at, context.end))
    zone = context.event.tz
    spelt = [
        f"{moment_of(low).astimezone(zone):%H:%M}–{moment_of(high).astimezone(zone):%H:%M}"
        for low, high in holes
        if low < high
    ]
    return f" Not seen: {', '.join(spelt)}." if spelt and len(spelt) <= 8 else ""

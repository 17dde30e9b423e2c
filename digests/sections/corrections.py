"""What readers corrected: marks on posts of this day, and days whose digest was made before they were corrected."""

import datetime as dt
from collections.abc import Iterator

import storage.corrections
import storage.digests
from analysis import estimates
from digests.base import PLATFORM_NAMES, Context, Part, Words, number, sentence
from storage.buckets import day_bounds

title = "Corrected by readers"
DAYS_BACK = 28


def build(context: Context) -> Iterator[Part]:
    here = storage.corrections.between(context.session, context.event_id, context.start, context.end, None)
    if here:
        marks = "One mark" if here == 1 else f"{here} marks"
        yield sentence(
            f"{marks} on posts of this day {'was' if here == 1 else 'were'} set by readers and went before the rules: "
            f"groundswell corrections {context.event.name}."
        )
    for back in range(1, DAYS_BACK + 1):
        yield from _revised(context, context.day - dt.timedelta(days=back), back)


def _revised(context: Context, day: dt.date, back: int) -> Iterator[Part]:
    """An earlier day, when its posts were corrected after its digest was made: what was printed stays as it is."""
    start, end = day_bounds(day, context.event.tz)
    made = storage.digests.current(context.session, context.event_id, day)
    if made is None:
        return
    number_of = storage.corrections.between(context.session, context.event_id, start, end, made.made_at)
    if not number_of:
        return
    came = "One correction came" if number_of == 1 else f"{number_of} corrections came"
    words: list[Words] = [f"Revised: {day:%d %B}. {came} after its digest was made. "]
    for platform in context.platforms:
        counts = context.days[platform][-1 - back].counts
        if counts:
            figure = estimates.count(counts.posts, context.definition("posts", platform, of=day.isoformat()))
            words += [f"{PLATFORM_NAMES[platform]} now has ", number(figure), " posts. "]
    yield sentence(*words, f"Its digest stays as it was made on {made.made_at:%d %b at %H:%M} UTC.")

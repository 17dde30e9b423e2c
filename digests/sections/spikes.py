"""Stretches of the day in which far more was posted than expected, by the rules of the event file, and what they
were."""

from collections.abc import Iterator, Sequence

from analysis import estimates
from analysis.spikes import Spike
from digests.base import PLATFORM_NAMES, Context, Part, Words, number, percent, sentence
from digests.spike_causes import Cause, causes

title = "Spikes"
EXPLAINED = 4  # of the first so many it is said what they were


def build(context: Context) -> Iterator[Part]:
    if not any(context.today(platform).is_known for platform in context.platforms):
        yield sentence("Not looked for: of no feed is it known how complete this day is.")
        return
    found = [(platform, spike) for platform in context.platforms for spike in context.spikes.get(platform, ())]
    for place, (platform, spike) in enumerate(found):
        yield _told(context, platform, spike)
        if place < EXPLAINED:
            yield from _what_it_was(context, platform, spike)
    if not found:
        yield sentence("Nothing unusual.")


def _told(context: Context, platform: str, spike: Spike) -> Part:
    zone, busiest = context.event.tz, spike.busiest
    start, end, at = (moment.astimezone(zone) for moment in (spike.started_at, spike.ended_at, busiest.start))
    minutes = round(spike.bucket.total_seconds() / 60)
    stretch = {"start": spike.started_at.isoformat(), "end": spike.ended_at.isoformat()}
    most = estimates.count(round(busiest.count), context.definition("most originals in a bucket", platform, **stretch))
    total = estimates.count(round(spike.total), context.definition("originals", platform, **stretch))
    return sentence(
        f"{PLATFORM_NAMES[platform]}, {start:%d %b %H:%M} to {end:%d %b %H:%M}: ",
        number(total),
        f" posts that are no reposts, where about {spike.expected:,.0f} were expected. The most in {minutes} minutes: ",
        number(most),
        f" at {at:%H:%M}, where about {spike.usual:,.0f} were expected.",
        lead=spike.grade == "major",
    )


def _what_it_was(context: Context, platform: str, spike: Spike) -> Iterator[Part]:
    """What had a clearly larger share in it than in the 24 hours before; nothing where nothing had."""
    found = causes(context, platform, spike)
    words: list[Words] = []
    for what, rows, mark in (
        ("phrases", found.phrases, "“”"),
        ("subreddits", found.communities, ""),
        ("sites", found.sites, ""),
    ):
        words += _listed(what, rows, mark)
    if words:
        yield sentence("More of it than in the 24 hours before: ", *words[1:], ".")


def _listed(what: str, rows: Sequence[Cause], mark: str) -> Iterator[Words]:
    for place, each in enumerate(rows):
        yield "; " if not place else ", "
        yield f"{'' if place else f'{what} '}{mark[:1]}{each.name}{mark[1:]} "
        yield percent(each.now)
        yield " (before "
        yield percent(each.before)
        yield ")"

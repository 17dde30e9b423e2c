"""Stretches of the day in which far more was posted than expected, by the rules of the event file."""

from collections.abc import Iterator

from analysis import estimates
from analysis.spikes import Spike
from digests.base import PLATFORM_NAMES, Context, Part, number, sentence

title = "Spikes"


def build(context: Context) -> Iterator[Part]:
    if not any(context.today(platform).is_known for platform in context.platforms):
        yield sentence("Not looked for: of no feed is it known how complete this day is.")
        return
    told = [
        _told(context, platform, spike) for platform in context.platforms for spike in context.spikes.get(platform, ())
    ]
    yield from told or [sentence("Nothing unusual.")]


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
        f" at {at:%H:%M}, where about {busiest.usual:,.0f} were expected.",
        lead=spike.grade == "major",
    )

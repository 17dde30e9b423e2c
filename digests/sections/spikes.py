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
    zone, peak = context.event.tz, spike.peak
    start, end, at = (moment.astimezone(zone) for moment in (spike.started_at, spike.ended_at, peak.start))
    definition = context.definition(
        "originals in window", platform, start=peak.start.isoformat(), buckets=str(peak.window)
    )
    saw = number(estimates.count(round(peak.observed), definition))
    minutes = round((peak.window * spike.bucket).total_seconds() / 60)
    return sentence(
        f"{PLATFORM_NAMES[platform]}, {start:%d %b %H:%M} to {end:%d %b %H:%M}: at {at:%H:%M} ",
        saw,
        f" posts that are no reposts in {minutes} minutes, expected {peak.low:,.0f}–{peak.high:,.0f} "
        f"(×{peak.ratio:,.1f}). "
        f"In the whole stretch {spike.total:,.0f}; {max(spike.expected, 0):,.0f} would have been usual.",
        lead=spike.grade == "major",
    )

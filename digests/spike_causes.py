"""What a spike was: the phrases, communities and linked sites with a larger share in it than in the day before it."""

import dataclasses
import urllib.parse
from collections import Counter
from collections.abc import Sequence

import storage.links
import storage.series
from analysis import estimates
from analysis.estimates import Figure
from analysis.spikes import Spike
from digests.base import Context
from digests.rising import risen
from storage.tables.columns import minute_of, moment_of

BEFORE = 1440  # minutes
SHOWN = 3
MOST_NOW, MOST_BEFORE, MOST_LINKS = 1_000, 2_000, 5_000
OWN_SITES = ("reddit.com", "redd.it", "x.com", "twitter.com", "t.co")


@dataclasses.dataclass(frozen=True)
class Cause:
    """A phrase, community or site with its share in the spike and in the hours before."""

    name: str
    now: Figure
    before: Figure


@dataclasses.dataclass(frozen=True)
class Causes:
    phrases: Sequence[Cause]
    communities: Sequence[Cause]
    sites: Sequence[Cause]


def causes(context: Context, platform: str, spike: Spike) -> Causes:
    """What rose in the part of the spike up to the end of the digest, clearest first."""
    start, end = minute_of(spike.started_at), min(minute_of(spike.ended_at), context.end)
    if start >= end:
        return Causes((), (), ())
    return Causes(
        _phrases(context, platform, start, end),
        _communities(context, platform, start, end) if platform == "reddit" else (),
        _sites(context, platform, start, end),
    )


def _phrases(context: Context, platform: str, start: int, end: int) -> list[Cause]:
    found = risen(
        context.session, context.event_id, platform, start, end, days_back=1, most_now=MOST_NOW, most_before=MOST_BEFORE
    )
    return [
        _cause(
            context, platform, "phrase", each.phrase, (each.posts, each.whole), (each.before, each.whole_before), start
        )
        for _, each in found.phrases[:SHOWN]
        if found.before
    ]


def _communities(context: Context, platform: str, start: int, end: int) -> list[Cause]:
    """By whole hours, as communities are counted."""
    low, high = start // 60 * 60, -(-end // 60) * 60
    now, before = (
        dict(storage.series.facets(context.session, context.event_id, "community", *hours, platform=platform))
        for hours in ((low, high), (low - BEFORE, low))
    )
    now.pop("", None)
    return _grown(context, platform, "community", Counter(now), Counter(before), start)


def _sites(context: Context, platform: str, start: int, end: int) -> list[Cause]:
    now, before = (
        Counter(
            site
            for link in storage.links.links(context.session, context.event_id, platform, *part, most=MOST_LINKS)
            if (site := site_of(link))
        )
        for part in ((start, end), (start - BEFORE, start))
    )
    return _grown(context, platform, "site", now, before, start)


def site_of(link: str) -> str:
    """The host of a link without www; empty for the platforms' own pages and for what is no link."""
    try:
        host = (urllib.parse.urlsplit(link).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    is_own = any(host == own or host.endswith(f".{own}") for own in OWN_SITES)
    return "" if is_own else host[:60]


def _grown(
    context: Context, platform: str, what: str, now: Counter[str], before: Counter[str], start: int
) -> list[Cause]:
    """Those whose share is clearly larger than before; where there was nothing before, nothing can be said."""
    whole, whole_before = now.total(), before.total()
    rises = {
        name: estimates.change(posts, whole, before[name], whole_before, "") for name, posts in now.items() if posts > 1
    }
    clear = [name for name, change in rises.items() if change.low is not None and change.low > 0]
    ordered = sorted(clear, key=lambda name: (-(rises[name].low or 0), name))[:SHOWN]
    return [
        _cause(context, platform, what, name, (now[name], whole), (before[name], whole_before), start)
        for name in ordered
    ]


def _cause(
    context: Context, platform: str, what: str, name: str, now: tuple[int, int], before: tuple[int, int], start: int
) -> Cause:
    more = {what: name, "spike": moment_of(start).isoformat()}
    return Cause(
        name,
        estimates.share(*now, context.definition(f"share of {what} in spike", platform, **more)),
        estimates.share(*before, context.definition(f"share of {what} before spike", platform, **more)),
    )

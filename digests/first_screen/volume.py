"""How many posts there were on each platform, against its usual day, and when the most."""

from collections.abc import Iterator

from analysis import estimates, unusual
from analysis.estimates import Figure
from analysis.series import Counts
from digests.base import PLATFORM_NAMES, Context, Day, Line, Shown, Words, number, portion
from digests.first_screen.usual import (
    FEWEST,
    hour_words,
    local,
    peak,
    posts_link,
    usual_counts,
    usual_range,
    usual_shown,
    whole,
)
from digests.sections.reacting import voices
from storage.tables.columns import minute_of

SPIKE = ("spike", "major")


def build(context: Context) -> Iterator[Line]:
    for platform in context.platforms:
        day = context.today(platform)
        if day.counts is not None:
            yield _line(context, platform, day, day.counts)


def _line(context: Context, platform: str, day: Day, counts: Counts) -> Line:
    usual = usual_counts(context, platform) if day.is_known else []
    words: list[Words] = [f"{PLATFORM_NAMES[platform].upper()}{_verdict(counts, usual)}: "]
    words += [number(estimates.count(counts.posts, context.definition("posts", platform))), " posts"]
    words += _who(context, platform, counts)
    words += _against(context, platform, day, usual)
    if found := peak(context, platform) if counts.posts else None:
        most = estimates.count(
            found[1], context.definition("posts in an hour", platform, start=found[0].isoformat(timespec="minutes"))
        )
        words += [f" Peak {hour_words(context, found[0])}: ", number(most), "."]
    words.append(_spike(context, platform))
    weight = unusual.count(counts.posts, [each.posts for each in usual])
    return Line("", tuple(words), (posts_link(context, platform=platform),), weight)


def _verdict(counts: Counts, usual: list[Counts]) -> str:
    span = usual_range(usual)
    if span is None:
        return ""
    return " rose" if counts.posts > span[1] else " fell" if counts.posts < span[0] else ", as usual"


def _who(context: Context, platform: str, counts: Counts) -> list[Words]:
    """By how many accounts, and how many react; the others pass on news, are of media, or cannot be told."""
    words: list[Words] = []
    if counts.authors is not None:
        words += [" by ", number(estimates.count(counts.authors, context.definition("authors", platform))), " accounts"]
    if found := voices(context, platform):
        figure = estimates.count(found["reacting"], context.definition("posts", platform, who="reacting"))
        words += [", ", number(figure), " reacting"]
    return words


def _against(context: Context, platform: str, day: Day, usual: list[Counts]) -> list[Words]:
    """What the day is held against, or why it is held against nothing."""
    if shown := usual_shown(usual, context.definition("posts on usual days", platform)):
        return [" (usual day ", shown, ")."]
    if day.is_known:
        if not context.stretch.is_one_day:
            return ["."]
        found = estimates.count(whole(context.days[platform][:-1]), context.definition("earlier whole days", platform))
        return [". No usual day yet: ", number(found), f" earlier days were seen whole, {FEWEST} are needed."]
    if day.share_seen:
        return [". Only ", share_seen(context, platform), " of the time was seen: not compared."]
    return [", in the files given; how many there were is unknown: no trend."]


def _spike(context: Context, platform: str) -> str:
    found = [spike for spike in context.spikes.get(platform, ()) if spike.grade in SPIKE]
    if not found or not context.stretch.is_one_day:
        return ""
    start = minute_of(min(spike.started_at for spike in found))
    return f" Spike from {local(context, start):%H:%M}." if start >= context.start else " The spike of before goes on."


def share_seen(context: Context, platform: str) -> Shown:
    """How much of the time was seen whole."""
    share = context.today(platform).share_seen or 0.0
    figure = Figure(share, context.end - context.start, definition=context.definition("share of time seen", platform))
    return Shown(figure, portion(share))

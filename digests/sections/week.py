"""The week after: how fast the reaction fades, and who comes back."""

from collections.abc import Iterator

import storage.returning
from analysis import estimates
from analysis.fading import WINDOW, Fading, fading
from digests.base import PLATFORM_NAMES, Context, Day, Part, Shown, Table, Words, number, percent, sentence
from digests.sides import Side, is_unknown, reactions, side
from storage.tables import Event
from storage.tables.columns import moment_of

title = "The week after"
DAYS = 7
DAYS_BEFORE = 28
MOST_POSTS = 500_000  # of which accounts are told apart


def build(context: Context) -> Iterator[Part]:
    event = context.session.get(Event, context.event_id)
    one = side(context.session, event) if event else None
    if one is None or not one.happened < context.end <= one.happened + (DAYS + 1) * 1440:
        return
    told = [part for platform in context.platforms for part in _of_platform(context, one, platform)]
    if told:
        yield from told
        yield sentence(
            f"Half of the reaction: the hours after the strongest {WINDOW} until the posts, less the usual at that "
            "hour, were half as many and stayed so for twelve hours; people sleep, and a fall in the night is a fall. "
            f"New: accounts that had not written in the {DAYS_BEFORE} days before the event or since, as far as seen."
        )


def _of_platform(context: Context, one: Side, platform: str) -> Iterator[Part]:
    name = PLATFORM_NAMES[platform]
    if not context.today(platform).counts:
        return
    if is_unknown(one, platform):
        yield sentence(f"{name}: how complete the files are is unknown, so how fast it fades is not said.")
    else:
        age = (context.end - one.happened) // 60
        definition = context.definition("half-life of the reaction", platform, hours=str(age))
        yield sentence(
            f"{name}: ", *_in_words(one, fading(reactions(context.session, one, platform, age)[0], definition))
        )
    days = [day for day in context.days[platform] if day.end > one.happened]
    if sum(day.counts.posts for day in context.days[platform] if day.counts) > MOST_POSTS:
        yield sentence(f"{name}: with more than {MOST_POSTS:,} posts, accounts are not told apart here.")
    elif rows := list(_rows(context, one, platform, days)):
        yield Table((f"day on {name}", "accounts", "new", "returning", "share returning"), tuple(rows))


def _in_words(one: Side, found: Fading) -> list[Words]:
    if found.peak is None:
        return [f"how fast it fades is not known, since {found.why}."]
    at = moment_of(one.happened + found.peak * 60).astimezone(one.file.tz)
    words: list[Words] = [f"strongest in the {WINDOW} hours from {at:%a %H:%M}; "]
    if found.half.value is None:
        return [*words, Shown(found.half, "half of it is not gone"), f": {found.why}."]
    low, high = found.half.low, found.half.high
    ends = f"{low:.0f}–{high:.0f}" if high is not None else f"{low:.0f} or more"
    return [*words, "half of it was gone after ", Shown(found.half, f"{found.half.value:.0f} hours ({ends})"), "."]


def _rows(context: Context, one: Side, platform: str, days: list[Day]) -> Iterator[tuple[Words, ...]]:
    """Counts only: who the accounts are is kept nowhere."""
    bounds = [(max(day.start, one.happened), day.end) for day in days]
    since = one.happened - DAYS_BEFORE * 1440
    counted = storage.returning.accounts(context.session, context.event_id, platform, since, bounds)
    for day, (accounts, new) in zip(days, counted, strict=True):
        if not accounts:
            continue
        local = moment_of(day.start).astimezone(context.event.tz)
        of = {"of": f"{local:%Y-%m-%d}"}
        share = estimates.share(
            accounts - new, accounts, context.definition("share of returning accounts", platform, **of)
        )
        shown = [
            number(estimates.count(value, context.definition(measure, platform, **of)))
            for measure, value in (
                ("accounts since the event", accounts),
                ("new accounts", new),
                ("returning accounts", accounts - new),
            )
        ]
        yield f"{local:%a %d %b}", *shown, percent(share)

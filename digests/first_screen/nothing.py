"""That nothing unusual happened, and how much of the time was watched; or that the day was not seen, or not whole."""

from collections.abc import Iterator

from digests.base import PLATFORM_NAMES, Context, Line, Words
from digests.first_screen.theme import rising
from digests.first_screen.usual import is_usual
from digests.first_screen.volume import share_seen

FIRST = float("inf")


def build(context: Context) -> Iterator[Line]:
    if not context.stretch.is_one_day:
        return
    unseen = [name for name in context.platforms if context.today(name).counts is None]
    if len(unseen) == len(context.platforms):
        yield Line("", (_unseen(context),), weight=FIRST)
    elif is_quiet(context):
        yield Line("", tuple(_quiet(context)), weight=FIRST)


def is_quiet(context: Context) -> bool:
    """Whether all that is known of the day is as usual. A platform of which nothing is known does not disturb it."""
    known = [platform for platform in context.platforms if context.today(platform).is_known]
    return bool(known) and all(
        is_usual(context, platform) and not context.spikes.get(platform) and not rising(context, platform)
        for platform in known
    )


def _unseen(context: Context) -> str:
    """Why there is nothing to tell: unseen is not quiet."""
    kinds = {context.today(platform).seen for platform in context.platforms}
    if not kinds or kinds == {"not seen"}:
        return "THIS DAY WAS NOT SEEN: no feed was watched and no file has posts of it. It may have been quiet or not."
    return "NO POSTS ARE KNOWN of this day, and it was not seen whole: it may have been quiet or not."


def _quiet(context: Context) -> Iterator[Words]:
    yield "Nothing unusual, and we were watching "
    known = [platform for platform in context.platforms if context.today(platform).is_known]
    for place, platform in enumerate(known):
        yield ", " if place else ""
        yield share_seen(context, platform)
        yield f" of the time on {PLATFORM_NAMES[platform]}"
    yield "."

"""How much of each platform’s posts repeats a text, and what is left of a rise when every text counts once."""

from collections.abc import Iterator

from analysis import estimates, unusual
from analysis.series import Counts
from digests.base import PLATFORM_NAMES, Context, Line, Words
from digests.first_screen.theme import span
from digests.first_screen.usual import copies_link, times, usual_counts

LEAST, FEWEST = 0.2, 5  # share, and number, of copies that are spoken of


def build(context: Context) -> Iterator[Line]:
    """One line for all platforms: each has its own share."""
    found = {name: context.today(name).counts for name in context.platforms}
    many = {name: counts for name, counts in found.items() if counts and is_many(counts)}
    if many:
        words = [word for name, counts in many.items() for word in _told(context, name, counts)]
        weight = max(_weight(context, name, counts) for name, counts in many.items())
        told = "Copies (posts that repeat a text): ", *words[:-1], "."
        yield Line("", told, (copies_link(context),), weight)


def is_many(counts: Counts) -> bool:
    return copies_of(counts) >= max(LEAST * counts.posts, FEWEST)


def copies_of(counts: Counts) -> int:
    return counts.posts - counts.distinct_texts


def _told(context: Context, platform: str, counts: Counts) -> Iterator[Words]:
    definition = context.definition("share of copies", platform)
    yield span(estimates.share(copies_of(counts), counts.posts, definition))
    yield f" of {counts.posts:,} on {PLATFORM_NAMES[platform]}"
    definition = context.definition("distinct texts against the usual day", platform)
    texts = [each.distinct_texts for each in _usual(context, platform)]
    if left := times(counts.distinct_texts, texts, definition):
        yield from (" (each text once: ", left, " a usual day)")
    yield ", "


def _usual(context: Context, platform: str) -> list[Counts]:
    return usual_counts(context, platform) if context.today(platform).is_known else []


def _weight(context: Context, platform: str, counts: Counts) -> float:
    """More copies than usual; fewer are no news."""
    usual = _usual(context, platform)
    before, whole = sum(map(copies_of, usual)), sum(each.posts for each in usual)
    return max(unusual.share(copies_of(counts), counts.posts, before, whole), 0.0)

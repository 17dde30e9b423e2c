"""Which languages the posts are in, and how many of them could be scored."""

from collections.abc import Callable, Iterator

import storage.series
from analysis import estimates
from analysis.estimates import Figure
from analysis.scorers import SHOWN as SHOWN_SCORER
from digests.base import PLATFORM_NAMES, Context, Part, Shown, Words, percent, sentence

title = "Languages"
SHOWN = 6
NAMES = {
    "en": "English", "uk": "Ukrainian", "ru": "Russian", "pl": "Polish", "de": "German", "fr": "French",
    "es": "Spanish", "it": "Italian", "pt": "Portuguese", "cs": "Czech", "tr": "Turkish", "ro": "Romanian",
    "nl": "Dutch", "ja": "Japanese", "hu": "Hungarian", "be": "Belarusian", "bg": "Bulgarian", "ar": "Arabic",
    "unknown": "not sure", "none": "no words", "emoji": "only emoji",
}  # fmt: skip


def facets_of(context: Context, platform: str) -> list[tuple[str, int]]:
    """Posts by language, most first."""
    return context.once(
        ("languages", platform),
        lambda: storage.series.facets(
            context.session, context.event_id, "language", context.start, context.end, platform=platform
        ),
    )


def scored(context: Context, platform: str) -> int:
    """How many of the posts have a word tone."""
    shown = {number for number, name in context.scorer_names.items() if name.startswith(f"{SHOWN_SCORER}@")}
    moods = storage.series.moods(
        context.session, context.event_id, "day", context.start, context.end, platform=platform
    )
    return sum(mood["scored"] for mood in moods if mood["scorer_id"] in shown)


def unscored(context: Context, platform: str, whole: int, show: Callable[[Figure], Shown] = percent) -> Shown:
    """The share of the posts that have no word tone."""
    without = whole - context.once(("scored", platform), lambda: scored(context, platform))
    return show(estimates.share(without, whole, context.definition("share unscored", platform)))


def _scored(context: Context, platform: str, whole: int) -> list[Words]:
    without = unscored(context, platform, whole)
    with_tone = context.once(("scored", platform), lambda: scored(context, platform))
    return [f" Scored: {with_tone:,} of {whole:,}; without a word tone: ", without, "."]


def build(context: Context) -> Iterator[Part]:
    for platform in context.platforms:
        found = facets_of(context, platform)
        whole = sum(posts for _, posts in found)
        if not whole:
            continue
        words: list[Words] = [f"{PLATFORM_NAMES[platform]}: "]
        for place, (code, posts) in enumerate(found[:SHOWN]):
            figure = estimates.share(posts, whole, context.definition("share of language", platform, language=code))
            words += ["" if not place else ", ", f"{NAMES.get(code, code)} ", percent(figure)]
        rest = sum(posts for _, posts in found[SHOWN:])
        words.append(f", others {rest:,}." if rest else ".")
        yield sentence(*words, *_scored(context, platform, whole))
    yield sentence(
        "Word tone is read of English posts only. The others are counted and themed, and have no word tone; they are "
        "not neutral."
    )

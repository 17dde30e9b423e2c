"""READ: the languages of each platform’s posts, with how many are not sure, and what word tone covers."""

from collections.abc import Iterator

from analysis import estimates
from digests.base import PLATFORM_NAMES, Context, Line, Words
from digests.first_screen.theme import span
from digests.sections.languages import facets_of, unscored

SHOWN = 3
UNSURE = "unknown"


def build(context: Context) -> Iterator[Line]:
    words: list[Words] = []
    without: list[Words] = []
    for platform in context.platforms:
        found = facets_of(context, platform)
        if whole := sum(posts for _, posts in found):
            words += [" │ " if words else "", *_languages(context, platform, found, whole)]
            without += [", " if without else "", unscored(context, platform, whole, span), f" of {_name(platform)}"]
    if words:
        yield Line("READ", (*words, ". Word tone: English only, none for ", *without, "."))


def _name(platform: str) -> str:
    return PLATFORM_NAMES[platform]


def _languages(context: Context, platform: str, found: list[tuple[str, int]], whole: int) -> Iterator[Words]:
    """The largest languages, then the posts of which the language is not sure."""
    sure = [(code, posts) for code, posts in found if code != UNSURE]
    named = [*sure[:SHOWN], *[(code, posts) for code, posts in found if code == UNSURE]]
    yield f"{_name(platform)} "
    for place, (code, posts) in enumerate(named):
        figure = estimates.share(posts, whole, context.definition("share of language", platform, language=code))
        yield f"{' · ' if place else ''}{'unsure' if code == UNSURE else code} "
        yield span(figure)

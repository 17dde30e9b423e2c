"""DON'T: what these posts do not show, chosen from what they are."""

from collections.abc import Iterator

from digests.base import PLATFORM_NAMES, Context, Line
from digests.first_screen.copies import is_many
from digests.first_screen.theme import chosen, found_shares
from digests.sections.languages import facets_of

MOST = 5
TOLLS = "civilian harm"
OTHER_LANGUAGES = 0.1  # of a platform's posts


def build(context: Context) -> Iterator[Line]:
    if any(context.today(platform).counts for platform in context.platforms):
        yield Line("DON'T", (" · ".join(list(_wrong(context))[:MOST]) + ".",))


def _wrong(context: Context) -> Iterator[str]:
    """The sentences that these posts would not bear, those that mislead most first."""
    yield "“people feel …”: only some people post here"
    for platform in context.platforms:
        yield from _about_volume(context, platform)
    if _has_copies(context):
        yield "posts as people: many are copies"
    if any(chosen(context, platform) for platform in context.platforms):
        yield from _about_phrases(context)
    if context.scorer_names:
        yield "tone as approval"
    if _other_languages(context):
        yield "tone of other languages than English"
    if any(each.name == TOLLS for platform in context.platforms for each in found_shares(context, platform)):
        yield "tolls from posts"


def _about_volume(context: Context, platform: str) -> Iterator[str]:
    day, name = context.today(platform), PLATFORM_NAMES[platform]
    if day.counts is None and day.seen == "not seen":
        yield f"“{name} was silent”: nobody watched it"
    elif day.seen == "observed":
        yield f"“{name} exploded”: how much was posted is unknown"
    elif not day.is_known:
        yield f"“{name} fell”: part of the time was not seen"


def _has_copies(context: Context) -> bool:
    found = [context.today(platform).counts for platform in context.platforms]
    return any(counts and is_many(counts) for counts in found)


def _about_phrases(context: Context) -> Iterator[str]:
    told = [each for platform in context.platforms if (each := chosen(context, platform))]
    if any(each.rule.figure.value is None for each in told):
        yield "theme shares as exact: nobody checked the phrases"


def _other_languages(context: Context) -> bool:
    for platform in context.platforms:
        found = facets_of(context, platform)
        whole, english = sum(posts for _, posts in found), dict(found).get("en", 0)
        if whole - english > OTHER_LANGUAGES * whole:
            return True
    return False

"""The texts that were posted most often on the day, as they are or nearly so: quoting, campaigns, or bots."""

from collections.abc import Iterator

from digests.base import PLATFORM_NAMES, Context, Part, QuoteSlot, sentence
from digests.copies import Cluster, clusters, length

title = "Copies"
SHOWN = 5
FEWEST = 3  # posts, without which a text is not listed
FIRST_SLOT = 101  # the quotes have the slots before


def build(context: Context) -> Iterator[Part]:
    found = clusters(context.session, context.event_id, context.start, context.end, limit=SHOWN)
    shown = [each for each in found if each.posts >= FEWEST and each.text]
    for slot, each in enumerate(shown, start=FIRST_SLOT):
        if context.event.quotes == "verbatim":
            yield QuoteSlot(slot, each.first_id, each.text or "", _about(context, each), each.url)
        else:
            yield sentence(f"{_about(context, each)}; the first, not quoted: {each.first_uid}")
    if shown:
        yield sentence(
            "Posts whose words are the same or nearly so, reposts among them; the address is that of the first. Many "
            "posts by few accounts in a short time may be a campaign. "
            f"All: groundswell echoes {context.event.name} --since {context.stretch.first}"
        )


def _about(context: Context, each: Cluster) -> str:
    first = each.first_at.astimezone(context.event.tz)
    when = f"{first:%H:%M}" if context.stretch.is_one_day else f"{first:%d %b %H:%M}"
    texts = f", {each.distinct_texts:,} wordings" if each.distinct_texts > 1 else ""
    accounts = f" by {each.authors:,} accounts" if each.authors else ""
    feeds = " and ".join(f"{posts:,} on {PLATFORM_NAMES[name]}" for name, posts in each.platforms.items())
    return f"{each.posts:,} posts{accounts}{texts} ({feeds}), from {when} on, within {length(each.spread)}"

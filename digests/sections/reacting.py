"""Who reacts, and who passes on news: how many posts of each kind there were, and how right the rule is."""

from collections import Counter
from collections.abc import Iterator

import storage.corrections
import storage.series
from analysis import estimates
from digests.base import PLATFORM_NAMES, Context, Part, Sentence, Table, Words, number, percent, sentence

title = "Who reacts, and who passes on news"
ORDER = ("reacting", "passing on", "official", "unclear")
WORDS = {
    "reacting": "react",
    "passing on": "pass on news",
    "official": "are of media or officials",
    "unclear": "cannot be told",
}


def build(context: Context) -> Iterator[Part]:
    rows = [row for platform in context.platforms for row in _row(context, platform)]
    if not rows:
        return
    yield Table(
        ("feed", "posts", "react", "share", "pass on news", "media or officials", "cannot be told"), tuple(rows)
    )
    yield sentence(
        "Shares of themes, word tone and quotes in this digest are of posts that react. A post is marked by rules "
        "(who wrote it, a link without own words, a headline): see groundswell explain UID."
    )
    yield _measured(context)


def voices(context: Context, platform: str) -> Counter[str]:
    """The day's posts by voice."""

    def found() -> Counter[str]:
        facets = storage.series.facets(
            context.session, context.event_id, "voice", context.start, context.end, platform=platform
        )
        return Counter(dict(facets))

    return context.once(("voices", platform), found)


def _row(context: Context, platform: str) -> Iterator[tuple[Words, ...]]:
    found = voices(context, platform)
    total = sum(found.values())
    if not total:
        return
    counted = [
        number(estimates.count(found[voice], context.definition("posts", platform, who=voice))) for voice in ORDER
    ]
    share = estimates.share(found["reacting"], total, context.definition("share reacting", platform))
    yield (PLATFORM_NAMES[platform], f"{total:,}", counted[0], percent(share), *counted[1:])


def _measured(context: Context) -> Sentence:
    """How often the rule agreed with a person who labelled a sample of the event's posts."""
    right, labels = storage.corrections.agreement(context.session, context.event_id)
    if not labels:
        return sentence(
            f"How right the rules are for this event has not been measured yet: groundswell reacting measure "
            f"{context.event.name}."
        )
    figure = estimates.share(right, labels, context.definition("rule right", "all", labels=str(labels)))
    return sentence(
        f"The rule was right in {right:,} of {labels:,} posts that a person labelled: ", percent(figure), "."
    )

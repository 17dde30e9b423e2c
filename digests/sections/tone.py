"""The tone of the words in English posts, below volume and themes: it says least."""

from collections.abc import Iterator, Mapping
from typing import Any

import storage.series
from analysis import estimates
from analysis.estimates import FLAGS_IN_WORDS, Cell
from digests.base import PLATFORM_NAMES, Context, Part, Table, percent, sentence, signed
from digests.series import REACTING, sums_from

title = "Word tone"
HEADER = (
    "feed", "scorer", "English posts scored", "of reacting posts", "mean word tone, -1 to +1", "read with care",
)  # fmt: skip


def build(context: Context) -> Iterator[Part]:
    rows = []
    for platform in context.platforms:
        moods = storage.series.moods(
            context.session, context.event_id, "day", context.start, context.end, platform=platform, voice=REACTING
        )
        today = storage.series.counts(
            context.session, context.event_id, "day", context.start, context.end, platform=platform, voice=REACTING
        )
        cell = today.get(context.start)
        for mood in moods:
            name = context.scorer_names[mood["scorer_id"]]
            sums = sums_from(mood)
            tone = estimates.mean_tone(sums, context.definition("mean compound", platform, scorer=name, who=REACTING))
            posts = cell["posts"] if cell else 0
            definition = context.definition("share scored", platform, scorer=name, who=REACTING)
            scored = estimates.share(sums.scored, posts, definition)
            enough = sums.effective_authors >= estimates.NO_POINT
            rows.append(
                (
                    PLATFORM_NAMES[platform],
                    name.split("@")[0],
                    f"{sums.scored:,}",
                    percent(scored),
                    signed(tone) if enough else "too few accounts to say",
                    _care(cell, sums.scored, context.today(platform).share_seen) if enough else "",
                )
            )
    if rows:
        yield Table(HEADER, tuple(rows))
        yield sentence(
            "Word tone adds up how bright or dark single words are. After an attack it mostly says how many posts "
            "report deaths and damage: compare it between days and feeds. It is not approval."
        )


def _care(counts: Mapping[str, Any] | None, scored: int, share_seen: float | None) -> str:
    if counts is None:
        return ""
    names = ("posts", "authors", "top_author", "distinct_texts")
    cell = Cell(**{name: counts[name] for name in names}, scored=scored, share_seen=share_seen)
    return ", ".join(FLAGS_IN_WORDS[flag] for flag in estimates.flags(cell))

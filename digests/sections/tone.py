"""The tone of the words in English posts, below volume and themes: it says least."""

from collections.abc import Iterator

import storage.series
from analysis import estimates
from digests.base import PLATFORM_NAMES, Context, Part, Table, percent, sentence, signed
from digests.series import sums_from

title = "Word tone"
FEWEST_AUTHORS = 10


def build(context: Context) -> Iterator[Part]:
    rows = []
    for platform in context.platforms:
        counts = context.today(platform).counts
        moods = storage.series.moods(
            context.session, context.event_id, "day", context.start, context.end, platform=platform
        )
        for mood in moods:
            name = context.scorer_names[mood["scorer_id"]]
            sums = sums_from(mood)
            tone = estimates.mean_tone(sums, context.definition("mean compound", platform, scorer=name))
            scored = estimates.share(
                sums.scored, counts.posts if counts else 0, context.definition("share scored", platform, scorer=name)
            )
            enough = sums.effective_authors >= FEWEST_AUTHORS
            rows.append(
                (
                    PLATFORM_NAMES[platform],
                    name.split("@")[0],
                    f"{sums.scored:,}",
                    percent(scored),
                    signed(tone) if enough else "too few accounts to say",
                )
            )
    if rows:
        yield Table(("feed", "scorer", "English posts scored", "of all posts", "mean word tone, -1 to +1"), tuple(rows))
        yield sentence(
            "Word tone adds up how bright or dark single words are. After an attack it mostly says how many posts "
            "report deaths and damage: compare it between days and feeds. It is not approval."
        )

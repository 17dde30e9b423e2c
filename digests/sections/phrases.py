"""The words that rose: groups of words in clearly more posts of the day than of the days before."""

from collections.abc import Iterator

from analysis import estimates
from analysis.phrases import Rising
from digests.base import PLATFORM_NAMES, Context, Part, Table, Words, percent, sentence
from digests.rising import DAYS_BACK, of_day

title = "Rising phrases"
SHOWN = 10


def build(context: Context) -> Iterator[Part]:
    compared = False
    for platform in context.platforms:
        if not context.today(platform).counts:
            continue
        name = PLATFORM_NAMES[platform]
        found = of_day(context, platform)
        if not found.before:
            yield sentence(f"{name}: no earlier posts to compare with.")
        elif not found.phrases:
            yield sentence(f"{name}: no phrase rose clearly.")
        else:
            rows = tuple(_row(context, platform, *each) for each in found.phrases[:SHOWN])
            yield Table((f"rose on {name}", "language", "of the day’s posts", "of posts before"), rows)
        compared = compared or bool(found.before)
    if compared:
        yield sentence(
            f"Words that stand in clearly more posts than in up to {DAYS_BACK} days before, in posts of the same "
            "language. A text counts once, an account once a day; of many posts those at even steps are compared."
        )


def _row(context: Context, platform: str, language: str, each: Rising) -> tuple[Words, ...]:
    more = {"phrase": each.phrase, "language": language}
    now = estimates.share(each.posts, each.whole, context.definition("share of phrase", platform, **more))
    before = estimates.share(
        each.before, each.whole_before, context.definition("share of phrase before", platform, **more)
    )
    return each.phrase, language, percent(now), percent(before)

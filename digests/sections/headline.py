"""What an analyst must know in ten seconds: how much, against what, and what rose."""

from collections.abc import Iterator

from analysis import estimates
from analysis.series import Counts
from digests.base import PLATFORM_NAMES, Context, Day, Part, Sentence, Words, number, percent, sentence
from digests.sections.reacting import voices
from digests.theme_shares import ThemeShare, shares

title = "In short"
FEWEST_USUAL = 5  # days seen whole, without which there is no usual day
FEWEST_POSTS = 5  # with a theme, without which it is not named here


def build(context: Context) -> Iterator[Part]:
    with_posts = [platform for platform in context.platforms if context.today(platform).counts]
    for platform in [*with_posts, *(each for each in context.platforms if each not in with_posts)]:
        yield _volume(context, platform)
    for platform in with_posts:
        found = [each for each in shares(context, platform) if each.posts >= FEWEST_POSTS]
        if found:
            yield _leading_theme(platform, found)
        counts = context.today(platform).counts
        if counts and counts.posts - counts.distinct_texts >= 0.2 * counts.posts >= 2:
            yield _copies(context, platform, counts)
    if not with_posts:
        yield sentence("No posts are known of this day.", lead=True)


def usual_range(days: list[Day]) -> tuple[int, int] | None:
    """From the lower to the upper tenth of the posts of earlier whole days; None with fewer than five of them."""
    posts = sorted(day.counts.posts for day in days if day.counts)
    if len(posts) < FEWEST_USUAL:
        return None
    return posts[round(0.1 * (len(posts) - 1))], posts[round(0.9 * (len(posts) - 1))]


def _volume(context: Context, platform: str) -> Sentence:
    name, day = PLATFORM_NAMES[platform], context.today(platform)
    if day.counts is None:
        unseen = (
            "was not watched on this day."
            if day.seen == "not seen"
            else "has no posts of this day in the files given; how complete they are is not known."
        )
        return sentence(f"{name} {unseen}", lead=True)
    posts = number(estimates.count(day.counts.posts, context.definition("posts", platform)))
    words: list[Words] = [f"{name}: ", posts, " posts"]
    if day.counts.authors is not None:
        accounts = number(estimates.count(day.counts.authors, context.definition("authors", platform)))
        words += [" by ", accounts, " accounts"]
    words += _reacting(context, platform)
    if not day.is_known:
        return sentence(*words, _incomplete(day), lead=True)
    return sentence(*words, ". ", *_compared(context, platform, day), lead=True)


def _incomplete(day: Day) -> str:
    """Why the day is not compared."""
    if day.seen == "watched" and day.share_seen:
        share = f"{day.share_seen:.0%}".replace("%", " %")
        return f". Only {share} of the day was watched, so it is not compared with other days."
    return " in the files given. How complete they are is unknown, so they are not compared with other days."


def _reacting(context: Context, platform: str) -> list[Words]:
    """How many of the posts react; the rest passes on news, is of media or officials, or cannot be told."""
    found = voices(context, platform)
    if not found:
        return []
    figure = estimates.count(found["reacting"], context.definition("posts", platform, who="reacting"))
    return [", of them ", number(figure), " reacting"]


def _compared(context: Context, platform: str, day: Day) -> list[Words]:
    """The day against the usual day and the day before."""
    assert day.counts is not None
    usual, before = usual_range(context.usual(platform)), context.before(platform)
    words: list[Words] = []
    if usual is None:
        words.append("No baseline yet: fewer than five earlier days were seen whole. ")
    else:
        low, high = usual
        verdict = (
            "More than usual"
            if day.counts.posts > high
            else "Fewer than usual"
            if day.counts.posts < low
            else "As usual"
        )
        words.append(f"{verdict} (usual day {low:,}–{high:,}). " if low != high else f"{verdict} (usual day {low:,}). ")
    if before.is_known and before.counts:
        words += [
            "The day before: ",
            number(estimates.count(before.counts.posts, context.definition("posts the day before", platform))),
            ".",
        ]
    return words


def _leading_theme(platform: str, found: list[ThemeShare]) -> Sentence:
    first = found[0]
    words: list[Words] = [
        f"{PLATFORM_NAMES[platform]}’s first theme: “{first.name}”, ",
        percent(first.share),
        f" of {first.whole:,} reacting posts (phrases ",
        first.rule.shown,
        ").",
    ]
    rising = max((each for each in found if each.rises), key=lambda each: each.change.value or 0, default=None)
    if rising is first:
        words[-1] = "), up from "
        words += [percent(first.before), " the day before."]
    elif rising:
        words.append(f" Rising most: “{rising.name}”, from ")
        words += [
            percent(rising.before),
            " the day before to ",
            percent(rising.share),
            " (phrases ",
            rising.rule.shown,
            ").",
        ]
    return sentence(*words, lead=True)


def _copies(context: Context, platform: str, counts: Counts) -> Sentence:
    figure = estimates.share(
        counts.posts - counts.distinct_texts, counts.posts, context.definition("share of copies", platform)
    )
    return sentence(
        f"{PLATFORM_NAMES[platform]}: ",
        percent(figure),
        f" of the posts repeat a text: {counts.distinct_texts:,} different texts.",
        lead=True,
    )

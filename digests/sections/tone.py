"""The tone of the words in English posts, below volume and themes: it says least. One line by the scorer without the
event's own words; plain VADER in a footnote; and the tone of each theme, since a mean over all says mostly which posts
there are."""

from collections.abc import Iterator, Mapping
from typing import Any

import storage.series
from analysis import estimates
from analysis.estimates import Figure
from analysis.scorers import SHOWN, Scorer, scorers
from digests.base import PLATFORM_NAMES, Context, Part, Table, Words, percent, sentence, signed
from digests.series import sums_from

title = "Word tone"
FEWEST_AUTHORS = 10
TOO_FEW = "too few accounts to say"


def build(context: Context) -> Iterator[Part]:
    made = {scorer.id.name: scorer for scorer in scorers(context.event.tone.words)}
    ids = {name.split("@")[0]: number for number, name in context.scorer_names.items()}
    moods = {platform: _moods(context, platform) for platform in context.platforms}
    if SHOWN not in ids or not any(("", ids[SHOWN]) in found for found in moods.values()):
        return
    rows = [
        _row(context, platform, ids[SHOWN], found) for platform, found in moods.items() if ("", ids[SHOWN]) in found
    ]
    yield Table(("feed", "scored of all posts", "share scored", f"{made[SHOWN].title}, -1 to +1"), tuple(rows))
    themed = [row for platform, found in moods.items() for row in _themed(context, platform, ids[SHOWN], found)]
    if themed:
        yield Table(("theme", "feed", "scored of its posts", "word tone"), tuple(themed))
    yield sentence(f"{made[SHOWN].meaning} Compare it between days, feeds and themes. It is not approval.")
    for name, number in ids.items():
        if name != SHOWN and name in made:
            yield sentence(*_footnote(context, made[name], number, moods))


def _moods(context: Context, platform: str) -> dict[tuple[str, int], Mapping[str, Any]]:
    """The day's sums by theme ("" = any) and scorer id."""
    themes = ("", *(theme.name for theme in context.event.themes))
    rows = (
        row
        for theme in themes
        for row in storage.series.moods(
            context.session, context.event_id, "day", context.start, context.end, platform=platform, theme=theme
        )
    )
    return {(row["theme"], row["scorer_id"]): row for row in rows}


def _row(
    context: Context, platform: str, number: int, found: Mapping[tuple[str, int], Mapping[str, Any]]
) -> tuple[Words, ...]:
    counts, mood = context.today(platform).counts, found["", number]
    posts = counts.posts if counts else 0
    name = context.scorer_names[number]
    scored = estimates.share(mood["scored"], posts, context.definition("share scored", platform, scorer=name))
    return PLATFORM_NAMES[platform], f"{mood['scored']:,} of {posts:,}", percent(scored), _tone(context, platform, mood)


def _themed(
    context: Context, platform: str, number: int, found: Mapping[tuple[str, int], Mapping[str, Any]]
) -> Iterator[tuple[Words, ...]]:
    """The themes with a tone, most scored posts first."""
    posts = {
        row["theme"]: row["posts"]
        for row in storage.series.by_theme(
            context.session, context.event_id, "day", context.start, context.end, platform=platform
        )
    }
    moods = [(theme, mood) for (theme, scorer), mood in found.items() if theme and scorer == number]
    for theme, mood in sorted(moods, key=lambda pair: (-pair[1]["scored"], pair[0])):
        share = f"{mood['scored']:,} of {posts.get(theme, 0):,}"
        yield theme, PLATFORM_NAMES[platform], share, _tone(context, platform, mood, theme=theme)


def _tone(context: Context, platform: str, mood: Mapping[str, Any], **more: str) -> Words:
    sums = sums_from(mood)
    if sums.effective_authors < FEWEST_AUTHORS:
        return TOO_FEW
    return signed(_mean(context, platform, mood, **more))


def _mean(context: Context, platform: str, mood: Mapping[str, Any], **more: str) -> Figure:
    name = context.scorer_names[mood["scorer_id"]]
    return estimates.mean_tone(sums_from(mood), context.definition("mean compound", platform, scorer=name, **more))


def _footnote(
    context: Context,
    scorer: Scorer,
    number: int,
    moods: Mapping[str, Mapping[tuple[str, int], Mapping[str, Any]]],
) -> list[Words]:
    words: list[Words] = [f"By {scorer.title}: "]
    for platform, found in moods.items():
        if ("", number) in found:
            words += [", " if len(words) > 1 else "", f"{PLATFORM_NAMES[platform]} "]
            words.append(_tone(context, platform, found["", number]))
    return [*words, f". {scorer.meaning}"]

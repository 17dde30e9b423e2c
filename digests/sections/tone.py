"""Word tone of the posts that react: how bright or dark their words are by the scorer that is shown, by theme, and by
the others in a line."""

from collections.abc import Iterator, Mapping
from typing import Any

import storage.series
from analysis import estimates
from analysis.estimates import FLAGS_IN_WORDS, Cell, Figure
from analysis.scorers import SHOWN, Scorer, scorers
from digests.base import PLATFORM_NAMES, Context, Part, Table, Words, percent, sentence, signed
from digests.series import REACTING, sums_from

title = "Word tone"
TOO_FEW = "too few accounts to say"
Moods = Mapping[tuple[str, int], Mapping[str, Any]]  # the day's sums by theme ("" = any) and scorer id


def build(context: Context) -> Iterator[Part]:
    made = {scorer.id.name: scorer for scorer in scorers(context.event.tone.words)}
    ids = {name.split("@")[0]: number for number, name in context.scorer_names.items()}
    moods = {platform: _moods(context, platform) for platform in context.platforms}
    if SHOWN not in ids or not any(("", ids[SHOWN]) in found for found in moods.values()):
        return
    shown = ids[SHOWN]
    counts = {platform: _counts(context, platform) for platform in moods}
    rows = [_row(context, platform, found["", shown], counts[platform]) for platform, found in _with(moods, shown)]
    heads = ("feed", "scored of reacting posts", "share scored", f"{made[SHOWN].title}, -1 to +1", "read with care")
    yield Table(heads, tuple(rows))
    themed = [row for platform in moods for row in _themed(context, platform, shown, moods[platform], counts[platform])]
    if themed:
        yield Table(("theme", "feed", "scored of its reacting posts", "word tone", "read with care"), tuple(themed))
    yield sentence(f"{made[SHOWN].meaning} Compare it between days, feeds and themes. It is not approval.")
    for name, number in ids.items():
        if name != SHOWN and name in made:
            yield sentence(*_footnote(context, made[name], number, moods))


def _with(moods: Mapping[str, Moods], number: int) -> Iterator[tuple[str, Moods]]:
    """The platforms with a tone by this scorer."""
    return ((platform, found) for platform, found in moods.items() if ("", number) in found)


def _moods(context: Context, platform: str) -> Moods:
    rows = (
        row
        for theme in ("", *(theme.name for theme in context.event.themes))
        for row in storage.series.moods(
            context.session,
            context.event_id,
            "day",
            context.start,
            context.end,
            platform=platform,
            theme=theme,
            voice=REACTING,
        )
    )
    return {(row["theme"], row["scorer_id"]): row for row in rows}


def _counts(context: Context, platform: str) -> dict[str, Mapping[str, Any]]:
    """The day's reacting posts by theme ("" = any)."""
    rows = storage.series.by_theme(
        context.session, context.event_id, "day", context.start, context.end, platform=platform, voice=REACTING
    )
    return {row["theme"]: row for row in rows}


def _row(
    context: Context, platform: str, mood: Mapping[str, Any], counts: Mapping[str, Mapping[str, Any]]
) -> tuple[Words, ...]:
    posts = counts[""]["posts"] if "" in counts else 0
    name = context.scorer_names[mood["scorer_id"]]
    definition = context.definition("share scored", platform, scorer=name, who=REACTING)
    scored = estimates.share(mood["scored"], posts, definition)
    tone, care = _tone(context, platform, mood), _care(context, platform, mood, counts.get(""))
    return PLATFORM_NAMES[platform], f"{mood['scored']:,} of {posts:,}", percent(scored), tone, care


def _themed(
    context: Context, platform: str, number: int, found: Moods, counts: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[Words, ...]]:
    """The themes with a tone, most scored posts first."""
    moods = [(theme, mood) for (theme, scorer), mood in found.items() if theme and scorer == number]
    for theme, mood in sorted(moods, key=lambda pair: (-pair[1]["scored"], pair[0])):
        share = f"{mood['scored']:,} of {counts[theme]['posts'] if theme in counts else 0:,}"
        tone, care = _tone(context, platform, mood, theme=theme), _care(context, platform, mood, counts.get(theme))
        yield theme, PLATFORM_NAMES[platform], share, tone, care


def _care(context: Context, platform: str, mood: Mapping[str, Any], counts: Mapping[str, Any] | None) -> str:
    """With what care a tone is to be read; nothing where none is shown."""
    if counts is None or not _is_enough(mood):
        return ""
    names = ("posts", "authors", "top_author", "distinct_texts")
    seen = context.today(platform).share_seen
    cell = Cell(**{name: counts[name] for name in names}, scored=mood["scored"], share_seen=seen)
    return ", ".join(FLAGS_IN_WORDS[flag] for flag in estimates.flags(cell))


def _is_enough(mood: Mapping[str, Any]) -> bool:
    return sums_from(mood).effective_authors >= estimates.NO_POINT


def _tone(context: Context, platform: str, mood: Mapping[str, Any], **more: str) -> Words:
    return signed(_mean(context, platform, mood, **more)) if _is_enough(mood) else TOO_FEW


def _mean(context: Context, platform: str, mood: Mapping[str, Any], **more: str) -> Figure:
    name = context.scorer_names[mood["scorer_id"]]
    definition = context.definition("mean compound", platform, scorer=name, who=REACTING, **more)
    return estimates.mean_tone(sums_from(mood), definition)


def _footnote(context: Context, scorer: Scorer, number: int, moods: Mapping[str, Moods]) -> list[Words]:
    words: list[Words] = [f"By {scorer.title}: "]
    for platform, found in _with(moods, number):
        words += [", " if len(words) > 1 else "", f"{PLATFORM_NAMES[platform]} "]
        words.append(_tone(context, platform, found["", number]))
    return [*words, f". {scorer.meaning}"]

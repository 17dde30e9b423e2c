"""What the posts are about: the share of each theme, and how it changed."""

from collections.abc import Iterator

from analysis.estimates import FEW_VOICES, FLAGS_IN_WORDS
from digests.base import PLATFORM_NAMES, Context, Part, Table, Words, percent, points_of, sentence
from digests.theme_shares import ThemeShare, every
from storage.tables.columns import moment_of
from storage.tables.series import MARKS

title = "Themes"


def build(context: Context) -> Iterator[Part]:
    if not context.event.themes:
        return
    few_voices = False
    for platform in context.platforms:
        found = every(context, platform)
        few_voices = few_voices or any("few voices" in each.flags for each in found)
        if found:
            care = any(_care(each) for each in found)
            has_before = context.stretch.is_one_day
            rows = tuple(
                (
                    each.name,
                    f"{each.posts:,}",
                    percent(each.share),
                    each.rule.shown,
                    " / ".join(f"{each.marks[mark]:,}" for mark in MARKS),
                    *[_change(each)] * has_before,
                    _peak(context, each),
                    *[_care(each)] * care,
                )
                for each in found
            )
            heads = (
                f"theme on {PLATFORM_NAMES[platform]}",
                "posts",
                f"share of {found[0].whole:,} reacting posts",
                "the phrases were",
                "negated / quoted",
                *["against the day before"] * has_before,
                "most in the hour from",
            )
            yield Table((*heads, *["read with care"] * care), rows)
    yield sentence(
        "A theme is a list of phrases; a post may have several. Posts that only negate or quote them are counted, and "
        "told apart where that can be seen. How right the phrases were is what readers said of a random sample: ",
        f"groundswell themes measure {context.event.name} THEME.",
        f" {FEW_VOICES}" if few_voices else "",
    )


def _care(each: ThemeShare) -> str:
    return ", ".join(FLAGS_IN_WORDS[flag] for flag in each.flags if flag != "gap")


def _change(each: ThemeShare) -> Words:
    if each.change.value is None:
        return "not compared"
    return points_of(each.change) if each.rises or each.falls else "no clear change"


def _peak(context: Context, each: ThemeShare) -> str:
    """The local hour with the most posts of the theme; the first of equals."""
    if not each.posts:
        return ""
    at = moment_of(context.start + 60 * each.hours.index(max(each.hours))).astimezone(context.event.tz)
    return f"{at:%H:%M}" if context.stretch.is_one_day else f"{at:%d %b %H:%M}"

"""SAY: one sentence that may be quoted as it stands, with what it is a share of and where that was read."""

from collections.abc import Iterator

import storage.series
from analysis import estimates
from digests.base import Context, Line, Shown, Words, number
from digests.first_screen.spoken import fraction
from digests.first_screen.theme import chosen
from digests.theme_shares import ThemeShare

FEWEST = 30  # reacting posts, without which no share is worth quoting


def build(context: Context) -> Iterator[Line]:
    found = [(platform, each) for platform in context.platforms if (each := chosen(context, platform))]
    fit = [(platform, each) for platform, each in found if each.whole >= FEWEST and "too few authors" not in each.flags]
    if fit:
        platform, each = max(fit, key=lambda pair: pair[1].posts)
        if words := _theme(context, platform, each):
            yield Line("SAY", (*_caution(context), *words))
            return
    yield from _posts(context)


def is_synthetic(context: Context) -> bool:
    """Whether the event's title says that its posts are invented."""
    return "synthetic" in context.event.title.casefold()


def _caution(context: Context) -> list[Words]:
    return ["nothing of this: the posts are invented. Of real ones: "] if is_synthetic(context) else []


def _theme(context: Context, platform: str, each: ThemeShare) -> list[Words] | None:
    share = fraction(each.share)
    if share is None:
        return None
    copies = ", copies counted," if "few voices" in each.flags else ""
    measured = "" if each.rule.figure.value is not None else " (phrases not checked by a reader)"
    return [
        f"“{_where(context, platform)}, ",
        Shown(each.share, share),
        f" of {each.whole:,} posts reacting{copies} used words of the theme ‘{each.name}’.”{measured}",
    ]


def _posts(context: Context) -> Iterator[Line]:
    """Where no theme can be quoted: how many posts there were."""
    known = [(platform, context.today(platform).counts) for platform in context.platforms]
    found = [(platform, counts) for platform, counts in known if counts and counts.posts]
    if found:
        platform, counts = max(found, key=lambda pair: pair[1].posts)
        figure = estimates.count(counts.posts, context.definition("posts", platform))
        words: list[Words] = [f"“{_where(context, platform)} there were ", number(figure), " posts about it.”"]
        yield Line("SAY", (*_caution(context), *words))


def _where(context: Context, platform: str) -> str:
    """What was read, in words that claim no more: subreddits that are followed, or files."""
    if platform != "reddit":
        return "In the X posts we have"
    found = storage.series.facets(
        context.session, context.event_id, "community", context.start, context.end, platform=platform
    )
    names = [name for name, _ in found if name]
    if not names:
        return "In the Reddit posts we have"
    many = f"the {len(names)} subreddits" if len(names) > 1 else f"r/{names[0]}"
    return f"On {many} we {'follow' if context.today(platform).seen == 'watched' else 'have files of'}"

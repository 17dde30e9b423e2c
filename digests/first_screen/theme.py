"""The theme that rose most on each platform, else the largest: its share, what it passed, how right its phrases are."""

from collections.abc import Iterator

from analysis import unusual
from analysis.estimates import Figure
from digests.base import PLATFORM_NAMES, Context, Line, Shown, Words
from digests.first_screen.usual import local, posts_link
from digests.theme_shares import ThemeShare, every

FEWEST_POSTS = 5  # with a theme, without which it is not named here


def build(context: Context) -> Iterator[Line]:
    for platform in context.platforms:
        if found := chosen(context, platform):
            yield _line(context, platform, found)


def found_shares(context: Context, platform: str) -> list[ThemeShare]:
    """The themes with enough posts to be named, largest share first."""
    return [each for each in every(context, platform) if each.posts >= FEWEST_POSTS]


def rising(context: Context, platform: str) -> list[ThemeShare]:
    """The themes that rose against the day before, most first."""
    return sorted((each for each in found_shares(context, platform) if each.rises), key=lambda each: -_weight(each))


def chosen(context: Context, platform: str) -> ThemeShare | None:
    """The theme that is told of: the one that rose most, else the largest."""
    found = rising(context, platform) or found_shares(context, platform)
    return found[0] if found else None


def _line(context: Context, platform: str, each: ThemeShare) -> Line:
    words: list[Words] = [f"“{each.name}” on {PLATFORM_NAMES[platform]}: ", span(each.share)]
    words.append(f" of {each.whole:,} reacting posts")
    if each.rises:
        words += [", the day before ", span(each.before), f" of {each.before.n:,}"]
    words.append(_passed(context, platform, each))
    words += [". Phrases ", each.rule.shown, "."]
    link = posts_link(context, platform=platform, theme=each.name, who="reacting")
    return Line("", tuple(words), (link,), _weight(each) if each.rises else 0.0)


def _weight(each: ThemeShare) -> float:
    before = each.before
    if before.value is None or not before.n:
        return 0.0
    return unusual.share(each.posts, each.whole, round(before.value * before.n), before.n)


def span(figure: Figure) -> Shown:
    """A share as the range it lies in."""
    if figure.low is None or figure.high is None:
        return Shown(figure, "unknown")
    low, high = figure.low * 100, figure.high * 100
    digits = 1 if high < 9.5 and high - low < 1.5 else 0
    spelt = f"{low:.{digits}f}", f"{high:.{digits}f}"
    return Shown(figure, f"{spelt[0]} %" if spelt[0] == spelt[1] else f"{spelt[0]}–{spelt[1]} %")


def _passed(context: Context, platform: str, each: ThemeShare) -> str:
    """The last theme that this one overtook, counted from the day's start, and in which hour."""
    if not context.stretch.is_one_day:
        return ""
    others = [other for other in found_shares(context, platform) if other is not each]
    found = [(hour, -other.posts, other.name) for other in others if (hour := overtaken(each.hours, other.hours))]
    if not found:
        return ""
    hour, _, name = max(found, key=lambda passed: (passed[0], -passed[1], passed[2]))
    return f"; from {local(context, context.start + 60 * hour):%H}h it was ahead of “{name}”"


def overtaken(own: tuple[int, ...], other: tuple[int, ...]) -> int | None:
    """The last hour in which the sum so far came to be more than that of another, which had been ahead; None where it
    never was behind by enough to speak of, or does not end ahead."""
    ahead, place, was_behind = 0, None, False
    for hour, (mine, its) in enumerate(zip(own, other, strict=True)):
        before, ahead = ahead, ahead + mine - its
        was_behind = was_behind or ahead <= -FEWEST_POSTS
        if was_behind and before <= 0 < ahead:
            place = hour
    return place if ahead > 0 else None

"""The order of the themes in time: what came first, what passed what, and when; said only where intervals lie apart."""

from collections.abc import Iterator, Sequence

from analysis.order import Course, Passing, sequence
from digests.base import PLATFORM_NAMES, Chart, Context, Part, Table, Words, percent, sentence
from digests.curves import Panel, panels
from digests.theme_order import STEP, Order, order

title = "Themes in order"
SHOWN = 9


def build(context: Context) -> Iterator[Part]:
    is_told = False
    for platform in context.platforms:
        found = order(context, platform)
        shown = _largest(found)
        if not any(figure.value is not None for each in shown for figure in each.shares):
            continue
        is_told = True
        yield sentence(f"{PLATFORM_NAMES[platform]}: ", *_in_words(found, sequence(found.courses)))
        yield Table(
            (f"theme on {PLATFORM_NAMES[platform]}", "above its earlier share from", "most from", "share then"),
            tuple(_row(found, each) for each in shown),
        )
        yield _chart(context, platform, found, shown)
    if is_told:
        yield sentence(
            f"Steps of {STEP // 60} hours. Shares are of the different texts that react, so copies do not move them. "
            "Only what lies apart is said, with intervals so wide that all of it holds together with 95 % (Bonferroni)."
        )


def _largest(found: Order) -> list[Course]:
    """The themes with the largest shares in any step."""
    ranked = sorted(found.courses, key=lambda each: (-max((f.value or 0 for f in each.shares), default=0), each.name))
    return [each for each in ranked if any(figure.value for figure in each.shares)][:SHOWN]


def _in_words(found: Order, row: Sequence[Passing]) -> list[Words]:
    """The longest row of themes that passed each other, with the shares where they did."""
    if not row:
        return ["no order of the themes is clear."]
    words: list[Words] = [f"first “{row[0].first.name}”"]
    for pair in row:
        led, passed = found.labels[pair.led_at], found.labels[pair.passed_at]
        words += [f", then “{pair.second.name}”: from {led} it had ", percent(pair.second.shares[pair.led_at])]
        words += [" against ", percent(pair.first.shares[pair.led_at]), f", from {passed} "]
        words += [percent(pair.second.shares[pair.passed_at]), " against "]
        words += [percent(pair.first.shares[pair.passed_at])]
    return [*words, "."]


def _row(found: Order, each: Course) -> tuple[Words, ...]:
    rose = "not clear" if each.rose is None else found.labels[each.rose]
    if each.before.value is None:
        rose = "no earlier posts"
    if each.peak is None:
        return each.name, rose, "not clear", ""
    return each.name, rose, found.labels[each.peak], percent(each.shares[each.peak])


def _chart(context: Context, platform: str, found: Order, shown: Sequence[Course]) -> Chart:
    drawn = [_panel(each) for each in shown]
    name = f"{PLATFORM_NAMES[platform]}: share of each theme, by steps of {STEP // 60} hours"
    said = f"{found.labels[0]} to {found.labels[-1]} {context.event.zone}. Lines: intervals. Dark: the largest share."
    points = tuple(
        (f"{each.name}, {label}", figure.value)
        for each in shown
        for label, figure in zip(found.labels, each.shares, strict=True)
    )
    return Chart(name, said, panels(name, said, drawn, found.labels), points)


def _panel(each: Course) -> Panel:
    values, low, high = zip(*((figure.value, figure.low, figure.high) for figure in each.shares), strict=True)
    return Panel(each.name, values, low, high, each.peak)

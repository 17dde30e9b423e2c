"""The event beside others at the same age, each against its own usual; refused with the reason where they were not
watched alike."""

from collections.abc import Iterator

from digests.base import PLATFORM_NAMES, Chart, Context, Part, Words, sentence
from digests.comparison import STEP, Compared, of_context, times
from digests.curves import Line, lines
from digests.sides import LONGEST

title = "Like before?"


def build(context: Context) -> Iterator[Part]:
    found = of_context(context)
    for each in found:
        yield sentence(*_words(each))
    for platform in dict.fromkeys(each.platform for each in found if each.curves[0].count(None) < LONGEST // STEP):
        yield _chart(context, platform, [each for each in found if each.platform == platform])
    if found:
        yield sentence(
            "× is how many times its own usual the event had, over the same of the other; usual is the mean of earlier "
            "days at the same hours, without spikes of before where the event file names them. Posts that are no "
            f"reposts. At other ages: groundswell compare {context.event.name} --hours 24."
        )


def _words(each: Compared) -> list[Words]:
    words: list[Words] = [f"{PLATFORM_NAMES[each.platform]} at T+{each.age}h against {each.other.name}: "]
    if each.levels is None:
        return [*words, f"not compared, since {'; and '.join(each.reasons)}."]
    here, there = each.levels
    words += [
        times(each.ratio),
        f". Here {here.posts:,} posts where {here.usual:,.0f} are usual, ",
        f"there {there.posts:,} where {there.usual:,.0f}.",
    ]
    if each.other.within:
        words.append(f" The time of that one is known to within {each.other.within} minutes.")
    return [*words, f" {each.shared:,} posts stand in both." if each.shared else " No post stands in both."]


def _chart(context: Context, platform: str, found: list[Compared]) -> Chart:
    labels = [f"T+{hour}h" for hour in range(0, LONGEST, STEP)]
    drawn = [Line(context.event.title.split(" · ")[-1], found[0].curves[0])]
    drawn += [Line(each.other.name, each.curves[1], "; ".join(each.reasons)) for each in found]
    name = f"{PLATFORM_NAMES[platform]}: times the usual, by hours since it happened"
    refused = [each.other.name for each in found if each.reasons]
    described = "Solid: this event. Dashed: the other. A gap in a line: not known."
    described += f" Hatched, not compared: {', '.join(refused)}." if refused else ""
    points = tuple(
        (f"{line.name}, {labels[step]}", value)
        for line in drawn
        if not line.refused
        for step, value in enumerate(line.values)
    )
    return Chart(name, described, lines(name, described, drawn, labels), points)

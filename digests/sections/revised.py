"""What changed in the numbers of days whose digests were made already; those keep the numbers they had."""

from collections.abc import Iterator

from digests.base import PLATFORM_NAMES, Context, Part, Shown, Table, Words, number, percent, sentence, signed
from digests.revisions import Change, DayRevised, in_order, printed_words, revised

title = "Revised"
SHOWN = 8
SHOW = {"posts": number, "authors": number, "share of theme": percent, "mean compound": signed}
WORDS = {"posts": "posts", "authors": "accounts", "share of theme": "share", "mean compound": "word tone"}


def build(context: Context) -> Iterator[Part]:
    found = revised(context)
    for each in found:
        yield from _told(each)
    if found:
        yield sentence("Digests that were made keep the numbers they had; these are theirs and those of now.")


def _told(each: DayRevised) -> Iterator[Part]:
    shown = in_order(each.changes)
    small = len(each.changes) - len(shown)
    yield sentence(
        f"{each.day:%d %B}, digest made {each.made_at:%d %b %H:%M} UTC: {len(each.changes)} of {each.compared} numbers "
        f"changed, {len(shown)} enough to matter. Since then: {', '.join(each.why)}.",
        lead=bool(shown),
    )
    if shown:
        rows = tuple(_row(change, each) for change in shown[:SHOWN])
        yield Table((f"of {each.day:%d %B}", "in the digest", "now"), rows)
    if len(shown) > SHOWN:
        yield sentence(f"And {len(shown) - SHOWN} more that matter, {small} that do not.")


def _row(change: Change, each: DayRevised) -> tuple[Words, ...]:
    show = SHOW[change.measure]
    now: Shown = show(change.now)
    return what(change), printed_words(change, each.day, show), now


def what(change: Change) -> str:
    """Which number it is, in words."""
    of, platform = change.of, PLATFORM_NAMES[change.of["platform"]]
    name = f"{platform} {WORDS[change.measure]}"
    name += f" of “{of['theme']}”" if "theme" in of else ""
    if change.measure == "mean compound":
        return f"{name}, {of['scorer']}"
    return f"{name}, reacting" if change.measure == "posts" and of.get("who") else name

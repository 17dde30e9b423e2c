"""`groundswell compare`: an event against others at the same age."""

import enum
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from digests.comparison import Compared
    from digests.sides import Side


class Format(enum.StrEnum):
    text = "text"
    json = "json"


def compare(
    event: Annotated[str, typer.Argument(help="The name of the event.")],
    other: Annotated[
        list[str] | None, typer.Argument(help="Other events; else those of the event file, or the latest before it.")
    ] = None,
    hours: Annotated[
        int, typer.Option(min=0, max=72, help="The age at which to compare; 0: the age that it has now.")
    ] = 0,
    format: Annotated[Format, typer.Option()] = Format.text,
) -> None:
    """Compare how many times the usual was posted about events at the same age, each against its own usual."""
    from cli.opened import now, open_event
    from digests import comparison
    from digests.sides import side

    opened = open_event(event)
    named = [open_event(name).event for name in other or ()]
    with opened.database.read() as session:
        one = side(session, opened.event)
        if one is None:
            sys.exit(f"{event}: its file does not say when it happened (happened_at).")
        sides = [(each.name, side(session, each)) for each in named]
        if undated := [name for name, found in sides if found is None]:
            sys.exit(f"{', '.join(undated)}: the file does not say when it happened (happened_at).")
        compared = [found for _, found in sides if found] or comparison.others(session, one)
        if not compared:
            sys.exit(f"There is no other event that happened before {event}.")
        age = hours or comparison.age_at(one, now())
        found = comparison.compare_all(session, one, compared, age)
    if format == Format.json:
        import orjson

        for each in found:
            sys.stdout.buffer.write(orjson.dumps(comparison.record(one, each)) + b"\n")
        return
    for line in _lines(one, found):
        print(line)


def _lines(one: "Side", found: "list[Compared]") -> Iterator[str]:
    from analysis.outward import one_line
    from digests.base import PLATFORM_NAMES
    from digests.comparison import times

    yield f"{one_line(one.name)}, the first {found[0].age} hours, each event against its own usual:"
    for each in found:
        name = f"  {PLATFORM_NAMES[each.platform]} against {one_line(each.other.name)}: "
        if each.levels is None:
            yield f"{name}not compared: {'; '.join(each.reasons)}"
            continue
        mine, theirs = (f"{level.posts:,} posts, usual {level.usual:,.1f}" for level in each.levels)
        yield f"{name}{times(each.ratio).words}, here {mine}, there {theirs}; {each.shared:,} posts in both"
    yield "× is how many times its usual the one had, over the same of the other. Posts that are no reposts."

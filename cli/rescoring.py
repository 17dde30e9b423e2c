"""`groundswell rescore`: stored posts brought to the current scorers, neutral words and themes; and what moved."""

import enum
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from storage.tables import Rescore

SHOWN = 12


class Format(enum.StrEnum):
    table = "table"
    json = "json"


def rescore(
    event: Annotated[str, typer.Argument(help="The name of the event.")],
    format: Annotated[Format, typer.Option(help="json prints everything that moved.")] = Format.table,
) -> None:
    """Score and theme stored posts again after the event file or a scorer changed, and say what moved."""
    import storage.rescores
    from cli.opened import open_event
    from cli.progress import ImportProgress
    from config import clock
    from worker import intake

    opened = open_event(event)
    with opened.database.read() as session:
        before = {row.id for row in storage.rescores.concluded(session, opened.id)}
    with ImportProgress(quiet=format == Format.json) as progress:
        brought = intake.bring_in(opened.database, event, [], covers=lambda _: None, clock=clock.now, watcher=progress)
    with opened.database.read() as session:
        found = [row for row in storage.rescores.concluded(session, opened.id) if row.id not in before]
    if format == Format.json:
        _print_json(event, found)
        return
    if brought.change.words:
        print(f"The event file: {', '.join(brought.change.words)}.")
    _print_table(event, found)


def _print_json(event: str, found: "list[Rescore]") -> None:
    import orjson

    moved: dict[str, list[Any]] = {"tones": [], "themes": []}
    for row in found:
        for kind, changes in row.moved.items():
            moved[kind] += changes
    print(orjson.dumps({"event": event, **moved}).decode())


def _print_table(event: str, found: "list[Rescore]") -> None:
    from digests.rescores import spelt

    lines = [line for row in found for line in spelt(row.moved)]
    if not lines:
        print("Nothing moved: every stored post has the scores and themes of the event file as it is now.")
        return
    print("What moved, most first:")
    for line in lines[:SHOWN]:
        print(f"  {line}")
    if len(lines) > SHOWN:
        print(f"  … and {len(lines) - SHOWN} more: groundswell rescore {event} --format json shows all of a next one")
    print("Digests that were made before keep their numbers; the next one says what was revised.")

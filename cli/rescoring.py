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
    import orjson

    import storage.rescores
    from cli.opened import open_event
    from cli.progress import ImportProgress
    from config import clock
    from worker import intake

    opened = open_event(event, is_to_be_applied=True)
    with ImportProgress(quiet=format == Format.json) as progress:
        brought = intake.bring_in(opened.database, event, [], covers=lambda _: None, clock=clock.now, watcher=progress)
    with opened.database.read() as session:
        passes = storage.rescores.concluded(session, opened.id)
    last = passes[-1] if passes else None
    if format == Format.json:
        print(orjson.dumps(_record(event, last)).decode())
        return
    if brought.change.words:
        print(f"The event file: {', '.join(brought.change.words)}.")
    print("Every stored post has the scores and themes of the event file as it is now.")
    if last is not None:
        _print_moved(event, last)


def _record(event: str, last: "Rescore | None") -> dict[str, Any]:
    """The last pass as it goes to programs; docs/formats.md states the schema."""
    if last is None or last.done_at is None:
        return {"event": event, "begun_at": None, "done_at": None, "tones": [], "themes": []}
    return {"event": event, "begun_at": last.begun_at.isoformat(), "done_at": last.done_at.isoformat(), **last.moved}


def _print_moved(event: str, last: "Rescore") -> None:
    from digests.rescores import spelt

    lines = spelt(last.moved)
    print(f"\nWhat the last pass moved ({last.done_at:%Y-%m-%d %H:%M} UTC), what says most first:")
    for line in lines[:SHOWN]:
        print(f"  {line}")
    if len(lines) > SHOWN:
        print(f"  … and {len(lines) - SHOWN} more; all of them: groundswell rescore {event} --format json")
    print("\nDigests that were made before keep their numbers; the next one says what was revised.")

"""`groundswell notes`: what one shift tells the next."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from cli.alerts import By, Format

if TYPE_CHECKING:
    from cli.opened import Opened


def notes(
    event: Annotated[str, typer.Argument(help="The name of the event.")],
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[add TEXT]", help="What the next shift must know.")
    ] = None,
    by: By = "",
    limit: Annotated[int, typer.Option(min=1, help="So many, the latest first.")] = 20,
    format: Annotated[Format, typer.Option()] = Format.text,
) -> None:
    """Show the notes of the desk on an event, the latest first; with `add TEXT` write one for the next shift."""
    from cli.opened import open_event

    opened = open_event(event)
    if words:
        _add(opened, words, by)
    else:
        _show(opened, limit, format)


def _add(opened: "Opened", words: list[str], by: str) -> None:
    import storage.notes
    from cli.alerts import who
    from cli.opened import now

    if words[0] != "add":
        raise typer.BadParameter(f'{words[0]!r} is not "add"; write: notes EVENT add "TEXT"', param_hint="[add TEXT]")
    try:
        with opened.database.write() as session:
            storage.notes.add(session, opened.id, " ".join(words[1:]), by=who(by), now=now())
    except ValueError as fault:
        raise typer.BadParameter(str(fault), param_hint="TEXT") from None
    print(f"{opened.event.name}: noted ({who(by)}).")


def _show(opened: "Opened", limit: int, format: Format) -> None:
    import storage.notes
    from analysis.outward import visible
    from cli import alert_lines

    with opened.database.read() as session:
        rows = storage.notes.listed(session, opened.id, limit=limit)
    if format == Format.json:
        alert_lines.print_json(rows)
        return
    if not rows:
        print(f'No note so far; write one: groundswell notes {opened.event.name} add "TEXT"', file=sys.stderr)
    for row in rows:
        print(visible(f"{row.at.astimezone(opened.file.tz):%Y-%m-%d %H:%M}  {row.by}: {row.words}"))

"""`groundswell files`: the imported files of an event."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.files import Format

if TYPE_CHECKING:
    from worker.filed import Filed


def files(
    event: Annotated[str, typer.Argument(help="The name of the event.")],
    format: Annotated[
        Format, typer.Option(help="json prints one line for each file or archive member.")
    ] = Format.table,
) -> None:
    """List the files of an event: counts, format, how the posts were chosen, coverage, warnings."""
    import orjson

    from analysis.outward import one_line
    from cli.opened import open_event
    from worker import filed

    opened = open_event(event)
    found = filed.files(opened.database, opened.id)
    if format == Format.json:
        for each in found:
            print(orjson.dumps(each.as_json()).decode())
        return
    for each in found:
        print("\n".join(one_line(line) if not line.startswith(" ") else "  " + one_line(line) for line in _lines(each)))
    if not found:
        print(f"No file was imported for it yet: groundswell import {event} FILES")


def _lines(each: "Filed") -> list[str]:
    from cli.files import lines_of, name_of

    lines = [name_of(each.report) + ("" if each.state == "done" else f" ({each.state})")]
    lines += [f"  {line}" for line in lines_of(each.report)]
    if chosen := chosen_words(each.query, each.sort, each.exported_by, each.tool, each.at_most):
        lines.append(f"  chosen: {chosen}")
    if each.note:
        lines.append(f"  said of it: {each.note}")
    if each.covers_from and each.covers_to:
        lines.append(f"  stated complete from {each.covers_from:%Y-%m-%d %H:%M} to {each.covers_to:%Y-%m-%d %H:%M} UTC")
    elif each.coverage == "observed":
        lines.append("  how complete it is is not known")
    return lines


def chosen_words(query: str, sort: str, exported_by: str, tool: str = "", at_most: int | None = None) -> str:
    """How the posts of a file were chosen, in words; empty where nothing is known."""
    orders = {
        "top": "X's own choice (Top)",
        "home": "X's own choice (home feed)",
        "latest": "in order of time (Latest)",
    }
    parts = [
        f"search “{query}”" if query else "",
        orders.get(sort, ""),
        f"exported by {exported_by}" if exported_by else "",
        f"with {tool}" if tool else "",
        f"which gives at most {at_most:,}" if at_most else "",
    ]
    return ", ".join(part for part in parts if part)

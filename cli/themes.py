"""`groundswell themes`: what the themes of an event are, what they find, and how right they are."""

import enum
import pathlib
import sys
from typing import Annotated, Any

import typer

app = typer.Typer(help="List, try and measure themes.", no_args_is_help=True)


class Format(enum.StrEnum):
    text = "text"
    json = "json"


EVENT = typer.Argument(help="The name of the event.")


@app.command("list")
def list_(
    event: Annotated[str, typer.Argument(help="The name of the event; without it, the themes of the library.")] = "",
    format: Annotated[Format, typer.Option()] = Format.text,
) -> None:
    """List the themes of an event with their posts and how right they were, or those of the library."""
    from cli import theme_reports

    records = theme_reports.of_event(event) if event else theme_reports.of_library()
    _print(records, theme_reports.list_lines(records), format)


@app.command("test")
def try_text(
    event: Annotated[str, EVENT],
    text: Annotated[str, typer.Argument(help="What a post might say, in quotation marks.")],
    format: Annotated[Format, typer.Option()] = Format.text,
) -> None:
    """Show which themes of the event file a text has, where, by which phrase, and what each star stood for."""
    from cli import theme_reports
    from worker import revising

    found = theme_reports.tried(revising.load(event), text)
    _print([found], theme_reports.tried_lines(found), format)


@app.command("stars")
def stars(
    event: Annotated[str, EVENT],
    theme: Annotated[str, typer.Option(help="Only this theme.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="So many words of each star.")] = 12,
    format: Annotated[Format, typer.Option()] = Format.text,
) -> None:
    """Show which words each star (word*) stood for in the posts that were kept, most frequent first."""
    from cli import theme_reports

    records = theme_reports.stars(event, theme, limit)
    _print(records, theme_reports.star_lines(records), format)


@app.command("measure")
def measure(
    event: Annotated[str, EVENT],
    theme: Annotated[str, typer.Argument(help="The name of the theme.")],
    n: Annotated[int, typer.Option("--n", min=1, max=2000, help="So many posts, drawn at random.")] = 50,
    by: Annotated[str, typer.Option(help="Who reads; your user name unless told.")] = "",
    seed: Annotated[str, typer.Option(help="Another word draws other posts.")] = "groundswell",
    labels: Annotated[
        pathlib.Path | None,
        typer.Option(help="Take the answers from this CSV with the columns uid and label (y, n, s)."),
    ] = None,
    write: Annotated[
        pathlib.Path | None, typer.Option(help="Write the sample as CSV, to be labelled elsewhere, and stop.")
    ] = None,
) -> None:
    """Read a random sample of a theme's posts and say of each whether the theme is in it."""
    from cli import measuring

    sample = measuring.draw(event, theme, n, by, seed)
    if write:
        measuring.write(sample, write)
        print(f"Wrote {len(sample.posts)} posts to {write}; fill in the column label with y, n or s (skip), then:")
        print(f"groundswell themes measure {event} {theme!r} --n {n} --labels {write}")
        return
    refused = measuring.from_file(sample, labels) if labels else measuring.ask(sample)
    for fault in refused:
        print(fault, file=sys.stderr)
    print(measuring.result(sample))
    if refused:
        sys.exit(1)


def _print(records: list[dict[str, Any]], lines: Any, format: Format) -> None:
    if format == Format.json:
        import orjson

        for record in records:
            print(orjson.dumps(record).decode())
        return
    for line in lines:
        print(line)

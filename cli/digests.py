"""`groundswell digest`: one day of one event, frozen when made. `groundswell summary`: all of its days, as of now."""

import enum
import pathlib
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import datetime as dt

    from cli.opened import Opened
    from worker.digesting import Frozen


class Format(enum.StrEnum):
    html = "html"
    text = "text"
    md = "md"
    json = "json"


def digest(
    event: Annotated[str, typer.Argument(help="The name of the event.")],
    day: Annotated[
        str, typer.Option(help="The local day, such as 2025-04-18; else the latest that is over and has posts.")
    ] = "",
    format: Annotated[Format, typer.Option()] = Format.text,
    out: Annotated[pathlib.Path | None, typer.Option(help="Write it into this folder and print the path.")] = None,
    mail_preview: Annotated[
        pathlib.Path | None, typer.Option(metavar="FILE.eml", help="Write the mail it would be sent as; send nothing.")
    ] = None,
    remake: Annotated[bool, typer.Option(help="Make it anew from what is counted now.")] = False,
) -> None:
    """Print the digest of a day. A second run shows the same bytes unless --remake."""
    import datetime as dt

    from cli.opened import now, open_event
    from digests.context import latest_day
    from worker import digesting

    opened = open_event(event)
    if day:
        try:
            wanted: dt.date | None = dt.date.fromisoformat(day)
        except ValueError:
            raise typer.BadParameter(f"{day!r} is not a day such as 2025-04-18", param_hint="--day") from None
    else:
        with opened.database.read() as session:
            wanted = latest_day(session, opened.event, opened.file, now=now())
    if wanted is None:
        sys.exit(f"Nothing was counted for {event} yet: groundswell import {event} FILES")
    if mail_preview:
        _write_mail(opened, wanted, mail_preview)
        return
    made = digesting.digest(opened.database, opened.event, wanted, now=now(), remake=remake)
    _put(made, format, out, f"{event}-{wanted}")


def _put(made: "Frozen", format: Format, out: pathlib.Path | None, name: str) -> None:
    """Prints it in the form that was asked for, or writes it into a folder."""
    body = {Format.html: made.html, Format.text: made.text, Format.md: made.markdown}.get(format)
    if body is None:
        import orjson

        body = orjson.dumps(made.numbers, option=orjson.OPT_INDENT_2).decode() + "\n"
    if out is None:
        sys.stdout.write(body)
        return
    out.mkdir(parents=True, exist_ok=True)
    path = out / f"{name}.{'txt' if format == Format.text else format.value}"
    path.write_text(body, encoding="utf-8")
    print(path)


def _write_mail(opened: "Opened", day: "dt.date", path: pathlib.Path) -> None:
    from cli.opened import now
    from worker import previewing

    content, readers = previewing.mail_of(opened.database, opened.event, day, now=now())
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    print(path)
    nobody = "nobody: name [[channels]], or recipients in [digest]"
    print(f"It would go to {', '.join(readers) or nobody}. Nothing was sent.", file=sys.stderr)


def summary(
    event: Annotated[str, typer.Argument(help="The name of the event.")],
    format: Annotated[Format, typer.Option()] = Format.text,
    out: Annotated[pathlib.Path | None, typer.Option(help="Write it into this folder and print the path.")] = None,
) -> None:
    """Print the whole event, from its first to its last day, as it is counted now. It is not kept."""
    from cli.opened import now, open_event
    from worker import digesting

    opened = open_event(event)
    made = digesting.summary(opened.database, opened.event, now=now())
    if made is None:
        sys.exit(f"Nothing was counted for {event} yet: groundswell import {event} FILES")
    _put(made, format, out, f"{event}-summary")

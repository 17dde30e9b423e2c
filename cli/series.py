"""`groundswell series`: what was counted, bucket by bucket, with how sure and how complete it is."""

import enum
from typing import Annotated

import typer


class By(enum.StrEnum):
    minute = "minute"
    hour = "hour"
    day = "day"


class Who(enum.StrEnum):
    all = "all"
    reacting = "reacting"


class Format(enum.StrEnum):
    table = "table"
    csv = "csv"
    json = "json"


def series(
    event: Annotated[str, typer.Argument(help="The name of the event.")],
    by: Annotated[By, typer.Option(help="The length of a bucket.")] = By.day,
    theme: Annotated[str, typer.Option(help="Only posts with this theme.")] = "",
    platform: Annotated[str, typer.Option(help="Only x or reddit.")] = "",
    who: Annotated[
        Who, typer.Option(help="All posts that count, or only those that react, not those passing on news.")
    ] = Who.all,
    since: Annotated[str, typer.Option(help="From this time on, in the event's zone.")] = "",
    until: Annotated[str, typer.Option(help="Up to this time, not included.")] = "",
    scorer: Annotated[
        str, typer.Option(help="Whose word tone the table shows: vader-event-neutral, vader, or all.")
    ] = "",
    format: Annotated[Format, typer.Option()] = Format.table,
) -> None:
    """Show posts, accounts, different texts and word tone over time."""
    from analysis.scorers import SCORERS, SHOWN
    from cli import series_tables
    from cli.opened import minute_range, now, open_event
    from digests import live
    from digests.series import series as made

    opened = open_event(event)
    themes = [each.name for each in opened.file.themes]
    if platform not in ("", "x", "reddit"):
        raise typer.BadParameter("there are x and reddit", param_hint="--platform")
    if theme and theme not in themes:
        raise typer.BadParameter(f"the event has no such theme; it has: {', '.join(themes)}", param_hint="--theme")
    if scorer and scorer not in (*SCORERS, "all"):
        raise typer.BadParameter(f"there is: {', '.join(SCORERS)}, or all", param_hint="--scorer")
    wanted = tuple(SCORERS) if scorer == "all" or (not scorer and format != Format.table) else (scorer or SHOWN,)
    limits, voice = minute_range(opened, since, until), "" if who == Who.all else who.value
    with opened.database.read() as session:
        table = made(session, opened.event, opened.file, by.value, theme, platform, limits, voice)
        name = live.naming(session, opened.event, opened.file.revision, now=now())
    names = {name.split("@")[0] for name in table.scorers}  # of an older version, until its posts are scored again
    shown = table.of_scorers(wanted) if scorer or set(wanted) & names else table
    if format == Format.table:
        series_tables.print_table(shown)
    else:
        {Format.csv: series_tables.print_csv, Format.json: series_tables.print_json}[format](shown, name)

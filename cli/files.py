"""`groundswell import`: files in, counted series out."""

import enum
import pathlib
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from config.event_file import Event as EventFile
    from worker.intake import Brought, Report
    from worker.taking import Covers


class Format(enum.StrEnum):
    table = "table"
    json = "json"


class Sort(enum.StrEnum):
    top = "top"
    latest = "latest"


def import_(
    event: Annotated[str, typer.Argument(help="The name of the event: events/NAME.toml.")],
    paths: Annotated[list[pathlib.Path], typer.Argument(metavar="PATH...", help="Files and folders.")],
    covers: Annotated[str, typer.Option(help="FROM..TO: the files are complete for this time (days, or times).")] = "",
    processes: Annotated[
        int, typer.Option(min=0, max=64, help="Processes that read large files; 0 takes one a core.")
    ] = 0,
    query: Annotated[str, typer.Option(help="What was searched for when the posts were exported.")] = "",
    sort: Annotated[Sort | None, typer.Option(help="The tab or order of the search on X: top or latest.")] = None,
    by: Annotated[str, typer.Option(help="Who exported the posts.")] = "",
    note: Annotated[str, typer.Option(help="Anything else that a reader should know of these files.")] = "",
    tool: Annotated[str, typer.Option(help="The tool that made the export.")] = "",
    at_most: Annotated[int, typer.Option(min=0, help="How many posts that tool gives at most; 0 is not known.")] = 0,
    deletions: Annotated[bool, typer.Option("--deletions", help="The files list posts to delete here.")] = False,
    format: Annotated[
        Format, typer.Option(help="json prints one line for each file or archive member.")
    ] = Format.table,
) -> None:
    """Import X exports and Reddit archives: scored, themed and counted."""
    from cli.progress import ImportProgress
    from config import clock
    from config.settings import settings
    from worker import house, intake, taking

    if covers and sort == Sort.top:
        raise typer.BadParameter(
            "posts of the Top tab are X's choice and never complete; leave out --covers", param_hint="--covers"
        )
    said = taking.Said(query, sort.value if sort else "", by, note, deletions, tool, at_most or None)

    def stated(file: "EventFile") -> "Covers | None":
        return covers_of(file, covers)

    with ImportProgress(quiet=format == Format.json) as progress:
        brought = intake.bring_in(
            house.database(),
            event,
            paths,
            covers=stated,
            said=said,
            clock=clock.now,
            watcher=progress,
            processes=processes or settings().processes,
        )
    if format == Format.json:
        _print_json(brought)
    else:
        _print_table(brought, event)
    if any(report.error for report in [*brought.reports, *brought.again]):
        sys.exit(1)


def covers_of(file: "EventFile", given: str) -> "Covers | None":
    """FROM..TO as two instants; the end is not included."""
    from cli.opened import instant

    if not given:
        return None
    since, _, until = given.partition("..")
    start, end = instant(file, since, "--covers"), instant(file, until, "--covers")
    if start is None or end is None or start >= end:
        raise typer.BadParameter("write it as FROM..TO, for example 2025-04-18..2025-04-21", param_hint="--covers")
    return start, end


def _print_json(brought: "Brought") -> None:
    import orjson

    from worker.intake import as_json

    for report in [*brought.reports, *brought.again]:
        print(orjson.dumps(as_json(report)).decode())


def _print_table(brought: "Brought", event: str) -> None:
    from analysis.outward import one_line

    if brought.change.words:
        print(f"The event file: {', '.join(brought.change.words)}.")
    for report in brought.reports:
        print(f"\n{one_line(name_of(report))}")
        for line in lines_of(report):
            print(f"  {one_line(line)}")
    for report in brought.again:
        print(f"\n{one_line(name_of(report))}\n  read again, because its threads or the event file reach further now")
        for line in lines_of(report):
            print(f"  {one_line(line)}")
    if brought.copies_seconds >= 1:
        print(f"\nFinding copies took {brought.copies_seconds:.1f} s.")
    print(f"\nNext: groundswell series {event}    groundswell digest {event}    groundswell posts {event}")


def name_of(report: "Report") -> str:
    return f"{report.file} › {report.member}" if report.member else report.file


def lines_of(report: "Report") -> list[str]:
    if report.error:
        return [f"not taken: {report.error}"]
    skipped = sum(report.skipped.values())
    reasons = ", ".join(f"{number:,} {reason}" for reason, number in report.skipped.items())
    if report.read == 0 and report.warnings:
        return [f"{report.format}: no posts", *(f"note: {warning}" for warning in report.warnings)]
    lines = [f"{report.format}: {report.read:,} posts read"]
    if report.first_at and report.last_at:
        lines[0] += f", {report.first_at[:16].replace('T', ' ')} to {report.last_at[:16].replace('T', ' ')} UTC"
    counts = f"{report.imported:,} imported, {report.updated:,} updated, {report.duplicate:,} here before"
    lines.append(
        counts
        + f", {skipped:,} skipped"
        + (f" ({reasons})" if reasons else "")
        + f", {report.quarantined:,} unreadable"
    )
    return [*lines, *(f"note: {warning}" for warning in report.warnings)]

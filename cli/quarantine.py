"""`groundswell quarantine`: the records that could not be read, kept as they stood."""

import pathlib
import sys
from typing import Annotated, Any

import typer

from cli.files import Format

app = typer.Typer(help="Look at unreadable records, take them out, or read them again.", no_args_is_help=True)
EVENT = Annotated[str, typer.Argument(help="The name of the event.")]
FILE = Annotated[str, typer.Option(help="Only of this file: its name, path, archive member or number.")]
REASON = Annotated[str, typer.Option(help="Only with these words in the reason.")]
SHOWN = 50


@app.command("list")
def list_(
    event: EVENT,
    file: FILE = "",
    reason: REASON = "",
    format: Annotated[Format, typer.Option(help="json prints one line for each record.")] = Format.table,
) -> None:
    """List the records by file and line, with the reasons."""
    import orjson

    import storage.quarantine
    from analysis.outward import one_line
    from cli.opened import open_event

    opened, wanted = open_event(event), storage.quarantine.Wanted(file, reason)
    with opened.database.read() as session:
        total = storage.quarantine.count(session, opened.id, wanted)
        limit = None if format == Format.json else SHOWN
        rows = storage.quarantine.listed(session, opened.id, wanted, limit=limit)
    for row in rows:
        if format == Format.json:
            print(orjson.dumps(_record(row)).decode())
        else:
            name = pathlib.Path(row["path"]).name + (f" › {row['member']}" if row["member"] else "")
            print(one_line(f"{row['id']}: {name}, line {row['line']:,}: {row['reason']} ({row['bytes']:,} bytes)"))
    if format == Format.table:
        _say_what_next(event, total)


def _say_what_next(event: str, total: int) -> None:
    if not total:
        print("There are no such records.")
        return
    more = f"The first {SHOWN} of {total:,}. " if total > SHOWN else ""
    print(f"{more}One of them: groundswell quarantine show N    All: groundswell quarantine export {event} --out DIR")


def _record(row: dict[str, Any]) -> dict[str, Any]:
    same = {name: row[name] for name in ("id", "line", "record", "reason", "bytes", "cut")}
    return {**same, "file": row["path"], "member": row["member"] or None}


@app.command("show")
def show(
    number: Annotated[int, typer.Argument(metavar="N", help="The number of the record, as `list` gives it.")],
) -> None:
    """Show one record as it stands, hidden characters made visible."""
    import storage.quarantine
    from analysis.outward import one_line, visible
    from worker import house

    with house.database().read() as session:
        found = storage.quarantine.whole(session, number)
    if found is None:
        sys.exit(f"There is no record {number} in quarantine.")
    row, file = found
    name = file.path + (f" › {file.member}" if file.member else "")
    print(one_line(f"{name}, line {row.line:,}, record {row.record}: {row.reason}"))
    print(visible(row.raw.decode("utf-8", "backslashreplace")))
    if row.cut:
        print("(only its first 1 MB was kept)")


@app.command("export")
def export(
    event: EVENT,
    out: Annotated[pathlib.Path, typer.Option(help="A folder for the records and records.jsonl, their list.")],
    file: FILE = "",
    reason: REASON = "",
) -> None:
    """Write the records byte for byte into a folder, with a list of where each stood."""
    import orjson

    import storage.quarantine
    from cli.opened import open_event

    opened, wanted, number = open_event(event), storage.quarantine.Wanted(file, reason), 0
    out.mkdir(parents=True, exist_ok=True)
    with opened.database.read() as session, (out / "records.jsonl").open("wb") as records:
        for rows in storage.quarantine.runs(session, opened.id, wanted):
            for row, of in rows:
                name = f"{row.id:06}.record"
                (out / name).write_bytes(row.raw)
                listed = {"id": row.id, "line": row.line, "record": row.record, "reason": row.reason}
                listed |= {"bytes": len(row.raw), "cut": row.cut, "file": of.path, "member": of.member or None}
                records.write(orjson.dumps({**listed, "sha256": of.sha256, "kept_in": name}) + b"\n")
                number += 1
    print(f"Wrote {number:,} records and their list, records.jsonl, to {out}")


@app.command("retry")
def retry(
    event: EVENT,
    file: FILE = "",
    reason: REASON = "",
    format: Annotated[Format, typer.Option(help="json prints one object.")] = Format.table,
) -> None:
    """Read the records again, with the readers of this version. What now reads is imported."""
    import dataclasses

    import orjson

    import storage.quarantine
    from cli.opened import open_event
    from cli.progress import ImportProgress
    from config import clock
    from worker import retrying

    opened, wanted = open_event(event), storage.quarantine.Wanted(file, reason)
    with ImportProgress(quiet=format == Format.json) as progress:
        done = retrying.retry(opened.database, opened.event, wanted, clock=clock.now, watcher=progress)
    if format == Format.json:
        print(orjson.dumps({"event": event, **dataclasses.asdict(done)}).decode())
        return
    print(f"{done.tried:,} records were tried, {done.read:,} can be read now and are imported.")
    if done.gone:
        print(f"{done.gone:,} were too long to be kept whole, and their file is no longer where it was.")
    if done.busy:
        print(f"{done.busy:,} are of files that another process is reading; try again later.")

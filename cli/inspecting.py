"""`groundswell inspect`: what a file is, before anything is stored."""

import pathlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.files import Format

if TYPE_CHECKING:
    from worker.inspecting import Against, Inspected


def inspect(
    paths: Annotated[list[pathlib.Path], typer.Argument(metavar="PATH...", help="Files and folders.")],
    event: Annotated[str, typer.Option(help="Hold the posts against this event.")] = "",
    write_map: Annotated[
        bool, typer.Option("--write-map", help="Write a mapping file beside a file that cannot be read, to be edited.")
    ] = False,
    format: Annotated[
        Format, typer.Option(help="json prints one line for each file or archive member.")
    ] = Format.table,
) -> None:
    """Say what files are and how they would be read; nothing is stored."""
    import orjson

    from analysis.outward import one_line
    from collectors import folder
    from worker import inspecting

    files = list(dict.fromkeys(file for path in paths for file in folder.files_below(path)))
    refused = False
    for found in inspecting.inspect(files, _against(event) if event else None):
        refused |= found.error is not None
        if format == Format.json:
            print(orjson.dumps(found.as_json()).decode())
        else:
            name = f"{found.file} › {found.member}" if found.member else found.file
            print(one_line(name))
            print("".join(f"  {one_line(line)}\n" for line in _lines(found)))
        if write_map and found.map:
            _write_map(found)
    sys.exit(1 if refused else 0)


def _against(name: str) -> "Against":
    """The event by its file; what is stored of it too, where there is a database."""
    import storage.events
    from config.settings import settings
    from worker import house, revising
    from worker.inspecting import Against

    file = revising.load(name)
    url = settings().database
    if url.startswith("sqlite:///") and not pathlib.Path(url.removeprefix("sqlite:///")).exists():
        return Against(file)
    database = house.database()
    with database.read() as session:
        row = storage.events.named(session, name)
        return Against(file, database, row.id if row else None)


def _write_map(found: "Inspected") -> None:
    path = pathlib.Path(f"{found.file}.map.toml")
    if path.exists():
        print(f"{path} is there already; it was not touched.", file=sys.stderr)
        return
    path.write_text(found.map or "", encoding="utf-8")
    print(f"Wrote {path}; edit it, then inspect the file again.", file=sys.stderr)


def _lines(found: "Inspected") -> Iterator[str]:
    packed = f", packed as {found.packing}" if found.packing else ""
    size = f"{found.size:,} bytes{packed}" if found.size is not None else ""
    if found.error:
        yield f"would be refused: {found.error}" + (f" ({size})" if size else "")
        if found.header:
            yield "header: " + ", ".join(found.header)
    else:
        yield f"{found.format} ({found.sure:.0%} sure), {size}"
        yield from _reading(found)
        yield from _contents(found, found.contents)
        yield from (f"note: {warning}" for warning in found.warnings)
    yield from (f"next: {words}" for words in found.advice)


def _reading(found: "Inspected") -> Iterator[str]:
    parts = [f"encoding {found.encoding}"]
    if found.delimiter:
        parts.append(f"delimiter {'TAB' if found.delimiter == chr(9) else found.delimiter}")
        parts.append(f"{len(found.header)} columns")
    parts += [f"else it could be {other['format']} ({other['sure']:.0%})" for other in found.others]
    yield ", ".join(parts)
    if found.query or found.sort:
        from cli.file_list import chosen_words

        yield f"chosen: {chosen_words(found.query, found.sort, '')}"


def _contents(found: "Inspected", of: dict[str, Any]) -> Iterator[str]:
    about = "" if found.exact else f"about (estimated from the first {found.looked_at:,}; what follows is of those) "
    span = ""
    if of["first_at"]:
        first, last = (of[name][:16].replace("T", " ") for name in ("first_at", "last_at"))
        span = f", {first} to {last} UTC"
    yield f"{about}{found.records:,} records{span}"
    for each in of["first_posts"]:
        yield f"  {each['created_at'][:16].replace('T', ' ')} {each['kind']}: {each['text']}"
    shares = [
        f"{code} {number / of['languages_of']:.0%}"
        for code, number in list(of["languages"].items())[:6]
        if number >= 0.005 * of["languages_of"]
    ]
    if shares:
        yield f"languages of the first {of['languages_of']:,}: {', '.join(shares)}"
    if clock := of["clock"]:
        off = f"{clock['off_by_seconds'] / 3600:+.1f} h off"
        yield (
            f"clock: {clock['compared']:,} stated times compared with the times in the ids: "
            + ("they agree" if clock["agrees"] else f"{off}; the ids are used")
        )
    if of["texts"]:
        share = of["repeated"] / of["texts"]
        yield f"copies: {share:.0%} of the texts stand here more than once; {of['different_texts']:,} different texts"
    yield from _oddities(of)
    if of["keyword"] is not None:
        yield (
            f"event: {of['keyword']:,} match the keywords, {of['thread']:,} more stand in a thread that does, "
            f"of {of['in_window']:,} in the event's window"
        )
    if found.known is not None:
        yield "imported already" if found.known else "not imported yet"


def _oddities(of: dict[str, Any]) -> Iterator[str]:
    words = {
        "cut_texts": "texts are cut",
        "without_id": "have no usable id",
        "deleted": "were deleted",
        "without_text": "have no text",
        "context": "came along as context (not counted)",
        "ads": "are advertisements (not counted)",
        "time_assumed": "have a time without a zone (taken as UTC)",
    }
    said = [f"{of[name]:,} {what}" for name, what in words.items() if of[name]]
    if of["ids_damaged"]:
        said.insert(0, "the ids are damaged (they went through a spreadsheet): times are right, links are not")
    if said:
        yield "; ".join(said)
    yield from (f"{number:,} {kind}" for kind, number in of["notices"].items())
    yield from (f"unreadable: {number:,}: {reason}" for reason, number in of["unreadable"].items())

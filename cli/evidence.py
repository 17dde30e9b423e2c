"""`groundswell evidence`: a bundle of what was received, and its check."""

import pathlib
import sys
from typing import Annotated

import typer


def evidence(
    event: Annotated[str, typer.Argument(help="The name of the event; or the word check, to check a bundle.")],
    file: Annotated[pathlib.Path | None, typer.Argument(help="With check: the bundle.")] = None,
    out: Annotated[
        pathlib.Path | None, typer.Option(help="The zip to write; one that is there is not replaced.")
    ] = None,
    theme: Annotated[str, typer.Option(help="Only posts with this theme.")] = "",
    since: Annotated[str, typer.Option(help="From this time on, in the event's zone.")] = "",
    until: Annotated[str, typer.Option(help="Up to this time, not included.")] = "",
) -> None:
    """Write a bundle: hashes of the originals, import log, method, posts, receipts. `evidence check FILE.zip` checks
    one."""
    if event == "check":
        _check(file)
        return
    if out is None or file is not None:
        raise typer.BadParameter("name the zip: groundswell evidence EVENT --out FILE.zip", param_hint="--out")
    if out.exists():
        sys.exit(f"{out} is there already; evidence is not replaced.")
    _write(event, out, theme, since, until)


def _write(event: str, out: pathlib.Path, theme: str, since: str, until: str) -> None:
    from cli.opened import minute_range, open_event
    from digests import evidence as bundles

    opened = open_event(event)
    themes = [each.name for each in opened.file.themes]
    if theme and theme not in themes:
        raise typer.BadParameter(f"the event has no such theme; it has: {', '.join(themes)}", param_hint="--theme")
    start, end = minute_range(opened, since, until)
    draft = out.with_name(f".{out.name}.part")
    with opened.database.read() as session, draft.open("wb") as target:
        chosen = bundles.filter_of(session, opened.file, theme, start, end)
        wanted = bundles.Wanted(chosen, {"theme": theme, "since": since, "until": until})
        number = bundles.write(session, opened.event, opened.file, wanted, target)
    draft.rename(out)
    print(f"{out}: {number:,} posts. Write its SHA-256 down somewhere else:\n{_sha256(out)}")


def _check(file: pathlib.Path | None) -> None:
    from digests import evidence as bundles

    if file is None or not file.exists():
        raise typer.BadParameter("groundswell evidence check FILE.zip", param_hint="FILE")
    faults = bundles.check(file)
    if faults:
        sys.exit("\n".join(faults))
    print(f"Every file in it has the hash that its manifest says. SHA-256 of the whole: {_sha256(file)}")


def _sha256(path: pathlib.Path) -> str:
    import hashlib

    with path.open("rb") as whole:
        return hashlib.file_digest(whole, "sha256").hexdigest()

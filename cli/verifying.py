"""`groundswell verify`: whether all that is stored and counted holds together."""

import enum
import sys
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from storage.checks import Check
    from worker.verifying import Verified


class Format(enum.StrEnum):
    table = "table"
    json = "json"


def verify(
    repair: Annotated[bool, typer.Option(help="Count again what differs, empty again what was deleted.")] = False,
    originals: Annotated[bool, typer.Option(help="Also hash the imported files, where they still are.")] = False,
    format: Annotated[Format, typer.Option(help="json prints one line for each check.")] = Format.table,
) -> None:
    """Check all that is stored, and count every number again from the posts. Changes nothing without --repair."""
    import dataclasses

    import orjson

    from config import clock
    from config.settings import settings
    from storage.database import open_database
    from worker import verifying

    say = _say if format == Format.table and sys.stderr.isatty() else _say_nothing
    database = open_database(settings().database)
    found = verifying.verify(database, clock=clock.now, repair=repair, originals=originals, progress=say)
    for check in found.checks:
        if format == Format.json:
            print(orjson.dumps({**dataclasses.asdict(check), "holds": not check.wrong}).decode())
        else:
            _print(check)
    if format == Format.table:
        print(*found.mended, sep="\n", end="\n" if found.mended else "")
        print(_verdict(found))
    if not found.holds:
        sys.exit(1)


def _say(step: str) -> None:
    print(f"\r{step:<40}\r", end="", file=sys.stderr, flush=True)


def _say_nothing(_: str) -> None:
    """For those who read the output by program, or from a file."""


def _print(check: "Check") -> None:
    from analysis.outward import one_line

    waiting = f", {check.waiting:,} wait to be worked on" if check.waiting else ""
    print(f"{'NOT' if check.wrong else 'ok '}  {check.name}: {check.words} ({check.looked_at:,} looked at{waiting})")
    for example in check.examples:
        print(f"       {one_line(example)}")
    if check.wrong > len(check.examples):
        print(f"       {check.wrong:,} in all")


def _verdict(found: "Verified") -> str:
    if found.holds:
        return "Everything holds."
    mendable = any(check.wrong and check.repairable for check in found.checks)
    return "Something does not hold." + (" groundswell verify --repair makes again what it can." if mendable else "")

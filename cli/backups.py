"""`groundswell backup`, `restore` and `move`: the database as one file, back again, and from SQLite to PostgreSQL."""

import pathlib
import sys
from typing import Annotated

import typer


def backup(
    file: Annotated[pathlib.Path, typer.Argument(help="A new file for the backup.")],
) -> None:
    """Write the whole database into one file, while the service goes on. Not in it: events/, author.key, your files."""
    import storage.leases
    from config import clock
    from worker import backups, house

    posts = backups.backup(house.database(), file, _say)
    with house.database().write() as session:  # the page of the service's state shows when the last one was made
        storage.leases.mark(session, "backup", now=clock.now())
    print(f"Wrote {posts:,} posts and all that belongs to them to {file} ({file.stat().st_size / 1e6:,.1f} MB).")
    print("Keep events/ with it, and author.key apart from it. To bring it back: groundswell restore FILE")


def restore(
    file: Annotated[pathlib.Path, typer.Argument(help="A file that `groundswell backup` wrote.")],
    yes: Annotated[bool, typer.Option("--yes", help="Replace the database that is there now.")] = False,
) -> None:
    """Bring a backup back, rid of all that was forgotten or deleted since it was made. Stop the service first."""
    from config import clock
    from config.settings import settings
    from storage.database import open_database
    from worker import backups

    database = open_database(settings().database)
    done = backups.restore(database, file, clock=clock.now, replace=yes, progress=_say)
    print(f"{done.posts:,} posts are back; {done.emptied:,} were emptied, since they were deleted or forgotten.")
    if not done.list_was_read:
        print("The database that was here could not be read: import lists of deleted posts again that came since.")
    if not done.verified.holds:
        sys.exit("What came back does not hold in all: see groundswell verify")
    print("Everything in it holds (groundswell verify).")


def move(
    database_url: Annotated[str, typer.Argument(help="postgresql://… of an empty database.")],
) -> None:
    """Copy everything from the SQLite file to PostgreSQL, check both, and compare them row by row."""
    from config import clock
    from config.settings import Settings, settings
    from storage.database import Database
    from worker import backups, house

    source = house.database()
    target = Database(Settings(database_url=database_url).database)
    if not source.is_sqlite or target.is_sqlite:
        raise typer.BadParameter("the move is from an SQLite file (DATABASE_URL not set) to postgresql://…")
    there = backups.move(source, target, clock=clock.now, progress=_say)
    (posts,) = [check.looked_at for check in there.checks if check.name == "posts"]
    print(f"{posts:,} posts and all that belongs to them were copied; both databases hold, and are the same.")
    print("From now on set DATABASE_URL to the new one. The SQLite file was not changed:")
    print(f"  {settings().database.removeprefix('sqlite:///')}")


def _say(step: str) -> None:
    if sys.stderr.isatty():
        print(f"\r{step:<40}\r", end="", file=sys.stderr, flush=True)

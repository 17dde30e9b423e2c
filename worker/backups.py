"""Backups, their return, and the move to another database. A backup is one SQLite file, whatever the database is."""

import contextlib
import dataclasses
import datetime as dt
import os
import pathlib
import shutil
import sqlite3
from collections.abc import Iterator

import sqlalchemy as sa
import sqlalchemy.exc

import storage.forgetting
from config.faults import ConfigFault
from storage import checks, copying, schema
from storage.copying import Progress
from storage.database import Database
from storage.tables import Post, Tombstone
from storage.tables.columns import table
from worker import forgetting, sweeping, verifying
from worker.importing import Clock
from worker.verifying import Verified

AT_WORK = dt.timedelta(seconds=60)
SQLITE = "sqlite:///"


@dataclasses.dataclass(frozen=True)
class Restored:
    """What came back: posts, how many of them were emptied since they had been forgotten or deleted, whether the list
    of those could be read from the database that was there before, and the check of the whole."""

    posts: int
    emptied: int
    list_was_read: bool
    verified: Verified


def backup(database: Database, path: pathlib.Path, progress: Progress) -> int:
    """Writes the database into a file, of one moment, while others go on writing. Returns the number of posts."""
    if path.exists():
        raise ConfigFault(f"{path} is there already; give a new name")
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_CREAT | os.O_WRONLY, 0o600))
    with _gone_unless_done(draft):
        if database.is_sqlite:
            _write_anew(database, draft)
        else:
            copied = Database(f"{SQLITE}{draft}")
            schema.migrate(copied)
            with database.read() as source, copied.write() as target:
                copying.clear(target)
                copying.copy(source, target, progress)
            copied.close()
        posts = _posts_of(draft)
        os.replace(draft, path)
    return posts


def restore(database: Database, path: pathlib.Path, *, clock: Clock, replace: bool, progress: Progress) -> Restored:
    """Puts a backup in the place of the database, once it was checked, brought to this version, and rid of all that
    was forgotten or deleted since it was made."""
    if not path.is_file():
        raise ConfigFault(f"there is no file {path}")
    was_readable, buried, forgotten = _since(database)
    _refuse_if_in_use(database, replace=replace, clock=clock)
    draft = pathlib.Path(f"{path.resolve()}.restoring")
    if database.is_sqlite:
        draft = pathlib.Path(database.url.removeprefix(SQLITE)).with_name("restoring.sqlite")
    shutil.copyfile(path, draft)
    with _gone_unless_done(draft):
        brought = _checked(draft)
        emptied = forgetting.replay(brought, [*forgotten, *forgetting.ledger()], buried, clock=clock)
        if database.is_sqlite:
            brought.close()
            _put_in_place(database, draft)
        else:
            _copy_over(brought, database, progress)
            brought.close()
            draft.unlink()
    with database.read() as session:
        posts = checks.count(session, table(Post))
    return Restored(posts, emptied, was_readable, verifying.verify(database, clock=clock))


def move(source: Database, target: Database, *, clock: Clock, progress: Progress) -> Verified:
    """Copies everything from an SQLite file to an empty PostgreSQL database; the source stays as it is, and nobody can
    write to it meanwhile. Raises ConfigFault when one of them does not hold, or when they are not the same."""
    _must_hold(verifying.verify(source, clock=clock, progress=progress), "this database")
    schema.ensure(target)
    with source.write() as mine, target.write() as theirs:
        if not copying.is_empty(theirs):
            raise ConfigFault("the other database is not empty: move into one that has never been used")
        copying.copy(mine, theirs, progress)
        if copying.prints(mine, progress) != copying.prints(theirs, progress):
            raise ConfigFault("the copy is not the same as the original; nothing was kept of it")
    there = verifying.verify(target, clock=clock, progress=progress)
    _must_hold(there, "the copy")
    return there


def _must_hold(found: Verified, what: str) -> None:
    wrong = [check.name for check in found.checks if check.wrong]
    if wrong:
        raise ConfigFault(f"{what} does not hold ({', '.join(wrong)}): see groundswell verify")


def _refuse_if_in_use(database: Database, *, replace: bool, clock: Clock) -> None:
    try:
        with database.read() as session:
            last = sweeping.last_tick(session) if schema.current(database) else None
            empty = schema.current(database) is None or copying.is_empty(session)
    except sqlalchemy.exc.DatabaseError:
        last, empty = None, False  # it cannot be read: that may be why a backup is brought back
    if last is not None and clock() - last < AT_WORK:
        raise ConfigFault("the service is running on this database; stop it first")
    if not empty and not replace:
        raise ConfigFault("there is a database already, which would be gone: the same command with --yes")


def _since(database: Database) -> tuple[bool, list[tuple[int, str]], list[tuple[str, int]]]:
    """What the database that is there says was deleted and forgotten, as far as it can be read."""
    t = table(Tombstone).c
    buried: list[tuple[int, str]] = []
    forgotten: list[tuple[str, int]] = []
    try:
        if schema.current(database) is None:
            return True, [], []
        with database.read() as session:
            buried = [(row.post_id, row.reason) for row in session.execute(sa.select(t.post_id, t.reason))]
        with database.read() as session:
            forgotten = storage.forgetting.all_forgotten(session)
    except sqlalchemy.exc.DatabaseError:  # damaged, or of a version that knew less
        return False, buried, forgotten
    return True, buried, forgotten


def _checked(draft: pathlib.Path) -> Database:
    """The backup, opened, whole and of this version."""
    try:
        with contextlib.closing(sqlite3.connect(draft)) as connection:
            whole = connection.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
            known = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    except sqlite3.DatabaseError:
        whole, known = False, None
    if not whole or known is None:
        raise ConfigFault("this file is no backup of groundswell, or it is damaged; nothing was changed")
    opened = Database(f"{SQLITE}{draft}")
    schema.ensure(opened)
    return opened


def _write_anew(database: Database, draft: pathlib.Path) -> None:
    draft.unlink()  # SQLite wants to make it
    connection = database.engine.raw_connection()
    try:
        connection.driver_connection.execute("VACUUM INTO ?", (str(draft),))  # type: ignore[union-attr]
    finally:
        connection.close()
    draft.chmod(0o600)


def _put_in_place(database: Database, draft: pathlib.Path) -> None:
    """Replaces the file of the database; one that dies between leaves the old or the new, whole."""
    place = pathlib.Path(database.url.removeprefix(SQLITE))
    database.close()
    with contextlib.suppress(sqlite3.DatabaseError), contextlib.closing(sqlite3.connect(place)) as old:
        old.execute("PRAGMA journal_mode = delete")  # takes the old log into the old file
    for beside in ("-wal", "-shm"):
        pathlib.Path(f"{place}{beside}").unlink(missing_ok=True)
    os.replace(draft, place)


def _copy_over(brought: Database, database: Database, progress: Progress) -> None:
    schema.migrate(database)
    with brought.read() as source, database.write() as target:
        copying.clear(target)
        copying.copy(source, target, progress)


def _posts_of(path: pathlib.Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM post").fetchone()[0])


@contextlib.contextmanager
def _gone_unless_done(draft: pathlib.Path) -> Iterator[None]:
    try:
        yield
    finally:
        for beside in ("", "-wal", "-shm"):
            pathlib.Path(f"{draft}{beside}").unlink(missing_ok=True)

"""The schema of the database and of the code: the same, or nothing runs."""

import pathlib

import sqlalchemy as sa
from sqlmodel import Session

from storage.database import Database, lock

HEAD = "0013"
ROOT = pathlib.Path(__file__).resolve().parent.parent
version = sa.table("alembic_version", sa.column("version_num", sa.String))


class SchemaMismatch(Exception):
    """The database does not fit this code; the message says what to do."""


def current(database: Database) -> str | None:
    """The migration that the database is at; None when it is empty."""
    with database.read() as session:
        if not sa.inspect(session.connection()).has_table("alembic_version"):
            return None
        return session.execute(sa.select(version.c.version_num)).scalar()


def ensure(database: Database) -> None:
    """Makes the tables of a new database, and brings an SQLite file up to date. A PostgreSQL database with tables is
    changed only by `groundswell migrate`. Raises SchemaMismatch."""
    at = current(database)
    if at == HEAD:
        return
    if at is not None and at > HEAD:
        raise SchemaMismatch(f"the database is of a newer groundswell (schema {at}, this is {HEAD}); update this one")
    if at is not None and not database.is_sqlite:
        raise SchemaMismatch(f"the database has schema {at}, this groundswell needs {HEAD}: run `groundswell migrate`")
    migrate(database)


def migrate(database: Database) -> None:
    """Runs the missing migrations in one transaction; of two that try at once the second finds nothing to do."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(ROOT / "storage" / "migrations"))
    with Session(database.engine) as session, session.begin():
        lock(session, "schema")
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "head")

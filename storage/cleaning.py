"""Overwrites what deleted rows leave behind in the database's files."""

import sqlite3

import sqlalchemy as sa
import sqlalchemy.exc

from storage.database import Database


def scrub(database: Database) -> bool:
    """Writes the database anew without its freed pages, and empties its write-ahead log. False when others use the
    database so that a part of it could not be done. PostgreSQL's own log and backups are out of reach."""
    try:
        if database.is_sqlite:
            return _scrub_sqlite(database)
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(sa.text("SET lock_timeout = '15s'"))
            connection.execute(sa.text("VACUUM FULL"))
    except sqlalchemy.exc.OperationalError:
        return False
    return True


def empty_log(database: Database) -> None:
    """Empties SQLite's write-ahead log, where nobody is reading from it; rows that were deleted stand in it."""
    if database.is_sqlite:
        connection = database.engine.raw_connection()
        try:
            connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]
        except sqlite3.OperationalError:
            return  # the next hour comes
        finally:
            connection.close()


def _scrub_sqlite(database: Database) -> bool:
    connection = database.engine.raw_connection()
    try:
        driver = connection.driver_connection
        driver.execute("VACUUM")  # type: ignore[union-attr]
        busy, *_ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()  # type: ignore[union-attr]
    except sqlite3.OperationalError:  # past SQLAlchemy's own errors
        return False
    finally:
        connection.close()
    return not busy

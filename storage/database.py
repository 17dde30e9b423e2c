"""Opens the database, SQLite or PostgreSQL, and its two kinds of transactions: read, and write."""

import contextlib
import functools
import pathlib
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import sqlite
from sqlmodel import Session

PRAGMAS = ("journal_mode=wal", "synchronous=full", "busy_timeout=15000", "foreign_keys=on", "secure_delete=on")
RETRIES = 5
ROWS_AT_ONCE = 500  # SQLite takes 32,766 parameters in a statement


class Database:
    """One engine. On SQLite every writing transaction is BEGIN IMMEDIATE: one that reads first and writes later
    would fail at once when another writer came between, whatever the time-out."""

    def __init__(self, url: str) -> None:
        self.url = url
        if url.startswith("sqlite:///"):
            pathlib.Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        self.engine = sa.create_engine(url, hide_parameters=True)
        self.is_sqlite = self.engine.dialect.name == "sqlite"
        if self.is_sqlite:
            event.listen(self.engine, "connect", _set_up_connection)
            event.listen(self.engine, "begin", _begin)
        self._reader = self.engine.execution_options(read_only=True)

    @contextlib.contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only reads, of one consistent state; it never waits for a writer."""
        with Session(self._reader) as session:
            yield session

    @contextlib.contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose changes are committed together at the end, or not at all."""
        with Session(self.engine) as session, session.begin():
            yield session

    def close(self) -> None:
        self.engine.dispose()


def _set_up_connection(connection: Any, _: object) -> None:
    connection.isolation_level = None  # the driver must not open transactions by itself
    for pragma in PRAGMAS:
        connection.execute(f"pragma {pragma}")


def _begin(connection: sa.Connection) -> None:
    read_only = connection.get_execution_options().get("read_only")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


@functools.cache
def open_database(url: str) -> Database:
    """The database of this process. Not to be opened before a fork."""
    return Database(url)


def insert(session: Session, table: sa.Table) -> Any:
    """An INSERT of the session's dialect: both know `on_conflict_do_nothing` and `on_conflict_do_update`."""
    if session.get_bind().dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # a tenth of a second at the start of every command, if it stood above

    return postgresql.insert(table)


def insert_new(session: Session, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Inserts the rows whose key is new; the others stay as they are."""
    if rows:
        session.execute(insert(session, table).on_conflict_do_nothing(), rows)


def insert_many(session: Session, table: sa.Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """As `insert_new`, for very many small rows with a value for each column, in a third of the time."""
    if rows:
        names = [column.name for column in table.c]
        dialect: Any = session.get_bind().dialect
        made = insert(session, table).on_conflict_do_nothing().compile(dialect=dialect, column_keys=names)
        given: Any = list(rows) if made.positional else [dict(zip(names, row, strict=True)) for row in rows]
        session.connection().exec_driver_sql(str(made), given)


def pieces(values: Sequence[Any], size: int = ROWS_AT_ONCE) -> Iterator[Sequence[Any]]:
    """The values in runs that fit into one statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def learn_sizes(session: Session, table: sa.Table) -> None:
    """Tells PostgreSQL how much stands in a temporary table; unasked it takes it for nearly empty, and goes through it
    anew for each of its rows."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text(f"ANALYZE {table.name}"))


def lock(session: Session, name: str, *, shared: bool = False) -> None:
    """Holds every other transaction that locks the same name until this one ends; shared ones hold only those that
    are not. On SQLite a writing transaction is alone anyway."""
    if session.get_bind().dialect.name == "postgresql":
        take = sa.func.pg_advisory_xact_lock_shared if shared else sa.func.pg_advisory_xact_lock
        session.execute(sa.select(take(sa.func.hashtextextended(name, 0))))

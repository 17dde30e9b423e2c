"""Opens the database, SQLite or PostgreSQL, and its two kinds of transactions: read, and write."""

import contextlib
import dataclasses
import functools
import pathlib
import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import sqlite
from sqlmodel import Session

BUSY_SECONDS = 15  # that one who writes waits for another
PRAGMAS = (f"busy_timeout={BUSY_SECONDS * 1000}", "synchronous=full", "foreign_keys=on", "secure_delete=on")
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
    _keep_a_log_ahead(connection)


def _keep_a_log_ahead(connection: Any) -> None:
    """Sets WAL mode. SQLite does not wait for others to end here as elsewhere: of several that open a new database at
    once all but one could be refused."""
    until = time.monotonic() + BUSY_SECONDS
    while not _switched(connection, is_last=time.monotonic() > until):
        time.sleep(0.01)


def _switched(connection: Any, *, is_last: bool) -> bool:
    """Whether WAL mode could be set. Raises OperationalError on the last try, and for any fault but a busy database."""
    try:
        connection.execute("pragma journal_mode=wal")
    except sqlite3.OperationalError as error:
        if is_last or error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
            raise
        return False
    return True


def _begin(connection: sa.Connection) -> None:
    read_only = connection.get_execution_options().get("read_only")
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


@functools.cache
def open_database(url: str) -> Database:
    """The database of this process. Not to be opened before a fork."""
    return Database(url)


def insert(session: Session, table: sa.Table) -> Any:
    """An INSERT of the session's dialect: both know `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return _insert_of(session.get_bind().dialect)(table)


def _insert_of(dialect: sa.Dialect) -> Any:
    if dialect.name == "sqlite":
        return sqlite.insert
    from sqlalchemy.dialects import postgresql  # a tenth of a second at the start of every command, if it stood above

    return postgresql.insert


def insert_new(session: Session, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts the rows whose key is new; the others stay as they are."""
    if rows:
        names = [column.name for column in table.c if column.name in rows[0]]
        insert_many(session, table, [tuple([row[name] for name in names]) for row in rows], names)


def insert_many(
    session: Session,
    table: sa.Table,
    rows: Sequence[tuple[Any, ...]],
    names: Sequence[str] = (),
    *,
    changing: Sequence[str] = (),
) -> None:
    """Inserts the rows whose key is new; of the others changes the columns named. Of `names`, which are in the
    order of the table, or of all columns each row has a value. The values go to the driver as they are, in a third of
    the time that SQLAlchemy takes."""
    if rows:
        made = _written(session.get_bind().dialect, table, tuple(names), tuple(changing))
        session.connection().exec_driver_sql(made.text, made.bound(rows))


def insert_telling(
    session: Session, table: sa.Table, rows: Sequence[tuple[Any, ...]], names: Sequence[str], key: str
) -> set[Any]:
    """As `insert_many`; returns the keys of the rows that were new."""
    new: set[Any] = set()
    made = _written(session.get_bind().dialect, table, tuple(names), ())
    for some in pieces(rows):
        values = [value for row in made.bound(some) for value in row]
        statement = f"{made.of_many(len(some))} RETURNING {key}"
        new.update(session.connection().exec_driver_sql(statement, tuple(values)).scalars())
    return new


@dataclasses.dataclass(frozen=True)
class _Written:
    """An INSERT as the driver takes it, and what it needs done to the values of some columns first, by place."""

    text: str
    processors: Mapping[int, Callable[[Any], Any]]

    def of_many(self, rows: int) -> str:
        """The same for so many rows in one statement."""
        head, values, tail = re.split(r"(?<= VALUES )(\(.*?\))(?= ON CONFLICT)", self.text, maxsplit=1)
        return head + ", ".join([values] * rows) + tail

    def bound(self, rows: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        """The rows as the driver takes them."""
        if not self.processors:
            return list(rows)
        bound = []
        for row in rows:
            values = list(row)
            for place, process in self.processors.items():
                values[place] = process(values[place])
            bound.append(tuple(values))
        return bound


@functools.lru_cache(maxsize=128)
def _written(dialect: Any, table: sa.Table, names: tuple[str, ...], changing: tuple[str, ...]) -> _Written:
    ordered = tuple(column.name for column in table.c if not names or column.name in names)
    assert names in ((), ordered), "values would go into other columns"
    statement = _insert_of(dialect)(table)
    if changing:
        same = {name: statement.excluded[name] for name in changing}
        statement = statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=same)
    else:
        statement = statement.on_conflict_do_nothing()
    text = re.sub(r"%\(\w+\)s", "%s", str(statement.compile(dialect=dialect, column_keys=list(ordered))))
    types = (table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in ordered)
    return _Written(text, {place: process for place, process in enumerate(types) if process})


def pieces(values: Sequence[Any], size: int = ROWS_AT_ONCE) -> Iterator[Sequence[Any]]:
    """The values in runs that fit into one statement."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def all_if_few(session: Session, query: Any) -> Sequence[Any] | None:
    """All rows of a query where that is quicker than asking for some by their keys; None where there are many."""
    rows = session.execute(query.limit(ROWS_AT_ONCE)).all()
    return rows if len(rows) < ROWS_AT_ONCE else None


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

"""Copies a whole database into an empty one, SQLite or PostgreSQL, and tells whether two hold the same."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import sqlalchemy as sa
import sqlmodel
from sqlmodel import Session

from storage.recounting import hold_still
from storage.tables.identity import hash64

AT_ONCE = 2_000
Prints = dict[str, tuple[int, int]]
Progress = Callable[[str], None]


def tables() -> list[sa.Table]:
    """All tables, those that others refer to first."""
    return list(sqlmodel.SQLModel.metadata.sorted_tables)


def is_empty(session: Session) -> bool:
    """Whether no table has a row."""
    return all(
        session.execute(sa.select(sa.literal(1)).select_from(each).limit(1)).first() is None for each in tables()
    )


def clear(session: Session) -> None:
    """Empties every table."""
    for each in reversed(tables()):
        session.execute(sa.delete(each))


def copy(source: Session, target: Session, progress: Progress) -> None:
    """Copies every row into the target, whose tables must be there and empty, in the target's transaction."""
    hold_still(source)
    write = _copy_in if target.get_bind().dialect.name == "postgresql" else _insert
    for each in tables():
        progress(each.name)
        write(target, each, _rows(source, each))
    _set_numbering(target)


def prints(session: Session, progress: Progress) -> Prints:
    """For each table how many rows it has, and a sum over them that does not depend on their order: the same for the
    same rows on every database."""
    found: Prints = {}
    for each in tables():
        progress(each.name)
        number, total = 0, 0
        for row in _rows(session, each):
            number, total = number + 1, (total + hash64(_spelt(row))) % (1 << 64)
        found[each.name] = number, total
    return found


def _rows(session: Session, of: sa.Table) -> Iterator[Any]:
    yield from session.execute(sa.select(of), execution_options={"yield_per": AT_ONCE})


def _insert(session: Session, into: sa.Table, rows: Iterator[Any]) -> None:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(dict(row._mapping))
        if len(batch) == AT_ONCE:
            session.execute(sa.insert(into), batch)
            batch.clear()
    if batch:
        session.execute(sa.insert(into), batch)


def _copy_in(session: Session, into: sa.Table, rows: Iterator[Any]) -> None:
    """PostgreSQL's COPY: several times as fast as INSERT."""
    dialect = session.get_bind().dialect
    processors = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in into.c]
    names = ", ".join(f'"{column.name}"' for column in into.c)
    driver: Any = session.connection().connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{into.name}" ({names}) FROM STDIN') as into_table:
        for row in rows:
            pairs = zip(processors, row, strict=True)
            into_table.write_row([value if process is None else process(value) for process, value in pairs])


def _set_numbering(session: Session) -> None:
    """Lets PostgreSQL number new rows from behind the copied ones; SQLite does so by itself."""
    if session.get_bind().dialect.name != "postgresql":
        return
    for each in tables():
        if "id" in each.c and each.c.id.autoincrement is True:
            sequence = sa.func.pg_get_serial_sequence(each.name, "id")
            highest = sa.select(sa.func.max(each.c.id)).scalar_subquery()
            session.execute(sa.select(sa.func.setval(sequence, sa.func.coalesce(highest, 1), highest.is_not(None))))


def _spelt(row: Any) -> str:
    """A row as text, the same whichever database it came from."""
    return json.dumps(list(row), sort_keys=True, default=repr)

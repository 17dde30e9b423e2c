"""Writes rows into an empty database as fast as it takes them: COPY on PostgreSQL, prepared tuples on SQLite."""

import dataclasses
import datetime as dt
import time
from collections.abc import Callable

import sqlalchemy as sa
from sqlmodel import Session

import storage.events
from benchmarks import generated
from benchmarks.scale.posts import BEGIN, COLUMNS, END, Crowd
from config.settings import settings
from storage.database import Database
from storage.tables import Coverage, Event, File, FilePart
from storage.tables.columns import minute_of
from worker import house, rebuilding, revising, voices

AT_ONCE = 20_000
NAMES = ("generated-one", "generated-two", "generated-three")
STAGED = "text_mark"  # its rows come in no order and more than once: they are sorted at the end


@dataclasses.dataclass
class Filled:
    """What stands in the database now, and the seconds that it took."""

    posts: int
    rows: float
    counting: float


def fill(database: Database, count: int, tell: Callable[[str], None]) -> Filled:
    """Three events with so many posts, counted by the product's own steps."""
    begun = time.monotonic()
    crowd = _begin(database, count)
    tell(f"{count:,} posts are written")
    _write(database, crowd, count, tell)
    written = time.monotonic()
    tell("they are counted")
    _count(database, tell)
    return Filled(count, written - begun, time.monotonic() - written)


def _begin(database: Database, count: int) -> Crowd:
    """The events, each with one file of which all posts come, marked by the rules of now."""
    settings().events.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (settings().events / f"{name}.toml").write_text(generated.EVENT, encoding="utf-8")
        revising.adopt(database, name, now=END)
    readings = {}
    with database.write() as session:
        for event in storage.events.all_events(session):
            readings[event.id or 0] = house.reading(session, event, now=END)
            _add_file(session, event, count)
    for number in readings:
        voices.settle(database, number)
    keys = house.keys_of_authors()
    authors = [keys("reddit", None, f"invented_{number}")[1] or 0 for number in range(max(1, min(count // 5, 400_000)))]
    return Crowd(count, readings, authors)


def _add_file(session: Session, event: Event, count: int) -> None:
    """A file that is as if it had been read: X seen in part, Reddit stated complete."""
    source = storage.events.source(session, event, storage.events.IMPORTED)
    own = {"event_id": event.id or 0, "source_id": source.id or 0}
    named = {"sha256": f"{event.id:064x}", "path": f"/nowhere/{event.name}.jsonl", "size": count}
    session.add(File(id=event.id, selection="made", state="done", seen_at=END, **own, **named))
    session.flush()
    session.add(FilePart(file_id=event.id or 0, done=True, spans={"x": [0, 0], "reddit": [0, 0]}))
    within = {"start": minute_of(BEGIN), "end": minute_of(END)}
    for platform, kind in (("x", "observed"), ("reddit", "stated")):
        rows = {"platform": platform, "kind": kind, "how": "file", "file_id": event.id}
        session.add(Coverage(source_id=source.id or 0, **rows, **within))


def _write(database: Database, crowd: Crowd, count: int, tell: Callable[[str], None]) -> None:
    indexes = _take_indexes(database)
    connection = database.engine.raw_connection()
    put = _copy if not database.is_sqlite else _insert
    driver = connection.driver_connection
    cursor = driver.cursor()  # type: ignore[union-attr]
    if database.is_sqlite:
        cursor.execute("PRAGMA synchronous=off")
        cursor.execute("PRAGMA cache_size=-400000")
        cursor.execute("BEGIN IMMEDIATE")
    cursor.execute("CREATE TEMPORARY TABLE staged (mark BIGINT, text_key BIGINT)")
    for first in range(0, count, AT_ONCE):
        rows = crowd.rows(first, min(first + AT_ONCE, count))
        for name, columns in COLUMNS.items():
            put(cursor, "staged" if name == STAGED else name, columns.split(), rows[name])
        if first % (AT_ONCE * 10) == 0:
            tell(f"{first:,} of {count:,} posts")
    cursor.execute("INSERT INTO text_mark SELECT DISTINCT mark, text_key FROM staged ORDER BY mark, text_key")
    for statement in indexes:
        tell(statement.split(" ON ")[0].lower())
        cursor.execute(statement)
    if not database.is_sqlite:
        cursor.execute("ANALYZE")
    driver.commit()  # type: ignore[union-attr]
    connection.close()
    if database.is_sqlite:
        database.close()


def _take_indexes(database: Database) -> list[str]:
    """Drops the plain indexes of the tables to be filled; returns the statements that make them again."""
    names = tuple(COLUMNS)
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN :names"
    if not database.is_sqlite:
        query = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN :names AND indexdef LIKE 'CREATE INDEX%'"
    with database.engine.begin() as connection:
        found = connection.execute(sa.text(query).bindparams(sa.bindparam("names", names, expanding=True))).all()
        for name, _ in found:
            connection.execute(sa.text(f"DROP INDEX {name}"))
    return [statement for _, statement in found]


def _copy(cursor: object, name: str, columns: list[str], rows: list[tuple[object, ...]]) -> None:
    """Tabs and backslashes stand in none of the invented texts."""
    with cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as copied:  # type: ignore[attr-defined]
        copied.write("".join("\t".join(r"\N" if v is None else str(v) for v in row) + "\n" for row in rows))


def _insert(cursor: object, name: str, columns: list[str], rows: list[tuple[object, ...]]) -> None:
    places = ", ".join("?" * len(columns))
    if name == "post":
        rows = [tuple(_plain(value) for value in row) for row in rows]
    cursor.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({places})", rows)  # type: ignore[attr-defined]


def _plain(value: object) -> object:
    """A time as SQLAlchemy stores it in SQLite."""
    return f"{value:%Y-%m-%d %H:%M:%S.%f}" if isinstance(value, dt.datetime) else value


def _count(database: Database, tell: Callable[[str], None]) -> None:
    with database.read() as session:
        numbers = [event.id or 0 for event in storage.events.all_events(session)]
    for number in numbers:
        with database.write() as session:
            storage.events.mark_all_dirty(session, number)
        rebuilding.rebuild(database, number, clock=lambda: END, progress=lambda n, of: tell(f"counted {n} of {of}"))

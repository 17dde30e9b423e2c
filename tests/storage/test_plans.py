"""How the database goes about a page of posts: along an index from where the last page stopped, never through all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa

import storage.post_search
from storage.database import Database
from storage.post_search import Search

AFTER = (29_000_000, 77)
SEARCHES = {
    "from the beginning": (Search(), None),
    "the next page": (Search(), AFTER),
    "newest first": (Search(newest_first=True), AFTER),
    "a stretch of time": (Search(since=28_000_000, until=29_500_000), AFTER),
    "a word and filters": (Search("world act", platform="x", language="uk", via="keyword", counts=True), AFTER),
}


@contextmanager
def statements(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """What was asked of the database meanwhile."""
    heard: list[tuple[str, Any]] = []

    def hear(_: Any, __: Any, statement: str, given: Any, ___: Any, ____: Any) -> None:
        heard.append((statement, given))

    sa.event.listen(database.engine, "before_cursor_execute", hear)
    yield heard
    sa.event.remove(database.engine, "before_cursor_execute", hear)


def plans(database: Database, ask: Callable[[Any], object]) -> list[str]:
    """The plan of each statement, in the words of the database."""
    with statements(database) as heard, database.read() as session:
        ask(session)
    with database.engine.connect() as connection:
        if not database.is_sqlite:
            for way in ("seqscan", "bitmapscan", "sort"):  # as in a large table, where these cost most
                connection.exec_driver_sql(f"set enable_{way} = off")
        explain = "explain query plan " if database.is_sqlite else "explain "
        return [
            " ".join(str(row[-1]) for row in connection.exec_driver_sql(explain + statement, given))
            for statement, given in heard
            if statement.lstrip().lower().startswith("select")
        ]


@pytest.mark.parametrize("engine", ["database", "postgres"])
@pytest.mark.parametrize("name", SEARCHES)
def test_a_page_of_posts_goes_along_the_index_of_minutes(
    engine: str, name: str, request: pytest.FixtureRequest
) -> None:
    database: Database = request.getfixturevalue(engine)
    wanted, after = SEARCHES[name]
    (plan, *_) = plans(database, lambda session: storage.post_search.page(session, 1, wanted, after, 50))
    assert "membership_minute" in plan
    for costly in ("SCAN membership", "TEMP B-TREE", "Seq Scan", "Sort"):
        assert costly not in plan, plan

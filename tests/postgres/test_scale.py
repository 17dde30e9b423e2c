"""What is asked page by page takes the same work for the last page as for the first, however much there is. The plans
of a real PostgreSQL are looked at. The posts are invented."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

import storage.checks
import storage.post_list
import storage.posts
import storage.rescores
import storage.retention
from storage.database import Database
from tests.conftest import NOW
from worker import rebuilding, revising

POSTS, PAGE = 40_000, 20
FILL = (
    """insert into post (id, platform, native_id, kind, created_at, created_how, text_state, text_cut, language,
    language_how, language_probability, is_ad, is_context, is_bot, author_key, text_key)
    select n, 'x', n, 'post', timestamptz '2025-04-18' + n * interval '1 second', 'id', 'ok', false, 'en', 'letters', 1,
    false, false, false, n % 999, n from generate_series(1, :posts) n""",
    "insert into post_text select n, 'kharkiv ' || n from generate_series(1, :posts) n",
    """insert into membership (event_id, post_id, minute, via, counts, revision_id, belongs, voice, voice_rule, toned)
    select 1, n, 29082240 + n / 60, 'keyword', true, 1, true, 'reacting', '', true from generate_series(1, :posts) n""",
)
LAST = POSTS - PAGE - 1
ASKED: dict[str, Callable[[Session], Any]] = {
    "members": lambda session: storage.posts.members_after(session, 1, LAST, PAGE),
    "texts to be scored again": lambda session: storage.rescores.texts_after(session, 1, LAST, PAGE),
    "texts by age": lambda session: storage.retention.due_texts(session, 1, [], before=NOW, after=LAST, most=PAGE),
    "posts to be checked": lambda session: (
        storage.checks.rows_after(session, LAST), storage.checks.texts_of(session, LAST + 1, POSTS),
    ),
    "posts in the order of time": lambda session: storage.post_list._page(
        session, 1, storage.post_list.Filter(), (29082240 + LAST // 60, LAST), PAGE
    ),
}  # fmt: skip


@pytest.fixture
def filled(postgres: Database, event_file: Callable[..., str]) -> Database:
    revising.adopt(postgres, event_file(), now=NOW)
    with postgres.write() as session:
        for statement in FILL:
            session.execute(sa.text(statement), {"posts": POSTS})
    with postgres.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("ANALYZE"))
    return postgres


def plans(database: Database, work: Callable[[Session], Any], kinds: str = "SELECT") -> list[dict[str, Any]]:
    """The plan of each statement of this kind, with the rows that really went through it."""
    found: list[dict[str, Any]] = []

    def look(_: Any, cursor: Any, statement: str, given: Any, *__: Any) -> None:
        if statement.startswith(kinds):
            with cursor.connection.cursor() as own:
                own.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}", given)
                found.extend(each["Plan"] for each in own.fetchone()[0])

    sa.event.listen(database.engine, "before_cursor_execute", look)
    try:
        with database.write() as session:
            work(session)
    finally:
        sa.event.remove(database.engine, "before_cursor_execute", look)
    return found


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for part in plan.get("Plans", []) for node in nodes(part))]


@pytest.mark.parametrize("what", ASKED)
def test_the_last_page_reads_no_more_than_itself(filled: Database, what: str) -> None:
    read = [
        node["Actual Rows"] * node["Actual Loops"] + node.get("Rows Removed by Filter", 0) * node["Actual Loops"]
        for plan in plans(filled, ASKED[what])
        for node in nodes(plan)
        if "Scan" in node["Node Type"]
    ]
    assert read
    assert max(read) <= 2 * PAGE


def test_counting_knows_how_much_it_counts(filled: Database) -> None:
    """Else the cells of accounts are gone through anew for each of the texts', which takes minutes for a month."""
    with filled.write() as session:
        session.execute(sa.text("insert into dirty_minute (event_id, minute) select 1, 29082240 + 60 * n from generate_series(0, 5) n"))  # fmt: skip
    seen: list[float] = []

    def look(_: Any, cursor: Any, statement: str, given: Any, *__: Any) -> None:
        if "INSERT INTO bucket" in statement:
            with cursor.connection.cursor() as own:
                own.execute(f"EXPLAIN (FORMAT JSON) {statement}", given)
                seen.extend(
                    n["Plan Rows"] for n in nodes(own.fetchone()[0][0]["Plan"]) if n.get("Relation Name") == "counted"
                )

    sa.event.listen(filled.engine, "before_cursor_execute", look)
    rebuilding.rebuild(filled, 1, clock=lambda: NOW)
    sa.event.remove(filled.engine, "before_cursor_execute", look)
    assert max(seen) > POSTS / 4

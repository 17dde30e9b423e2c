"""Measures are read without going through what grows with the posts."""

import sqlalchemy as sa

from storage import measures
from storage.database import Database


def test_counted_posts_are_found_by_the_index_not_by_going_through_all_buckets(database: Database) -> None:
    sent: list[tuple[str, tuple[object, ...]]] = []
    sa.event.listen(database.engine, "before_cursor_execute", lambda *words: sent.append((words[2], words[3])))
    with database.read() as session:
        list(measures.measures(session))
        statement, given = next(each for each in sent if "sum(" in each[0])
        plan = session.connection().exec_driver_sql(f"explain query plan {statement}", given)
        steps = [row[3] for row in plan if "bucket" in row[3]]
    assert [
        step for step in steps if not step.startswith("SEARCH bucket USING PRIMARY KEY (event_id=? AND grain=?)")
    ] == []

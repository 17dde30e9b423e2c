"""A database of an earlier version is brought up to date with all that is in it."""

import pathlib
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlmodel import Session

from storage import schema
from storage.database import Database

MEMBER = "insert into membership (event_id, post_id, minute, via, counts, why_not, revision_id) values (1, :n, 60, 'keyword', :counts, :why, 1)"
BUCKET = (
    "insert into bucket (event_id, grain, start, platform, theme, posts, originals, distinct_texts, authors, engagement, removed) "
    "values (1, 'hour', 60, 'x', '', 5, 4, 3, 2, null, 0)"
)


def migrate(database: Database, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.ROOT / "storage" / "migrations"))
    with Session(database.engine) as session, session.begin():
        config.attributes["connection"] = session.connection()
        command.upgrade(config, to)


def upgraded(database: Database) -> dict[str, Any]:
    with database.write() as session:
        session.execute(
            sa.text("insert into event (id, name, file_fault, created_at) values (1, 'a', '', '2025-01-01')")
        )
        for number, why in ((7, None), (8, "off topic"), (9, "bot")):
            session.execute(sa.text(MEMBER), {"n": number, "counts": why is None, "why": why})
        session.execute(sa.text(BUCKET))
    migrate(database, "head")
    queries = {
        "members": "select post_id, belongs, voice, voice_rule, toned from membership order by post_id",
        "buckets": "select posts, voice, top_author from bucket",
        "marks": "select event_id, minute from dirty_minute",
        "events": "select name, marked_by from event",
    }
    with database.read() as session:
        return {name: [tuple(row) for row in session.execute(sa.text(query))] for name, query in queries.items()}


EXPECTED = {
    "members": [(7, True, "unclear", "", True), (8, False, "unclear", "", True), (9, True, "unclear", "", True)],
    "buckets": [(5, "", None)],
    "marks": [(1, 60)],
    "events": [("a", "")],
}


def test_posts_and_counts_of_the_first_version_are_kept_and_counted_again(tmp_path: pathlib.Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    migrate(database, "0001")
    assert upgraded(database) == EXPECTED
    database.close()


def test_on_postgresql_too(postgres: Database) -> None:
    with postgres.write() as session:
        session.execute(sa.text("drop schema public cascade"))
        session.execute(sa.text("create schema public"))
    migrate(postgres, "0001")
    assert upgraded(postgres) == EXPECTED

"""The tables of the code and of a migrated database are the same, and nothing runs on others."""

import json
import os
import pathlib
import signal
import subprocess
import sys

import pytest
import sqlalchemy as sa
import sqlmodel
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

import storage.events
import storage.post_list
import storage.understood
from config.event_parts import content_hash
from storage import schema
from storage.database import Database
from storage.schema import SchemaMismatch
from storage.tables import Event


def test_a_migrated_database_has_the_tables_of_the_code(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, sqlmodel.SQLModel.metadata) == []


def test_an_empty_database_gets_its_tables(tmp_path: pathlib.Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new' / 'a.sqlite'}")
    assert schema.current(database) is None
    schema.ensure(database)
    assert schema.current(database) == schema.HEAD
    database.close()


def test_a_database_of_a_newer_version_is_refused_in_words(database: Database) -> None:
    with database.write() as session:
        session.execute(sa.text("update alembic_version set version_num = '9999'"))
    with pytest.raises(SchemaMismatch, match="newer groundswell"):
        schema.ensure(database)


def test_two_that_migrate_at_once_both_succeed(tmp_path: pathlib.Path) -> None:
    code = "import sys; from storage.database import Database; from storage import schema; schema.ensure(Database(sys.argv[1]))"
    command = [sys.executable, "-c", code, f"sqlite:///{tmp_path / 'a.sqlite'}"]
    both = [subprocess.Popen(command, stderr=subprocess.PIPE) for _ in range(2)]
    assert [process.communicate()[1] for process in both] == [b"", b""]
    assert [process.returncode for process in both] == [0, 0]


def test_what_was_found_before_marks_were_kept_survives_the_upgrade(tmp_path: pathlib.Path) -> None:
    """The name of a theme's version changed from its spelling to what it finds; hits stay, and are matched again."""
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    config = Config()
    config.set_main_option("script_location", str(schema.ROOT / "storage" / "migrations"))
    theme = {"name": "act", "phrases": {"en": ["Act now", "act now"], "uk": ["ещё"]}}
    content = {"name": "e", "title": "E", "zone": "UTC", "themes": [theme]}
    old = content_hash({"name": "act", "phrases": {"en": ["Act now", "act now"], "uk": ["ещё"]}})
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        day = "2025-04-18 00:00:00"
        connection.execute(sa.text("insert into event values (1, 'e', 1, null, '', :day)"), {"day": day})
        connection.execute(
            sa.text("insert into revision values (1, 1, 'h', :content, :day)"),
            {"content": json.dumps(content, ensure_ascii=False), "day": day},
        )
        connection.execute(sa.text("insert into theme values (7, 'act', :old, :day)"), {"old": old, "day": day})
        connection.execute(sa.text("insert into theme_hit (theme_id, post_id, places) values (7, 5, '1-2')"))
    schema.migrate(database)
    with database.read() as session:
        event = session.get_one(Event, 1)
        known = storage.understood.known_theme_ids(session, storage.events.revision_of(session, event))
        assert known == {"act": 7}
        assert storage.post_list.hits_of(session, [5], [7]) == {5: {7: ("1-2", "")}}
        assert event.pending_id == 1
    database.close()


def test_posts_of_an_older_database_are_compared_and_scored_anew(tmp_path: pathlib.Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'old.sqlite'}")
    config = Config()
    config.set_main_option("script_location", str(schema.ROOT / "storage" / "migrations"))
    with database.write() as session:
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "0001")
        for statement in (
            "insert into event (id, name, file_fault, created_at) values (1, 'strike', '', '2025-04-18')",
            "insert into scorer values (7, 'vader', '3.3.2', 'abc', '', '2025-04-18')",
            (
                "insert into post (id, platform, native_id, kind, created_at, created_how, text_key, text_state, text_cut,"
                " language, language_how, language_probability, is_ad, is_context, is_bot)"
                " values (5, 'x', '5', 'post', '2025-04-18', 'id', 55, 'ok', 0, 'en', 'words', 1, 0, 0, 0)"
            ),
        ):
            session.execute(sa.text(statement))
    schema.ensure(database)
    with database.read() as session:
        assert session.execute(sa.text("select text_key from text_due")).scalars().all() == [55]
        assert session.execute(sa.text("select name, version_id from version_in_use where kind = 'scorer'")).all() == [
            ("vader", 7)
        ]
    database.close()


def test_files_of_an_older_version_survive_the_columns_on_how_posts_were_chosen(tmp_path: pathlib.Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite'}")
    config = Config()
    config.set_main_option("script_location", str(schema.ROOT / "storage" / "migrations"))
    with database.write() as session:
        config.attributes["connection"] = session.connection()
        command.upgrade(config, "0001")
        for statement in (
            "insert into event (id, name, file_fault, created_at) values (1, 'a', '', '2025-04-18')",
            (
                "insert into source (id, event_id, name, kind, relevance, options, cursor, active, fault)"
                " values (1, 1, 's', 'files', 'thread', '{}', '{}', 1, '')"
            ),
            (
                "insert into file (id, event_id, source_id, selection, sha256, member, path, size, format, layout, state,"
                " warnings, error, seen_at) values (1, 1, 1, '', 'x', '', 'a', 1, '', '{}', 'done', '[]', '', '2025-04-18')"
            ),
        ):
            session.execute(sa.text(statement))
    schema.ensure(database)
    with database.read() as session:
        assert tuple(session.execute(sa.text("select query, sort, exported_by, note from file")).one()) == ("",) * 4
    database.close()


ENDS = [pytest.param(name, id=name) for name in ("groundswell", "worker", "beat")]


@pytest.mark.parametrize("who", ENDS)
def test_an_old_command_worker_or_schedule_ends_with_words_and_code_78_on_a_newer_database(
    database: Database, who: str
) -> None:
    with database.write() as session:
        session.execute(sa.text("update alembic_version set version_num = '9999'"))
    bin_ = pathlib.Path(sys.executable).parent
    celery = [bin_ / "celery", "-q", "-A", "worker.app"]
    commands = {
        "groundswell": [bin_ / "groundswell", "series", "strike"],
        "worker": [*celery, "worker", "--concurrency", "1"],
        "beat": [*celery, "beat"],
    }
    environment = {**os.environ, "C_FORCE_ROOT": "1", "REDIS_URL": "redis://127.0.0.1:1/0"}
    ended = subprocess.run(commands[who], capture_output=True, text=True, timeout=60, env=environment, cwd=schema.ROOT)
    assert ended.returncode == 78
    assert "newer groundswell" in ended.stderr
    assert "Traceback" not in ended.stderr


def statements_of(database: Database) -> int:
    """How many statements the migrations send, from the first to the newest."""
    sent = []
    sa.event.listen(database.engine, "before_cursor_execute", lambda *_: sent.append(1))
    schema.migrate(database)
    return len(sent)


def killed_at(url: str, place: int) -> None:
    """A process that migrates and is killed before its statement of this number."""
    child = os.fork()
    if child == 0:
        database, sent = Database(url), list[int]()

        def die(*_: object) -> None:
            sent.append(1)
            if len(sent) == place:
                os.kill(os.getpid(), signal.SIGKILL)

        sa.event.listen(database.engine, "before_cursor_execute", die)
        try:
            schema.migrate(database)
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def test_a_migration_killed_at_any_statement_leaves_a_database_that_can_be_migrated(tmp_path: pathlib.Path) -> None:
    whole = Database(f"sqlite:///{tmp_path / 'whole.sqlite'}")
    number = statements_of(whole)
    whole.close()
    for place in range(1, number + 1, 5):
        path = tmp_path / f"{place}.sqlite"
        killed_at(f"sqlite:///{path}", place)
        database = Database(f"sqlite:///{path}")
        assert schema.current(database) in (None, schema.HEAD)
        schema.ensure(database)
        assert schema.current(database) == schema.HEAD
        database.close()


def test_a_migration_killed_on_postgresql_leaves_nothing_half_done(postgres: Database) -> None:
    from sqlmodel import SQLModel

    with postgres.engine.begin() as connection:
        SQLModel.metadata.drop_all(connection)
        connection.execute(sa.text("drop table alembic_version"))
    for place in (5, 40, 70):
        killed_at(postgres.url, place)
        assert schema.current(postgres) is None
        with postgres.read() as session:
            assert sa.inspect(session.connection()).get_table_names() == []
    schema.migrate(postgres)
    assert schema.current(postgres) == schema.HEAD

"""The tables of the code and of a migrated database are the same, and nothing runs on others."""

import pathlib
import subprocess
import sys

import pytest
import sqlalchemy as sa
import sqlmodel
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext

from storage import schema
from storage.database import Database
from storage.schema import SchemaMismatch


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

"""Alembic's entry: the same migration on SQLite and PostgreSQL, each step in one transaction."""

import sqlalchemy as sa
import sqlmodel
from alembic import context

import storage.tables  # noqa: F401  (fills the metadata)
from config.settings import settings
from storage.database import Database


def run() -> None:
    connection = context.config.attributes.get("connection")
    if connection is not None:
        _migrate(connection)
        return
    database = Database(settings().database)
    with database.engine.connect() as opened:
        _migrate(opened)
        opened.commit()
    database.close()


def _migrate(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=sqlmodel.SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
        user_module_prefix="sqlmodel.sql.sqltypes.",
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        context.run_migrations()


run()

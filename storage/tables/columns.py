"""Column types that are the same on SQLite and PostgreSQL, and the minute as a number."""

import datetime as dt
from typing import Any, cast

import sqlalchemy as sa
import sqlmodel

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite numbers rows by itself only in an INTEGER key
EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def big_key() -> Any:
    """A primary key that the database numbers."""
    return sqlmodel.Field(default=None, sa_column=sa.Column(BIG, primary_key=True, autoincrement=True))


def table(model: type[sqlmodel.SQLModel]) -> sa.Table:
    """The SQLAlchemy table of a model, for statements over many rows."""
    return cast(sa.Table, model.__table__)  # type: ignore[attr-defined]


def minute_of(at: dt.datetime) -> int:
    """Whole minutes since 1970 UTC: what series are counted by."""
    return int((at - EPOCH).total_seconds() // 60)


def moment_of(minute: int) -> dt.datetime:
    return EPOCH + dt.timedelta(minutes=minute)

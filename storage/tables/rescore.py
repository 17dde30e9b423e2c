"""Which versions of scorers and themes an event's numbers are made with, and how that changed."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.tables.columns import big_key


class VersionInUse(SQLModel, table=True):
    """The version of a scorer or theme that an event's numbers are made with, and the one before, whose findings are
    kept; and that of the way in which phrases are found, which replaces what was found before. `version_id` is NULL
    when the theme has left the event."""

    __tablename__ = "version_in_use"
    __table_args__ = {"sqlite_with_rowid": False}
    event_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    kind: str = Field(primary_key=True)
    name: str = Field(primary_key=True)
    version_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    before_id: int | None = Field(default=None, sa_type=sa.BigInteger)


class Rescore(SQLModel, table=True):
    """One pass over the stored posts of an event, to bring them to its pending state: the `step` it is at and the post
    it is `after`, the numbers of each day before it, and, once all was counted again, what moved."""

    __table_args__ = (sa.Index("rescore_event", "event_id"),)
    id: int | None = big_key()
    event_id: int = Field(sa_type=sa.BigInteger, foreign_key="event.id")
    revision_id: int = Field(sa_type=sa.BigInteger)
    step: str = ""
    after: int | None = Field(default=None, sa_type=sa.BigInteger)
    before: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    moved: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    begun_at: dt.datetime
    done_at: dt.datetime | None = None

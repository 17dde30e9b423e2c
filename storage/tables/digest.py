"""Digests, frozen when made: the numbers, and the bodies with numbered slots in the place of quotes."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.tables.columns import BIG, big_key


class Digest(SQLModel, table=True):
    """One event, one local day, frozen. A remade digest is a new row; the highest `version` is the current one."""

    __table_args__ = (sa.UniqueConstraint("event_id", "day", "version"),)
    id: int | None = big_key()
    event_id: int = Field(sa_type=sa.BigInteger, foreign_key="event.id")
    day: dt.date
    version: int = 1
    revision_id: int = Field(sa_type=sa.BigInteger, foreign_key="revision.id")
    made_at: dt.datetime
    preview: bool = False
    numbers: dict[str, Any] = Field(sa_type=sa.JSON)
    html: str
    text: str
    markdown: str
    sha256: str


class Quote(SQLModel, table=True):
    """The post and the text that fill one slot of a digest. Deleting the post empties the slot."""

    __table_args__ = {"sqlite_with_rowid": False}
    digest_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    slot: int = Field(primary_key=True)
    post_id: int = Field(sa_type=sa.BigInteger)
    text: str | None = None


class Edition(SQLModel, table=True):
    """One time that something was due to be told of an event, settled for good: that it is here is what keeps it from
    going out twice. `kind` and `slot`: "day" and the local day of a digest; "flash" and the hour after the event;
    "corrected" and the day of the digest with the day of the notice; "looked" and the local day on which digests that
    had been sent were looked through for corrections. `notice_id` is NULL where nothing was sent."""

    __table_args__ = (sa.Index("edition_digest", "digest_id"), {"sqlite_with_rowid": False})
    event_id: int = Field(
        sa_column=sa.Column(sa.BigInteger, sa.ForeignKey("event.id"), primary_key=True, autoincrement=False)
    )
    kind: str = Field(primary_key=True)
    slot: str = Field(primary_key=True)
    due_at: dt.datetime
    made_at: dt.datetime
    digest_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    notice_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)


class Translation(SQLModel, table=True):
    """What a post says in other words, typed by a person who signs with `by`: in another language, or in its own where
    posts may not be quoted word for word. It goes with the post's text."""

    __table_args__ = {"sqlite_with_rowid": False}
    post_id: int = Field(sa_column=sa.Column(BIG, primary_key=True, autoincrement=False))
    language: str = Field(primary_key=True)
    text: str
    by: str
    at: dt.datetime

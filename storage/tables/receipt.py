"""Receipts: what was published, so that each number of it can be asked for and computed again."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Answer(SQLModel, table=True):
    """The figures of one digest, alert or export, numbered from 1, with the state they were made in. `id` begins the
    hash of them all: the same answer is one row. `figures` is packed JSON; `watermark` says how far the data went.
    `kept_until` None: for ever."""

    __table_args__ = (sa.Index("answer_event", "event_id", "made_at"), sa.Index("answer_kept", "kept_until"))
    id: str = Field(primary_key=True, max_length=16)
    sha256: str
    event_id: int = Field(sa_type=sa.BigInteger, foreign_key="event.id")
    kind: str
    place: str
    revision: str
    scorers: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    watermark: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    figures: bytes = Field(sa_column=sa.Column(sa.LargeBinary(), nullable=False))
    made_at: dt.datetime
    kept_until: dt.datetime | None = None


class AnswerMembers(SQLModel, table=True):
    """The posts that counted in a stretch of an answer, as short keyed prints: enough to tell later which came and
    which went, and no list of the posts."""

    __tablename__ = "answer_members"
    __table_args__ = {"sqlite_with_rowid": False}
    answer_id: str = Field(primary_key=True, max_length=16)
    platform: str = Field(primary_key=True)
    start: int = Field(primary_key=True)
    end: int = Field(primary_key=True)
    posts: int
    prints: bytes = Field(sa_column=sa.Column(sa.LargeBinary(), nullable=False))


class ShareLink(SQLModel, table=True):
    """A link by which one digest or one event's page can be read without an account, until it expires or is taken
    back. `key` is a hash: the link itself is shown once and never stored. `day` None: the page of the event."""

    __tablename__ = "share_link"
    __table_args__ = (sa.Index("share_link_event", "event_id"), {"sqlite_with_rowid": False})
    key: str = Field(primary_key=True)
    event_id: int = Field(sa_type=sa.BigInteger, foreign_key="event.id")
    day: dt.date | None = None
    note: str = ""
    made_by: str = ""
    made_at: dt.datetime
    until: dt.datetime
    revoked_at: dt.datetime | None = None


class ApiToken(SQLModel, table=True):
    """A word with which a program may read the API, by its hash. It is named, changes nothing, and can be taken
    back."""

    __tablename__ = "api_token"
    __table_args__ = (sa.UniqueConstraint("key"), {"sqlite_with_rowid": False})
    name: str = Field(primary_key=True, max_length=63)
    key: str
    made_by: str = ""
    made_at: dt.datetime

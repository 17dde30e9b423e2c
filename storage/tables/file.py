"""Files of posts: what each is, how far it was read, what could not be read, and what waits for its thread."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.tables.columns import big_key


class File(SQLModel, table=True):
    """A file, or one member of an archive, as one event reads it under one selection (keywords, window, relevance).
    The user's file stays where it is: `path` is where it was last seen. A wider selection makes a new row. `query`,
    `sort` ("top", "home", "latest", "" not known), `exported_by`, `note`, `tool` and `at_most` (how many posts the tool
    gives) say how the posts were chosen, as far as a person or the file itself tells."""

    __table_args__ = (sa.UniqueConstraint("event_id", "selection", "sha256", "member"),)
    id: int | None = big_key()
    event_id: int = Field(sa_type=sa.BigInteger, foreign_key="event.id")
    source_id: int = Field(sa_type=sa.BigInteger, foreign_key="source.id")
    selection: str
    sha256: str
    member: str = ""
    path: str
    size: int = Field(sa_type=sa.BigInteger)
    format: str = ""
    layout: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    state: str = "due"
    warnings: list[str] = Field(default_factory=list, sa_type=sa.JSON)
    error: str = ""
    query: str = ""
    sort: str = ""
    exported_by: str = ""
    note: str = ""
    tool: str = Field(default="", sa_column_kwargs={"server_default": ""})
    at_most: int | None = None
    covers_from: dt.datetime | None = None
    covers_to: dt.datetime | None = None
    seen_at: dt.datetime
    done_at: dt.datetime | None = None


class FilePart(SQLModel, table=True):
    """A share of one pass over a file: part `part` of `parts` takes every so-many-th block of units. `units` (how many
    were read), `position` (bytes, for the progress bar) and the counts move in the transaction of each batch. Pass 0
    reads the file; later passes take in only what waited for its thread, and their `imported` moves from the
    off-topic records of pass 0. `spans` holds the first and the last time of all posts read, by platform, in ms
    since 1970."""

    __tablename__ = "file_part"
    __table_args__ = (sa.UniqueConstraint("file_id", "pass_number", "part"),)
    id: int | None = big_key()
    file_id: int = Field(sa_type=sa.BigInteger, foreign_key="file.id")
    pass_number: int = 0
    part: int = 0
    parts: int = 1
    done: bool = False
    units: int = Field(default=0, sa_type=sa.BigInteger)
    position: int = Field(default=0, sa_type=sa.BigInteger)
    read: int = Field(default=0, sa_type=sa.BigInteger)
    imported: int = Field(default=0, sa_type=sa.BigInteger)
    updated: int = Field(default=0, sa_type=sa.BigInteger)
    duplicate: int = Field(default=0, sa_type=sa.BigInteger)
    quarantined: int = Field(default=0, sa_type=sa.BigInteger)
    skipped: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON)
    spans: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    notices: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON)


class Quarantined(SQLModel, table=True):
    """A record that could not be read, kept as it stood in the file, with the place and the reason."""

    __table_args__ = (sa.UniqueConstraint("file_id", "line", "record"),)
    id: int | None = big_key()
    file_id: int = Field(sa_type=sa.BigInteger, foreign_key="file.id")
    line: int = Field(sa_type=sa.BigInteger)
    record: int = Field(sa_type=sa.BigInteger)
    reason: str
    raw: bytes
    cut: bool = False


class Waiting(SQLModel, table=True):
    """A file holds posts of a thread whose root is not in the event: when it comes, the file is read again for them."""

    __table_args__ = (sa.Index("waiting_file", "file_id", "root_id"), {"sqlite_with_rowid": False})
    event_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    root_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    file_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    pass_number: int | None = None

"""Posts: what a collector yields, what we keep of it, and which events it belongs to."""

import dataclasses
import datetime as dt
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.tables.columns import BIG

Platform = Literal["x", "reddit"]
Kind = Literal["post", "reply", "repost", "quote", "comment"]
TextState = Literal["ok", "empty", "deleted", "removed", "withheld", "expired"]
CreatedHow = Literal["id", "stated", "assumed", "collected"]
Via = Literal["keyword", "thread", "all"]
WhyNot = Literal["bot", "ad", "context", "deleted", "off topic", "corrected"]


@dataclasses.dataclass(slots=True)
class NewPost:
    """A post as a collector read it. `collectors.checking` is the border: what passed it fits the tables."""

    platform: Platform
    native_id: str
    kind: Kind
    created_at: dt.datetime
    created_how: CreatedHow
    text: str
    text_state: TextState = "ok"
    text_cut: bool = False
    author: str | None = None
    author_name: str | None = None
    community: str | None = None
    root_id: str | None = None
    ref_id: str | None = None
    stated_language: str | None = None
    link: str | None = None
    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    quotes: int | None = None
    views: int | None = None
    metrics_at: dt.datetime | None = None
    version_at: dt.datetime | None = None
    is_ad: bool = False
    is_context: bool = False
    is_bot: bool = False


class Post(SQLModel, table=True):
    """The facts of a post. `id` is `identity.post_number`; root and reference are such numbers too, whether or not
    those posts are here. A metric that the export lacks is NULL."""

    __table_args__ = (
        sa.UniqueConstraint("platform", "native_id"),
        sa.Index("post_author", "author_key"),
        sa.Index("post_text_key", "text_key"),
    )
    id: int = Field(sa_column=sa.Column(BIG, primary_key=True, autoincrement=False))
    platform: str
    native_id: str
    kind: str
    created_at: dt.datetime
    created_how: str
    author_key: int | None = Field(default=None, sa_type=sa.BigInteger)
    community: str | None = None
    root_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    ref_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    text_key: int | None = Field(default=None, sa_type=sa.BigInteger)
    text_state: str
    text_cut: bool
    language: str
    language_how: str
    language_probability: float
    stated_language: str | None = None
    link: str | None = None
    likes: int | None = None
    reposts: int | None = None
    replies: int | None = None
    quotes: int | None = None
    views: int | None = Field(default=None, sa_type=sa.BigInteger)
    metrics_at: dt.datetime | None = None
    version_at: dt.datetime | None = None
    is_ad: bool = False
    is_context: bool = False
    is_bot: bool = False


class PostText(SQLModel, table=True):
    """The text of a post, apart from its facts: counting stays quick, and a text can go while its count stays."""

    __tablename__ = "post_text"
    post_id: int = Field(sa_column=sa.Column(BIG, primary_key=True, autoincrement=False))
    text: str


class Membership(SQLModel, table=True):
    """A post in an event: why it belongs (`via`), whether it counts or why not, and whose voice it is. Nothing else
    decides counting. `belongs` is what the event file says; `toned` whether it counts in word tone; `same_text` stands
    for its text where a reader said that two texts are, or are not, the same."""

    __tablename__ = "membership"
    __table_args__ = (
        sa.Index("membership_minute", "event_id", "minute", "post_id"),
        sa.Index("membership_post", "post_id"),
        {"sqlite_with_rowid": False},
    )
    event_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    post_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    minute: int
    via: str
    counts: bool
    why_not: str | None = None
    revision_id: int = Field(sa_type=sa.BigInteger)
    belongs: bool = True
    voice: str = "unclear"
    voice_rule: str = ""
    toned: bool = True
    same_text: int | None = Field(default=None, sa_type=sa.BigInteger)


class Origin(SQLModel, table=True):
    """Where a post was read: file, line of it, and the number of the record in it, both from 1."""

    __table_args__ = (sa.Index("origin_file", "file_id"), {"sqlite_with_rowid": False})
    post_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    file_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    line: int = Field(sa_type=sa.BigInteger)
    record: int = Field(sa_type=sa.BigInteger)


class Tombstone(SQLModel, table=True):
    """A post that was deleted or withheld at its source, known or not: whatever file names it later, it stays empty."""

    __table_args__ = {"sqlite_with_rowid": False}
    post_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    reason: str
    at: dt.datetime


class AuthorAlias(SQLModel, table=True):
    """The key of an account's name and the key of its id, learned from records that have both. 0 when the name has
    belonged to two accounts and so stands for neither."""

    __tablename__ = "author_alias"
    __table_args__ = {"sqlite_with_rowid": False}
    name_key: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    id_key: int = Field(sa_type=sa.BigInteger)

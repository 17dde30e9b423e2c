"""What was understood of a post, each answer beside the version of what gave it."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.tables.columns import big_key

COMPOUND_SCALE = 10_000  # VADER rounds compound to 4 decimals and the shares to 3: whole numbers hold them exactly
SHARE_SCALE = 1_000


class Scorer(SQLModel, table=True):
    """One version of one scorer: its name, and the hashes of its lexicon and of the words taken out of it."""

    __table_args__ = (sa.UniqueConstraint("name", "version", "lexicon_hash", "words_hash"),)
    id: int | None = big_key()
    name: str
    version: str
    lexicon_hash: str
    words_hash: str
    made_at: dt.datetime


class Score(SQLModel, table=True):
    """VADER's four numbers for one post by one scorer, as whole numbers (see the scales), and the hash of the text
    that they belong to. A post that the scorer cannot read has no row."""

    __table_args__ = {"sqlite_with_rowid": False}
    post_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    scorer_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    compound: int
    positive: int
    neutral: int
    negative: int
    text_hash: int = Field(sa_type=sa.BigInteger)


class Theme(SQLModel, table=True):
    """One version of one theme, named by the hash of its phrases; events that use the same phrases share it."""

    __table_args__ = (sa.UniqueConstraint("hash"),)
    id: int | None = big_key()
    name: str
    hash: str
    made_at: dt.datetime


class ThemeHit(SQLModel, table=True):
    """A theme in a post. `places` holds the chunks of text between spaces that matched, and how the theme is used
    there: "3-5 9-9:n", from 0, n for negated, q for quoted. `mark` is "negated" or "quoted" where it is so at every
    place, else empty."""

    __tablename__ = "theme_hit"
    __table_args__ = (sa.Index("theme_hit_post", "post_id"), {"sqlite_with_rowid": False})
    theme_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    post_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    places: str
    mark: str = Field(default="", sa_column_kwargs={"server_default": ""})


class RelevanceLabel(SQLModel, table=True):
    """What a reader says of a sampled post of an event: whether it belongs there. None was skipped. `via` is why it
    stood in the event when it was read."""

    __tablename__ = "relevance_label"
    __table_args__ = {"sqlite_with_rowid": False}
    event_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    post_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    reader: str = Field(primary_key=True, max_length=63)
    via: str
    is_right: bool | None = None
    labelled_at: dt.datetime


class ThemeLabel(SQLModel, table=True):
    """What a reader says of a post that the phrases put under a theme: whether the theme is in it. None was skipped.
    It belongs to the wording of the theme that was read."""

    __tablename__ = "theme_label"
    __table_args__ = {"sqlite_with_rowid": False}
    event_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    theme_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    post_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    reader: str = Field(primary_key=True, max_length=63)
    is_right: bool | None = None
    labelled_at: dt.datetime

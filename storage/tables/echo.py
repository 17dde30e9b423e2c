"""What is known of texts that are nearly the same. A text goes by its key (`Post.text_key`), so each is looked at once,
whatever posts it. Clusters are in TextCluster; these are what they are made from."""

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.tables.columns import big_key


def _key() -> sa.Column[int]:
    return sa.Column(sa.BigInteger, primary_key=True, autoincrement=False)


class TextDue(SQLModel, table=True):
    """A text that came in and has not been compared yet. Append-only, as dirty minutes are."""

    __tablename__ = "text_due"
    id: int | None = big_key()
    text_key: int = Field(sa_type=sa.BigInteger)


class TextMark(SQLModel, table=True):
    """One of the (at most eight) marks of a text: two texts can only be the same when they share marks."""

    __tablename__ = "text_mark"
    __table_args__ = {"sqlite_with_rowid": False}
    mark: int = Field(sa_column=_key())
    text_key: int = Field(sa_column=_key())


class TextLink(SQLModel, table=True):
    """Two texts that were compared and are nearly the same; the smaller key first."""

    __tablename__ = "text_link"
    __table_args__ = (sa.Index("text_link_other", "other"), {"sqlite_with_rowid": False})
    text_key: int = Field(sa_column=_key())
    other: int = Field(sa_column=_key())

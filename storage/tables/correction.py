"""What readers said of single posts: corrections, which go before the rules, and labels, which measure them."""

import datetime as dt

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.tables.columns import big_key


class Correction(SQLModel, table=True):
    """One mark that a reader set on a post of an event. Append-only: the newest that was not undone holds. `what` is
    voice, topic, tone, text, or "theme NAME"; `before` is what the rules, or an older correction, had said."""

    __table_args__ = (sa.Index("correction_post", "event_id", "post_id"),)
    id: int | None = big_key()
    event_id: int = Field(sa_type=sa.BigInteger, foreign_key="event.id")
    post_id: int = Field(sa_type=sa.BigInteger)
    what: str
    value: str
    before: str
    why: str
    by: str
    at: dt.datetime
    undone_at: dt.datetime | None = None


class VoiceLabel(SQLModel, table=True):
    """What a person called a post of the sample, without seeing what the rules call it (`mark`)."""

    __tablename__ = "voice_label"
    __table_args__ = {"sqlite_with_rowid": False}
    event_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    post_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    value: str
    mark: str
    at: dt.datetime

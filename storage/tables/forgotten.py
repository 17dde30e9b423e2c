"""What a person had asked us to forget, and whose texts were let go by age."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel


class Forgotten(SQLModel, table=True):
    """An author (the key of the account, and those of its names), a post (its number) or a file (a hash of its bytes)
    that is to be forgotten, for good: whatever file names it later. `receipt` is shared by the rows of one request,
    `places` says how many rows went from which table. Nothing here tells who it was."""

    kind: str = Field(primary_key=True)
    key: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    receipt: str
    at: dt.datetime
    places: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)


class SealedHour(SQLModel, table=True):
    """An hour of an event in which texts were let go by age: its counts stay as they were made, and are not made
    again."""

    __tablename__ = "sealed_hour"
    __table_args__ = {"sqlite_with_rowid": False}
    event_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    hour: int = Field(sa_column=sa.Column(sa.Integer, primary_key=True, autoincrement=False))

"""Events, their revisions and sources, and the leases under which work is done."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.tables.columns import big_key


class Event(SQLModel, table=True):
    """What we watch. `revision_id` is the state that numbers are made with; `pending_id` one that is being applied."""

    id: int | None = big_key()
    name: str = Field(max_length=63, unique=True)
    revision_id: int | None = None
    pending_id: int | None = None
    file_fault: str = ""
    marked_by: str = ""  # names the rules and account lists by which its posts were last marked as reacting or not
    created_at: dt.datetime


class Revision(SQLModel, table=True):
    """One state of an event file, named by the hash of its content, kept for ever."""

    __table_args__ = (sa.UniqueConstraint("event_id", "hash"),)
    id: int | None = big_key()
    event_id: int = Field(sa_type=sa.BigInteger, foreign_key="event.id")
    hash: str
    content: str
    made_at: dt.datetime


class Source(SQLModel, table=True):
    """One place to read for one event. What is due is a row here; the schedule only rings."""

    __table_args__ = (sa.UniqueConstraint("event_id", "name"), sa.Index("source_due", "next_at"))
    id: int | None = big_key()
    event_id: int = Field(sa_type=sa.BigInteger, foreign_key="event.id")
    name: str
    kind: str
    relevance: str
    options: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    cursor: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    active: bool = True
    next_at: dt.datetime | None = None
    last_at: dt.datetime | None = None
    fault: str = ""


class Lease(SQLModel, table=True):
    """Who does a piece of work. Taking it raises `epoch`, which every commit of the work checks, so that a paused
    worker that wakes up commits nothing."""

    name: str = Field(primary_key=True)
    owner: str
    epoch: int
    until: dt.datetime

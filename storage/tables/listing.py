"""Live listings: what is watched, each look at it, the posts sighted there, and the allowance of requests."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.tables.columns import big_key


def _key(kind: Any = sa.BigInteger) -> Any:
    return sa.Column(kind, primary_key=True, autoincrement=False)


class Listing(SQLModel, table=True):
    """One listing, search or thread that a live source reads. `cursor` is the state of the polling plan, or of the
    thread; it moves in the transaction of the posts. `state` is starting, watching, waiting (after a failure), closed
    (private, banned or gone) or resting (no longer in the event file)."""

    __table_args__ = (sa.UniqueConstraint("source_id", "name"), sa.Index("listing_due", "next_at"))
    id: int | None = big_key()
    source_id: int = Field(sa_type=sa.BigInteger, foreign_key="source.id")
    name: str
    kind: str
    place: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    cursor: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    state: str = "starting"
    fault: str = ""
    next_at: dt.datetime | None = None
    last_at: dt.datetime | None = None


class Poll(SQLModel, table=True):
    """One look at a listing, from its newest page back to what was known, and what came of it. `lost` is about how many
    posts the gap cost."""

    __table_args__ = (sa.Index("poll_listing", "listing_id", "at"),)
    id: int | None = big_key()
    listing_id: int = Field(sa_type=sa.BigInteger, foreign_key="listing.id")
    at: dt.datetime
    outcome: str
    pages: int = 0
    new: int = 0
    rejected: int = 0
    lost: int = 0
    gap_from: dt.datetime | None = None
    gap_to: dt.datetime | None = None
    detail: str = ""


class Sighting(SQLModel, table=True):
    """A post that a live source has shown: when it was first seen there, and when to ask again whether it still
    stands. A post that belongs to no event so far is held here with all its facts for some days, so that a wider
    keyword, or its thread, can bring it in; `held` is empty once it is kept as a post."""

    __table_args__ = (
        sa.Index("sighting_check", "check_at"),
        sa.Index("sighting_root", "source_id", "root_id"),
        sa.Index("sighting_post", "post_id"),
    )
    source_id: int = Field(sa_column=_key())
    post_id: int = Field(sa_column=_key())
    listing_id: int = Field(sa_type=sa.BigInteger)
    seen_at: dt.datetime
    check_at: dt.datetime
    checks: int = 0
    misses: int = 0
    root_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    held: bytes | None = None


class Allowance(SQLModel, table=True):
    """What the far end allows one client, as last told; `fault` is set while its credentials are refused, and
    `credentials` tells those from others."""

    client: str = Field(primary_key=True)
    ledger: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    fault: str = ""
    credentials: str = ""
    fault_at: dt.datetime | None = None


class RequestCount(SQLModel, table=True):
    """Requests of one client in one slot of a few seconds, by what they were for."""

    __tablename__ = "request_count"
    __table_args__ = {"sqlite_with_rowid": False}
    client: str = Field(sa_column=_key(sa.String()))
    slot: int = Field(sa_column=_key())
    purpose: str = Field(sa_column=_key(sa.String()))
    requests: int

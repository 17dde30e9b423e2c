"""Those who may see the pages, their sessions, and the log of what was changed and by whom."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.tables.columns import big_key

ROLES = ("reader", "admin")


class User(SQLModel, table=True):
    """One person with a password (`secret`, argon2id), or with a one-time link to set it (`link`, a hash) until then.
    `failures` counts wrong passwords in a row; `locked_until` is when the next may be tried."""

    __tablename__ = "page_user"  # "user" means something else to PostgreSQL
    id: int | None = big_key()
    name: str = Field(max_length=63, unique=True)
    role: str
    secret: str = ""
    link: str = ""
    link_until: dt.datetime | None = None
    failures: int = 0
    locked_until: dt.datetime | None = None
    made_at: dt.datetime


class LoginSession(SQLModel, table=True):
    """One browser that is logged in, by the hash of what its cookie says."""

    __tablename__ = "login_session"
    __table_args__ = {"sqlite_with_rowid": False}
    key: str = Field(primary_key=True)
    user_id: int = Field(sa_type=sa.BigInteger)
    begun_at: dt.datetime
    seen_at: dt.datetime


class AuditLine(SQLModel, table=True):
    """One change. `hash` is made from the line and the hash before it: a line that is altered or taken out shows."""

    __tablename__ = "audit_line"
    id: int | None = big_key()
    at: dt.datetime
    who: str
    what: str
    about: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    hash: str

"""Alerts: episodes and what happened in them, the notices that were written, and their deliveries."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.tables.columns import big_key


def _bytes() -> Any:
    return sa.Column(sa.LargeBinary, nullable=False)


class Episode(SQLModel, table=True):
    """The story of one spike in one series. `standing`: alarm (we spoke of it), finding (listed, not spoken of; `why`
    says why), attached (part of the story `parent_id`). `state`: open, ended, corrected (late data took it back).
    `words` is the rule's one sentence on it."""

    __table_args__ = (
        sa.UniqueConstraint("event_id", "series", "started_at"),
        sa.Index("episode_event", "event_id", "started_at"),
    )
    id: int | None = big_key()
    event_id: int = Field(sa_type=sa.BigInteger, foreign_key="event.id")
    series: str
    rule: str
    platform: str
    subject: str = ""
    state: str = "open"
    standing: str
    why: str = ""
    words: str = ""
    grade: str = ""
    revision: str
    parent_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    started_at: dt.datetime
    opened_at: dt.datetime
    last_at: dt.datetime
    ended_at: dt.datetime | None = None
    noticed_at: dt.datetime
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    acknowledged_by: str = ""
    not_news: str = ""
    handed_to: str = ""


class EpisodeMark(SQLModel, table=True):
    """The shift log: what happened in an episode or an event, when, and who did it ("" = groundswell itself). `key`
    makes a step that is found again after a crash the same step."""

    __tablename__ = "episode_mark"
    __table_args__ = (sa.UniqueConstraint("event_id", "key"), sa.Index("episode_mark_episode", "episode_id"))
    id: int | None = big_key()
    event_id: int = Field(sa_type=sa.BigInteger, foreign_key="event.id")
    episode_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    key: str
    at: dt.datetime
    what: str
    by: str = ""
    words: str = ""
    until: dt.datetime | None = None


class Notice(SQLModel, table=True):
    """One message as it was written, with numbered slots in the place of quotes. `thread` is the key of the first
    notice of its story. Where there is a `digest_id`, mail carries that digest as it was frozen, and `text` is what
    goes to chat."""

    __table_args__ = (sa.UniqueConstraint("key"),)
    id: int | None = big_key()
    event_id: int = Field(sa_type=sa.BigInteger, foreign_key="event.id")
    episode_id: int | None = Field(default=None, sa_type=sa.BigInteger)
    key: str
    thread: str
    kind: str
    grade: str = ""
    made_at: dt.datetime
    subject: str
    text: str
    phone: str
    link: str = ""
    chart: str = ""
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=sa.JSON)
    digest_id: int | None = Field(default=None, sa_type=sa.BigInteger)


class NoticeQuote(SQLModel, table=True):
    """The post and the text that fill one slot of a notice. Deleting the post empties the slot."""

    __tablename__ = "notice_quote"
    __table_args__ = (sa.Index("notice_quote_post", "post_id"), {"sqlite_with_rowid": False})
    notice_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    slot: int = Field(primary_key=True)
    post_id: int = Field(sa_type=sa.BigInteger)
    text: str | None = None


class Delivery(SQLModel, table=True):
    """One notice on its way through one channel. `state`: due, sending, sent, failed (again at `due_at`), unknown (it
    may have arrived), dead."""

    __table_args__ = (sa.UniqueConstraint("notice_id", "channel"), sa.Index("delivery_due", "state", "due_at"))
    id: int | None = big_key()
    notice_id: int = Field(sa_type=sa.BigInteger, foreign_key="notice.id")
    event_id: int = Field(sa_type=sa.BigInteger)
    channel: str
    state: str = "due"
    attempt: int = 0
    due_at: dt.datetime
    since: dt.datetime | None = None
    sent_at: dt.datetime | None = None
    repeat: bool = False
    error: str = ""


class Address(SQLModel, table=True):
    """What is known of one channel of one event: whether it was disabled, why, and when it last worked."""

    __table_args__ = {"sqlite_with_rowid": False}
    event_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    channel: str = Field(primary_key=True)
    options: str = ""
    disabled_at: dt.datetime | None = None
    fault: str = ""
    sent_at: dt.datetime | None = None


class Detection(SQLModel, table=True):
    """The detector of one series and the memory of its story as they stood at minute `at`. Replayed from here."""

    __table_args__ = {"sqlite_with_rowid": False}
    event_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    series: str = Field(primary_key=True)
    at: int = Field(primary_key=True)
    revision: str
    state: bytes = Field(sa_column=_bytes())
    story: dict[str, Any] = Field(sa_type=sa.JSON)


class Judged(SQLModel, table=True):
    """How far the series of one platform were judged, and the hours as they were counted then: an hour that differs
    now holds late data."""

    __table_args__ = {"sqlite_with_rowid": False}
    event_id: int = Field(sa_column=sa.Column(sa.BigInteger, primary_key=True, autoincrement=False))
    platform: str = Field(primary_key=True)
    until: int
    revision: str
    hours: bytes = Field(sa_column=_bytes())

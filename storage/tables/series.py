"""What was counted, over which time it was watched, and what must be counted again.

Times are whole minutes since 1970 UTC (`columns.minute_of`). Buckets are leaf cells of one platform and one theme
(theme "" = any), of all posts that count (voice "") or of those that react (voice "reacting"); a bucket is stored only
where something was counted.
"""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from storage.tables.columns import big_key

GRAINS = ("minute", "hour", "day")


def _key(kind: Any = sa.BigInteger) -> Any:
    return sa.Column(kind, primary_key=True, autoincrement=False)


class Bucket(SQLModel, table=True):
    """Counts of one event, platform and theme over one minute, UTC hour or local day. `authors` is NULL when none of
    the posts names its author. `engagement` is the likes,
    reposts, replies and quotes of original posts, NULL when none is known; `removed` counts members that their
    author or a moderator took away. `top_author` is how many of the posts one
    account wrote, at most."""

    __table_args__ = {"sqlite_with_rowid": False}
    event_id: int = Field(sa_column=_key())
    grain: str = Field(sa_column=_key(sa.String()))
    start: int = Field(sa_column=_key(sa.Integer()))
    platform: str = Field(sa_column=_key(sa.String()))
    theme: str = Field(sa_column=_key(sa.String()))
    voice: str = Field(default="", sa_column=_key(sa.String()))
    posts: int
    originals: int
    distinct_texts: int
    authors: int | None = None
    engagement: int | None = Field(default=None, sa_type=sa.BigInteger)
    removed: int
    top_author: int | None = None


class Mood(SQLModel, table=True):
    """Sums of the scores of a bucket, in units of 1/10,000 of compound, and the three sums over authors from which
    the interval is made: of squares of an author's sum, of squares of an author's count, and of their products."""

    __table_args__ = {"sqlite_with_rowid": False}
    event_id: int = Field(sa_column=_key())
    grain: str = Field(sa_column=_key(sa.String()))
    start: int = Field(sa_column=_key(sa.Integer()))
    platform: str = Field(sa_column=_key(sa.String()))
    theme: str = Field(sa_column=_key(sa.String()))
    voice: str = Field(default="", sa_column=_key(sa.String()))
    scorer_id: int = Field(sa_column=_key())
    scored: int
    positive: int
    neutral: int
    negative: int
    total: int = Field(sa_type=sa.BigInteger)
    total_squares: int = Field(sa_type=sa.BigInteger)
    author_squares: int = Field(sa_type=sa.BigInteger)
    author_counts_squares: int = Field(sa_type=sa.BigInteger)
    author_products: int = Field(sa_type=sa.BigInteger)


MARKS = ("negated", "quoted")
THEME_MARK = {"": "theme ", "reacting": "reacting "}  # with a mark after it: kinds of the facets whose value is a theme


class Facet(SQLModel, table=True):
    """Counted posts of one UTC hour by language, community, why they belong, voice, or theme negated or quoted
    in them."""

    __table_args__ = {"sqlite_with_rowid": False}
    event_id: int = Field(sa_column=_key())
    hour: int = Field(sa_column=_key(sa.Integer()))
    platform: str = Field(sa_column=_key(sa.String()))
    kind: str = Field(sa_column=_key(sa.String()))
    value: str = Field(sa_column=_key(sa.String()))
    posts: int


class DirtyMinute(SQLModel, table=True):
    """A minute of an event that must be counted again. Append-only: a rebuild deletes marks before it counts."""

    __tablename__ = "dirty_minute"
    __table_args__ = (sa.Index("dirty_minute_event", "event_id", "minute"),)
    id: int | None = big_key()
    event_id: int = Field(sa_type=sa.BigInteger)
    minute: int


class Coverage(SQLModel, table=True):
    """How a stretch of time was seen: `watched` by live polls, `stated` complete by a person, merely `observed` in a
    file; or not: `gap`, `ceiling`. Half-open, in minutes."""

    __table_args__ = (sa.Index("coverage_source", "source_id", "start"),)
    id: int | None = big_key()
    source_id: int = Field(sa_type=sa.BigInteger, foreign_key="source.id")
    platform: str
    start: int
    end: int
    kind: str
    exposure: float = 1.0
    how: str = ""
    file_id: int | None = Field(default=None, sa_type=sa.BigInteger)


class TextCluster(SQLModel, table=True):
    """The cluster of near-same texts that a text belongs to; a text without a row is its own cluster."""

    __tablename__ = "text_cluster"
    __table_args__ = (sa.Index("text_cluster_cluster", "cluster"), {"sqlite_with_rowid": False})
    text_key: int = Field(sa_column=_key())
    cluster: int = Field(sa_type=sa.BigInteger)

"""Clusters of same and near-same texts as they are shown: how many, by how many, how fast, and one of the texts."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from sqlmodel import Session

import storage.echo_list
from analysis.outward import masked, shortened
from storage.tables.identity import uid, url_of

LONGEST = 160


@dataclasses.dataclass(frozen=True)
class Cluster:
    """A text with its copies within a stretch of time. `text` is of the earliest post, masked; None when it is gone."""

    posts: int
    distinct_texts: int
    authors: int | None
    platforms: Mapping[str, int]
    first_at: dt.datetime
    last_at: dt.datetime
    first_id: int
    first_uid: str
    url: str | None
    text: str | None

    @property
    def spread(self) -> dt.timedelta:
        return self.last_at - self.first_at


def clusters(
    session: Session,
    event_id: int,
    since: int | None,
    until: int | None,
    *,
    platform: str | None = None,
    limit: int | None = None,
) -> list[Cluster]:
    """The largest clusters of counted posts in the minutes [since, until)."""
    found = []
    for row in storage.echo_list.largest(session, event_id, since, until, platform, limit):
        where = session, event_id, row["cluster"], since, until, platform
        first = storage.echo_list.earliest(*where)
        text = first["text"]
        found.append(
            Cluster(
                posts=row["posts"],
                distinct_texts=row["distinct_texts"],
                authors=row["authors"],
                platforms=storage.echo_list.by_platform(*where),
                first_at=row["first_at"],
                last_at=row["last_at"],
                first_id=first["id"],
                first_uid=uid(first["platform"], first["native_id"]),
                url=url_of(first["platform"], first["native_id"], first["root_id"]),
                text=None if text is None else shortened(" ".join(masked(text).split()), LONGEST),
            )
        )
    return found


def length(spread: dt.timedelta) -> str:
    """A length of time as people say it."""
    minutes = round(spread.total_seconds() / 60)
    if minutes < 1:
        return f"{spread.total_seconds():.0f} s"
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes / 60:.0f} h" if minutes < 2 * 1440 else f"{minutes / 1440:.0f} days"

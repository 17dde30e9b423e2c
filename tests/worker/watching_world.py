"""A small world for the tests of alerts: an event with posts that are written straight into the tables, in any number,
at any minute. Invented."""

import datetime as dt
import random
from collections.abc import Iterable

import sqlalchemy as sa

import storage.buckets
import storage.events
from config import event_file
from storage.database import Database
from storage.tables import Coverage, DirtyMinute, Event, Membership, Post, PostText
from storage.tables.columns import minute_of, table
from storage.tables.identity import hash64
from worker import house, rebuilding

NOW = dt.datetime(2025, 4, 18, 12, 0, tzinfo=dt.UTC)
FILE = """
title = "Strike on Kharkiv"
zone = "Europe/Kyiv"
languages = ["en"]
[keywords]
any = ["kharkiv"]
[[channels]]
name = "desk"
kind = "webhook"
url = "http://127.0.0.1:{port}/hook"
secret = "env:HOOK_SECRET"
"""


class World:
    """One event, filled by hand."""

    def __init__(self, database: Database, text: str = FILE, port: int = 9, name: str = "strike") -> None:
        self.database, self.number = database, 0
        self.file = event_file.check(text.replace("{port}", str(port)), name, house.registers())
        with database.write() as session:
            self.event = storage.events.begin(session, self.file, now=NOW - dt.timedelta(days=30))
            self.source = storage.events.source(session, self.event, storage.events.IMPORTED).id or 0
            self.event_id = self.event.id or 0
            self.revision_id = self.event.revision_id or 0
            session.expunge_all()
        self.number = 100_000 * self.event_id

    def cover(self, start: dt.datetime, end: dt.datetime, kind: str = "watched", platform: str = "reddit") -> None:
        with self.database.write() as session:
            session.add(
                Coverage(
                    source_id=self.source, platform=platform, start=minute_of(start), end=minute_of(end), kind=kind
                )
            )

    def post(
        self,
        times: Iterable[dt.datetime],
        *,
        author: int | None = None,
        text: str = "",
        platform: str = "reddit",
        theme: int | None = None,
    ) -> list[int]:
        """Posts at these times, each of an account and with a text of its own unless one is given."""
        posts, texts, members, dirty = [], [], [], []
        for at in times:
            self.number += 1
            number = -(10**6) - 2 * self.number
            words = text or f"Kharkiv tonight, invented post number {self.number}"
            posts.append(
                {
                    "id": number,
                    "platform": platform,
                    "native_id": f"t1_w{self.number}",
                    "kind": "comment",
                    "created_at": at,
                    "created_how": "stated",
                    "author_key": author if author is not None else 10_000 + self.number,
                    "community": f"place{self.number % 4}",
                    "text_key": hash64(words),
                    "text_state": "ok",
                    "text_cut": False,
                    "language": "en",
                    "language_how": "letters",
                    "language_probability": 1.0,
                    "is_ad": False,
                    "is_context": False,
                    "is_bot": False,
                }
            )
            texts.append({"post_id": number, "text": words})
            members.append(
                {
                    "event_id": self.event_id,
                    "post_id": number,
                    "minute": minute_of(at),
                    "via": "keyword",
                    "counts": True,
                    "voice": "reacting",
                    "voice_rule": "own words",
                    "revision_id": self.revision_id,
                }
            )
            dirty.append({"event_id": self.event_id, "minute": minute_of(at)})
        if posts:
            with self.database.write() as session:
                for model, rows in ((Post, posts), (PostText, texts), (Membership, members), (DirtyMinute, dirty)):
                    session.execute(sa.insert(table(model)), rows)
        return [post["id"] for post in posts]  # type: ignore[misc]

    def noise(self, start: dt.datetime, end: dt.datetime, per_quarter: float = 3.0, seed: int = 1) -> None:
        """Quiet talk: so many posts in a quarter of an hour on average."""
        chance = random.Random(seed)
        times: list[dt.datetime] = []
        at = start
        while at < end:
            seconds = [chance.randrange(900) for _ in range(int(per_quarter * 4)) if chance.random() < 0.25]
            times += [at + dt.timedelta(seconds=second) for second in seconds]
            at += dt.timedelta(minutes=15)
        self.post(times)

    def count(self) -> None:
        rebuilding.rebuild(self.database, self.event_id, clock=lambda: NOW)


def minutes(start: dt.datetime, count: int, over: int) -> list[dt.datetime]:
    """So many times, evenly over so many minutes."""
    return [start + dt.timedelta(seconds=over * 60 * place / count) for place in range(count)]


__all__ = ["FILE", "NOW", "Event", "World", "minutes"]

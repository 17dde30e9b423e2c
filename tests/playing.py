"""A live source played against the stand-in for Reddit, with a clock that the test moves. All posts are invented."""

import contextlib
import dataclasses
import datetime as dt
import pathlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from cli.reddit_stand_in.server import StandIn
from cli.reddit_stand_in.world import RedditWorld, Thing
from config.settings import settings
from storage.database import Database
from storage.tables.identity import native_id
from tests.making import STRIKE
from worker import checking, collecting_reddit, permits, rebuilding, revising

START = STRIKE.timestamp()
TICK = 5.0
AGENT = "linux:org.example.groundswell-test:1.0 (by /u/demo_tester)"
LIVE = """
title = "Strike"
zone = "Europe/Kyiv"
languages = ["en", "uk"]
[keywords]
any = ["kharkiv"]
[themes.resilience]
en = ["resilien*"]
[[sources]]
name = "reddit"
kind = "reddit"
{options}
"""


def live_event(options: str = 'subreddits = ["worldnews", "ukraine"]\nreach_back_hours = 1') -> str:
    return LIVE.format(options=options)


def base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits


def thread(
    number: int, at: float, title: str = "Missiles hit Kharkiv", subreddit: str = "worldnews", **more: Any
) -> Thing:
    return Thing(f"t3_{base36(10**8 + number)}", START + at, subreddit, f"demo_{number % 50}", "", title=title, **more)


def reply(number: int, at: float, to: Thing, text: str = "so sad", parent: Thing | None = None, **more: Any) -> Thing:
    name = f"t1_{base36(10**9 + number)}"
    return Thing(
        name, START + at, to.subreddit, f"demo_{number % 50}", text, thread=to.name, parent=(parent or to).name, **more
    )


def stream(count: int, since: float, until: float, to: Thing, first: int = 0, text: str = "so sad") -> list[Thing]:
    """Replies at even distances."""
    step = (until - since) / count
    return [reply(first + place, since + place * step, to, text) for place in range(count)]


@dataclasses.dataclass
class Play:
    """A far end, an event with a live source, and a service that ticks as the clock is moved."""

    database: Database
    world: RedditWorld
    far_end: StandIn
    at: float = START

    def clock(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self.at, dt.UTC)

    def tick(self) -> None:
        """One tick: all that is due is done."""
        rung: list[tuple[Any, ...]] = []
        collecting_reddit.ring_due(self.database, lambda *words: rung.append(words), now=self.clock())
        for name, *numbers in rung:
            if name == "collect_reddit":
                collecting_reddit.collect_listing(self.database, numbers[0], clock=self.clock)
            elif name == "check_reddit":
                checking.check(self.database, clock=self.clock)
            elif name == "tidy_reddit":
                collecting_reddit.tidy(self.database, clock=self.clock)

    def run(self, seconds: float, tick: float = TICK) -> None:
        """Moves the clock, tick by tick."""
        until = self.at + seconds
        while self.at < until:
            self.at = min(self.at + tick, until)
            self.tick()

    def rows(self, query: str, **values: Any) -> Sequence[Any]:
        with self.database.read() as session:
            return session.execute(sa.text(query), values).all()

    def seen(self) -> set[str | None]:
        """The names of the posts that are kept or held."""
        return {native_id(row[0]) for row in self.rows("select post_id from sighting")}

    def one(self, query: str, **values: Any) -> Any:
        (row,) = self.rows(query, **values)
        return row[0] if len(row) == 1 else row

    def stored(self) -> set[str]:
        """The names of the posts that are kept."""
        return {row[0] for row in self.rows("select native_id from post")}

    def outcomes(self, kind: str = "comments") -> list[str]:
        query = (
            "select outcome from poll join listing on listing.id = poll.listing_id where kind = :kind order by poll.id"
        )
        return [row[0] for row in self.rows(query, kind=kind)]

    def rebuild(self) -> None:
        rebuilding.rebuild(self.database, self.one("select id from event"), clock=self.clock)


@contextlib.contextmanager
def played(
    database: Database,
    home: pathlib.Path,
    monkeypatch: Any,
    event_file: Callable[..., str],
    things: Sequence[Thing],
    *,
    event: str = "",
    depth: int = 1000,
    limit: int | None = 1000,
) -> Iterator[Play]:
    """The play with the event begun; nothing was asked of the far end yet."""
    world = RedditWorld(lambda: play.at, things, depth)
    with StandIn(world, limit=limit) as far_end:
        play = Play(database, world, far_end)
        setting = {
            "REDDIT_CLIENT_ID": "demo",
            "REDDIT_CLIENT_SECRET": "demo",
            "REDDIT_USER_AGENT": AGENT,
            "REDDIT_URL": far_end.url,
            "REDDIT_OAUTH_URL": far_end.url,
        }
        for name, value in setting.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()
        permits._connection.cache_clear()
        revising.adopt(database, event_file(event or live_event()), now=play.clock())
        yield play
        permits._connection.cache_clear()

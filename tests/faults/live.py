"""A live source whose far end is the stand-in for Reddit, on a clock that runs many times as fast in all processes."""

import contextlib
import dataclasses
import datetime as dt
import time
from collections.abc import Iterator, Sequence

from cli.reddit_stand_in.server import Fault, StandIn
from cli.reddit_stand_in.world import RedditWorld, Thing
from tests.faults.checker import Verdict, compare, rows, verified
from tests.faults.nemesis import await_that
from tests.faults.proxy import Proxy, proxy
from tests.faults.world import World
from tests.playing import AGENT, START, live_event, stream, thread

SPEED = 60.0
OPTIONS = 'subreddits = ["worldnews"]\nreach_back_hours = 1'


@dataclasses.dataclass
class Live:
    """The far end, the proxy before it, and its posts. `minutes` of the story are told in a second each."""

    world: World
    far_end: StandIn
    between: Proxy
    begun: float

    def clock(self) -> float:
        return START + (time.time() - self.begun) * SPEED

    def at(self, minutes: float) -> str:
        return dt.datetime.fromtimestamp(START + minutes * 60, dt.UTC).isoformat()

    def has_come(self, minutes: float) -> bool:
        return self.clock() >= START + minutes * 60

    def ticks(self, minutes: float) -> list[object]:
        """The service in one process, until the story has come so far."""
        return ["ticks", self.at(minutes)]

    def check(self) -> Verdict:
        """Every post is kept, but those that stand in a gap that is on record; none is watched and missing."""
        watched = "select coalesce(min(start), 0) from coverage where kind = 'watched'"
        first = rows(self.world.database, watched)[0][0]  # what was posted before, nobody claims to have seen
        served = {(thing.name,): int(thing.at // 60) for thing in self.far_end.world.posted(0, START + 10**6)}
        stored = [(row[0],) for row in rows(self.world.database, "select native_id from post")]
        gaps = rows(self.world.database, "select start, \"end\" from coverage where kind = 'gap'")
        missed = {
            name for name, minute in served.items() if minute < first or any(low <= minute < high for low, high in gaps)
        }
        verdict = compare(set(served) - (missed - set(stored)), stored)
        verdict.broken += verified(self.world)
        seen = rows(self.world.database, "select count(*), count(distinct post_id) from sighting")[0]
        verdict.broken += [] if seen[0] == seen[1] else ["a post was sighted twice"]
        counted = "select coalesce(sum(posts), 0) from bucket where grain = 'minute' and theme = '' and voice = ''"
        if rows(self.world.database, counted)[0][0] != len(stored):
            verdict.duplicated.append(("counted", rows(self.world.database, counted)[0][0], len(stored)))
        return verdict


@contextlib.contextmanager
def live(world: World, things: Sequence[Thing], depth: int = 1000) -> Iterator[Live]:
    """The story begins now."""
    begun = time.time()
    story = RedditWorld(lambda: START + (time.time() - begun) * SPEED, things, depth)
    with StandIn(story) as far_end, proxy(("127.0.0.1", int(far_end.url.rpartition(":")[2]))) as between:
        url = f"http://127.0.0.1:{between.port}"
        moment = dt.datetime.fromtimestamp(begun, dt.UTC).isoformat()
        world.env |= {
            "REDDIT_CLIENT_ID": "demo",
            "REDDIT_CLIENT_SECRET": "demo",
            "REDDIT_USER_AGENT": AGENT,
            "REDDIT_URL": url,
            "REDDIT_OAUTH_URL": url,
            "GROUNDSWELL_NOW": f"{dt.datetime.fromtimestamp(START, dt.UTC).isoformat()}*{SPEED:g}@{moment}",
        }
        world.event(live_event(OPTIONS))
        yield Live(world, far_end, between, begun)


def story(world: World, minutes: float = 8.0) -> list[Thing]:
    """Two threads and their comments, in the hour before and some minutes on, five times as many after a while."""
    one, two = thread(1, -600), thread(2, -300)
    strike = world.chance.uniform(60, 120)
    busy = stream(400, strike, minutes * 60, one, first=1000)
    return [one, two, *stream(90, -500, strike, two), *busy]


def until(play: Live, minutes: float) -> None:
    await_that(lambda: play.has_come(minutes), 120, "the clock stands")


HTML = b"<!doctype html><html><body>we took too long to make this page</body></html>"
WEATHER = (
    Fault(r"^/r/", times=2, status=503),
    Fault(r"^/r/", times=2, status=500, body=HTML),
    Fault(r"^/r/", times=1, status=429, headers={"retry-after": "20"}),
    Fault(r"^/r/", times=2, cut=200),
    Fault(r"^/r/", times=2, body=HTML),
    Fault(r"^/r/", times=1, body=b'{"kind": "Listing", "data": {"children": [null, {"kind": 7}], "after": null}}'),
    Fault(r"^/r/", times=1, body=b'{"kind": "Listing", "data": {"children": [], "after": null}}'),
)


def weather(world: World) -> list[Fault]:
    """Failures of the far end, in an order of the seed."""
    return [dataclasses.replace(each) for each in world.chance.sample(WEATHER, len(WEATHER))]

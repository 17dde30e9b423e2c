"""What the stand-in knows: invented posts with their times, and when which was taken away. Nobody said any of it."""

import bisect
import dataclasses
import heapq
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Literal

Gone = Literal["author", "moderator", "account"]
DEPTH = 1000  # posts that a listing shows of each subreddit


@dataclasses.dataclass(slots=True)
class Thing:
    """One comment (t1_) or submission (t3_). `gone_at` is when it was taken away, `gone_how` by whom."""

    name: str
    at: float
    subreddit: str
    author: str
    text: str
    title: str = ""
    thread: str = ""
    parent: str = ""
    score: int = 1
    gone_at: float | None = None
    gone_how: Gone = "moderator"

    @property
    def is_comment(self) -> bool:
        return self.name.startswith("t1_")

    def is_gone(self, now: float) -> bool:
        return self.gone_at is not None and self.gone_at <= now


class RedditWorld:
    """Posts in the order of their time; safe to add to while it is served."""

    def __init__(self, clock: Callable[[], float], things: Sequence[Thing] = (), depth: int = DEPTH) -> None:
        self.clock, self.depth = clock, depth
        self.things: dict[str, Thing] = {}
        self.closed: dict[str, str] = {}  # subreddit (small letters): why
        self.missing: set[str] = set()  # names that /api/info leaves out
        self._lists: dict[tuple[str, bool], list[tuple[float, str]]] = {}
        self._answers: dict[str, list[str]] = {}
        self._lock = threading.Lock()
        self.add(*things)

    def add(self, *things: Thing) -> None:
        with self._lock:
            for thing in sorted(things, key=lambda each: each.at):
                self.things[thing.name] = thing
                bisect.insort(
                    self._lists.setdefault((thing.subreddit.lower(), thing.is_comment), []), (thing.at, thing.name)
                )
                if thing.parent:
                    self._answers.setdefault(thing.parent, []).append(thing.name)

    def take_away(self, name: str, how: Gone = "moderator", at: float | None = None) -> None:
        thing = self.things[name]
        thing.gone_at, thing.gone_how = self.clock() if at is None else at, how

    def knows(self, subreddit: str) -> bool:
        name = subreddit.lower()
        return name in self.closed or any(key[0] == name for key in self._lists)

    def listing(self, subreddits: Sequence[str], *, comments: bool) -> list[Thing]:
        """What a listing shows now, newest first: of each subreddit its newest posts, those taken away left out."""
        now = self.clock()
        open_ones = [name.lower() for name in subreddits if name.lower() not in self.closed]
        merged = heapq.merge(*(self._newest((name, comments), now) for name in open_ones), reverse=True)
        return [self.things[name] for _, name in merged]

    def search(self, words: Sequence[str]) -> list[Thing]:
        """Submissions that hold any of the words, newest first."""
        now = self.clock()
        found = [
            thing
            for (_, is_comment), rows in self._lists.items()
            if not is_comment
            for at, name in rows
            if at <= now
            for thing in [self.things[name]]
            if not thing.is_gone(now) and any(word in f"{thing.title} {thing.text}".lower() for word in words)
        ]
        return sorted(found, key=lambda thing: (thing.at, thing.name), reverse=True)[: self.depth]

    def answers(self, name: str) -> list[Thing]:
        """The direct answers to a post so far, oldest first."""
        now = self.clock()
        return [self.things[each] for each in self._answers.get(name, ()) if self.things[each].at <= now]

    def count_answers(self, thread: str) -> int:
        return sum(1 + self._below(thing.name) for thing in self.answers(thread))

    def posted(self, since: float, until: float) -> Iterator[Thing]:
        return (thing for thing in self.things.values() if since <= thing.at < until)

    def _below(self, name: str) -> int:
        waiting, number = [name], 0
        while waiting:
            below = self._answers.get(waiting.pop(), [])
            number += len(below)
            waiting.extend(below)
        return number

    def _newest(self, key: tuple[str, bool], now: float) -> list[tuple[float, str]]:
        """The newest posts. One that was taken away leaves its place empty: older ones do not move up."""
        rows = self._lists.get(key, [])
        end = bisect.bisect_right(rows, (now, "~"))
        shown = rows[max(0, end - self.depth) : end]
        return [row for row in reversed(shown) if not self.things[row[1]].is_gone(now)]

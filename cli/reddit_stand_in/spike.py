"""The far end of `groundswell demo --live`: two quiet hours on three subreddits, then a strike and the reaction to it.
All chance comes from the seed; nobody said any of it."""

import random
from collections.abc import Iterator

from cli.demo_world.texts import Writer
from cli.demo_world.world import THEMES
from cli.reddit_stand_in.world import Thing

SUBREDDITS = {"worldnews": 0.5, "ukraine": 0.3, "europe": 0.2}
QUIET = 12.0  # comments a minute before the strike
FACTOR = 20.0
HALF_LIFE = 15 * 60.0
THREAD_EVERY = 20 * 60.0


def make(seed: int, start: float, strike: float, end: float) -> list[Thing]:
    """The posts from `start` to `end` (seconds since 1970), with the strike in between."""
    return list(_Maker(random.Random(seed), strike).things(start, end))  # noqa: S311 (a world to look at, not a secret)


class _Maker:
    def __init__(self, chance: random.Random, strike: float) -> None:
        self.chance, self.strike, self.write = chance, strike, Writer(chance)
        self.threads: list[Thing] = []
        self.number = 2_000_000_000

    def things(self, start: float, end: float) -> Iterator[Thing]:
        yield from (self._thread(start + place, name) for place, name in enumerate(SUBREDDITS))
        at, next_thread = start + 10, start + THREAD_EVERY
        while at < end:
            rate = QUIET / 60
            if at >= self.strike:
                rate *= 1 + (FACTOR - 1) * 0.5 ** ((at - self.strike) / HALF_LIFE)
            at += self.chance.expovariate(rate)
            if at >= next_thread or (at >= self.strike and len(self._reacting()) < 3):
                yield self._thread(at, self._subreddit())
                next_thread = at + THREAD_EVERY
            yield self._comment(at)

    def _reacting(self) -> list[Thing]:
        return [thread for thread in self.threads if thread.at >= self.strike]

    def _subreddit(self) -> str:
        return self.chance.choices(list(SUBREDDITS), list(SUBREDDITS.values()))[0]

    def _thread(self, at: float, subreddit: str) -> Thing:
        title = self.write.headline("en") if at >= self.strike else self.write.quiet("en")
        thread = Thing(
            self._name("t3"), at, subreddit, self._author(), "", title=title, score=self.chance.randint(1, 400)
        )
        self.threads.append(thread)
        return thread

    def _comment(self, at: float) -> Thing:
        if at < self.strike:
            thread, text = self.chance.choice(self.threads[-6:]), self.write.small_talk()
        else:
            thread = self.chance.choice(self._reacting() or self.threads[-6:])
            text = self.write.reaction("en", self.chance.choice(list(THEMES)), names_city=self.chance.random() < 0.1)
        at = max(at, thread.at + 1)
        score = self.chance.randint(-2, 60)
        return Thing(self._name("t1"), at, thread.subreddit, self._author(), text, thread=thread.name, score=score)

    def _author(self) -> str:
        return f"demo_reader_{int(self.chance.paretovariate(0.8) * 10) % 3000:04}"

    def _name(self, kind: str) -> str:
        from cli.demo_world.world import _base36

        self.number += 1
        return f"{kind}_{_base36(self.number)}"

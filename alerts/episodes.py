"""The story of a spike: opened, worse only when clearly worse, ended. No mute timer: a false alarm never hides a later
true one. Pure: it is told one look at a time and answers what happened."""

import copy
import dataclasses
import datetime as dt
from typing import Any, Literal

LIVE_QUIET, QUIET = dt.timedelta(minutes=5), dt.timedelta(hours=3)
REMEMBERED = dt.timedelta(hours=24)
COMPARABLE = 0.5  # of the largest episode of the last day: one so large speaks again
WORSE = 1.5  # times the posts that were told of
Happening = Literal["opened", "worse", "ended"]


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """What one bucket of one series showed. `fires`: worth speaking of; `holds`: still far above what is usual.
    `size` is the excess, `rarity` how seldom one like it comes; `live` in the first day, when rarity says nothing."""

    at: dt.datetime
    fires: bool
    holds: bool
    count: float
    usual: float
    size: float
    rarity: float
    live: bool = False


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """Something that happened in the story that began at `started_at`, in the bucket that begins at `at`."""

    what: Happening
    started_at: dt.datetime
    at: dt.datetime


@dataclasses.dataclass
class Open:
    """An episode on its way. `told` when it was spoken of; `total` and `usual` are the posts up to `last`."""

    started_at: dt.datetime
    last: dt.datetime
    size: float
    rarity: float
    told_count: float
    most: float
    most_at: dt.datetime
    told: bool = False
    total: float = 0.0
    usual: float = 0.0
    waiting_total: float = 0.0
    waiting_usual: float = 0.0


@dataclasses.dataclass
class Told:
    """An episode of the last day that was spoken of."""

    started_at: dt.datetime
    size: float
    rarity: float


class Story:
    """The memory of one series: the open episode, and those of the last day."""

    def __init__(self, bucket: dt.timedelta) -> None:
        self.bucket = bucket
        self.open: Open | None = None
        self.ended: Open | None = None  # the last one that ended
        self.told: list[Told] = []

    def look(self, look: Look) -> list[Step]:
        """What this look changes: nothing, or one or two steps."""
        steps = []
        quiet = max(3 * self.bucket, LIVE_QUIET if look.live else QUIET)
        if self.open and look.at - self.open.last > quiet:
            steps.append(Step("ended", self.open.started_at, self.open.last + self.bucket))
            self.ended, self.open = self.open, None
        if look.fires and self.open is None:
            self.open = Open(look.at, look.at, look.size, look.rarity, look.count, look.count, look.at)
        if self.open:
            step = self._go_on(self.open, look)
            steps += [step] if step else []
        return steps

    def ahead(self, look: Look) -> tuple["Story", list[Step]]:
        """The story as it would go on, without going on with it."""
        other = copy.deepcopy(self)
        return other, other.look(look)

    def _go_on(self, now: Open, look: Look) -> Step | None:
        now.waiting_total += look.count
        now.waiting_usual += look.usual
        before = now.most
        if look.count > now.most:
            now.most, now.most_at = look.count, look.at
        if not (look.fires or look.holds):
            return None
        now.last, now.size = look.at, max(now.size, look.size)
        now.total, now.usual = now.total + now.waiting_total, now.usual + now.waiting_usual
        now.waiting_total = now.waiting_usual = 0.0
        return self._speak(now, look, before) if look.fires else None

    def _speak(self, now: Open, look: Look, most_before: float) -> Step | None:
        if not now.told:
            self.told = [each for each in self.told if look.at - each.started_at <= REMEMBERED]
            if not self._is_news(now, look):
                return None
            now.told, now.rarity, now.told_count = True, look.rarity, look.count
            self.told.append(Told(now.started_at, now.size, now.rarity))
            return Step("opened", now.started_at, look.at)
        now.rarity = max(now.rarity, look.rarity)
        self.told[-1].size, self.told[-1].rarity = now.size, now.rarity
        if look.count < WORSE * (most_before if look.live else now.told_count):
            return None
        now.told_count = look.count
        return Step("worse", now.started_at, look.at)

    def _is_news(self, now: Open, look: Look) -> bool:
        if not self.told or look.live:
            return True
        rarest, largest = max(each.rarity for each in self.told), max(each.size for each in self.told)
        return look.rarity > rarest or now.size >= COMPARABLE * largest

    def as_record(self) -> dict[str, Any]:
        """The memory as plain values, to be kept as JSON."""
        return {
            "bucket": self.bucket.total_seconds(),
            "open": _record(self.open),
            "ended": _record(self.ended),
            "told": [_record(each) for each in self.told],
        }

    @classmethod
    def from_record(cls, record: dict[str, Any]) -> "Story":
        story = cls(dt.timedelta(seconds=record["bucket"]))
        story.open, story.ended = (Open(**_times(record[name])) if record[name] else None for name in ("open", "ended"))
        story.told = [Told(**_times(each)) for each in record["told"]]
        return story


def _record(part: Open | Told | None) -> dict[str, Any] | None:
    if part is None:
        return None
    return {k: v.isoformat() if isinstance(v, dt.datetime) else v for k, v in dataclasses.asdict(part).items()}


def _times(record: dict[str, Any]) -> dict[str, Any]:
    return {k: dt.datetime.fromisoformat(v) if isinstance(v, str) else v for k, v in record.items()}

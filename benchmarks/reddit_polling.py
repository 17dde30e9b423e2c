"""Twelve hours of twelve subreddits and six searches in virtual time, with a spike after six: what the polling plan
asks for, what it loses and how late it is, beside the usual plan of thirty listings every minute. No network; four
workers share one allowance that no header corrects."""

import bisect
import collections
import dataclasses
import heapq
import random
import statistics

from collectors import allowance, polling
from collectors.allowance import Ledger, Purpose
from collectors.polling import Gap, Limits, Page, Shown, State

HOURS, SPIKE_AT, HALF_LIFE = 12, 6 * 3600.0, 90 * 60.0
COMMENTS = (33, 20, 15, 8, 5, 5, 3, 1.5, 1, 1, 0.5, 0.3)  # a minute on a quiet day
SEARCHES = (0.4, 0.3, 0.2, 0.2, 0.1, 0.1)
DEPTH, WORKERS, LATENCY, TICK = 1000, 4, 0.6, 5.0
MEMBERS = len(COMMENTS)


@dataclasses.dataclass
class Played:
    """A merged listing: all its posts by time, each with its member and its place among that member's posts."""

    purpose: Purpose
    limits: Limits
    times: list[float]
    members: list[int]
    places: list[int]
    ends: list[list[float]]
    state: State = dataclasses.field(default_factory=State)
    stored: list[float | None] = dataclasses.field(default_factory=list)
    gaps: list[Gap] = dataclasses.field(default_factory=list)

    def page(self, anchor: str | None, now: float) -> Page:
        """The page behind an anchor; of each member only its newest posts are shown."""
        counts = [bisect.bisect_right(times, now) for times in self.ends]
        at = bisect.bisect_right(self.times, now) - 1 if anchor is None else int(anchor) - 1
        if anchor is not None and counts[self.members[int(anchor)]] - self.places[int(anchor)] > DEPTH:
            return Page((), None)
        shown: list[Shown] = []
        while at >= 0 and len(shown) < polling.PAGE:
            if counts[self.members[at]] - self.places[at] <= DEPTH:
                shown.append(Shown(str(at), float(int(self.times[at])), str(self.members[at])))
            elif all(
                count - DEPTH > 0 and self.times[at] < ends[count - DEPTH]
                for count, ends in zip(counts, self.ends, strict=True)
            ):
                at = 0
            at -= 1
        return Page(shown, shown[-1].name if shown and at >= 0 else None)


@dataclasses.dataclass
class Result:
    """What one plan came to."""

    name: str
    quiet: float
    spike: float
    checks: float
    posts: int
    silent: int
    in_gaps: int
    delays: tuple[float, float, float]
    most: int


def main() -> None:
    print("reddit_polling: 12 h, 12 subreddits (93 comments a minute), 6 searches, 4 workers, 1,000 requests in 10 min")
    print(
        "  plan                       posts    req/min  in the   re-    lost     lost in  delay of all   quiet  most in"
    )
    print(
        "                                      quiet    spike h  checks silently gaps     p50    p95     p95    10 min"
    )
    for factor in (1, 5, 20, 60):
        for result in (_adaptive(factor), _usual(factor)):
            p50, p95, quiet = result.delays
            made = f"{result.quiet:8.1f} {result.spike:8.1f} {result.checks:7.1f}"
            lost = f"{result.silent:8,} {result.in_gaps:8,}"
            late = f"{p50:6.0f} s {p95:6.0f} s {quiet:5.0f} s"
            print(f"  x{factor:<2} {result.name:22} {result.posts:7,} {made} {lost} {late} {result.most:6,}")


def _adaptive(factor: float) -> Result:
    chance = random.Random(20250418)
    comments = _listing("comments", [rate / 60 for rate in COMMENTS], factor, chance, Limits(pages=122, first_pages=40))
    posts = _listing(
        "posts", [rate / 2400 for rate in COMMENTS], factor, chance, Limits(longest=120.0, pages=122, first_pages=40)
    )
    searches = [
        _listing("search", [rate / 60], factor, chance, Limits(shortest=60.0, longest=600.0)) for rate in SEARCHES
    ]
    played = [comments, posts, *searches]
    asked, checks = _run(played)
    late = [(at, each.times[n]) for each in played for n, at in enumerate(each.stored) if at is not None]
    missed = [(each, at) for each in played for n, at in enumerate(each.times) if each.stored[n] is None and at > 60]
    gone = [at for each, at in missed if at < HOURS * 3600 - 660]
    in_gaps = sum(
        any(gap.start <= at <= gap.end for gap in each.gaps) for each, at in missed if at < HOURS * 3600 - 660
    )
    total = sum(len(each.times) for each in played)
    delays = [stored - at for stored, at in late if at > 60]
    calm = [stored - at for stored, at in late if 60 < at < SPIKE_AT]
    return Result(
        name="adaptive, merged",
        quiet=_rate(asked, 0, SPIKE_AT),
        spike=_rate(asked, SPIKE_AT, SPIKE_AT + 3600),
        checks=len(checks) / (HOURS * 60),
        posts=total,
        silent=len(gone) - in_gaps,
        in_gaps=in_gaps,
        delays=(statistics.median(delays), _percentile(delays), _percentile(calm)),
        most=_most_in_window(sorted([*asked, *checks])),
    )


def _run(played: list[Played]) -> tuple[list[float], list[float]]:
    """Plays the service: ticks, workers that take due listings, one request after another, all from one allowance."""
    used: collections.Counter[int] = collections.Counter()
    asked: list[float] = []
    checks: list[float] = []
    to_check: list[float] = []
    due = [0.0] * len(played)
    steps: list[tuple[float, int]] = []
    busy: set[int] = set()
    now = 0.0
    while now < HOURS * 3600:
        for number in sorted(range(len(played)), key=lambda n: due[n]):
            if len(busy) < WORKERS - 1 and number not in busy and due[number] <= now:
                busy.add(number)
                heapq.heappush(steps, (now, number))
        while (
            to_check
            and to_check[0] <= now
            and ((len(to_check) >= 100 and to_check[99] <= now) or to_check[0] < now - 600)
        ):
            if not _permit(used, "scores", now):
                break
            checks.append(now)
            for _ in range(min(100, sum(1 for _ in _due(to_check, now)))):
                heapq.heappop(to_check)
        while steps and steps[0][0] < now + TICK:
            at, number = heapq.heappop(steps)
            each = played[number]
            if not _permit(used, each.purpose, at):
                due[number] = at + allowance.SOON
                busy.discard(number)
                continue
            asked.append(at)
            step = polling.take(each.state, each.page(polling.next_anchor(each.state), at), each.limits, now=at)
            each.state = step.state
            for name in step.new:
                each.stored[int(name)] = at + LATENCY
                if each.purpose == "comments":
                    for hours in (1, 6):
                        heapq.heappush(to_check, at + hours * 3600)
            if not step.is_over:
                heapq.heappush(steps, (at + LATENCY, number))
                continue
            each.gaps.extend([step.gap] if step.gap else [])
            pressed = allowance.is_pressed(Ledger(), _used(used, at))
            due[number] = at + polling.wait_of(
                each.state, each.purpose, pressed=pressed, limits=each.limits, elapsed=at - (each.state.until or at)
            )
            busy.discard(number)
        now += TICK
    return asked, checks


def _due(to_check: list[float], now: float) -> list[float]:
    return [at for at in to_check[:200] if at <= now]


def _used(used: "collections.Counter[int]", now: float) -> int:
    first, last = allowance.slots_that_count(now)
    return sum(used[slot] for slot in range(first, last + 1))


def _permit(used: "collections.Counter[int]", purpose: Purpose, now: float) -> bool:
    if allowance.wait_for_permit(Ledger(), _used(used, now), purpose, now=now):
        return False
    used[allowance.slot_of(now)] += 1
    return True


def _usual(factor: float) -> Result:
    """Each subreddit's comments and posts and each search on its own, one page, every minute. What a page does not hold
    is lost without a word."""
    chance = random.Random(20250418)
    rates = [*(rate / 60 for rate in COMMENTS), *(rate / 2400 for rate in COMMENTS), *(rate / 60 for rate in SEARCHES)]
    lost = total = 0
    delays: list[float] = []
    calm: list[float] = []
    for place, rate in enumerate(rates):
        times = _times(rate, factor, chance)
        total += len(times)
        low, at = 0, place * 2.0
        while at < HOURS * 3600:
            high = bisect.bisect_right(times, at)
            lost += max(0, high - low - polling.PAGE)
            got = times[max(low, high - polling.PAGE) : high]
            delays.extend(at + LATENCY - time for time in got)
            calm.extend(at + LATENCY - time for time in got if time < SPIKE_AT)
            low, at = high, at + 60
    three = (statistics.median(delays), _percentile(delays), _percentile(calm))
    return Result("30 listings every 60 s", 30.0, 30.0, 0.0, total, lost, 0, three, 300)


def _listing(purpose: Purpose, rates: list[float], factor: float, chance: random.Random, limits: Limits) -> Played:
    ends = [_times(rate, factor, chance) for rate in rates]
    merged = sorted((at, member, place) for member, times in enumerate(ends) for place, at in enumerate(times))
    times, members, places = ([row[part] for row in merged] for part in range(3))
    return Played(purpose, limits, times, members, places, ends, stored=[None] * len(merged))  # type: ignore[arg-type]


def _times(rate: float, factor: float, chance: random.Random) -> list[float]:
    """Moments of posts: by chance at this rate, and from the spike on at many times of it, half as much after each half
    life. Thinned from the highest rate."""
    times, at = [], 0.0
    while at < HOURS * 3600:
        most = rate * (factor if at >= SPIKE_AT else 1.0)
        at += chance.expovariate(most)
        now = rate * (1 + (factor - 1) * 0.5 ** ((at - SPIKE_AT) / HALF_LIFE)) if at >= SPIKE_AT else rate
        if chance.random() < now / most:
            times.append(at)
    return times


def _rate(asked: list[float], start: float, end: float) -> float:
    return sum(start <= at < end for at in asked) / ((end - start) / 60)


def _percentile(delays: list[float], share: float = 0.95) -> float:
    return sorted(delays)[int(share * (len(delays) - 1))] if delays else 0.0


def _most_in_window(asked: list[float]) -> int:
    most = start = 0
    for end, at in enumerate(asked):
        while asked[start] <= at - allowance.WINDOW:
            start += 1
        most = max(most, end - start + 1)
    return most

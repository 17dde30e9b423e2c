"""When to look at a live listing again, how far to walk back in it, and what was missed. No network, no clock.

A listing shows its newest posts, 100 a page, and holds only so many. Everything up to the high-water mark `hi` is known
whole. A walk goes from the newest page back until it meets what is known; only then does the mark move. A walk that was
interrupted goes on at its last page. Where it does not meet what is known, the stretch between is a gap.

A merged listing (r/a+b) holds so many posts of each member. When those of a busy member run out, those of the others
still lead back to what is known: so each busy member has to be met by itself.
"""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, Self

PAGE = 100
RECENT = 500  # names of known posts that are kept to recognise them
BUSY = 100  # a member that showed so many new posts in one walk has to be met by itself
FURTHER = 2  # pages that are looked through for such a member behind what the others met
ENOUGH = 5  # so many known posts on a page mean that the walk has met what is known
SLACK = 60.0  # seconds by which posts may stand out of order
AHEAD = 300.0  # seconds by which Reddit's clock may be ahead of ours
STEADY_STALE = 3  # so many stale answers in a row mean that the newest posts were taken away
LONGEST_WAIT = 900.0  # after failures
CLOSED_WAIT = 3600.0
HORIZON = 7200.0  # no wait is longer; a due time further ahead comes from a clock that jumped

Kind = Literal[
    "first", "ok", "gap:listing_end", "gap:page_budget", "gap:anchor_lost", "gap:member_end", "stale", "empty"
]


class Shown(NamedTuple):
    """A post as a listing shows it: its name, its time in seconds since 1970, and its subreddit."""

    name: str
    at: float
    member: str = ""


@dataclasses.dataclass(frozen=True, slots=True)
class Page:
    """One answer: the posts in the order shown, and the name behind which the next page begins; None at the end."""

    shown: Sequence[Shown]
    after: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class Limits:
    """How a listing is watched: seconds between looks, posts that are wanted on a page, pages that one walk may take,
    and how many seconds back the first walk reaches."""

    shortest: float = 10.0
    longest: float = 60.0
    wanted: float = 40.0
    pages: int = 10
    first_pages: int = 10
    reach_back: float = 21_600.0


@dataclasses.dataclass(frozen=True, slots=True)
class Walk:
    """A walk under way: when it began, the newest post met, the oldest time met, anchors for the next page (the first
    that answers is used), pages taken, posts met that were new, and their newest names. `members` has, for each member,
    how many were new, and the oldest time of those; far below 0 once the member was met. `further` counts the pages
    behind the first that met what is known."""

    began: float
    top: float | None = None
    oldest: float | None = None
    anchors: tuple[str, ...] = ()
    pages: int = 0
    new: int = 0
    met: int = 0
    names: tuple[str, ...] = ()
    members: Mapping[str, tuple[int, float]] = dataclasses.field(default_factory=dict)
    further: int = 0


@dataclasses.dataclass(frozen=True, slots=True)
class State:
    """What is known of a listing. `hi` is the time of the newest post of the part that is known whole, `since` from
    when on it is; `until` is when that was last seen to be so. `rate` is in posts a second."""

    hi: float | None = None
    since: float | None = None
    until: float | None = None
    recent: tuple[str, ...] = ()
    interval: float = 30.0
    rate: float = 0.0
    errors: int = 0
    empties: int = 0
    stales: int = 0
    walk: Walk | None = None

    def as_json(self) -> dict[str, Any]:
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        walk = stored.get("walk")
        parts = {**stored, "recent": tuple(stored.get("recent", ()))}
        if walk:
            members = {name: (int(new), float(oldest)) for name, (new, oldest) in walk["members"].items()}
            tuples = {name: tuple(walk[name]) for name in ("anchors", "names")}
            parts["walk"] = Walk(**{**walk, **tuples, "members": members})
        return cls(**parts)


@dataclasses.dataclass(frozen=True, slots=True)
class Gap:
    """A stretch in which posts may have been missed, in seconds since 1970, and about how many."""

    start: float
    end: float
    lost: int


@dataclasses.dataclass(frozen=True, slots=True)
class Step:
    """What one page came to: the state after it, the names that were new, and, once the walk is over, its outcome."""

    state: State
    new: tuple[str, ...]
    outcome: Kind | None = None
    gap: Gap | None = None
    pages: int = 0
    posts: int = 0

    @property
    def is_over(self) -> bool:
        return self.outcome is not None


def next_anchor(state: State) -> str | None:
    """The name behind which the next page begins; None for the newest page."""
    return state.walk.anchors[0] if state.walk and state.walk.anchors else None


def take(state: State, page: Page, limits: Limits, *, now: float) -> Step:
    """Takes in the answer to the next page of the walk."""
    walk = state.walk or Walk(began=now)
    shown = [each for each in page.shown if each.at <= now + AHEAD]
    if not shown:
        return _take_nothing(state, walk, limits, now)
    known, floor = frozenset(state.recent), _floor(state, walk, limits)
    met = [each for each in shown if each.name in known or each.at < floor]
    before = known | frozenset(walk.names)
    new = [each for each in shown if each.name not in before]
    walk = _walked(walk, shown, new, met, floor, page.after)
    names = tuple(dict.fromkeys(each.name for each in new))
    ended = page.after is None
    contact = len(met) >= ENOUGH or walk.further > 0
    if contact and _unmet(walk) and not ended and walk.further < FURTHER:
        return Step(
            dataclasses.replace(state, walk=dataclasses.replace(walk, further=walk.further + 1), errors=0), names
        )
    if contact or (ended and (walk.met or (walk.pages == 1 and len(shown) < PAGE))):
        return _finish(state, walk, names, _kind_of_contact(state, walk), limits)
    if state.hi is None and (ended or walk.pages >= limits.first_pages):
        return _finish(state, walk, names, "first", limits)
    if ended:
        return _finish(state, walk, names, "gap:listing_end", limits)
    if walk.pages >= limits.pages:
        return _finish(state, walk, names, "gap:page_budget", limits)
    return Step(dataclasses.replace(state, walk=walk, errors=0), names)


def wait_after_failures(errors: int, interval: float = 30.0) -> float:
    """Seconds to wait after so many failures in a row: soon after the first, then twice as long each time."""
    return min(LONGEST_WAIT, max(interval, 10.0) if errors <= 1 else 15.0 * 2.0 ** min(errors, 10))


def wait_of(state: State, name: str, *, pressed: bool, limits: Limits, elapsed: float = 0.0) -> float:
    """Seconds until the next look, of which `elapsed` have gone by since this one began. Under pressure no listing is
    looked at more often than every 6 shortest waits; listings are spread by up to 5 % so that they do not all come due
    at once."""
    floor = limits.shortest * (6 if pressed else 1)
    spread = (sum(map(ord, name)) % 101 - 50) / 1000
    return max(0.0, max(floor, state.interval) * (1 + spread) - elapsed)


def _floor(state: State, walk: Walk, limits: Limits) -> float:
    """Posts older than this were known before, or need not be."""
    return state.hi - SLACK if state.hi is not None else walk.began - limits.reach_back


def _walked(
    walk: Walk, shown: Sequence[Shown], new: Sequence[Shown], met: Sequence[Shown], floor: float, after: str | None
) -> Walk:
    """The walk one page on. The oldest time is that of the last post shown which is not older than what is known: old
    posts sometimes stand among new ones."""
    times = [each.at for each in shown]
    oldest = next((each.at for each in reversed(shown) if each.at >= floor), floor)
    back = (shown[-place].name for place in (1, 2, 10) if len(shown) >= place)
    return dataclasses.replace(
        walk,
        top=max([*times, *([walk.top] if walk.top is not None else [])]),
        oldest=oldest if walk.oldest is None else min(walk.oldest, oldest),
        anchors=tuple(dict.fromkeys([after, *back])) if after else (),
        pages=walk.pages + 1,
        new=walk.new + len(new),
        met=walk.met + len(met),
        names=(*walk.names, *(each.name for each in new))[:RECENT],
        members=_members(walk, new, met, floor),
    )


def _members(walk: Walk, new: Sequence[Shown], met: Sequence[Shown], floor: float) -> dict[str, tuple[int, float]]:
    members = dict(walk.members)
    for each in new:
        number, oldest = members.get(each.member, (0, each.at))
        if each.at >= floor:
            members[each.member] = number + 1, min(oldest, each.at)
    members.update({each.member: (-(1 << 40), each.at) for each in met})  # met: whatever comes, it is not missing
    return members


def _unmet(walk: Walk) -> dict[str, float]:
    """Busy members that were not met, with the oldest time of each: their posts ran out before what is known."""
    return {name: oldest for name, (new, oldest) in walk.members.items() if new >= BUSY}


def _take_nothing(state: State, walk: Walk, limits: Limits, now: float) -> Step:
    """An empty answer: a listing that is empty, one that fails, or an anchor that was taken away."""
    walk = dataclasses.replace(walk, pages=walk.pages + 1)
    if walk.anchors[1:]:
        return Step(dataclasses.replace(state, walk=dataclasses.replace(walk, anchors=walk.anchors[1:])), ())
    if walk.anchors:
        return _finish(state, walk, (), "gap:anchor_lost" if state.hi is not None else "first", limits)
    if state.hi is None:
        begun = dataclasses.replace(state, since=state.since or now, until=now, errors=0, interval=limits.longest)
        return Step(begun, (), "first", pages=walk.pages)
    empties = state.empties + 1
    interval = limits.shortest if empties == 1 else limits.longest
    return Step(dataclasses.replace(state, empties=empties, interval=interval), (), "empty", pages=walk.pages)


def _kind_of_contact(state: State, walk: Walk) -> Kind:
    if state.hi is None:
        return "first"
    if _unmet(walk):
        return "gap:member_end"
    is_stale = not walk.new and walk.top is not None and walk.top < state.hi
    return "stale" if is_stale and state.stales + 1 < STEADY_STALE else "ok"


def _finish(state: State, walk: Walk, new: tuple[str, ...], kind: Kind, limits: Limits) -> Step:
    if kind == "stale":
        return Step(dataclasses.replace(state, stales=state.stales + 1, walk=None), new, "stale", pages=walk.pages)
    gap = _gap(state, walk, kind) if kind.startswith("gap") else None
    rate = _rate(state, walk)
    top = walk.top if walk.top is not None else state.hi
    assert top is not None
    after = State(
        hi=max(top, state.hi) if state.hi is not None else top,
        since=state.since if state.since is not None else _since(walk, limits),
        until=walk.began,
        recent=(*walk.names, *state.recent)[:RECENT],
        interval=_interval(state, walk, rate, limits),
        rate=rate,
    )
    return Step(after, new, kind, gap, walk.pages, walk.new)


def _since(walk: Walk, limits: Limits) -> float | None:
    """From when on the first walk saw all: as far as it was to reach, or to where its posts, or those of a busy member,
    ran out."""
    shows_all = walk.met or (walk.pages == 1 and not walk.anchors and len(walk.names) < PAGE)
    reached = walk.began - limits.reach_back if shows_all else walk.oldest
    return max([*_unmet(walk).values(), *([reached] if reached is not None else [])], default=None)


def _gap(state: State, walk: Walk, kind: Kind) -> Gap:
    """From when all was known to be seen to the oldest post that was met; where only members of a merged listing ran
    out, of those. What was lost is guessed from how dense the posts stood before and behind the gap."""
    assert state.hi is not None
    oldest, new = walk.oldest if walk.oldest is not None else walk.began, walk.new
    if kind == "gap:member_end":
        unmet = _unmet(walk)
        oldest, new = max(unmet.values()), sum(walk.members[name][0] for name in unmet)
    end = max(oldest, state.hi) + 1.0  # times are whole seconds: of the last one only a part may have been met
    start = min(math.floor(max(state.hi, state.until or state.hi)), end)
    newest = walk.top if walk.top is not None else walk.began
    behind = new / max(newest - oldest, 1.0) if new else state.rate
    share = new / walk.new if walk.new else 1.0
    return Gap(start, end, round((state.rate * share + behind) / 2 * (end - start)))


def _rate(state: State, walk: Walk) -> float:
    """Quick to rise, slow to fall."""
    since = state.until if state.until is not None else walk.oldest
    seen = walk.new / max(walk.began - since, 1.0) if since is not None else 0.0
    if state.hi is None:
        return seen
    return 0.6 * seen + 0.4 * state.rate if seen > state.rate else 0.3 * seen + 0.7 * state.rate


def _interval(state: State, walk: Walk, rate: float, limits: Limits) -> float:
    """Shorter at once when a look took more than a page, longer step by step when it brought little."""
    if state.hi is None:
        interval = limits.wanted / rate if rate else limits.longest
    elif walk.pages > 1:
        interval = state.interval / 2
    elif walk.new < 0.65 * limits.wanted:
        interval = state.interval + 10.0
    else:
        interval = min(state.interval, limits.wanted / rate if rate else limits.longest)
    return min(max(interval, limits.shortest), limits.longest)

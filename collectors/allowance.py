"""How many requests may be made: an allowance that every worker and event shares, counted by ourselves and corrected
by what Reddit says of it. What matters least is given up first. No clock and no database here."""

import dataclasses
import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Literal, Self

WINDOW = 600.0  # seconds over which the allowance is averaged
SLOT = 5.0  # requests are counted by slots of so many seconds
LIMIT = 1000  # requests in a window: 100 a minute, Reddit's rule for one client
SPARE = 10  # for tokens and for what our count cannot know
PRESSED = 0.8
SOON = 15.0  # seconds until one may ask again
DEFAULT_BLOCK = 60.0
LONGEST_BLOCK = 3600.0

Purpose = Literal["comments", "deletions", "posts", "scores", "search", "thread", "members"]
# The share of the allowance up to which each purpose may use it: threads are given up first, then the refreshing of
# scores, then searches, then posts; comments, and checks for deletions that are overdue, last.
SHARES: Mapping[str, float] = {
    "comments": 1.0,
    "deletions": 1.0,
    "posts": 0.95,
    "search": 0.85,
    "members": 0.85,
    "scores": 0.6,
    "thread": 0.5,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Ledger:
    """What Reddit has said of the allowance: its size, what was left of it until when, and until when it asked us to be
    silent. Times in seconds since 1970."""

    limit: int = LIMIT
    remaining: int | None = None
    reset_at: float | None = None
    blocked_until: float | None = None
    refusals: int = 0

    def after_request(self) -> Self:
        """One request more was made."""
        if self.remaining is None:
            return self
        return dataclasses.replace(self, remaining=self.remaining - 1)


def slot_of(now: float) -> int:
    return int(now // SLOT)


def slots_that_count(now: float) -> tuple[int, int]:
    """The first and the last slot of which any moment lies in the window before or, when a clock jumped, around now."""
    return slot_of(now - WINDOW), slot_of(now + WINDOW)


def wait_for_permit(ledger: Ledger, used: int, purpose: Purpose, *, now: float) -> float:
    """0 when a request may go out, else how many seconds to wait. `used` counts the requests of `slots_that_count`."""
    if ledger.blocked_until is not None and now < ledger.blocked_until <= now + LONGEST_BLOCK:
        return ledger.blocked_until - now
    share = SHARES[purpose]
    if used >= (ledger.limit - min(SPARE, ledger.limit // 20)) * share:
        return SOON
    if ledger.remaining is not None and ledger.reset_at is not None and now < ledger.reset_at <= now + WINDOW:
        kept_back = ledger.limit * (1 - share)
        if ledger.remaining <= kept_back:
            return min(ledger.reset_at - now, SOON if ledger.remaining > 0 else WINDOW)
    return 0.0


def is_pressed(ledger: Ledger, used: int) -> bool:
    """Whether so much of the allowance is used that every listing is looked at less often."""
    return used > PRESSED * ledger.limit


def told(ledger: Ledger, headers: Mapping[str, str], *, now: float) -> Ledger:
    """The ledger after an answer with these headers (names in small letters). Odd or missing ones change nothing."""
    remaining, used, reset = (_number(headers.get(f"x-ratelimit-{name}")) for name in ("remaining", "used", "reset"))
    ledger = dataclasses.replace(ledger, refusals=0)
    if remaining is None or reset is None:
        return ledger
    limit = min(LIMIT, max(1, round(remaining + used))) if used is not None else ledger.limit
    return dataclasses.replace(ledger, limit=limit, remaining=int(remaining), reset_at=now + min(reset, WINDOW))


def refused(ledger: Ledger, headers: Mapping[str, str], *, now: float) -> Ledger:
    """The ledger after an answer 429: silent as long as was asked; else till the reset, else longer each time."""
    wait = _number(headers.get("retry-after")) or _until(headers.get("retry-after"), now)
    if wait is None:
        reset = _number(headers.get("x-ratelimit-reset"))
        wait = reset if reset else DEFAULT_BLOCK * 2.0 ** min(ledger.refusals, 4)
    until = now + min(max(wait, 1.0), LONGEST_BLOCK)
    blocked = max(until, ledger.blocked_until or 0.0) if (ledger.blocked_until or 0.0) <= now + LONGEST_BLOCK else until
    return dataclasses.replace(ledger, blocked_until=blocked, refusals=ledger.refusals + 1)


def _until(text: str | None, now: float) -> float | None:
    """Seconds until an HTTP date that lies ahead."""
    try:
        wait = parsedate_to_datetime(text or "").timestamp() - now
    except ValueError:
        return None
    return wait if wait > 0 else None


def _number(text: str | None) -> float | None:
    try:
        number = float(text) if text is not None else None
    except ValueError:
        return None
    return number if number is not None and math.isfinite(number) and number >= 0 else None

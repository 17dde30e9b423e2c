"""A clustered difference of two windows: whether a share or a mean now differs from that before, when posts of one
account are not independent of each other and one account may write in both windows."""

import dataclasses
import math
import statistics
from collections.abc import Iterable

NORMAL = statistics.NormalDist()
LEAST_SPREAD = 0.5  # over the accounts: where all say the same, little is known of how much accounts vary


@dataclasses.dataclass(frozen=True, slots=True)
class AuthorSums:
    """One account: its posts and the sum of what is measured in them, before and now."""

    posts_before: int
    sum_before: float
    posts_now: int
    sum_now: float


@dataclasses.dataclass(frozen=True, slots=True)
class Difference:
    """The means of the two windows, the difference with its 95 % interval, and -log10 of how improbable a difference
    this large in its direction is where there is none. `accounts` are those of the smaller window."""

    before: float
    now: float
    low: float
    high: float
    posts_before: int
    posts_now: int
    accounts: int
    significance: float

    @property
    def change(self) -> float:
        return self.now - self.before


def difference(authors: Iterable[AuthorSums], least_accounts: int = 10) -> Difference | None:
    """The difference of the ratio means, its variance linearised over accounts (Cochran 1977, section 6), with the
    freedom of the effective number of accounts of the smaller window (Kish 1965). None where a window has fewer
    accounts than `least_accounts`, or effectively fewer than two."""
    rows = list(authors)
    n0, n1 = sum(row.posts_before for row in rows), sum(row.posts_now for row in rows)
    accounts = min(sum(row.posts_before > 0 for row in rows), sum(row.posts_now > 0 for row in rows))
    if accounts < max(least_accounts, 2):
        return None
    effective = min(_effective([row.posts_before for row in rows]), _effective([row.posts_now for row in rows]))
    if effective < 2:
        return None
    before, now = math.fsum(row.sum_before for row in rows) / n0, math.fsum(row.sum_now for row in rows) / n1
    residuals = (
        (row.sum_now - now * row.posts_now) / n1 - (row.sum_before - before * row.posts_before) / n0 for row in rows
    )
    spread = math.sqrt(math.fsum(r * r for r in residuals) * effective / (effective - 1))
    spread = max(spread, LEAST_SPREAD / accounts)
    half = _t_for(NORMAL.inv_cdf(0.975), effective - 1) * spread
    change = now - before
    return Difference(
        before, now, change - half, change + half, n0, n1, accounts, _significance(change, spread, effective - 1)
    )


def _effective(counts: list[int]) -> float:
    squares = sum(count * count for count in counts)
    return sum(counts) ** 2 / squares if squares else 0.0


def _significance(change: float, spread: float, freedom: float) -> float:
    """One-sided, by the normal that a t of this freedom comes close to (Wallace 1959)."""
    if change == 0:
        return 0.0
    t = abs(change) / spread
    z = math.sqrt(freedom * math.log1p(t * t / freedom)) * (8 * freedom + 1) / (8 * freedom + 3)
    return -_log10_tail(z)


def _log10_tail(z: float) -> float:
    """log10 of P(normal > z); by its asymptotic form where the plain one would vanish."""
    if z < 30:
        return math.log10(max(math.erfc(z / math.sqrt(2)) / 2, 1e-300))
    return -(z * z / 2 + math.log(z * math.sqrt(2 * math.pi))) / math.log(10)


def _t_for(z: float, freedom: float) -> float:
    """The point of Student's t that has the same tail as the normal's z: the inverse of the same approximation."""
    scaled = z * (8 * freedom + 3) / (8 * freedom + 1)
    return math.sqrt(freedom * math.expm1(scaled * scaled / freedom))

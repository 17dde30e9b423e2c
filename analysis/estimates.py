"""Numbers that say how sure they are: a figure has its n and its 95 % interval, or none where none can be given."""

import dataclasses
import math
import statistics
from typing import Literal

Z = statistics.NormalDist().inv_cdf(0.975)


@dataclasses.dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it rests on: n, the 95 % interval, and its definition in a form that can be computed again.
    `value` is None where it is unknown; unknown is not zero."""

    value: float | None
    n: int | None
    low: float | None = None
    high: float | None = None
    definition: str = ""


def count(value: int | None, definition: str) -> Figure:
    """A count of what was seen. It has no interval: nothing was sampled."""
    return Figure(value, value, definition=definition)


def share(part: int, whole: int, definition: str, z: float = Z) -> Figure:
    """A share with Wilson's interval (Wilson 1927), right also near 0 and 1 and for small n; `z` widens it where many
    are looked at together."""
    if whole <= 0:
        return Figure(None, 0, definition=definition)
    p, z2 = part / whole, z * z
    middle = (p + z2 / (2 * whole)) / (1 + z2 / whole)
    half = z * math.sqrt(p * (1 - p) / whole + z2 / (4 * whole * whole)) / (1 + z2 / whole)
    low = 0.0 if part == 0 else max(0.0, middle - half)
    high = 1.0 if part == whole else min(1.0, middle + half)
    return Figure(p, whole, low, high, definition)


Flag = Literal["too few authors", "few", "few voices", "partly scored", "gap", "at ceiling"]
NO_POINT, HOLLOW = 10, 30  # authors
ONE_VOICE, COPIES, UNSCORED, SEEN = 0.2, 0.3, 0.2, 0.9
FLAGS_IN_WORDS: dict[Flag, str] = {
    "too few authors": "too few accounts to say",
    "few": "few accounts",
    "few voices": "few voices",
    "partly scored": "partly scored",
    "gap": "partly not seen",
    "at ceiling": "at least: the feed was full",
}
FEW_VOICES = "Few voices: more than 20 % of the posts by one account, or more than 30 % copies."


@dataclasses.dataclass(frozen=True, slots=True)
class Cell:
    """What a figure rests on: posts, accounts (None where the files name none), the most posts of one account,
    different texts, how many posts are scored (None where that is not asked), and how much of the time was seen."""

    posts: int
    authors: int | None
    top_author: int | None
    distinct_texts: int
    scored: int | None = None
    share_seen: float | None = None
    at_ceiling: bool = False


def flags(cell: Cell) -> tuple[Flag, ...]:
    """With what care a figure is to be read. An empty cell has no voices to be few; that it was not seen whole, or only
    up to a ceiling, is said of any."""
    found: list[Flag] = []
    if cell.posts:
        voices = cell.posts if cell.authors is None else cell.authors
        if voices < NO_POINT:
            found.append("too few authors")
        else:
            found += ["few"] if voices < HOLLOW else []
            found += ["few voices"] if _is_by_few(cell) else []
        if cell.scored is not None and cell.posts - cell.scored > UNSCORED * cell.posts:
            found.append("partly scored")
    if cell.share_seen is not None and cell.share_seen < SEEN:
        found.append("gap")
    return (*found, "at ceiling") if cell.at_ceiling else tuple(found)


def _is_by_few(cell: Cell) -> bool:
    copies = cell.posts - cell.distinct_texts
    return (cell.top_author or 0) > ONE_VOICE * cell.posts or copies > COPIES * cell.posts


@dataclasses.dataclass(frozen=True, slots=True)
class ToneSums:
    """Sums over the scored posts of a cell, compound in units of `scale`; and over authors (s and n are an author's
    sum and count) of s*s, n*n and n*s. Sums of several cells may be added where no author is in two of them."""

    scored: int
    positive: int
    negative: int
    total: int
    author_squares: int
    author_counts_squares: int
    author_products: int
    scale: int

    @property
    def effective_authors(self) -> float:
        """How many authors with equal numbers of posts would tell as much: (sum n)^2 / sum n^2 (Kish 1965)."""
        return self.scored**2 / self.author_counts_squares if self.author_counts_squares else 0.0


def mean_tone(sums: ToneSums, definition: str) -> Figure:
    """The mean compound with an interval that knows that posts of one author are not independent: the linearised
    variance of a ratio over clusters (Cochran 1977, section 6), with the t of the effective number of authors."""
    n = sums.scored
    if n <= 0:
        return Figure(None, 0, definition=definition)
    mean = sums.total / n
    authors = sums.effective_authors
    if authors < 2:
        return Figure(mean / sums.scale, n, definition=definition)
    residual = sums.author_squares - 2 * mean * sums.author_products + mean * mean * sums.author_counts_squares
    variance = max(residual, 0.0) / (n * n) * authors / (authors - 1)
    half = student_t(authors - 1) * math.sqrt(variance)
    low, high = max(-sums.scale, mean - half), min(sums.scale, mean + half)
    return Figure(mean / sums.scale, n, low / sums.scale, high / sums.scale, definition)


def student_t(freedom: float) -> float:
    """The 97.5 % point of Student's t, by Hill's expansion around the normal (Abramowitz and Stegun 26.7.5);
    within 0.3 % from 3 degrees of freedom on, exact at 1 and 2."""
    if freedom < 1.5:
        return 12.7062
    if freedom < 2.5:
        return 4.3027
    z, v = Z, freedom
    terms = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return z + sum(term / v ** (power + 1) for power, term in enumerate(terms))


def change(part: int, whole: int, before_part: int, before_whole: int, definition: str) -> Figure:
    """The difference of two shares, now minus before, with Newcombe's hybrid score interval (Newcombe 1998)."""
    now, before = share(part, whole, ""), share(before_part, before_whole, "")
    if now.value is None or before.value is None:
        return Figure(None, whole, definition=definition)
    assert now.low is not None
    assert now.high is not None
    assert before.low is not None
    assert before.high is not None
    difference = now.value - before.value
    low = difference - math.hypot(now.value - now.low, before.high - before.value)
    high = difference + math.hypot(now.high - now.value, before.value - before.low)
    return Figure(difference, whole, low, high, definition)

"""When two texts are the same: the key of a text is a hash of its words, without what people change when they copy.
Nearly the same are texts that share most of their pairs of neighbouring words; a few marks of each find them."""

import itertools
import re
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence

from analysis.remembering import Remembered
from storage.tables.identity import hash64

REPOST = re.compile(r"^\s*(?:RT|MT|via)\s+@\w+:?\s*", re.IGNORECASE)
# Begins with a sign and looks behind it only then: most places of a text are passed at no cost.
NOT_WORDS = re.compile(r"[@hHwW](?:(?<=@)\w+|(?<=[hH])[tT][tT][pP][sS]?://\S*|(?<=[wW])[wW][wW]\.\S*)")
CUT_WORD = re.compile(r"\S{0,200}…\s*\Z")
WORD = re.compile(r"\w+")
FEWEST_WORDS = 6  # shorter texts are copies only when they are equal
MOST_WORDS = 2_000  # of a longer text the beginning is compared
MARKS = 8
FEWEST_SHARED = 2  # marks, without which two texts are not compared
FEWEST_PAIRS_OF_A_PART = 10


def text_key(text: str) -> int | None:
    """A signed 64-bit number; None for a text without words (only links, names, emoji), which repeats nothing."""
    words = _spaced_words(text)
    return hash64(words) if words else None


def words_of(text: str) -> list[str]:
    """The words that make a text the same as another: no leading RT, links or @names, no word cut by "…"."""
    return _spaced_words(text).split()


def without_others(text: str) -> str:
    """A text less what is not its author's words: a leading RT, links, @names, and a word that was cut by "…"."""
    if "@" in text:
        text = REPOST.sub("", text, count=1)
    if text.rstrip().endswith("…"):
        text = CUT_WORD.sub(" ", text)
    if "@" in text or "://" in text or "www." in text.lower():
        text = NOT_WORDS.sub(" ", text)
    return text


def _spaced_words(text: str) -> str:
    return " ".join(filter(None, map(_words_in.__getitem__, without_others(text).lower().split())))


def _understood_chunk(chunk: str) -> str:
    return chunk if chunk.isalnum() else " ".join(WORD.findall(chunk))


_words_in: Remembered[str, str] = Remembered(_understood_chunk)


def pairs_of(words: Sequence[str]) -> frozenset[int]:
    """The pairs of neighbouring words as numbers; none for a text that is too short to be nearly another."""
    words = words[:MOST_WORDS]
    if len(words) < FEWEST_WORDS:
        return frozenset()
    encoded = " ".join(words).encode("utf-8", "surrogatepass").split(b" ")
    return frozenset([zlib.crc32(first + b" " + second) for first, second in itertools.pairwise(encoded)])


def marks_of(pairs: frozenset[int]) -> list[int]:
    """The smallest numbers of the pairs. Texts that share many pairs share some of these (Broder 1997)."""
    return sorted(pairs)[:MARKS]


def nearly_same(one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two texts are nearly the same: half of all their pairs are common; or, of texts that are not short, 0.7
    of the shorter one's, since people cut texts and write before them."""
    common, a, b = len(one & other), len(one), len(other)
    if 3 * common >= a + b:
        return True
    short = a if a < b else b
    return short >= FEWEST_PAIRS_OF_A_PART and 10 * common >= 7 * short


def stars(links: Iterable[tuple[int, int]]) -> dict[int, int]:
    """The groups that links make, as the smallest member of the group by member; who stands alone is left out.

    The text with most links takes in those it is linked with, then the next that is left, and so on (star clustering:
    Aslam, Pelekhov and Rus 2004). So each text is nearly the same as the centre of its group. Groups of whatever hangs
    together would run from text to text to ones that have nothing in common.
    """
    near: dict[int, set[int]] = {}
    for one, other in links:
        near.setdefault(one, set()).add(other)
        near.setdefault(other, set()).add(one)
    found: dict[int, int] = {}
    for centre in sorted(near, key=lambda key: (-len(near[key]), key)):
        if centre not in found:
            group = [centre, *(key for key in near[centre] if key not in found)]
            found.update(dict.fromkeys(group, min(group)))
    sizes = Counter(found.values())
    return {key: name for key, name in found.items() if sizes[name] > 1}

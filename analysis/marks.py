"""How a theme is used: said as it stands, negated ("the world will not act"), or as somebody else's words.

Negated: a negation stands within three words before, in the same clause. Quoted: inside quotation marks that are closed
in the same paragraph, or in a line that begins with > as quotes on Reddit do. What cannot be told has no mark.
"""

import bisect
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from config.phrases import fold

Mark = Literal["", "negated", "quoted"]
WORDS_BEFORE = 3
LOOKED_BACK = 80  # characters; three words of any length that people write
NEGATIONS = {
    "en": """no not never without nobody none nothing nor neither cannot dont cant wont doesnt didnt isnt arent wasnt
        hardly""",
    "uk": """не ні ані без ніколи жоден жодна жодне жодні жодного жодної жодному жодній жодних жодним жодну ніхто
        немає нема""",
    "ru": "не ни без никогда нет никакой никакая никакое никакие никакого никакой никаких никто нету",
    "pl": "nie bez nigdy żaden żadna żadne żadnego żadnej żadnych żadnym żadną nikt ani",
    "de": "nicht kein keine keinen keinem keiner keines nie niemals ohne niemand nichts",
}
NOT_ONLY = frozenset("only just merely simply только лишь просто лише тільки tylko jedynie nur bloß".split())
TURNS = frozenset("but however але проте однак но однако зато ale lecz jednak aber sondern doch".split())
WORDS = {language: frozenset(fold(word) for word in words.split()) for language, words in NEGATIONS.items()}
ALL_WORDS = frozenset().union(*WORDS.values())

CHUNK = re.compile(r"\S+")
WORD = re.compile(r"[^\W_]+(?:['’ʼ‘`][^\W_]+)*")
CLAUSE_END = re.compile(r"[.,;:!?…—–()\[\]\n\r\"“”„«»•|]|\s[-‐]+\s")
CLOSED_BY = {'"': '"', "“": "”", "”": "”", "„": "“”", "«": "»", "»": "«"}
QUOTE_SIGN = re.compile(r"[\"“”„«»]")
QUOTE_SIGN_OR_GAP = re.compile(r"[\"“”„«»]|\n\s*\n")
QUOTED_LINE = re.compile(r"^[ \t]*(?:>|&gt;)(?![:;=_.!])[^\n]*", re.MULTILINE)  # not >:( nor a >!spoiler!<


class Use(NamedTuple):
    """A theme at one place: the first and the last chunk of text between spaces, and how it is used there."""

    first: int
    last: int
    negated: bool = False
    quoted: bool = False


class Place(NamedTuple):
    """Where a theme stands, in chunks; `second` is where the second phrase of a pair begins."""

    first: int
    last: int
    second: int | None = None


def uses(text: str, places: Iterable[Place], language: str) -> list[Use]:
    """The places with their marks, each stretch of text once, in text order."""
    ordered = sorted(set(places), key=lambda each: (each.first, each.last, each.second or -1))
    reached = 1 + max((place.last for place in ordered), default=-1)
    chunks = [match.span() for match in itertools.islice(CHUNK.finditer(text), reached)]
    quotes = _joined(_quotes(text)) if QUOTE_SIGN.search(text) or ">" in text or "&gt;" in text else []
    found: dict[tuple[int, int], Use] = {}
    for place in ordered:
        start, end = _inner(text, chunks[place.first][0], chunks[place.last][1])
        starts = [start] if place.second is None else [start, chunks[place.second][0]]
        negated = any(_is_negated(text, at, language) for at in starts)
        before = found.get(place[:2])
        found[place[:2]] = Use(
            *place[:2], negated and (before is None or before.negated), _is_inside(quotes, start, end)
        )
    return list(found.values())


def mark_of(found: Sequence[Use]) -> Mark:
    """The mark of a post under a theme: none when it is said as it stands at any place."""
    if not found or any(not use.negated and not use.quoted for use in found):
        return ""
    return "quoted" if all(use.quoted for use in found) else "negated"


def _inner(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch of chunks without the signs at its edges."""
    while start < end and not (text[start].isalnum() or text[start] == "#"):
        start += 1
    while end > start and not text[end - 1].isalnum():
        end -= 1
    return start, end


def _is_negated(text: str, start: int, language: str) -> bool:
    """A hashtag is never negated: it stands for itself."""
    if text[start : start + 1] == "#":
        return False
    clause = CLAUSE_END.split(text[max(0, start - LOOKED_BACK) : start])[-1]
    before = [fold(word) for word in WORD.findall(clause)[-WORDS_BEFORE:]]
    for place in range(len(before) - 1, -1, -1):
        if before[place] in TURNS:
            return False
        if before[place] in WORDS.get(language, ALL_WORDS) or before[place].endswith("n't"):
            return place + 1 == len(before) or before[place + 1] not in NOT_ONLY
    return False


def _quotes(text: str) -> Iterator[tuple[int, int]]:
    """What stands in quotation marks and in quoted lines, as half-open ranges of characters."""
    if ">" in text or "&gt;" in text:
        yield from (match.span() for match in QUOTED_LINE.finditer(text))
    opened: int | None = None
    for match in QUOTE_SIGN_OR_GAP.finditer(text):
        sign, at = match[0], match.start()
        if sign not in CLOSED_BY:
            opened = None
        elif opened is not None and sign in CLOSED_BY[text[opened]]:
            yield opened, at + 1
            opened = None
        elif opened is None and not (sign == '"' and text[at - 1 : at].isdigit()):
            opened = at


def _joined(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Overlapping ranges as one."""
    joined: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if joined and low <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], high)
        else:
            joined.append((low, high))
    return joined


def _is_inside(quotes: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    place = bisect.bisect_right(quotes, start, key=lambda each: each[0]) - 1
    return place >= 0 and end <= quotes[place][1]

"""How keywords and themes are written, and when two ways of writing mean the same.

A phrase is words with spaces between; `word*` stands for every word that begins so. In a theme `one phrase ~5 another`
stands for both, in any order, at most five words apart.
"""

import re
import unicodedata
from typing import NamedTuple

SHORTEST_STEM = 2
FURTHEST = 20  # words between the two phrases of a pair
LONGEST = 12  # words of one phrase

INVISIBLE = dict.fromkeys([0xAD, 0x301, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F)])
APOSTROPHES = str.maketrans("’‘ʼ`´＇", "''''''")
# Latin letters that look like Cyrillic ones. Small k, m, t, h and b do not, so only their capitals are here.
LOOK_ALIKES = str.maketrans("ieopcxayIEOPCXAYKMTHB", "іеорсхауІЕОРСХАУКМТНВ")
CYRILLIC = re.compile(r"[\u0400-\u052f]")
LATIN_AND_CYRILLIC = re.compile(r"[A-Za-z]")
PHRASE_WORD = re.compile(r"#?[^\W_]+(?:['-][^\W_]+)*\*?")
DISTANCE = re.compile(r"~(\d{1,4})")


class Pair(NamedTuple):
    """Two phrases that stand at most `within` words from each other, in any order; neighbours are one word apart."""

    one: str
    other: str
    within: int


def fold(word: str) -> str:
    """A word as it is compared: lower case, ё as е, Latin look-alikes inside a Cyrillic word as Cyrillic."""
    if not word.isascii():
        word = unicodedata.normalize("NFC", word).translate(INVISIBLE).translate(APOSTROPHES)
        if CYRILLIC.search(word) and LATIN_AND_CYRILLIC.search(word):
            word = word.translate(LOOK_ALIKES)
        return word.lower().replace("ё", "е").replace("\u0307", "")
    return word.lower()


def parsed(written: str) -> Pair | str:
    """A phrase of a theme without a fault: a pair, or a plain phrase as it stands."""
    words = written.split()
    for place, word in enumerate(words):
        if match := DISTANCE.fullmatch(word):
            return Pair(" ".join(words[:place]), " ".join(words[place + 1 :]), int(match[1]))
    return written


def canonical(written: str) -> str:
    """One spelling for all that are matched alike: the two sides of a pair in order, each word folded."""
    found = parsed(written)
    if isinstance(found, Pair):
        one, other = sorted((canonical(found.one), canonical(found.other)))
        return f"{one} ~{found.within} {other}"
    return " ".join(fold(word.removeprefix("#").removesuffix("*")) + "*" * word.endswith("*") for word in found.split())


def phrase_fault(phrase: str) -> str | None:
    """Why a phrase of an event file cannot be used, as a sentence; None when it can."""
    words = phrase.split()
    if not words:
        return "an empty phrase matches nothing"
    if len(words) > LONGEST:
        return f"{phrase[:60]!r}…: a phrase has at most {LONGEST} words"
    for word in words:
        plain = unicodedata.normalize("NFC", word).translate(INVISIBLE).translate(APOSTROPHES)
        if not PHRASE_WORD.fullmatch(plain):
            return f"{phrase!r}: a phrase is words of letters and digits, and * may only end a word"
        if plain.endswith("*") and len(plain.strip("#*")) < SHORTEST_STEM:
            return f"{phrase!r}: at least {SHORTEST_STEM} letters must stand before *"
    return None


def theme_fault(written: str) -> str | None:
    """As `phrase_fault`, of a phrase of a theme, which may be a pair."""
    words = written.split()
    signs = [place for place, word in enumerate(words) if word.startswith("~")]
    if not signs:
        return phrase_fault(written)
    if len(signs) > 1:
        return f"{written!r}: one ~ in a phrase is enough; write two pairs"
    distance = DISTANCE.fullmatch(words[signs[0]])
    if not distance or not 1 <= int(distance[1]) <= FURTHEST:
        return f"{written!r}: after ~ stands a number from 1 to {FURTHEST}, such as children ~5 killed"
    one, other = " ".join(words[: signs[0]]), " ".join(words[signs[0] + 1 :])
    if not one or not other:
        return f"{written!r}: a phrase must stand on each side of {words[signs[0]]}"
    return phrase_fault(one) or phrase_fault(other)


def exception_fault(written: str, phrases: set[str]) -> str | None:
    """Why a phrase under `not` cannot be used; `phrases` holds those of the theme, canonical."""
    if "~" in written:
        return f"{written!r}: under `not` stand plain phrases, without ~"
    if fault := phrase_fault(written):
        return fault
    if canonical(written) in phrases:
        return f"{written!r} is a phrase of the theme and an exception at once; remove one"
    return None

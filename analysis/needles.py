"""A quick look whether any of some phrases can stand in a text: far quicker than looking where they stand. It is wrong
in one direction only: a text in which it sees none has none."""

import re
import unicodedata
from collections.abc import Iterable

from analysis.words import steps_of
from config.phrases import fold

MOST = 40  # of more needles the look is not quicker than the search
# What the search takes for other letters or for none: invisible and combining signs, sigmas, and Latin beside Cyrillic
# letters in a word. Texts with such are left to it.
ODD = re.compile("[\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060\ufeffςσ]")
LATIN, CYRILLIC = re.compile("[a-z]"), re.compile("[\u0400-\u052f]")
# One pass: the run between two letters is not looked at twice.
MIXED = re.compile("[a-z][^a-z\u0400-\u052f\\s]*+[\u0400-\u052f]|[\u0400-\u052f][^a-z\u0400-\u052f\\s]*+[a-z]")


def needles(phrases: Iterable[str]) -> tuple[str, ...] | None:
    """For each phrase a run of letters and digits that stands in every text that has it; None for too many."""
    found = {_longest_run(phrase) for phrase in phrases}
    return tuple(sorted(found)) if len(found) <= MOST else None


def may_hold(text: str, needles: tuple[str, ...] | None) -> bool:
    """Whether a text may have one of the phrases that the needles were made of."""
    if needles is None:
        return True
    lower = text.lower()
    plain = text.isascii()
    if not plain:
        lower = lower.replace("ё", "е")
    for needle in needles:
        if needle in lower:
            return True
    return not plain and (_is_odd(lower) or not unicodedata.is_normalized("NFC", text))


def _is_odd(lower: str) -> bool:
    """Whether the search may read a text as other letters than stand there."""
    if ODD.search(lower):
        return True
    return bool(CYRILLIC.search(lower) and LATIN.search(lower) and MIXED.search(lower))


def _longest_run(phrase: str) -> str:
    words = (fold(word.removeprefix("#").removesuffix("*")) for word in steps_of(phrase))
    return max((run for word in words for run in re.split("[-']", word)), key=len)

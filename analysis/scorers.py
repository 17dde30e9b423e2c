"""The register of scorers. A scorer is named and versioned; numbers of two scorers are never mixed.

To add one, write a class with `languages`, `id` and `score` (see Scorer) and put one line into SCORERS.
"""

import functools
import importlib.metadata
import sys
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from analysis.sentiment import Score, Vader

LONGEST_SCORED = 10_000  # characters; the rest of a longer text is not scored


class ScorerId(NamedTuple):
    """What names the version of a scorer. The Python version is part of it, since VADER's last digits depend on it."""

    name: str
    version: str
    lexicon_hash: str
    words_hash: str = ""

    def __str__(self) -> str:
        return f"{self.name}@{self.version}+{self.lexicon_hash}" + (f"-{self.words_hash}" if self.words_hash else "")


class Scorer(Protocol):
    id: ScorerId
    languages: frozenset[str]

    def score(self, text: str) -> Score: ...


class PlainVader:
    """VADER as published: what the text's words, capitals and marks add up to in its English lexicon."""

    languages = frozenset(["en"])

    def __init__(self) -> None:
        self._vader = Vader()
        python = f"py{sys.version_info[0]}.{sys.version_info[1]}"
        version = f"{importlib.metadata.version('vaderSentiment')}.{python}"
        self.id = ScorerId("vader", version, self._vader.lexicon_hash)

    def score(self, text: str) -> Score:
        return self._vader.score(text[:LONGEST_SCORED])


SCORERS: Mapping[str, Callable[[], Scorer]] = {
    "vader": PlainVader,
}


@functools.cache
def scorers() -> tuple[Scorer, ...]:
    """The scorers of this process, in the order of the register."""
    return tuple(make() for make in SCORERS.values())


def why_unscored(scorer_languages: frozenset[str], language: str, text_state: str) -> str | None:
    """Why a post has no score, in words; None when it has one."""
    if text_state != "ok":
        return "the post has no text" if text_state == "empty" else "its text was taken away"
    if language in scorer_languages:
        return None
    if language == "none":
        return "it has no words"
    if language == "unknown":
        return "its language is not sure"
    return f"the scorer does not read its language ({language})"

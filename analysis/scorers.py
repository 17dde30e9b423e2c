"""The register of scorers. A scorer is named and versioned; numbers of two scorers are never mixed.

To add one, write a class with `languages`, `title`, `meaning`, `id` and `score` (see Scorer), made for the neutral
words of an event, and put one line into SCORERS. The first of the register is the one that is shown unless asked.
"""

import functools
import hashlib
import importlib.metadata
import sys
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from analysis.sentiment import Score, TwoVaders
from config.neutral_words import NEUTRAL_WORDS

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
    """`title` names the scorer on screen, `meaning` says in a sentence what its number is."""

    id: ScorerId
    languages: frozenset[str]
    title: str
    meaning: str

    def score(self, text: str) -> Score: ...

    def words(self, text: str) -> list[tuple[str, float]]: ...


class EventNeutralVader:
    """VADER without the words that name the event itself: how people write of it, not that it was deadly."""

    languages = frozenset(["en"])
    title = "word tone, English only, without war words"
    meaning = (
        "It adds up how bright or dark the words of a post are, leaving out words that name the event itself "
        "(killed, attack, war …)."
    )

    def __init__(self, neutral_words: frozenset[str]) -> None:
        self._two = _two_vaders(neutral_words)
        known = sorted(neutral_words & self._two.whole.lexicon.keys())  # other words change no score
        words_hash = hashlib.sha256(" ".join(known).encode()).hexdigest()[:12]
        self.id = ScorerId("vader-event-neutral", _version(), self._two.whole.lexicon_hash, words_hash)

    def score(self, text: str) -> Score:
        return self._two.scores(_cut(text))[1]

    def words(self, text: str) -> list[tuple[str, float]]:
        return self._two.less.words(_cut(text))


class PlainVader:
    """VADER as published: what the text's words, capitals and marks add up to in its English lexicon."""

    languages = frozenset(["en"])
    title = "plain VADER"
    meaning = (
        "It counts the event's own words as dark too, so after an attack it mostly says how many posts report deaths "
        "and damage."
    )

    def __init__(self, neutral_words: frozenset[str]) -> None:
        self._two = _two_vaders(neutral_words)  # shared with the scorer above: what both need is worked out once
        self.id = ScorerId("vader", _version(), self._two.whole.lexicon_hash)

    def score(self, text: str) -> Score:
        return self._two.scores(_cut(text))[0]

    def words(self, text: str) -> list[tuple[str, float]]:
        return self._two.whole.words(_cut(text))


SCORERS: Mapping[str, Callable[[frozenset[str]], Scorer]] = {
    "vader-event-neutral": EventNeutralVader,
    "vader": PlainVader,
}
SHOWN = next(iter(SCORERS))


@functools.lru_cache(maxsize=4)
def scorers(neutral_words: frozenset[str] = NEUTRAL_WORDS) -> tuple[Scorer, ...]:
    """The scorers of this process for an event with these neutral words, in the order of the register."""
    return tuple(make(neutral_words) for make in SCORERS.values())


@functools.lru_cache(maxsize=4)
def _two_vaders(neutral_words: frozenset[str]) -> TwoVaders:
    return TwoVaders(neutral_words)


def _version() -> str:
    python = f"py{sys.version_info[0]}.{sys.version_info[1]}"
    return f"{importlib.metadata.version('vaderSentiment')}.{python}"


def _cut(text: str) -> str:
    """As much of the text as is scored."""
    return text if len(text) <= LONGEST_SCORED else text[:LONGEST_SCORED]


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

"""Which groups of one to three words stand in more posts of a window than before, against the event's own past.

Every text counts once, and every account once in each stretch as long as the window: what one person or one slogan
repeats does not rise. How clear a rise is is the signed root of G² (Dunning 1993): from 5 on there was no false alarm
in windows drawn at random from one pool.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from analysis.echoes import without_others
from analysis.function_words import ALL as FUNCTION_WORDS
from config.phrases import APOSTROPHES, INVISIBLE

CLEAR = 5.0
FEWEST = 5  # posts of the window, each of another account
LONGER_FORM = 0.8  # share of its posts in which a longer form stands in the place of a phrase
MOST_GRAMS = 400_000  # different words or groups counted at once; beyond it those seen once are forgotten
LONGEST_TEXT = 3_000  # characters that are looked at
TIDIED = {**INVISIBLE, **APOSTROPHES}

NAMES = re.compile(r"(?<![\w/])/?u/[\w-]+", re.IGNORECASE)
WORD_OR_BREAK = re.compile(r"[^\W_]+(?:['-][^\W_]+)*|[.!?;:…\n]")

Gram = tuple[str, ...]


class Said(NamedTuple):
    """A post as it is counted here: its account (None where it is not known), what tells its text from others, the
    number of the stretch of time it lies in, and its own number. Accounts are keyed, each installation by its own key:
    they tell one from another, and nothing is chosen by their order."""

    text: str
    author: int | None
    text_id: int
    stretch: int
    number: int = 0


class Rising(NamedTuple):
    """A group of words: its posts of those of the window, its posts of those before, and how clear the rise is."""

    phrase: str
    posts: int
    whole: int
    before: int
    whole_before: int
    score: float


class Found(NamedTuple):
    """The rising phrases, clearest first, and how many posts were compared."""

    phrases: list[Rising]
    whole: int
    whole_before: int


def rising(window: Iterable[Said], past: Iterable[Said], *, clear: float = CLEAR) -> Found:
    """The phrases that rose. The window's words are held in memory; of the past only counts are."""
    now = [words_of(each.text) for each in _once(window)]
    counts = _frequent(now)
    if not counts:
        return Found([], len(now), sum(1 for _ in _once(past)))
    before: Counter[Gram] = Counter()
    whole_before = 0
    candidates = counts.keys()
    for each in _once(past):
        whole_before += 1
        before.update(_grams(words_of(each.text), candidates))
    found = []
    for gram, posts in counts.items():
        score = clearness(posts, len(now), before[gram], whole_before)
        if score >= clear and any(_says_something(word) for word in gram):
            found.append((gram, Rising(" ".join(gram), posts, len(now), before[gram], whole_before, score)))
    ordered = sorted(found, key=lambda pair: (-pair[1].score, -len(pair[0]), pair[0]))
    return Found(_one_of_each_chain(_without_parts(dict(ordered))), len(now), whole_before)


def clearness(posts: int, whole: int, before: int, whole_before: int) -> float:
    """The signed root of G²: how far the share now is above (or, negative, below) the share before."""
    if not whole or not whole_before:
        return 0.0
    together, all_ = posts + before, whole + whole_before
    expected, expected_before = whole * together / all_, whole_before * together / all_
    g2 = 2 * (
        _term(posts, expected)
        + _term(before, expected_before)
        + _term(whole - posts, whole - expected)
        + _term(whole_before - before, whole_before - expected_before)
    )
    return math.copysign(math.sqrt(max(g2, 0.0)), posts - expected)


def _says_something(word: str) -> bool:
    return word not in FUNCTION_WORDS and not word.isdecimal()


def _term(seen: int, expected: float) -> float:
    return seen * math.log(seen / expected) if seen else 0.0


def words_of(text: str) -> list[str | None]:
    """The words of a text in order, None where a sentence ends; no links, names, leading RT, or words that were cut."""
    text = text[:LONGEST_TEXT]
    if "&" in text:
        text = text.replace("&amp;", "&").replace("&gt;", ">").replace("&lt;", "<")
    if "@" in text or "/" in text or "…" in text or "www." in text.lower():
        text = NAMES.sub(" ", without_others(text))
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(TIDIED)
    found = WORD_OR_BREAK.findall(text.lower().replace("ё", "е"))
    return [None if len(word) == 1 and not word.isalnum() else word for word in found]


def _once(said: Iterable[Said]) -> Iterator[Said]:
    """Each text once in a stretch, then of each account one post in a stretch: the one whose text comes first by
    number, which says nothing of when it was written."""
    texts: dict[tuple[int, int], Said] = {}
    for each in said:
        key = each.stretch, each.text_id
        if key not in texts or _order(each) < _order(texts[key]):
            texts[key] = each
    spoken: set[tuple[int, int]] = set()
    for each in sorted(texts.values(), key=lambda one: (one.stretch, one.text_id)):
        if each.author is not None:
            if (each.stretch, each.author) in spoken:
                continue
            spoken.add((each.stretch, each.author))
        yield each


def _order(each: Said) -> tuple[bool, int, str, int]:
    return each.author is None, each.number, each.text, each.author or 0


def _frequent(texts: list[list[str | None]]) -> dict[Gram, int]:
    """The groups of words that stand in enough texts. A group can only be frequent when its parts are, so longer ones
    are counted only of frequent parts."""
    frequent: dict[Gram, int] = {}
    for size in (1, 2, 3):
        counts: Counter[Gram] = Counter()
        for words in texts:
            counts.update(set(_of_size(words, size, frequent)))
            if len(counts) > MOST_GRAMS:
                counts = Counter({gram: number for gram, number in counts.items() if number > 1})
        found = {gram: number for gram, number in counts.items() if number >= FEWEST}
        if not found:
            break
        frequent.update(found)
    return frequent


def _of_size(words: list[str | None], size: int, known: dict[Gram, int]) -> Iterator[Gram]:
    for gram in zip(*(words[place:] for place in range(size)), strict=False):
        if None not in gram and (size == 1 or (gram[1:] in known and gram[:-1] in known)):
            yield gram


def _grams(words: list[str | None], wanted: Set[Gram]) -> set[Gram]:
    """Those of the wanted groups that stand in a text."""
    found: set[Gram] = set()
    for size in (1, 2, 3):
        found.update(zip(*(words[place:] for place in range(size)), strict=False))
    return found & wanted


def _without_parts(found: dict[Gram, Rising]) -> dict[Gram, Rising]:
    """Without what almost always stands in a longer form that rose too."""
    parts = set()
    for longer, risen in found.items():
        for size in range(1, len(longer)):
            for start in range(len(longer) - size + 1):
                part = longer[start : start + size]
                if part in found and risen.posts >= LONGER_FORM * found[part].posts:
                    parts.add(part)
    return {gram: risen for gram, risen in found.items() if gram not in parts}


def _one_of_each_chain(found: dict[Gram, Rising]) -> list[Rising]:
    """Of groups that overlap in two words and stand in about as many posts, as those of one long slogan do, only the
    clearest."""
    chain: dict[Gram, Gram] = {gram: gram for gram in found}  # each with another of its chain, the clearest with itself
    place = {gram: number for number, gram in enumerate(found)}
    by_start: dict[Gram, list[Gram]] = {}
    for gram in found:
        if len(gram) == 3:
            by_start.setdefault(gram[:2], []).append(gram)

    def clearest(gram: Gram) -> Gram:
        while chain[gram] != gram:
            chain[gram] = gram = chain[chain[gram]]
        return gram

    for gram, risen in found.items():
        for following in (each for each in by_start.get(gram[1:], ()) if len(gram) == 3):
            less, more = sorted((risen.posts, found[following].posts))
            if less >= LONGER_FORM * more:
                first, second = sorted((clearest(gram), clearest(following)), key=place.__getitem__)
                chain[second] = first
    return [risen for gram, risen in found.items() if clearest(gram) == gram]

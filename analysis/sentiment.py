"""VADER's four numbers, bit for bit those of vaderSentiment on the same Python, in time linear in the text.

The lexicon, the emoji names, the word lists and the constants are read from the installed package. What is written
here is the order of its steps: only words that can matter are looked at, and each distinct word is classified once.
Numbers that stand as literals in the package's code stand as literals here (0.95, 0.9, 1.25, 0.5, 1.5, 0.292, 0.18,
0.96, 15). Method: Hutto and Gilbert, "VADER", ICWSM-14.
"""

import functools
import hashlib
import heapq
import itertools
import math
import re
import string
from collections.abc import Mapping
from typing import NamedTuple

from vaderSentiment import vaderSentiment as package

from analysis.remembering import Remembered

REMEMBERED_TOTALS = 65_536
WALK_BY_INDEX = 60  # below so many hits the plain walk for "but" is the fastest; above, one that is not quadratic

HIT, IN_LEXICON, BOOSTER, NEGATION, NO, LEAST, SO_THIS, NEVER, WITHOUT, DOUBT, PHRASE, UPPER, BUT, KIND, TOLD = (
    1 << bit for bit in range(15)
)
MARKS = BOOSTER | NEGATION | NO | LEAST | SO_THIS | PHRASE | UPPER | KIND
ROW = 16  # the bits above hold the row of the token's values
# Two that no word follows, then three that look back as a lexicon word does: both say "nobody there".
PADDING = [0, 0, IN_LEXICON, IN_LEXICON, IN_LEXICON]
CAPITALS, NEGATED = package.C_INCR, package.N_SCALAR
SINGLE_MARKS = {
    "no": NO,
    "least": LEAST,
    "so": SO_THIS,
    "this": SO_THIS,
    "never": NEVER,
    "without": WITHOUT,
    "doubt": DOUBT,
    "but": BUT,
    "kind": KIND,
}
PUNCTUATION = string.punctuation
COMMON_IN_PHRASES = frozenset(["the", "of", "to", "for"])
# Where single-character emoji lie. Ranges, since a class that lists each of them is searched item by item.
EMOJI = re.compile("[\u00a9\u00ae\u203c-\u3299\U0001f004-\U0001f9ff]")


class Score(NamedTuple):
    """VADER's numbers: `compound` in [-1, 1] with 4 decimals; the shares in [0, 1] with 3."""

    compound: float
    positive: float
    neutral: float
    negative: float


NOTHING = Score(0.0, 0.0, 0.0, 0.0)


@functools.cache
def _tables() -> tuple[Mapping[str, float], Mapping[str, str], frozenset[str]]:
    """The package's lexicon, its one-character emoji, and the words of which one stands in each of its phrases."""
    analyser = package.SentimentIntensityAnalyzer()
    emoji = {sign: name for sign, name in analyser.emojis.items() if len(sign) == 1}
    if not all(EMOJI.fullmatch(sign) for sign in emoji):
        raise RuntimeError("vaderSentiment has emoji outside the known ranges; this version of it is not supported")
    phrases = [key.split() for table in (package.SPECIAL_CASES, package.BOOSTER_DICT) for key in table if " " in key]
    rare = frozenset(word for phrase in phrases for word in phrase) - COMMON_IN_PHRASES
    if not all(rare.intersection(phrase) for phrase in phrases):
        raise RuntimeError("vaderSentiment has a phrase of common words only; this version of it is not supported")
    return analyser.lexicon, emoji, rare


class Read(NamedTuple):
    """A text taken apart: its tokens, emoji by their names, and its marks as far as they count."""

    tokens: list[str]
    exclamations: int
    questions: int


def read(text: str) -> Read:
    """What every lexicon scores of a text."""
    if not text.isascii():
        text = _with_emoji_named(text)
    return Read(text.split(), min(text.count("!"), 4), min(text.count("?"), 4))


class Vader:
    """VADER over its own lexicon less some words; it tells which texts have words that it is to tell of. Not safe to
    share between threads."""

    def __init__(self, without: frozenset[str] = frozenset(), tell: frozenset[str] = frozenset()) -> None:
        lexicon, _, self._rare = _tables()
        self.lexicon = {word: value for word, value in lexicon.items() if word not in without}
        self._values: list[float] = []
        self._boosts: list[float] = []
        self._codes = _codes(self._classified(tell))
        self._totals: dict[tuple[tuple[float, ...], int, int, int], Score] = {}

    @property
    def lexicon_hash(self) -> str:
        """The first 12 hex digits of the SHA-256 of all words, values and emoji names in use."""
        content = repr((sorted(self.lexicon.items()), sorted(_tables()[1].items())))
        return hashlib.sha256(content.encode()).hexdigest()[:12]

    def score(self, text: str) -> Score:
        """The same floats as `SentimentIntensityAnalyzer().polarity_scores(text)`."""
        return self.judge(read(text))[0]

    def judge(self, text: Read) -> tuple[Score, int]:
        """The score of a text that was taken apart, and whether any of the words to tell of stood in it (0 if none)."""
        tokens, exclamations, questions = text
        if not tokens:
            return NOTHING, 0
        codes = list(map(self._codes.__getitem__, tokens))
        at, values, but, seen = self._hits(tokens, codes)
        if but is not None and values:
            _weigh_around_but(at, values, but)
        if len(values) > 2:
            return _total(values, len(tokens), exclamations, questions), seen & TOLD
        key = (tuple(values), len(tokens), exclamations, questions)
        score = self._totals.get(key)
        if score is None:
            if len(self._totals) >= REMEMBERED_TOTALS:
                self._totals.clear()
            score = self._totals[key] = _total(values, len(tokens), exclamations, questions)
        return score, seen & TOLD

    def words(self, text: str) -> list[tuple[str, float]]:
        """The words of the text that carry a value, in text order, with their value as it entered the sum."""
        tokens = read(text).tokens
        at, values, but, _ = self._hits(tokens, list(map(self._codes.__getitem__, tokens)))
        if but is not None:
            _weigh_around_but(at, values, but)
        return [(_item(tokens[place]), value) for place, value in zip(at, values, strict=True)]

    def _hits(self, tokens: list[str], codes: list[int]) -> tuple[list[int], list[float], int | None, int]:
        """Positions and values of the words whose value is not zero, the position of the first "but", and all marks."""
        marked = list(itertools.compress(itertools.count(), codes))
        codes += PADDING
        row_values = self._values
        at: list[int] = []
        values: list[float] = []
        but = None
        seen = 0
        capitals: _Capitals | None = None
        for i in marked:
            code = codes[i]
            seen |= code
            if code & BUT and but is None:
                but = i
            if code & HIT:
                near = codes[i - 3] | codes[i - 2] | codes[i - 1] | code | codes[i + 1] | codes[i + 2]
                if near & MARKS:
                    capitals = capitals or _Capitals(tokens)
                    value = self._marked_value(i, tokens, codes, capitals)
                else:
                    value = row_values[code >> ROW]
                if value:
                    at.append(i)
                    values.append(value)
        return at, values, but, seen

    def _marked_value(self, i: int, tokens: list[str], codes: list[int], capitals: "_Capitals") -> float:
        """The value of a hit that has a booster, a negation, capitals or part of a phrase on it or near it."""
        code, w1, w2, w3 = codes[i], codes[i - 1], codes[i - 2], codes[i - 3]
        if code & KIND and i + 1 < len(tokens) and _lower(tokens[i + 1]) == "of":
            return 0.0
        base = value = self._values[code >> ROW]
        if code & NO and codes[i + 1] & IN_LEXICON:
            value = 0.0
        if w1 & NO or w2 & NO or (w3 & NO and _lower(tokens[i - 1]) in ("or", "nor")):
            value = base * NEGATED
        if code & UPPER and capitals.differ:
            value += CAPITALS if value > 0 else -CAPITALS
        if not w1 & IN_LEXICON:
            value += self._boost(w1, value, capitals)
            if w1 & NEGATION:
                value *= NEGATED
        if not w2 & IN_LEXICON:
            value += self._boost(w2, value, capitals) * 0.95
            if w2 & NEVER and w1 & SO_THIS:
                value *= 1.25
            elif w2 & NEGATION and not (w2 & WITHOUT and w1 & DOUBT):
                value *= NEGATED
        if not w3 & IN_LEXICON:
            value += self._boost(w3, value, capitals) * 0.9
            if (w3 & NEVER and w2 & SO_THIS) or w1 & SO_THIS:
                value *= 1.25
            elif w3 & NEGATION and not (w3 & WITHOUT and (w2 | w1) & DOUBT):
                value *= NEGATED
            if (w3 | w2 | w1 | code | codes[i + 1] | codes[i + 2]) & PHRASE:
                value = _with_phrases(value, [_lower(token) for token in tokens[i - 3 : i + 3]])
        if w1 & LEAST and not w1 & IN_LEXICON and (i < 2 or _lower(tokens[i - 2]) not in ("at", "very")):
            value *= NEGATED
        return value

    def _boost(self, code: int, value: float, capitals: "_Capitals") -> float:
        """What a booster before a hit adds to it; 0.0 for any other word."""
        if not code & BOOSTER:
            return 0.0
        boost = self._boosts[code >> ROW]
        if value < 0:
            boost *= -1
        if code & UPPER and capitals.differ:
            boost += CAPITALS if value > 0 else -CAPITALS
        return boost

    def _classified(self, tell: frozenset[str]) -> dict[str, int]:
        """The marks of every word that can matter, with the row of its values above them."""
        boosters, rows = package.BOOSTER_DICT, dict[tuple[float, float], int]()
        known = {}
        for word in {*self.lexicon, *boosters, *package.NEGATE, *SINGLE_MARKS, *self._rare}:
            value, boost = self.lexicon.get(word), boosters.get(word)
            code = SINGLE_MARKS.get(word, 0)
            code |= IN_LEXICON if value is not None else 0
            code |= BOOSTER if boost is not None else HIT if value is not None else 0
            code |= NEGATION if word in _negations() or "n't" in word else 0
            code |= PHRASE if word in self._rare else 0
            code |= TOLD if value is not None and word in tell else 0
            known[word] = code | rows.setdefault((value or 0.0, boost or 0.0), len(rows)) << ROW
        self._values, self._boosts = ([pair[place] for pair in rows] for place in (0, 1))
        return known


class TwoVaders:
    """Two scores of each text, the work shared: VADER's over its whole lexicon, and over it less some words. Where a
    text has none of those words both are the same."""

    def __init__(self, without: frozenset[str]) -> None:
        self.whole, self.less = Vader(tell=without), Vader(without)
        self._last: tuple[str, tuple[Score, Score]] = ("", (NOTHING, NOTHING))

    def scores(self, text: str) -> tuple[Score, Score]:
        """The score by the whole lexicon, and that without the words. Asked twice for one text it works once."""
        last, found = self._last
        if last != text:
            taken_apart = read(text)
            whole, told = self.whole.judge(taken_apart)
            found = whole, self.less.judge(taken_apart)[0] if told else whole
            self._last = text, found
        return found


def _codes(known: Mapping[str, int]) -> Remembered[str, int]:
    """The code of each token; 0 when it never matters."""

    def code_of(token: str) -> int:
        item = token.strip(PUNCTUATION)
        if len(item) <= 2:
            item = token
        word = item.lower()
        code = known.get(word, 0)
        if not code and "n't" in word:
            code = NEGATION
        return code | UPPER if code and item.isupper() else code

    return Remembered(code_of)


class _Capitals:
    """Whether some but not all words of a text are in capitals; asked only where one in capitals was seen."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens

    @functools.cached_property
    def differ(self) -> bool:
        return not all(_item(token).isupper() for token in self._tokens)


@functools.cache
def _negations() -> frozenset[str]:
    return frozenset(package.NEGATE)


def _with_emoji_named(text: str) -> str:
    """The text with each emoji replaced by its name, a space before it where there is none."""
    emoji = _tables()[1]
    parts: list[str] = []
    done = 0
    for match in EMOJI.finditer(text):
        name = emoji.get(match[0])
        if name is None:
            continue
        start = match.start()
        space = " " if start and text[start - 1] != " " else ""
        parts += text[done:start], space, name
        done = start + 1
    return "".join([*parts, text[done:]]) if parts else text


def _item(token: str) -> str:
    """A token without punctuation at its ends; as it is when little would be left, since it may be an emoticon."""
    stripped = token.strip(PUNCTUATION)
    return token if len(stripped) <= 2 else stripped


def _lower(token: str) -> str:
    return _item(token).lower()


def _with_phrases(value: float, words: list[str]) -> float:
    """The value after the package's phrases; `words` are three before the hit, the hit, and up to two after it."""
    w3, w2, w1, word = words[:4]
    for phrase in (f"{w1} {word}", f"{w2} {w1} {word}", f"{w2} {w1}", f"{w3} {w2} {w1}", f"{w3} {w2}"):
        if phrase in package.SPECIAL_CASES:
            value = package.SPECIAL_CASES[phrase]
            break
    for length in (5, 6):
        if len(words) >= length:
            value = package.SPECIAL_CASES.get(" ".join(words[3:length]), value)
    for phrase in (f"{w3} {w2} {w1}", f"{w3} {w2}", f"{w2} {w1}"):
        value += package.BOOSTER_DICT.get(phrase, 0.0)
    return value


def _weigh_around_but(at: list[int], values: list[float], but: int) -> None:
    """Halves what stands before the first "but" and raises what stands after it, in place.

    The package walks over the list while it changes it and always changes the *first* place that has the value it
    looks at; so does this, with a heap of places for each value where the plain search would be quadratic.
    """
    if len(values) <= WALK_BY_INDEX:
        for k in range(len(values)):
            first = values.index(values[k])
            values[first] *= _weight(at[first], but)
        return
    places: dict[float, list[int]] = {}
    for k, value in enumerate(values):
        places.setdefault(value, []).append(k)
    for k in range(len(values)):
        heap = places[values[k]]
        while values[heap[0]] != values[k]:
            heapq.heappop(heap)
        first = heap[0]
        value = values[first] * _weight(at[first], but)
        if value != values[first]:
            heapq.heappop(heap)
            heapq.heappush(places.setdefault(value, []), first)
            values[first] = value


def _weight(place: int, but: int) -> float:
    return 0.5 if place < but else 1.5 if place > but else 1.0


def _total(values: list[float], words: int, exclamations: int, questions: int) -> Score:
    """The four numbers of a text with these values in text order. The built-in `sum` is part of the result: from
    Python 3.12 on it compensates, and another way of adding gives other last digits."""
    emphasis = exclamations * 0.292 + (0 if questions < 2 else questions * 0.18 if questions <= 3 else 0.96)
    total = float(sum(values))
    if total > 0:
        total += emphasis
    elif total < 0:
        total -= emphasis
    compound = max(-1.0, min(1.0, total / math.sqrt((total * total) + 15)))
    positive = negative = 0.0
    for value in values:
        if value > 0:
            positive += value + 1
        else:
            negative += value - 1
    if positive > math.fabs(negative):
        positive += emphasis
    elif positive < math.fabs(negative):
        negative -= emphasis
    neutral = words - len(values)
    whole = positive + math.fabs(negative) + neutral
    return Score(
        round(compound, 4),
        round(math.fabs(positive / whole), 3),
        round(math.fabs(neutral / whole), 3),
        round(math.fabs(negative / whole), 3),
    )

"""Words of a post, and phrases found in them: whole words, any case, any of the ways people type a letter.

A phrase is words with spaces between; `word*` stands for every word that begins so. Cost grows with the text, not
with the number of phrases: each chunk of text between spaces is taken apart once and remembered.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from analysis.remembering import Remembered
from config.phrases import APOSTROPHES, INVISIBLE, SHORTEST_STEM, fold, phrase_fault

__all__ = ["Hit", "Matcher", "Spot", "fold", "forms_of", "hits_of", "phrase_fault", "spans"]

NOT_WORDS = re.compile(r"(?:https?://|www\.)\S*|(?<![\w.])@\w+", re.IGNORECASE)
HASHTAG_OR_WORD = re.compile(r"#(\w+)|[^\W_]+(?:['-][^\W_]+)*")
TAG_PART = re.compile(r"[^\W\d_](?:[^\W\d_])*|\d+")
CAMEL = re.compile(
    r"(?<=[^\W\d_])(?=[A-ZА-ЯІЇЄҐЁЎŁŚŻŹĆŃĄĘÓÄÖÜ][^\W\dA-ZА-ЯІЇЄҐЁЎ_])|(?<=[a-zа-яіїєґёў])(?=[A-ZА-ЯІЇЄҐЁЎ])"
)
PLAIN_ENDS = ".,!?;:()[]\"'*"
PLAIN_WORD = re.compile("[A-Za-z]+|[\u0404\u0406\u0407\u0410-\u044f\u0454\u0456\u0457\u0490\u0491]+")  # one form only

Label = TypeVar("Label")
Forms = tuple[str, ...]
Numbers = tuple[int, ...]
# What a chunk means: the numbers of the phrase words that each of its words can stand for; 0 when none can;
# None when it holds no word at all, so that it does not come between the words of a phrase.
Meaning = tuple[Numbers, ...] | int | None
# A word of a chunk with which phrases begin: its place, the labels that it is enough for, the nodes that go on, and
# whether it is the last word of the chunk.
Opening = tuple[int, tuple[Label, ...], tuple[int, ...], bool]


class Hit(NamedTuple):
    """Where a phrase stood: the first and the last chunk of text between spaces that it covers, from 0."""

    first: int
    last: int


class Chunks(Protocol):
    """Anything that says which chunks it covers."""

    @property
    def first(self) -> int: ...

    @property
    def last(self) -> int: ...


class Spot(NamedTuple):
    """Where a phrase stood to the word: chunk, and word in the chunk, of its first and of its last word."""

    start: tuple[int, int]
    end: tuple[int, int]


def forms_of(chunk: str) -> list[Forms]:
    """The words of a chunk of text between spaces, each with every form under which it may be found.

    Links and @names are no words. A hashtag and a word with hyphens are found whole and by their parts;
    a possessive is found without its 's.
    """
    if chunk.startswith(("https://", "http://")):
        return []
    if chunk.isascii():
        plain = chunk.strip(PLAIN_ENDS)
        if plain.isalpha() and "#" not in chunk and "@" not in chunk:
            return [(plain.lower(),)]
    else:
        chunk = unicodedata.normalize("NFC", chunk).translate(INVISIBLE).translate(APOSTROPHES)
    if "@" in chunk or "/" in chunk or "www." in chunk.lower():
        chunk = NOT_WORDS.sub(" ", chunk)
    found: list[Forms] = []
    for match in HASHTAG_OR_WORD.finditer(chunk):
        if match[1]:
            found.extend(_whole_and_parts(match[1], _tag_parts(match[1])))
        else:
            found.extend(_whole_and_parts(match[0], match[0].split("-")))
    return found


class Matcher(Generic[Label]):
    """Finds the phrases of all its labels in one pass."""

    def __init__(self, phrases: Mapping[Label, Iterable[str]]) -> None:
        self._exact: dict[str, int] = {}
        self._stems: dict[str, int] = {}
        self._stems_by_start: dict[str, list[str]] = {}
        self._steps: list[dict[int, int]] = [{}]
        self._ends: list[tuple[Label, ...]] = [()]
        for label, written in phrases.items():
            for phrase in written:
                self._add(label, phrase)
        self._meanings: Remembered[str, Meaning] = Remembered(self._understand)
        self._openings: Remembered[Meaning, tuple[Opening[Label], ...]] = Remembered(self._open)
        self._begun: Remembered[str, tuple[Opening[Label], ...]] = Remembered(
            lambda chunk: self._openings[self._understand(chunk)]
        )

    def find(self, chunks: list[str]) -> dict[Label, list[Hit]]:
        """The hits by label, in text order; `chunks` is the text split at white space."""
        return {label: hits_of(spots) for label, spots in self.spots(chunks).items()}

    def spots(self, chunks: list[str]) -> dict[Label, list[Spot]]:
        """As `find`, to the word."""
        found: dict[Label, list[Spot]] = {}
        opened = list(map(self._begun.__getitem__, chunks))
        meanings: list[Meaning] = []
        for place in itertools.compress(itertools.count(), opened):
            for word, labels, nodes, is_last in opened[place]:
                for label in labels:
                    found.setdefault(label, []).append(Spot((place, word), (place, word)))
                if nodes and not (is_last and self._ends_before(chunks[place + 1 : place + 2])):
                    meanings = meanings or list(map(self._meanings.__getitem__, chunks))
                    self._walk(meanings, (place, word), nodes, found)
        return found

    def _ends_before(self, chunk: list[str]) -> bool:
        """Whether no phrase goes on in the chunk, which most often is so."""
        return not chunk or self._meanings[chunk[0]] == 0

    def ranks(self, chunks: list[str]) -> list[int]:
        """How many chunks with words in them stand before each: what the distance between two words is counted by."""
        held = (self._meanings[chunk] is not None for chunk in chunks)
        return list(itertools.accumulate(held, initial=0))

    def _walk(
        self,
        meanings: list[Meaning],
        start: tuple[int, int],
        nodes: Sequence[int],
        found: dict[Label, list[Spot]],
    ) -> None:
        """Follows the phrases that begin at one word, as far as the words after it continue them."""
        steps, (last, word) = self._steps, start
        meaning = meanings[last]
        while nodes and meaning:
            word += 1
            if word == len(meaning):  # type: ignore[arg-type]
                word, last = 0, last + 1
                while last < len(meanings) and meanings[last] is None:
                    last += 1
                if last == len(meanings):
                    return
                meaning = meanings[last]
                if not meaning:
                    return
            numbers = meaning[word]  # type: ignore[index]
            nodes = [steps[node][number] for node in nodes for number in numbers if number in steps[node]]
            for label in dict.fromkeys(label for node in nodes for label in self._ends[node]):
                found.setdefault(label, []).append(Spot(start, (last, word)))

    def _add(self, label: Label, phrase: str) -> None:
        node = 0
        for word in steps_of(phrase):
            number = self._number(word)
            node = self._steps[node].setdefault(number, len(self._steps))
            if node == len(self._steps):
                self._steps.append({})
                self._ends.append(())
        if label not in self._ends[node]:
            self._ends[node] += (label,)

    def _number(self, word: str) -> int:
        """The number of a word of a phrase, new at first sight."""
        folded, new = fold(word.removeprefix("#").removesuffix("*")), 1 + len(self._exact) + len(self._stems)
        if not word.endswith("*"):
            return self._exact.setdefault(folded, new)
        if folded not in self._stems:
            self._stems_by_start.setdefault(folded[:SHORTEST_STEM], []).append(folded)
        return self._stems.setdefault(folded, new)

    def _understand(self, chunk: str) -> Meaning:
        plain = chunk.strip(PLAIN_ENDS)
        if PLAIN_WORD.fullmatch(plain):  # most chunks: one form, which most often no phrase has
            own = self._numbers_of(plain.lower())
            return (tuple(sorted(set(own))),) if own else 0
        words = forms_of(chunk)
        if not words:
            return None
        numbers = tuple(self._numbers(forms) for forms in words)
        return numbers if any(numbers) else 0

    def _open(self, meaning: Meaning) -> tuple[Opening[Label], ...]:
        """The words of a chunk with which a phrase may begin."""
        starts = self._steps[0]
        numbers_of_words: tuple[Numbers, ...] = meaning or ()  # type: ignore[assignment]
        opened: list[Opening[Label]] = []
        for word, numbers in enumerate(numbers_of_words):
            nodes = [starts[number] for number in numbers if number in starts]
            if nodes:
                labels = dict.fromkeys(label for node in nodes for label in self._ends[node])
                going_on = tuple(node for node in nodes if self._steps[node])
                opened.append((word, tuple(labels), going_on, word == len(numbers_of_words) - 1))
        return tuple(opened)

    def _numbers(self, forms: Forms) -> Numbers:
        """The numbers of the words of phrases that any of the forms is."""
        return tuple(sorted({number for form in forms for number in self._numbers_of(form)}))

    def _numbers_of(self, form: str) -> list[int]:
        found = [self._exact[form]] if form in self._exact else []
        stems = self._stems_by_start.get(form[:SHORTEST_STEM])
        return found + [self._stems[stem] for stem in stems if form.startswith(stem)] if stems else found


def hits_of(spots: Iterable[Spot]) -> list[Hit]:
    """Spots as the chunks they cover, each once, in text order."""
    return [Hit(*pair) for pair in sorted({(spot.start[0], spot.end[0]) for spot in spots})]


def spans(text: str, hits: Iterable[Chunks]) -> Iterator[tuple[int, int]]:
    """The character ranges [start, end) of hits in the text they were found in."""
    chunks = [match.span() for match in re.finditer(r"\S+", text)]
    for hit in hits:
        yield chunks[hit.first][0], chunks[hit.last][1]


def steps_of(phrase: str) -> list[str]:
    """The words of a phrase; one with hyphens that others follow goes by its parts, as it does in the text."""
    *words, last = phrase.split()
    return [part for word in words for part in word.split("-")] + [last]


def _whole_and_parts(whole: str, parts: list[str]) -> Iterator[Forms]:
    """The forms of each part; the whole is one more form of the first."""
    folded = [fold(part) for part in parts if part] or [fold(whole)]
    for index, part in enumerate(folded):
        forms = [part]
        if index == 0 and len(folded) > 1:
            forms.append(fold(whole))
        yield tuple(base for form in forms for base in _with_base(form))


def _with_base(form: str) -> tuple[str, ...]:
    return (form, form[:-2]) if form.endswith("'s") and len(form) > 2 else (form,)


def _tag_parts(tag: str) -> list[str]:
    """#SaveKharkiv_2025 as Save, Kharkiv, 2025."""
    parts = [part for piece in TAG_PART.findall(tag) for part in CAMEL.split(piece)]
    return parts or [tag]

"""Words of a post, and phrases found in them: whole words, any case, any of the ways people type a letter.

A phrase is words with spaces between; `word*` stands for every word that begins so. Cost grows with the text, not
with the number of phrases: each chunk of text between spaces is taken apart once and remembered.
"""

import itertools
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

REMEMBERED_CHUNKS = 131_072
LONGEST_REMEMBERED = 40
SHORTEST_STEM = 2

INVISIBLE = dict.fromkeys([0xAD, 0x301, 0x2060, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F)])
APOSTROPHES = str.maketrans("’‘ʼ`´＇", "''''''")
# Latin letters that look like Cyrillic ones. Small k, m, t, h and b do not, so only their capitals are here.
LOOK_ALIKES = str.maketrans("ieopcxayIEOPCXAYKMTHB", "іеорсхауІЕОРСХАУКМТНВ")
CYRILLIC = re.compile(r"[\u0400-\u052f]")
LATIN_AND_CYRILLIC = re.compile(r"[A-Za-z]")
NOT_WORDS = re.compile(r"(?:https?://|www\.)\S*|(?<![\w.])@\w+", re.IGNORECASE)
HASHTAG_OR_WORD = re.compile(r"#(\w+)|[^\W_]+(?:['-][^\W_]+)*")
TAG_PART = re.compile(r"[^\W\d_](?:[^\W\d_])*|\d+")
CAMEL = re.compile(
    r"(?<=[^\W\d_])(?=[A-ZА-ЯІЇЄҐЁЎŁŚŻŹĆŃĄĘÓÄÖÜ][^\W\dA-ZА-ЯІЇЄҐЁЎ_])|(?<=[a-zа-яіїєґёў])(?=[A-ZА-ЯІЇЄҐЁЎ])"
)
PLAIN_ENDS = ".,!?;:()[]\"'*"
PLAIN_WORD = re.compile("[A-Za-z]+|[\u0404\u0406\u0407\u0410-\u044f\u0454\u0456\u0457\u0490\u0491]+")  # one form only
PHRASE_WORD = re.compile(r"#?[^\W_]+(?:['-][^\W_]+)*\*?")

Label = TypeVar("Label")
Forms = tuple[str, ...]
Numbers = tuple[int, ...]
# What a chunk means: the numbers of the phrase words that each of its words can stand for; 0 when none can;
# None when it holds no word at all, so that it does not come between the words of a phrase.
Meaning = tuple[Numbers, ...] | int | None


class Hit(NamedTuple):
    """Where a phrase stood: the first and the last chunk of text between spaces that it covers, from 0."""

    first: int
    last: int


def forms_of(chunk: str) -> list[Forms]:
    """The words of a chunk of text between spaces, each with every form under which it may be found.

    Links and @names are no words. A hashtag and a word with hyphens are found whole and by their parts;
    a possessive is found without its 's.
    """
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


def fold(word: str) -> str:
    """A word as it is compared: lower case, ё as е, Latin look-alikes inside a Cyrillic word as Cyrillic."""
    if not word.isascii():
        word = unicodedata.normalize("NFC", word).translate(INVISIBLE).translate(APOSTROPHES)
        if CYRILLIC.search(word) and LATIN_AND_CYRILLIC.search(word):
            word = word.translate(LOOK_ALIKES)
        return word.lower().replace("ё", "е").replace("\u0307", "")
    return word.lower()


def phrase_fault(phrase: str) -> str | None:
    """Why a phrase of an event file cannot be used, as a sentence; None when it can."""
    words = phrase.split()
    if not words:
        return "an empty phrase matches nothing"
    for word in words:
        plain = unicodedata.normalize("NFC", word).translate(INVISIBLE).translate(APOSTROPHES)
        if not PHRASE_WORD.fullmatch(plain):
            return f"{phrase!r}: a phrase is words of letters and digits, and * may only end a word"
        if plain.endswith("*") and len(plain.strip("#*")) < SHORTEST_STEM:
            return f"{phrase!r}: at least {SHORTEST_STEM} letters must stand before *"
    return None


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
        self._remembered = _Remembered(self._understand)

    def find(self, chunks: list[str]) -> dict[Label, list[Hit]]:
        """The hits by label, in text order; `chunks` is the text split at white space."""
        meanings = list(map(self._remembered.__getitem__, chunks))
        found: dict[Label, list[Hit]] = {}
        starts = self._steps[0]
        for place in itertools.compress(itertools.count(), meanings):
            for word, numbers in enumerate(meanings[place]):  # type: ignore[arg-type]
                if nodes := [starts[number] for number in numbers if number in starts]:
                    self._walk(meanings, place, word, nodes, found)
        return found

    def _walk(
        self, meanings: list[Meaning], first: int, word: int, nodes: list[int], found: dict[Label, list[Hit]]
    ) -> None:
        """Follows the phrases that begin at one word, as far as the words after it continue them."""
        steps, last = self._steps, first
        while True:
            for node in nodes:
                for label in self._ends[node]:
                    hits = found.setdefault(label, [])
                    if not hits or hits[-1] != (first, last):
                        hits.append(Hit(first, last))
            nodes = [node for node in nodes if steps[node]]
            if not nodes:
                return
            word += 1
            if word == len(meanings[last]):  # type: ignore[arg-type]
                word, last = 0, last + 1
                while last < len(meanings) and meanings[last] is None:
                    last += 1
                if last == len(meanings) or not meanings[last]:
                    return
            numbers = meanings[last][word]  # type: ignore[index]
            nodes = [steps[node][number] for node in nodes for number in numbers if number in steps[node]]

    def _add(self, label: Label, phrase: str) -> None:
        node = 0
        for word in phrase.split():
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

    def _numbers(self, forms: Forms) -> Numbers:
        """The numbers of the words of phrases that any of the forms is."""
        return tuple(sorted({number for form in forms for number in self._numbers_of(form)}))

    def _numbers_of(self, form: str) -> list[int]:
        found = [self._exact[form]] if form in self._exact else []
        stems = self._stems_by_start.get(form[:SHORTEST_STEM])
        return found + [self._stems[stem] for stem in stems if form.startswith(stem)] if stems else found


class _Remembered(dict[str, Meaning]):
    """What each chunk means, worked out at first sight. Emptied when full; long chunks are not kept, so that hostile
    text cannot fill the memory."""

    def __init__(self, understand: Callable[[str], Meaning]) -> None:
        super().__init__()
        self._understand = understand

    def __missing__(self, chunk: str) -> Meaning:
        meaning = self._understand(chunk)
        if len(chunk) <= LONGEST_REMEMBERED:
            if len(self) >= REMEMBERED_CHUNKS:
                self.clear()
            self[chunk] = meaning
        return meaning


def spans(text: str, hits: Iterable[Hit]) -> Iterator[tuple[int, int]]:
    """The character ranges [start, end) of hits in the text they were found in."""
    chunks = [match.span() for match in re.finditer(r"\S+", text)]
    for hit in hits:
        yield chunks[hit.first][0], chunks[hit.last][1]


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

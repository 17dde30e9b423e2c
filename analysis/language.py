"""The language of short posts, decided offline; "unknown" when unsure, "none" when there are no words.

In order: the letters say which script it is, and some letters which language (ї, є and ґ are Ukrainian, ы and э beside
no letter of another alphabet Russian); common English words decide most English posts; a bundled model
(py3langid) decides among the languages of the script when its probability is at least 0.7, or when the platform's own
label agrees with its first choice. Each text is judged alone: a batch gives the same answers as single calls.
"""

import dataclasses
import functools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

from analysis.remembering import Remembered

SURE = 0.7
FEWEST_LETTERS = 3
LOOKED_AT = 200  # characters of cleaned text given to the model; more changes no decision and costs time
NEARLY_ALL, MOST_OF = 0.8, 2 / 3  # shares of letters in one script, of a text as it is and without links and names
CUT = 1_000  # characters of a post that are looked at at all

How = Literal["words", "model", "platform", "script", "emoji", "none"]

# Common English words that other languages do not share.
ENGLISH = frozenset(
    """the and of to is it's that you with this are have they what from your there will would about their been who has
    when how than could should because which these them she don't doesn't didn't isn't can't i'm you're we're they're
    that's into only other some then its our out over after before being does did had were where why while through
    between both each any every such those own same more most if by my his""".split()
)
CYRILLIC = ("uk", "ru", "be", "bg", "sr", "mk", "kk")
LATIN = tuple("en pl de fr es it pt cs tr ro nl sv da no fi hu id ms tl vi sk hr lt lv et ca sw az".split())
JAPANESE, KANA = ("ja",), re.compile(r"[\u3040-\u30ff]+")
SCRIPTS: tuple[tuple[re.Pattern[str], tuple[str, ...]], ...] = (
    (re.compile(r"[A-Za-zÀ-ɏḀ-ỿ]+"), LATIN),
    (re.compile(r"[\u0400-\u052f]+"), CYRILLIC),
    (re.compile(r"[\u0600-\u06ff\u0750-\u077f]+"), ("ar", "fa", "ur")),
    (re.compile(r"[\u3040-\u30ff\u3005\u4e00-\u9fff]+"), JAPANESE),
    (re.compile(r"[\uac00-\ud7af\u1100-\u11ff]+"), ("ko",)),
    (re.compile(r"[\u4e00-\u9fff]+"), ("zh", "ja")),
    (re.compile(r"[\u0370-\u03ff]+"), ("el",)),
    (re.compile(r"[\u0590-\u05ff]+"), ("he",)),
    (re.compile(r"[\u10a0-\u10ff]+"), ("ka",)),
    (re.compile(r"[\u0900-\u097f]+"), ("hi",)),
    (re.compile(r"[\u0980-\u09ff]+"), ("bn",)),
    (re.compile(r"[\u0b80-\u0bff]+"), ("ta",)),
    (re.compile(r"[\u0e00-\u0e7f]+"), ("th",)),
)
LANGUAGES = tuple(sorted({language for _, languages in SCRIPTS for language in languages}))

CYRILLIC_LETTERS = re.compile("[\u0400-\u052f]+")
FEWEST_CYRILLIC = 12  # letters, before they may say which language it is
UKRAINIAN = "їєґЇЄҐ"
NOT_UKRAINIAN = "ыэъёўЫЭЪЁЎ"
RUSSIAN = "ыэЫЭ"
NOT_RUSSIAN = re.compile("[\u0400\u0402-\u040f\u0450\u0452-\u052f]")

NOT_WORDS = re.compile(r"(?:https?://|www\.)\S*|@\w+|^\s*RT\b", re.IGNORECASE)
NOT_LETTERS = re.compile(r"[\d_]+|[^\w\s'’-]+")
PLATFORM_CODES = {"in": "id", "iw": "he", "ji": "yi"}  # X still writes codes that ISO 639 gave up in 1989
NO_LANGUAGE = re.compile(r"und|zxx|q..|art|", re.IGNORECASE)


class Language(NamedTuple):
    """A language code, or "unknown" or "none"; the probability in [0, 1]; and what decided."""

    code: str
    probability: float
    how: How


@dataclasses.dataclass(frozen=True, slots=True)
class _Undecided:
    text: str
    candidates: tuple[str, ...]
    stated: str | None


NO_WORDS = Language("none", 1.0, "none")
ONLY_EMOJI = Language("none", 1.0, "emoji")
EMOJI = re.compile("[\u2600-\u27bf\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]")


def stated_language(code: str | None) -> str | None:
    """The platform's own label as an ISO 639-1 code; None where it names no language."""
    if not code or NO_LANGUAGE.fullmatch(code):
        return None
    plain = code.lower().split("-")[0]
    return PLATFORM_CODES.get(plain, plain)


def languages(texts: Sequence[str], stated: Iterable[str | None]) -> list[Language]:
    """The language of each text; `stated` holds the platform's own labels, in the same order."""
    decided: list[Language | None] = []
    undecided: list[_Undecided] = []
    for text, label in zip(texts, stated, strict=True):
        first = _without_model(text, label)
        if isinstance(first, _Undecided):
            undecided.append(first)
            decided.append(None)
        else:
            decided.append(first)
    modelled = iter(_with_model(undecided))
    return [language or next(modelled) for language in decided]


def _without_model(text: str, stated: str | None) -> Language | _Undecided:
    text = text[:CUT]
    letters, script = _script(text)
    if letters < FEWEST_LETTERS:
        return _without_words(text)
    if script == LATIN and _is_plainly_english(text):
        return Language("en", 1.0, "words")
    if script == CYRILLIC and (language := _by_letters(text)):
        return Language(language, 1.0, "script")
    if "@" in text or "//" in text or "RT" in text.upper() or "WWW." in text.upper():
        text = NOT_WORDS.sub(" ", text)
    cleaned = NOT_LETTERS.sub(" ", text).strip()
    if not cleaned[:FEWEST_LETTERS].isalpha() and sum(map(str.isalpha, cleaned[:LOOKED_AT])) < FEWEST_LETTERS:
        return _without_words(text)
    if not script and not text.isascii():
        _, script = _script(cleaned, MOST_OF)  # links and names are no sign of a language
    if not script:
        return Language("unknown", 0.0, "script")
    if len(script) == 1:
        return Language(script[0], 1.0, "script")
    return _Undecided(cleaned[:LOOKED_AT], script, stated_language(stated))


def _without_words(text: str) -> Language:
    """The answer for a text that has no words: whether it says something in emoji."""
    return ONLY_EMOJI if EMOJI.search(text) else NO_WORDS


def _script(text: str, least: float = NEARLY_ALL) -> tuple[int, tuple[str, ...]]:
    """How many letters there are at least, and the languages of the script that has this share of them; none for a
    text in two scripts."""
    if text.isascii():
        return FEWEST_LETTERS, LATIN
    likely, candidates = SCRIPTS[1] if "а" in text or "о" in text else SCRIPTS[0]
    own = _number_of(likely, text)
    if own >= FEWEST_LETTERS and own >= (len(text) - text.count(" ")) * least:
        return own, candidates  # most texts; the letters need not be counted
    letters = sum(map(str.isalpha, text))
    for pattern, candidates in SCRIPTS:
        if candidates == JAPANESE and 10 * _number_of(KANA, text) < letters:
            continue  # its other letters are those of Chinese
        if _number_of(pattern, text) >= max(letters, 1) * least:
            return letters, candidates
    return letters, ()


def _number_of(letters: re.Pattern[str], text: str) -> int:
    """How many such letters there are; the pattern takes runs of them, of which there are fewer."""
    return sum(map(len, letters.findall(text)))


def _by_letters(text: str) -> str | None:
    """The language that Cyrillic letters can only be of, among those that are told apart here; None where they leave
    it open. A text with letters of two alphabets is left to the model."""
    if _has_any(UKRAINIAN, text):
        found = None if _has_any(NOT_UKRAINIAN, text) else "uk"
    else:
        found = "ru" if _has_any(RUSSIAN, text) and not NOT_RUSSIAN.search(text) else None
    return found if found and _number_of(CYRILLIC_LETTERS, text) >= FEWEST_CYRILLIC else None


def _has_any(letters: str, text: str) -> bool:
    return any(letter in text for letter in letters)


def _english_word(token: str) -> str:
    """The common English word that a token is, or "" for any other token."""
    word = token.replace("’", "'").strip(".,!?;:()[]\"'*_-…").lower()
    return word if word in ENGLISH else ""


_english_words: Remembered[str, str] = Remembered(_english_word)


def _is_plainly_english(text: str) -> bool:
    """At least 3 different common English words that make up at least a fifth of all words."""
    tokens = text.split()
    found = list(filter(None, map(_english_words.__getitem__, tokens)))
    return len(found) * 5 >= len(tokens) and len(set(found)) >= 3


def _with_model(undecided: Sequence[_Undecided]) -> list[Language]:
    if not undecided:
        return []
    best = _model().best([each.text for each in undecided], [each.candidates for each in undecided])
    return [_choice(each, *found) for each, found in zip(undecided, best, strict=True)]


def _choice(each: _Undecided, code: str | None, probability: float) -> Language:
    if code is not None and probability >= SURE:
        return Language(code, probability, "model")
    if code is not None and code == each.stated:
        return Language(code, probability, "platform")
    return Language("unknown", probability, "model")


class _Model:
    """py3langid's naive Bayes model, asked about some of its languages. Its own `classify` computes all of them, and
    through BLAS; this takes only the columns of the languages in question and adds their rows, which is faster."""

    def __init__(self) -> None:
        import numpy
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        self._np = numpy
        model: Any = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        model.set_languages(LANGUAGES)
        self._moves, self._output = numpy.asarray(model.tk_nextmove), numpy.asarray(model.tk_output)
        self._rows = numpy.asarray([row << 8 for row in model.tk_row])
        self._classes = list(model.nb_classes)
        self._all = model.nb_ptc, model.nb_pc
        self._columns: dict[tuple[str, ...], tuple[Any, Any, list[str], Any]] = {}

    def best(self, texts: Sequence[str], candidates: Sequence[tuple[str, ...]]) -> list[tuple[str | None, float]]:
        """The likeliest of its candidates for each text, and its probability among them; None where the model knows no
        part of the text."""
        encoded = [_encoded(text) for text in texts]
        owners, parts, weights = self._parts(encoded)
        found: list[tuple[str | None, float]] = [(None, 0.0)] * len(texts)
        for own in dict.fromkeys(candidates):
            mine = self._np.asarray([each == own for each in candidates])[owners]
            for place, code, probability in self._best(owners[mine], parts[mine], weights[mine], encoded, own):
                found[place] = code, probability
        return found

    def _parts(self, encoded: Sequence[bytes]) -> tuple[Any, Any, Any]:
        """The parts of the texts that the model knows, as three columns: the text, the part, and its weight by how
        often it stands there. The model's automaton is led over all texts at once, a byte of each at a time."""
        np = self._np
        order = sorted(range(len(encoded)), key=lambda place: -len(encoded[place]))
        longest = len(encoded[order[0]])
        given = np.zeros((longest, len(encoded)), dtype=np.uint8)
        for row, place in enumerate(order):
            given[: len(encoded[place]), row] = np.frombuffer(encoded[place], dtype=np.uint8)
        left = np.bincount([len(each) for each in encoded], minlength=longest + 1)[::-1].cumsum()[::-1]
        found = np.full((longest, len(encoded)), -1, dtype=np.int64)
        states = np.zeros(len(encoded), dtype=self._moves.dtype)
        for column in range(longest):
            states = states[: left[column + 1]]
            states = self._moves[self._rows[states] + given[column, : len(states)]]
            found[column, : len(states)] = self._output[states]
        columns, rows = np.nonzero(found >= 0)
        number = len(self._all[0])
        keys, counts = np.unique(np.asarray(order)[rows] * number + found[columns, rows], return_counts=True)
        return keys // number, keys % number, np.log1p(counts.astype(np.float32))

    def _best(
        self, owners: Any, parts: Any, weights: Any, encoded: Sequence[bytes], candidates: tuple[str, ...]
    ) -> Iterator[tuple[int, str, float]]:
        """For each of the texts the likeliest language, and its probability, as naive Bayes has it. `owners` come in
        order, so that the rows of a text stand together."""
        if not len(owners):
            return
        np = self._np
        table, prior, codes, same = self._of(candidates)
        starts = np.flatnonzero(np.diff(owners, prepend=-1))
        scores = np.add.reduceat(table[parts] * weights[:, None], starts, axis=0) + prior
        roots = np.asarray([len(encoded[place]) ** 0.5 for place in owners[starts].tolist()], dtype=np.float32)
        shares = np.exp((scores - scores.max(axis=1, keepdims=True)) / roots[:, None])
        best = shares.argmax(axis=1)
        own = (shares * same[best]).sum(axis=1) / shares.sum(axis=1)
        for place, code, probability in zip(owners[starts].tolist(), best.tolist(), own.tolist(), strict=True):
            yield place, codes[code], round(probability, 3)

    def _of(self, candidates: tuple[str, ...]) -> tuple[Any, Any, list[str], Any]:
        """The model's columns of these languages, their codes, and which columns are of the same language: one that is
        written in two scripts has two."""
        np = self._np
        if candidates not in self._columns:
            kept = [place for place, code in enumerate(self._classes) if code in candidates]
            codes = [self._classes[place] for place in kept]
            table, prior = self._all
            same = np.asarray([[code == other for other in codes] for code in codes], dtype=np.float32)
            self._columns[candidates] = np.ascontiguousarray(table[:, kept], dtype=np.float32), prior[kept], codes, same
        return self._columns[candidates]


@functools.cache
def _model() -> _Model:
    """Loaded at first use (0.7 s, 90 MB), once in a process."""
    return _Model()


def _encoded(text: str) -> bytes:
    text = text.lower() if text.isupper() else text
    return unicodedata.normalize("NFC", text).encode("utf8", errors="replace")

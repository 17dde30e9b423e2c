"""Very many invented posts as rows of the tables, made quickly: the size is the point, not the reading.

Four in ten repeat a text of the pool, the others end with a word of their own, so that texts are mostly different.
What is understood of a text of the pool (language, scores, themes) holds for it with such a word, too.
"""

import bisect
import dataclasses
import datetime as dt
import itertools
import random
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from analysis.echoes import FEWEST_WORDS, MARKS, marks_of, pairs_of, words_of
from analysis.marks import mark_of
from analysis.understanding import places, scaled, understand
from benchmarks.generated import Texts
from storage.tables.identity import hash64, post_number
from storage.tables.post import Kind
from worker.house import Reading

BEGIN = dt.datetime(2023, 4, 1, tzinfo=dt.UTC)
DAYS = 731
END = BEGIN + dt.timedelta(days=DAYS)
X_EPOCH_MS = 1_288_834_974_657
EVENTS = 3
COMMUNITIES = [f"invented_{number}" for number in range(200)]
LARGEST_POOL = 200_000
LARGEST_CROWD = 400_000
COPIES = 0.4
BURSTS = {day: 12.0 for start in (90, 210, 330, 510, 700) for day in (start, start + 1)}  # days with many posts
COLUMNS = {
    "post": "id platform native_id kind created_at created_how author_key community root_id text_key text_state "
    "text_cut language language_how language_probability likes is_ad is_context is_bot",
    "post_text": "post_id text",
    "membership": "event_id post_id minute via counts revision_id belongs voice voice_rule toned",
    "origin": "post_id file_id line record",
    "score": "post_id scorer_id compound positive neutral negative text_hash",
    "theme_hit": "theme_id post_id places mark",
    "text_mark": "mark text_key",
}
Rows = dict[str, list[tuple[Any, ...]]]


@dataclasses.dataclass(frozen=True, slots=True)
class Understood:
    """A text of the pool, and all that was understood of it."""

    text: str
    words: str
    hash: int
    language: str
    how: str
    probability: float
    scores: tuple[tuple[int, ...], ...]
    hits: tuple[tuple[int, str, str], ...]
    marks: tuple[int, ...]
    last: str


class Crowd:
    """Posts without end over two years, the same for the same number: as rows for each table."""

    def __init__(self, count: int, readings: Mapping[int, Reading], keys: list[int]) -> None:
        self._count, self._keys, self._readings = count, keys, readings
        self._chance = random.Random(count)
        self._pool = _pool(min(max(count // 10, 1000), LARGEST_POOL), next(iter(readings.values())))
        self._hours = list(itertools.accumulate(_weight(hour) for hour in range(DAYS * 24)))

    def rows(self, first: int, last: int) -> Rows:
        """The rows of the posts with numbers [first, last), by table."""
        found: Rows = {name: [] for name in COLUMNS}
        for number in range(first, last):
            self._add(found, number)
        return found

    def _add(self, found: Rows, number: int) -> None:
        chance = self._chance
        said, is_copy = self._pool[int(len(self._pool) * chance.random() ** 2)], chance.random() < COPIES
        own = "" if is_copy else f" m{number:x}"
        key = hash64(f"{said.words}{own}")
        of_text = said.hash if is_copy else hash64(said.text + own)
        post = self._fact(number, said, key, is_copy=is_copy)
        found["post"].append(post)
        found["post_text"].append((post[0], said.text + own))
        self._join(found, number, post)
        found["score"] += [(post[0], *each, of_text) for each in said.scores]
        found["theme_hit"] += [(theme, post[0], at, mark) for theme, at, mark in said.hits]
        found["text_mark"] += [(mark, key) for mark in _marks(said, own)]

    def _fact(self, number: int, said: Understood, key: int, *, is_copy: bool) -> tuple[Any, ...]:
        chance, at = self._chance, self._time(number)
        kind: Kind = "repost" if is_copy else "post"
        if number % 2:
            native = str((round(at.timestamp() * 1000) - X_EPOCH_MS << 22) + number % (1 << 22))
            place: tuple[Any, ...] = ("x", native, kind, at, "id")
            community, root = None, None
        else:
            native = f"t1_{_base36(10**9 + number)}"
            place = ("reddit", native, "comment", at, "stated")
            community = COMMUNITIES[int(len(COMMUNITIES) * chance.random() ** 3)]
            root = post_number("reddit", f"t3_{_base36(10**8 + number // 40)}")
        author = self._keys[int(len(self._keys) * chance.random() ** 2)]
        text = (key, "ok", False, said.language, said.how, said.probability)
        likes = int(chance.expovariate(0.3))
        return (post_number(place[0], native), *place, author, community, root, *text, likes, False, False, False)

    def _join(self, found: Rows, number: int, post: tuple[Any, ...]) -> None:
        """Each post is in one event, one in twenty in two."""
        chance, minute = self._chance, int(post[4].timestamp() // 60)
        voice, rule = ("reacting", "own words") if chance.random() < 0.7 else ("passing on", "link")
        for add in range(2 if number % 20 == 0 else 1):
            event = (number // 2 + add) % EVENTS + 1
            of = self._readings[event]
            joined = (of.event_id, post[0], minute, "keyword", True, of.revision_id, True, voice, rule, True)
            found["membership"].append(joined)
            found["origin"].append((post[0], event, number + 1, number + 1))

    def _time(self, number: int) -> dt.datetime:
        """Later numbers are later; nights are quiet, and some days have bursts."""
        at = (number + 0.5) / self._count * self._hours[-1]
        hour = bisect.bisect(self._hours, at)
        before = self._hours[hour - 1] if hour else 0.0
        share = (at - before) / (self._hours[hour] - before)
        return BEGIN + dt.timedelta(hours=hour, milliseconds=int(share * 3_599_999))


def _weight(hour: int) -> float:
    quiet = 0.3 if hour % 24 in (0, 1, 2, 3) else 1.0
    return quiet * BURSTS.get(hour // 24, 1.0)


def _pool(count: int, reading: Reading) -> list[Understood]:
    """Texts in which everything was really looked for."""
    texts = [text.rstrip(".!?…") for text in itertools.islice(_texts(), count)]
    meanings = understand(texts, [None] * count, [None] * count, reading.plan, reading.scorers)
    found = []
    for text, meaning in zip(texts, meanings, strict=True):
        words = words_of(text)
        pairs = zip(reading.scorer_ids, meaning.scores, strict=True)
        scores = tuple((number, *scaled(score).values()) for number, score in pairs if score)
        hits = tuple(
            (reading.theme_ids[name], places(uses), mark_of(uses)) for name, uses in sorted(meaning.themes.items())
        )
        spoken = meaning.language
        last = words[-1] if len(words) >= FEWEST_WORDS else ""
        marks = tuple(marks_of(pairs_of(words)))
        found.append(
            Understood(
                text, " ".join(words), meaning.text_hash, spoken.code, spoken.how, spoken.probability, scores, hits,
                marks, last,
            )
        )  # fmt: skip
    return found


def _texts() -> Iterator[str]:
    made = Texts(1)
    while True:
        yield made.text()


def _marks(said: Understood, own: str) -> list[int]:
    """The marks of the text with its own word: those of the pool's text, and of the one pair that is new."""
    if not own or not said.last:
        return list(said.marks)
    return sorted({*said.marks, zlib.crc32(said.last.encode() + own.encode())})[:MARKS]


def _base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits

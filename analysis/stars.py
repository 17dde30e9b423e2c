"""What the phrases of a theme really found in a text, phrase by phrase, and which words each star stood for there."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from analysis.theme_rules import near, without
from analysis.words import Forms, Hit, Matcher, Spot, forms_of, steps_of
from config.event_parts import Theme
from config.phrases import Pair, fold, parsed

MOST_WORDS = 2_000  # different words that are kept of one star; the rarest go first


class Trace(NamedTuple):
    """A phrase at one place: the words that its stars stood for, by star, and whether an exception took it out."""

    phrase: str
    hit: Hit
    caught: tuple[tuple[str, str], ...]
    is_left_out: bool


class Tracer:
    """Traces one theme. Slower than the plan, which need not know which phrase it was."""

    def __init__(self, theme: Theme) -> None:
        written = [phrase for phrases in theme.phrases.values() for phrase in phrases]
        self._written = {phrase: parsed(phrase) for phrase in dict.fromkeys(written)}
        plain = {side for each in self._written.values() for side in (each[:2] if isinstance(each, Pair) else (each,))}
        self._exceptions = tuple(theme.exceptions)
        self._matcher: Matcher[str] = Matcher({side: (side,) for side in sorted({*plain, *self._exceptions})})

    def traces(self, text: str) -> Iterator[Trace]:
        """Every place of every phrase, in the order in which the phrases are written."""
        chunks = _Chunks(text)
        found = self._matcher.spots(chunks.chunks)
        left_out = [spot for phrase in self._exceptions for spot in found.get(phrase, ())]
        for phrase, meant in self._written.items():
            if isinstance(meant, Pair):
                yield from self._pair(phrase, meant, found, left_out, chunks)
                continue
            kept = set(without(found.get(meant, ()), left_out))
            for spot in found.get(meant, ()):
                yield Trace(phrase, _hit(spot), tuple(_caught(meant, spot, chunks)), spot not in kept)

    def _pair(
        self, phrase: str, pair: Pair, found: dict[str, list[Spot]], left_out: Sequence[Spot], chunks: "_Chunks"
    ) -> Iterator[Trace]:
        one, other = (without(found.get(side, ()), left_out) for side in pair[:2])
        ranks = self._matcher.ranks(chunks.chunks)
        by_start: dict[int | None, list[tuple[str, str]]] = {}
        for side, spots in ((pair.one, one), (pair.other, other)):
            for spot in spots:
                by_start.setdefault(spot.start[0], []).extend(_caught(side, spot, chunks))
        for place in dict.fromkeys(near(one, other, pair.within, ranks)):
            words = by_start[place.first] + by_start[place.second]
            yield Trace(phrase, Hit(place.first, place.last), tuple(dict.fromkeys(words)), is_left_out=False)


class StarCounts:
    """How often each star of a theme stood for which word. A word is counted once for each post."""

    def __init__(self, theme: Theme) -> None:
        self._tracer = Tracer(theme)
        self.caught: dict[str, Counter[str]] = {}
        self.left_out: dict[str, Counter[str]] = {}
        self.is_cut = False

    def see(self, text: str) -> None:
        seen = {(trace.is_left_out, *pair) for trace in self._tracer.traces(text) for pair in trace.caught}
        for is_left_out, star, word in sorted(seen):
            words = (self.left_out if is_left_out else self.caught).setdefault(star, Counter())
            words[word] += 1
            if len(words) > 2 * MOST_WORDS:
                self.is_cut = True
                for rare, _ in words.most_common()[MOST_WORDS:]:
                    del words[rare]


def _hit(spot: Spot) -> Hit:
    return Hit(spot.start[0], spot.end[0])


def _caught(phrase: str, spot: Spot, chunks: "_Chunks") -> Iterator[tuple[str, str]]:
    """The stars of a phrase with the words that they stood for at one place."""
    for step, forms in zip(steps_of(phrase), chunks.words(spot), strict=False):
        if step.endswith("*"):
            stem = fold(step.removeprefix("#").removesuffix("*"))
            yield step, next((form for form in forms if form.startswith(stem)), forms[0])


class _Chunks:
    """The chunks of a text, each taken apart into words once, when it is needed."""

    def __init__(self, text: str) -> None:
        self.chunks = text.split()
        self._words: dict[int, list[Forms]] = {}

    def words(self, spot: Spot) -> Iterator[Forms]:
        """The words from the first to the last of a spot."""
        for place in range(spot.start[0], spot.end[0] + 1):
            if place not in self._words:
                self._words[place] = forms_of(self.chunks[place])
            words = self._words[place]
            low = spot.start[1] if place == spot.start[0] else 0
            high = spot.end[1] + 1 if place == spot.end[0] else len(words)
            yield from words[low:high]

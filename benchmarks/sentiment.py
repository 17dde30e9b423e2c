"""Our scorer beside the package, in one process, batch by batch in turn, on texts that neither has seen. Ours has read
other texts of the same words before, as a worker has after its first minute."""

import random
import time
from collections.abc import Callable, Sequence
from typing import Any

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from analysis.sentiment import TwoVaders, Vader
from config.neutral_words import NEUTRAL_WORDS

WORDS = (15, 100, 400)
BATCH = 50


def main() -> None:
    print("sentiment: microseconds a text, the package and ours in turn; equal on every text or it stops")
    for words in WORDS:
        texts = _texts(words, count=80_000 // words, chance=random.Random(words))
        package, ours, both = _in_turn(texts[len(texts) // 2 :], before=texts[: len(texts) // 2])
        ratio = f"{package / ours:5.1f} times as fast"
        print(f"  {words:4} words: package {package:8.1f}   ours {ours:7.1f}   {ratio}   both scorers {both:7.1f}")
    scorer = Vader()
    for words in (10_000, 100_000):
        text = "not so good but sad " * (words // 5)
        print(f"  {words:6,} words: ours {_seconds(lambda text=text: scorer.score(text)) * 1000:6.1f} ms")
    print(f"  10,000 emoji: ours {_seconds(lambda: scorer.score('😂' * 10_000)) * 1000:6.1f} ms")


def _texts(words: int, count: int, chance: random.Random) -> list[str]:
    """Texts of lexicon words and others, with boosters, negations, capitals and marks as people use them. As in any
    language a few words are frequent and most are rare (Zipf's law), so new words keep coming."""
    lexicon = [word for word in Vader().lexicon if word.isalpha()]
    others = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=chance.randint(2, 9))) for _ in range(20_000)]
    common = "the and of to is it that you with this are have they not very so but never really without at kind".split()

    chance.shuffle(lexicon)

    def zipf(ranked: list[str]) -> str:
        return ranked[min(int(len(ranked) ** chance.random()) - 1, len(ranked) - 1)]

    def word() -> str:
        kind = chance.random()
        found = zipf(lexicon) if kind < 0.1 else chance.choice(common) if kind < 0.45 else zipf(others)
        found = found.upper() if chance.random() < 0.02 else found
        return found + chance.choice(["", "", "", "", "", ",", ".", "!"])

    return [" ".join(word() for _ in range(words)) for _ in range(count)]


def _in_turn(texts: Sequence[str], before: Sequence[str]) -> tuple[float, float, float]:
    analyser, scorer, two = SentimentIntensityAnalyzer(), Vader(), TwoVaders(NEUTRAL_WORDS)
    for text in before:
        scorer.score(text)
        two.scores(text)
    package = ours = both = 0.0
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        begun = time.process_time()
        theirs: list[dict[str, Any]] = [analyser.polarity_scores(text) for text in batch]
        package += time.process_time() - begun
        begun = time.process_time()
        mine = [scorer.score(text) for text in batch]
        ours += time.process_time() - begun
        begun = time.process_time()
        for text in batch:
            two.scores(text)
        both += time.process_time() - begun
        for expected, found in zip(theirs, mine, strict=True):
            if (expected["compound"], expected["pos"], expected["neu"], expected["neg"]) != tuple(found):
                raise SystemExit("the scores differ")
    package, ours, both = (seconds / len(texts) * 1e6 for seconds in (package, ours, both))
    return package, ours, both


def _seconds(step: Callable[[], object]) -> float:
    begun = time.process_time()
    step()
    return time.process_time() - begun

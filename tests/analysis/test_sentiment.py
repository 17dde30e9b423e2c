"""Our scores are those of the package, on every text, and their cost grows with the text and no faster."""

import csv
import pathlib
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment import vaderSentiment as package

from analysis import remembering, sentiment
from analysis.sentiment import Score, TwoVaders, Vader
from config.neutral_words import NEUTRAL_WORDS

ANALYSER = package.SentimentIntensityAnalyzer()
SCORER = Vader()
NEUTRAL, TWO = package.SentimentIntensityAnalyzer(), TwoVaders(NEUTRAL_WORDS)
for neutral_word in NEUTRAL_WORDS:
    del NEUTRAL.lexicon[neutral_word]
SMALL = """no or nor but least at very kind of sort just enough so this never without doubt the shit bomb bad ass bus stop
    yeah right kiss death die beating heart good great awful not isn't don't GOOD Bad NO KIND LEAST SO really REALLY""".split()
NASTY = [*ANALYSER.lexicon, *package.BOOSTER_DICT, *package.NEGATE, *package.SPECIAL_CASES, *SMALL * 40]
ODD = ["İ", "ΑΣ", "ß", "ﬁ", "no-one", "❤️", "🇺🇦", "🙏", "don’t", "1,000", "@good", "#bad", *list(ANALYSER.emojis)[:400]]
MARKS = ["", "", "", "!", "?", "!!", "???", ".", ",", "...", "'", '"', "(", ")", ":", "@", "#", "_", "’", "!?!?"]
GAPS = [" "] * 12 + ["\u00a0", "\u2003", "\u001f", "\u200b", "", "\n", "\t", "  "]

words = st.builds(
    lambda word, case, before, after: before + case(word) + after,
    st.one_of(st.sampled_from(NASTY), st.sampled_from(ODD)),
    st.sampled_from([str, str, str.upper, str.title, str.swapcase]),
    st.sampled_from(MARKS),
    st.sampled_from(MARKS),
)
event_words = st.builds(
    lambda word, case, after: case(word) + after,
    st.sampled_from(sorted(NEUTRAL_WORDS)),
    st.sampled_from([str, str, str.upper, str.title]),
    st.sampled_from(MARKS),
)
texts = st.lists(st.tuples(words, st.sampled_from(GAPS)), max_size=25).map(lambda pairs: "".join(map("".join, pairs)))


def of_package(text: str, analyser: package.SentimentIntensityAnalyzer = ANALYSER) -> Score:
    found = analyser.polarity_scores(text)
    return Score(found["compound"], found["pos"], found["neu"], found["neg"])


@settings(max_examples=400, deadline=None)
@given(texts)
def test_equals_the_package_on_nasty_texts(text: str) -> None:
    assert SCORER.score(text) == of_package(text)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(SMALL), max_size=12).map(" ".join))
def test_equals_the_package_on_phrases_of_a_small_vocabulary(text: str) -> None:
    assert SCORER.score(text) == of_package(text)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=80))
def test_equals_the_package_on_any_text(text: str) -> None:
    assert SCORER.score(text) == of_package(text)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.one_of(words, event_words), st.sampled_from(GAPS)), max_size=20))
def test_both_scores_equal_the_package_with_and_without_the_events_words(pairs: list[tuple[str, str]]) -> None:
    text = "".join(map("".join, pairs))
    assert TWO.scores(text) == (of_package(text), of_package(text, NEUTRAL))


@settings(max_examples=2, deadline=None)
@given(st.lists(st.one_of(words, event_words), min_size=12, max_size=15), st.integers(0, 99))
def test_equals_the_package_on_ten_thousand_words(some: list[str], seed: int) -> None:
    chance = random.Random(seed)
    plain = ["tea", "at", "noon", "BRIDGE", "the", "station,"]
    text = " ".join(chance.sample([*some, *chance.choices(plain, k=10_000)], 10_000 + len(some)))
    assert TWO.scores(text) == (of_package(text), of_package(text, NEUTRAL))


@pytest.mark.parametrize(
    "text",
    ["", "   ", "!!!", "😂", "😂good", "not so good but sad", "BUT", "the shit", "this is the shit", "at least good", "no war",
     "without a doubt great", "never so good", "kind of bad", "it is kind of bad", "GOOD", "I am GOOD", "good " * 70 + "but bad " * 70],
)  # fmt: skip
def test_equals_the_package_on_known_quirks(text: str) -> None:
    assert SCORER.score(text) == of_package(text)


def test_the_same_when_the_memory_of_words_keeps_being_emptied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembering, "MOST", 5)
    monkeypatch.setattr(sentiment, "REMEMBERED_TOTALS", 2)
    chance, scorer = random.Random(3), Vader()
    for _ in range(150):
        text = " ".join(chance.choices(NASTY, k=9))
        assert scorer.score(text) == of_package(text)


def test_a_lexicon_without_some_words_scores_as_the_package_would() -> None:
    without = frozenset(["killed", "war", "no", "doubt"])
    analyser = package.SentimentIntensityAnalyzer()
    for word in without:
        del analyser.lexicon[word]
    scorer, chance = Vader(without), random.Random(4)
    for _ in range(300):
        text = " ".join(chance.choices([*without, *SMALL, "sad", "brave"], k=8))
        found = analyser.polarity_scores(text)
        assert scorer.score(text) == (found["compound"], found["pos"], found["neu"], found["neg"])
    assert scorer.lexicon_hash != SCORER.lexicon_hash


def test_long_texts_cost_no_more_for_each_word_than_short_ones() -> None:
    def seconds(text: str) -> float:
        scorer = Vader()
        scorer.score(text)
        begun = time.process_time()
        scorer.score(text)
        return time.process_time() - begun

    short, long = "not so good but sad " * 2_000, "not so good but sad " * 20_000
    assert seconds(long) < 40 * max(seconds(short), 0.0005)
    assert seconds("😂" * 10_000) < 0.5


def test_the_words_of_a_score_are_those_that_carry_a_value() -> None:
    assert SCORER.words("A great, great day for nobody") == [("great", 3.1), ("great", 3.1)]
    assert SCORER.words("tea at noon") == []


def test_agrees_with_human_ratings_as_the_package_does(samples: pathlib.Path) -> None:
    with (samples / "scoring" / "vader_tweets_groundtruth.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    ours = [SCORER.score(row["text"]).compound for row in rows]
    theirs = [float(row["mean_rating"]) for row in rows]
    assert round(_correlation(ours, theirs), 4) == 0.8722


def test_equals_the_package_on_real_posts(samples: pathlib.Path) -> None:
    with (samples / "real" / "x_ukraine_2022-02-01.csv").open(encoding="utf-8", newline="") as file:
        found = [row["text"] for row in csv.DictReader(file, delimiter=";")][::7]
    assert [TWO.scores(text) for text in found] == [(of_package(text), of_package(text, NEUTRAL)) for text in found]


def _correlation(xs: list[float], ys: list[float]) -> float:
    mx, my = sum(xs) / len(xs), sum(ys) / len(ys)
    dx, dy = [x - mx for x in xs], [y - my for y in ys]
    return sum(a * b for a, b in zip(dx, dy, strict=True)) / (sum(a * a for a in dx) * sum(b * b for b in dy)) ** 0.5

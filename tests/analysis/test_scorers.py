"""The register of scorers: each named by all that its numbers depend on, and none paying for the other."""

import random

from vaderSentiment import vaderSentiment as package

from analysis import sentiment
from analysis.scorers import LONGEST_SCORED, SCORERS, SHOWN, scorers
from config.neutral_words import NEUTRAL_WORDS

OTHERS = "not no very great sad prayers GOOD but least so this never brave the people of Kharkiv 😢 victims, KILLED! war".split()


def neutral_package(words: frozenset[str]) -> package.SentimentIntensityAnalyzer:
    """The package with these words taken out of its lexicon."""
    analyser = package.SentimentIntensityAnalyzer()
    for word in words:
        analyser.lexicon.pop(word, None)
    return analyser


def test_the_scorer_without_war_words_is_shown_unless_another_is_asked_for() -> None:
    assert SHOWN == "vader-event-neutral"
    assert [scorer.id.name for scorer in scorers()] == list(SCORERS)
    assert all(scorer.title and scorer.meaning.endswith(".") for scorer in scorers())


def test_both_scores_are_those_of_the_package_with_and_without_the_words() -> None:
    neutral, plain = scorers()
    without, whole, chance = neutral_package(NEUTRAL_WORDS), package.SentimentIntensityAnalyzer(), random.Random(11)
    for _ in range(600):
        text = " ".join(chance.choices([*OTHERS, *sorted(NEUTRAL_WORDS)[:12]], k=chance.randint(1, 14)))
        for ours, analyser in ((neutral, without), (plain, whole)):
            theirs = analyser.polarity_scores(text)
            assert ours.score(text) == (theirs["compound"], theirs["pos"], theirs["neu"], theirs["neg"])


def test_an_events_own_words_change_its_scorer_and_only_words_of_the_lexicon_do() -> None:
    shipped, own, same = (scorers(NEUTRAL_WORDS | extra)[0] for extra in (frozenset(), {"crisis"}, {"missile"}))
    assert own.id != shipped.id == same.id
    assert own.score("a crisis").compound == 0.0 > shipped.score("a crisis").compound
    assert scorers(NEUTRAL_WORDS | {"crisis"})[1].id == scorers()[1].id


def test_sympathy_is_not_called_dark_for_the_words_of_the_event() -> None:
    neutral, plain = scorers()
    text = "Our prayers are with the victims and their families"
    assert plain.score(text).compound < 0 <= neutral.score(text).compound
    assert neutral.words(text) == []
    assert plain.words(text) != []


def test_a_text_without_war_words_is_worked_out_once_for_both(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    neutral, plain = scorers(frozenset({"killed"}))
    calls: list[int] = []
    hits = sentiment.Vader._hits
    monkeypatch.setattr(sentiment.Vader, "_hits", lambda *a: calls.append(1) or hits(*a))
    assert neutral.score("so very good") == plain.score("so very good")
    assert len(calls) == 1
    assert neutral.score("killed, so very good") != plain.score("killed, so very good")
    assert len(calls) == 3


def test_of_a_very_long_text_the_beginning_is_scored() -> None:
    for scorer in scorers():
        assert scorer.score("good " * 3_000) == scorer.score(("good " * 3_000)[:LONGEST_SCORED])

"""Themes with pairs and exceptions find what trying everything at every word finds, and nothing else."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.plan import Plan
from analysis.words import forms_of
from config.event_file import Event
from config.phrases import Pair, parsed

WORDS = ["ab", "abc", "ba", "bab", "cd"]
word = st.builds(lambda w, star: w + "*" * star, st.sampled_from(WORDS), st.booleans())
phrase = st.lists(word, min_size=1, max_size=2).map(" ".join)
pair = st.builds(lambda one, other, within: f"{one} ~{within} {other}", phrase, phrase, st.integers(1, 4))
texts = st.lists(
    st.sampled_from([*WORDS, "abcd", "babs", "x", "y", "#abBa", "ab-cd", "…", "!", "ab,ba", "https://ab.c/ab"]),
    max_size=14,
).map(" ".join)

Span = tuple[tuple[int, int], tuple[int, int]]


def plan(phrases: list[str], exceptions: list[str] = []) -> Plan:  # noqa: B006
    theme = {"name": "it", "phrases": {"en": phrases}, "not": exceptions}
    return Plan(Event.model_validate({"name": "e", "title": "E", "zone": "UTC", "themes": [theme]}))


def found(phrases: list[str], exceptions: list[str], text: str) -> set[tuple[int, int]]:
    made = plan(phrases, exceptions)
    uses = made.themes(made.find(text), text, "en").get("it", [])
    return {(use.first, use.last) for use in uses}


def tried(phrase: str, text: str) -> list[Span]:
    """Every place where the words of a phrase stand one after another, as (chunk, word) of the first and the last."""
    tokens = [
        (chunk, number, forms)
        for chunk, piece in enumerate(text.split())
        for number, forms in enumerate(forms_of(piece))
    ]
    wanted = phrase.split()

    def fits(pattern: str, forms: tuple[str, ...]) -> bool:
        return any(form.startswith(pattern[:-1]) if pattern.endswith("*") else form == pattern for form in forms)

    spots = []
    for start in range(len(tokens) - len(wanted) + 1):
        run = tokens[start : start + len(wanted)]
        if all(fits(pattern, token[2]) for pattern, token in zip(wanted, run, strict=True)):
            spots.append((run[0][:2], run[-1][:2]))
    return spots


def oracle(phrases: list[str], exceptions: list[str], text: str) -> set[tuple[int, int]]:
    """The nearest pairs found by trying all of them."""
    chunks = text.split()
    rank = [sum(bool(forms_of(chunk)) for chunk in chunks[:place]) for place in range(len(chunks) + 1)]
    left_out = [spot for each in exceptions for spot in tried(each, text)]

    def kept(each: str) -> list[Span]:
        return [spot for spot in tried(each, text) if not any(a <= spot[1] and spot[0] <= b for a, b in left_out)]

    places = set()
    for each in phrases:
        meant = parsed(each)
        if not isinstance(meant, Pair):
            places |= {(start[0], end[0]) for start, end in kept(meant)}
            continue
        for spot in kept(meant.one):
            after = [other for other in kept(meant.other) if other[0] > spot[1]]
            before = [other for other in kept(meant.other) if other[1] < spot[0]]
            near = [(spot, min(after))] if after else []
            near += [(max(before), spot)] if before else []
            for left, right in near:
                if rank[right[0][0]] - rank[left[1][0]] <= meant.within:
                    places.add((left[0][0], right[1][0]))
    return places


@settings(max_examples=300, deadline=None)
@given(st.lists(st.one_of(phrase, pair), min_size=1, max_size=4), st.lists(phrase, max_size=2), texts)
def test_finds_what_trying_everything_finds(phrases: list[str], exceptions: list[str], text: str) -> None:
    assert found(phrases, exceptions, text) == oracle(phrases, exceptions, text)


@given(pair, texts)
def test_a_pair_is_found_whichever_side_is_written_first(written: str, text: str) -> None:
    meant = parsed(written)
    assert isinstance(meant, Pair)
    turned = f"{meant.other} ~{meant.within} {meant.one}"
    assert bool(found([written], [], text)) == bool(found([turned], [], text))


@pytest.mark.parametrize(
    ("phrases", "exceptions", "text", "expected"),
    [
        (["children ~5 killed"], [], "Three children were brutally killed", {(1, 4)}),
        (["children ~5 killed"], [], "Killed: two children", {(0, 2)}),
        (["children ~3 killed"], [], "children of the whole city killed", set()),
        (["children ~1 killed"], [], "children — killed", {(0, 2)}),
        (["strike* ~3 strike*"], [], "one strike only", set()),
        (["strike* ~3 strike*"], [], "strike after strikes", {(0, 2)}),
        (["вибух*"], ["вибухівк*"], "вибухівка і вибухи", {(2, 2)}),
        (["lie"], ["not gonna lie"], "Not gonna lie, it is a lie", {(6, 6)}),
        (["children ~5 killed"], ["killed it"], "the children killed it on stage", set()),
        (["iris-t system*"], [], "an IRIS-T system", {(1, 2)}),
    ],
)  # fmt: skip
def test_pairs_and_exceptions_as_people_mean_them(
    phrases: list[str], exceptions: list[str], text: str, expected: set[Any]
) -> None:
    assert found(phrases, exceptions, text) == expected


def test_the_cost_grows_with_the_text_only() -> None:
    made = plan(["ab ~20 ba", "ab ba"], ["ab cd"])

    def seconds(repeats: int) -> float:
        text = "ab ba ab/ba/ab/ba " * repeats + "ab" + "/ab" * repeats
        begun = time.process_time()
        made.themes(made.find(text), text, "en")
        return time.process_time() - begun

    seconds(50)
    assert seconds(1_600) < 40 * max(seconds(200), 0.001)


def test_many_themes_cost_what_one_costs_in_memory_of_words() -> None:
    themes = [{"name": f"t{n}", "phrases": {"en": [f"word{n}", f"ab ~5 word{n}"]}} for n in range(200)]
    made = Plan(Event.model_validate({"name": "e", "title": "E", "zone": "UTC", "themes": themes}))
    assert set(made.themes(made.find("ab x word7"), "ab x word7", "en")) == {"t7"}

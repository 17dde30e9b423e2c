"""Copies are found through what people change when they copy, and unrelated texts are not taken for copies."""

import itertools
import json
import pathlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.echoes import marks_of, nearly_same, pairs_of, stars, text_key, words_of
from tests.copies import KINDS, edited, unrelated

PARTS = st.lists(st.sampled_from("the city we will stand here tonight again no lights fire river bridge".split()))


def same(one: str, other: str) -> bool:
    """Whether two texts are found to be the same, exactly or nearly."""
    if text_key(one) == text_key(other):
        return text_key(one) is not None
    a, b = pairs_of(words_of(one)), pairs_of(words_of(other))
    return len({*marks_of(a)} & {*marks_of(b)}) >= 2 and nearly_same(a, b)


def test_most_edits_of_every_kind_are_found() -> None:
    chance = random.Random(5)
    texts = unrelated(chance, 250)
    found = {kind: sum(same(text, edited(text, kind, chance)) for text in texts) / len(texts) for kind in KINDS}
    assert sum(found.values()) / len(found) >= 0.95
    assert min(found.values()) >= 0.85, found


def test_unrelated_texts_are_no_copies() -> None:
    texts = unrelated(random.Random(6), 1_000)
    pairs = [pairs_of(words_of(text)) for text in texts]
    by_mark: dict[int, list[int]] = {}
    for place, each in enumerate(pairs):
        for mark in marks_of(each):
            by_mark.setdefault(mark, []).append(place)
    compared = {(a, b) for places in by_mark.values() for a in places for b in places if a < b}
    assert not any(nearly_same(pairs[a], pairs[b]) for a, b in compared)
    assert len(set(map(text_key, texts))) == 1_000


def test_real_posts_that_share_few_words_are_no_copies(samples: pathlib.Path) -> None:
    with (samples / "real" / "reddit_ukraine_war_comments.ndjson").open(encoding="utf-8") as file:
        texts = [words_of(json.loads(line)["body"]) for line in itertools.islice(file, 3_000)]
    pairs, words = [pairs_of(each) for each in texts], [set(each) for each in texts]
    by_mark: dict[int, list[int]] = {}
    for place, each in enumerate(pairs):
        for mark in marks_of(each):
            by_mark.setdefault(mark, []).append(place)
    compared = {(a, b) for places in by_mark.values() for a in places for b in places if a < b}
    merged = [(a, b) for a, b in compared if nearly_same(pairs[a], pairs[b])]
    assert not [1 for a, b in merged if 2 * len(words[a] & words[b]) < min(len(words[a]), len(words[b]))]


@pytest.mark.parametrize("text", ["", "https://t.co/abc", "@one @two", "😂😂", "RT @someone: https://t.co/x"])
def test_texts_without_words_repeat_nothing(text: str) -> None:
    assert text_key(text) is None


def test_short_texts_are_copies_only_when_their_words_are_equal() -> None:
    assert same("Stay strong, Kharkiv!", "stay strong KHARKIV https://t.co/a")
    assert not same("Stay strong Kharkiv tonight", "Stay strong Kharkiv today")


def test_any_text_can_be_compared() -> None:
    assert pairs_of(words_of("\ud800 a b c d e f \ud800 g"))
    assert len(pairs_of(words_of("word " * 100_000))) == 1


@given(PARTS, PARTS)
def test_being_the_same_has_no_direction(one: list[str], other: list[str]) -> None:
    a, b = pairs_of(one), pairs_of(other)
    assert nearly_same(a, b) == nearly_same(b, a)
    assert not a or nearly_same(a, a)


@given(
    st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda pair: pair[0] != pair[1])), st.randoms()
)
def test_groups_do_not_depend_on_the_order_of_links(links: list[tuple[int, int]], chance: random.Random) -> None:
    found = stars(links)
    shuffled = [pair[::-1] if chance.random() < 0.5 else pair for pair in chance.sample(links, len(links))]
    assert stars(shuffled) == found


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)).filter(lambda pair: pair[0] != pair[1])))
def test_each_group_has_a_member_that_all_others_are_linked_with(links: list[tuple[int, int]]) -> None:
    found, linked = stars(links), {frozenset(pair) for pair in links}
    for name in set(found.values()):
        group = {key for key, own in found.items() if own == name}
        assert name == min(group)
        assert len(group) > 1
        assert any(all({centre, key} in linked for key in group - {centre}) for centre in group)


def test_a_chain_of_texts_does_not_become_one_group() -> None:
    assert len(set(stars([(n, n + 1) for n in range(30)]).values())) >= 10

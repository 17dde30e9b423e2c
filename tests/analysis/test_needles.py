"""The quick look for keywords: it may send a text to the search for nothing, and never keeps one from it."""

from hypothesis import given
from hypothesis import strategies as st

from analysis.needles import MOST, may_hold, needles
from analysis.words import Matcher

PHRASES = ("kharkiv", "харків*", "#ОдесаStrong", "close the sky", "o'neil", "щёлк*", "iris-t", "σεισμός", "żółw")
SIGNS = ("\u200b", "\u00ad", "\u0301", "\u0306", *"’ʼ'-_#@ \nIİёЁхxKΣ.")
FORMS = "ХАРКІВ Xарків xapkiв КHARKIV σεισμόσ ΣΕΙΣΜΌΣ щелкнул ŻÓŁW z\u0307o\u0301łw й и".split()
pieces = st.sampled_from([*SIGNS, *PHRASES, *FORMS])


@given(st.lists(pieces | st.text(max_size=3), max_size=8).map("".join))
def test_a_text_in_which_the_search_finds_something_is_never_passed_over(text: str) -> None:
    found = Matcher({phrase: [phrase] for phrase in PHRASES}).spots(text.split())
    for phrase in found:
        assert may_hold(text, needles([phrase])), phrase


def test_a_text_without_the_words_is_passed_over() -> None:
    sought = needles(["kharkiv", "харків*"])
    assert not may_hold("Tea and cake at five", sought)
    assert not may_hold("Чай о п’ятій, ще б пак", sought)
    assert may_hold("#ХАРКІВ", sought)
    assert may_hold("Xарків", sought)  # its first letter is a Latin one


def test_of_very_many_phrases_all_texts_are_searched() -> None:
    assert may_hold("tea", needles([f"word{n}" for n in range(MOST + 1)]))

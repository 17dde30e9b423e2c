"""How themes are written: every fault is named, and a theme's name changes only with what it finds."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import event_file
from config.event_parts import Theme
from config.faults import EventFault
from config.phrases import canonical, parsed, theme_fault
from worker import house

HEAD = 'title = "Strike"\nzone = "Europe/Kyiv"\n[keywords]\nany = ["kharkiv"]\n'


def check(themes: str) -> event_file.Event:
    return event_file.check(HEAD + themes, "strike", house.registers())


def faults(themes: str) -> str:
    with pytest.raises(EventFault) as caught:
        check(themes)
    return "\n".join(caught.value.faults)


def theme(*phrases: str, exceptions: tuple[str, ...] = (), **more: Any) -> str:
    return Theme.model_validate({"name": "t", "phrases": {"en": phrases, **more}, "not": exceptions}).hash


def test_the_simple_form_and_the_full_one_are_both_fine() -> None:
    event = check('[themes.harm]\nen = ["killed", "children ~5 killed"]\nuk = ["вибух*"]\nnot = ["вибухівк*"]\n')
    assert event.themes[0].phrases == {"en": ("killed", "children ~5 killed"), "uk": ("вибух*",)}
    assert event.themes[0].exceptions == ("вибухівк*",)


@pytest.mark.parametrize(
    ("themes", "words"),
    [
        ('[themes.t]\nen = ["a ~5"]', "themes.t.en (line 6): 'a ~5': a phrase must stand on each side"),
        ('[themes.t]\nen = ["ab ~ cd"]', "a number from 1 to 20"),
        ('[themes.t]\nen = ["ab ~0 cd"]', "a number from 1 to 20"),
        ('[themes.t]\nen = ["ab ~500 cd"]', "a number from 1 to 20"),
        ('[themes.t]\nen = ["ab ~5 cd ~5 ef"]', "one ~ in a phrase is enough"),
        ('[themes.t]\nen = ["ab ~5 c.d"]', "words of letters and digits"),
        ('[themes.t]\nen = ["bomb*"]\nnot = ["bomb ~5 cd"]', "themes.t.not (line 7): 'bomb ~5 cd': under `not`"),
        ('[themes.t]\nen = ["bomb*"]\nnot = ["BOMB*"]', "a phrase of the theme and an exception at once"),
        ('[themes.t]\nen = ["bomb*"]\nnot = "bomb"', "themes.t.not (line 7): must be a list of phrases"),
        ('[themes.t]\nnot = ["bomb"]', "must be a table such as en ="),
        ('[themes.t]\nenglish = ["bomb"]', "themes.t.english (line 6): is neither a language code"),
        ('[themes.t]\nen = ["' + " ".join(["ab"] * 13) + '"]', "at most 12 words"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_key_and_line(themes: str, words: str) -> None:
    assert words in faults(themes)


def test_keywords_are_plain_phrases() -> None:
    with pytest.raises(EventFault, match="words of letters"):
        event_file.check(HEAD.replace('"kharkiv"', '"kharkiv ~5 hit"'), "strike", house.registers())


def test_other_spellings_of_the_same_have_the_same_name() -> None:
    one = theme("World must act", "п’ять", "children ~5 killed", "ещё", exceptions=("act up", "x y"))
    assert one == theme("ещe", "killed ~5 CHILDREN", "п'ять", "world  must act", "ещё", exceptions=("x y", "Act up"))
    assert theme("one", uk=["два"]) == theme("два", "one")


@pytest.mark.parametrize(
    "other",
    [
        theme("one two", "children ~4 killed"),
        theme("one two", "children killed"),
        theme("one two*", "children ~5 killed"),
        theme("one two", "children ~5 killed", exceptions=("one two three",)),
        theme("one two"),
    ],
)
def test_another_meaning_has_another_name(other: str) -> None:
    assert theme("one two", "children ~5 killed") != other


def test_an_event_file_without_exceptions_keeps_its_revision() -> None:
    assert "not" not in check('[themes.t]\nen = ["bomb*"]').model_dump(by_alias=True)["themes"][0]


def test_a_stored_event_comes_back_whole() -> None:
    event = check('[themes.t]\nen = ["bomb*"]\nnot = ["bombast*"]')
    again = event_file.Event.model_validate_json(event.model_dump_json(by_alias=True))
    assert (again, again.revision, again.themes[0].hash) == (event, event.revision, event.themes[0].hash)


@given(st.text(alphabet="ab*~5 #'", max_size=20))
def test_what_has_no_fault_can_be_read(written: str) -> None:
    if theme_fault(written) is None:
        assert parsed(written)
        assert canonical(canonical(written)) == canonical(written)

"""What is negated and what is somebody else's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.marks import Place, Use, mark_of, uses
from analysis.understanding import hits_at, places


def use(text: str, words: str, language: str = "en") -> Use:
    """How the words are used where they stand first in the text."""
    chunks, wanted = text.split(), words.split()
    first = next(n for n in range(len(chunks)) if all(w in c for w, c in zip(wanted, chunks[n:], strict=False)))
    return uses(text, [Place(first, first + len(wanted) - 1)], language)[0]


@pytest.mark.parametrize(
    ("text", "words", "language"),
    [
        ("the world will not act", "act", "en"),
        ("They don't really care", "care", "en"),
        ("they don’t care", "care", "en"),
        ("never again resilient", "resilient", "en"),
        ("no sanctions now", "sanctions now", "en"),
        ("світ не діятиме", "діятиме", "uk"),
        ("ми ніколи не були незламні", "незламні", "uk"),
        ("никто не помогает", "помогает", "ru"),
        ("świat nie zareaguje", "zareaguje", "pl"),
        ("sie sind nicht resilient", "resilient", "de"),
        ("es gibt keine echte Solidarität", "Solidarität", "de"),
        ("not resilient", "resilient", "unknown"),
    ],
)
def test_a_negation_shortly_before_is_told(text: str, words: str, language: str) -> None:
    assert use(text, words, language).negated


@pytest.mark.parametrize(
    ("text", "words", "language"),
    [
        ("the world must act", "act", "en"),
        ("No, the world must act", "act", "en"),
        ("They do not sleep but resilient they are", "resilient", "en"),
        ("not one of all these people is resilient", "resilient", "en"),
        ("not only resilient but kind", "resilient", "en"),
        ("never know #prayforkharkiv", "#prayforkharkiv", "en"),
        ("resilient, not weak", "resilient", "en"),
        ("не лише незламні", "незламні", "uk"),
        ("No dobrze, jesteśmy niezłomni", "niezłomni", "pl"),
    ],
)
def test_what_is_not_negated_has_no_mark(text: str, words: str, language: str) -> None:
    assert not use(text, words, language).negated


@pytest.mark.parametrize(
    "text",
    [
        "He said “we are resilient people” and left",
        'He said "resilient"',
        "Вони кажуть «resilient», та ні",
        "Er sagt „resilient“ dazu",
        "> we are resilient\n\nReally?",
        "&gt; so resilient\nno",
        "  > > resilient",
    ],
)
def test_other_peoples_words_are_told(text: str) -> None:
    assert use(text, "resilient").quoted


@pytest.mark.parametrize(
    "text",
    [
        "> no quote of it\n\nresilient",
        "“we are” resilient “people”",
        'a 5" gun, resilient, and a 7" gun',
        "an “open quote\n\nresilient” of another paragraph",
        "x > resilient",
        ">:( resilient",
        "“never closed resilient",
    ],
)
def test_own_words_are_not_quoted(text: str) -> None:
    assert not use(text, "resilient").quoted


def test_a_negation_between_the_two_of_a_pair_counts() -> None:
    assert uses("children were not killed", [Place(0, 3, 3)], "en")[0].negated
    assert not uses("children were killed", [Place(0, 2, 2)], "en")[0].negated


def test_a_post_is_marked_only_when_every_place_is() -> None:
    plain, negated, quoted = Use(0, 0), Use(1, 1, negated=True), Use(2, 2, quoted=True)
    assert mark_of([negated, plain]) == ""
    assert mark_of([negated]) == mark_of([negated, quoted]) == "negated"
    assert mark_of([quoted, Use(3, 3, negated=True, quoted=True)]) == "quoted"
    assert mark_of([]) == ""


@given(st.lists(st.builds(Use, st.integers(0, 99), st.integers(0, 99), st.booleans(), st.booleans())))
def test_what_is_stored_is_read_back(found: list[Use]) -> None:
    assert hits_at(places(found)) == found


@given(st.text(alphabet='ab not"“”„«»>\n.,', max_size=60))
def test_any_text_can_be_marked(text: str) -> None:
    for place in range(len(text.split())):
        assert uses(text, [Place(place, place)], "en")[0][:2] == (place, place)

"""Which words a star stood for."""

from analysis.stars import StarCounts, Tracer
from config.event_parts import Theme

THEME = Theme.model_validate(
    {"name": "t", "phrases": {"en": ["bomb*", "rescue* ~4 worker*", "air raid*"]}, "not": ["bombast*"]}
)


def test_each_place_names_its_phrase_and_the_words_of_its_stars() -> None:
    found = list(Tracer(THEME).traces("Bombers! bombastic, air raids; workers were rescued"))
    assert [(each.phrase, each.caught, each.is_left_out) for each in found] == [
        ("bomb*", (("bomb*", "bombers"),), False),
        ("bomb*", (("bomb*", "bombastic"),), True),
        ("rescue* ~4 worker*", (("worker*", "workers"), ("rescue*", "rescued")), False),
        ("air raid*", (("raid*", "raids"),), False),
    ]


def test_a_word_counts_once_for_each_post() -> None:
    counts = StarCounts(THEME)
    for text in ("bombs and bombs", "bombs #BombsAway", "bombastic bombing"):
        counts.see(text)
    assert counts.caught["bomb*"] == {"bombs": 2, "bombing": 1}
    assert counts.left_out["bomb*"] == {"bombastic": 1}
    assert not counts.is_cut


def test_memory_stays_bounded_and_says_so() -> None:
    counts = StarCounts(THEME)
    for number in range(4_500):
        counts.see(f"bombs bomb{number}")
    assert len(counts.caught["bomb*"]) <= 4_000
    assert counts.caught["bomb*"]["bombs"] == 4_500
    assert counts.is_cut

"""The words that an event's second scorer leaves out."""

import pytest

from config.event_file import Event, check
from config.faults import EventFault
from config.neutral_words import NEUTRAL_WORDS
from tests.conftest import EVENT
from worker import house


def made(tone: str) -> Event:
    return check(EVENT + tone, "strike", house.registers())


def test_the_shipped_words_hold_unless_an_event_says_otherwise() -> None:
    assert made("").tone.words == NEUTRAL_WORDS
    assert len(NEUTRAL_WORDS) == 59


def test_words_can_be_added_dropped_and_replaced() -> None:
    changed = made('[tone]\nadd = ["Siege"]\ndrop = ["LOST"]\n').tone.words
    assert changed == (NEUTRAL_WORDS | {"siege"}) - {"lost"}
    assert made('[tone]\nneutral_words = ["flood"]\nadd = ["storm"]\n').tone.words == {"flood", "storm"}


@pytest.mark.parametrize("tone", ['add = ["war crime"]', 'drop = [""]', 'neutral_words = ["a b"]', 'more = ["x"]'])
def test_what_is_no_single_word_is_a_fault_with_its_line(tone: str) -> None:
    with pytest.raises(EventFault) as caught:
        made(f"[tone]\n{tone}\n")
    assert any("tone" in fault and "line" in fault for fault in caught.value.faults)

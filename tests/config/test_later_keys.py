"""Keys that came later leave the revision of event files that do not use them as it was."""

import pytest

from config import event_file
from config.faults import EventFault
from tests.conftest import EVENT
from worker.house import registers


def checked(top: str = "", end: str = "") -> event_file.Event:
    return event_file.check(f"{top}\n{EVENT}\n{end}", "strike", registers())


def test_an_event_file_without_them_does_not_name_them() -> None:
    written = checked().model_dump(mode="json", by_alias=True)
    assert not {"quotes", "comparison", "happened_within"} & set(written)


def test_what_is_written_is_kept_and_makes_another_revision() -> None:
    paraphrased = checked('quotes = "paraphrase"')
    again = event_file.Event.model_validate_json(paraphrased.model_dump_json(by_alias=True))
    assert again.quotes == "paraphrase"
    assert again.revision == paraphrased.revision != checked().revision


def test_quotes_are_of_three_kinds() -> None:
    with pytest.raises(EventFault, match="quotes"):
        checked('quotes = "loud"')


def test_words_for_the_place_must_be_keywords() -> None:
    assert checked(end='[comparison]\nplace = ["kharkiv", "харків*"]').comparison.place == ("kharkiv", "харків*")
    with pytest.raises(EventFault, match="'lviv' is not one of the keywords"):
        checked(end='[comparison]\nplace = ["lviv"]')

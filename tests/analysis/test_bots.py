"""A bot is known by its name on a list, or by name and text together; by either alone people would be, too."""

import pytest

from analysis.bots import is_bot


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("HelpfulBot", "I am a bot, and this action was performed automatically."),
        ("link_fixer_bot2", "Fixed link. ^^beep boop"),
        ("AutoModeratorOfDemo", "This action was performed automatically."),
        ("somebot", "I'm just a simple bot"),
    ],
)
def test_name_and_text_together_tell_a_bot(name: str, text: str) -> None:
    assert is_bot(name, text)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("abbot", "Kharkiv stands"),
        ("a_person", "I am a bot, apparently, says my sister"),
        (None, "I am a bot"),
        ("robotnik", "beep boop"),
        ("RoBot", ""),
    ],
)
def test_either_alone_does_not(name: str | None, text: str) -> None:
    assert not is_bot(name, text)

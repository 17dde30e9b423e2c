"""What counts: the rules in their order, and what readers said before them."""

from typing import Any

import pytest

from analysis.counting import decide
from analysis.reacting import RULES

FACTS: dict[str, Any] = {
    "platform": "reddit", "kind": "comment", "text": "my own words", "text_state": "ok", "link": None, "ref_id": None,
    "language": "en", "is_bot": False, "is_ad": False, "is_context": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "listing", "said", "belongs", "why_not"),
    [
        ({}, None, {}, True, None),
        ({"text_state": "deleted"}, "bots", {"topic": "off"}, True, "deleted"),
        ({"text_state": "deleted"}, None, {}, False, "off topic"),
        ({"is_bot": True}, None, {}, True, "bot"),
        ({}, "bots", {}, True, "bot"),
        ({}, "bots", {"voice": "reacting"}, True, None),
        ({}, "media", {}, True, None),
        ({"is_ad": True}, None, {}, True, "ad"),
        ({"is_context": True}, None, {}, True, "context"),
        ({}, None, {}, False, "off topic"),
        ({}, None, {"topic": "on"}, False, None),
        ({"is_ad": True}, None, {"topic": "on"}, False, "ad"),
        ({}, None, {"topic": "off"}, True, "corrected"),
    ],
)
def test_why_a_post_does_not_count(
    changes: dict[str, Any], listing: str | None, said: dict[str, str], belongs: bool, why_not: str | None
) -> None:
    decision = decide({**FACTS, **changes}, listing, said, belongs=belongs)
    assert (decision.why_not, decision.counts) == (why_not, why_not is None)


def test_what_a_reader_said_goes_before_the_rules() -> None:
    decision = decide(FACTS, None, {"voice": "official", "tone": "quoted", "text": "-5"})
    assert (decision.voice, decision.voice_rule, decision.toned, decision.same_text) == (
        "official",
        "corrected",
        False,
        -5,
    )
    assert decision.voice_rule in RULES


def test_a_text_that_is_gone_keeps_the_mark_it_had() -> None:
    gone = {**FACTS, "text": None, "voice": "passing on", "voice_rule": "headline"}
    assert decide(gone, None).voice == "passing on"
    assert decide({**gone, "text_state": "deleted"}, None).voice == "unclear"
    assert decide({**gone, "voice_rule": "corrected"}, None).voice_rule == "no-text"

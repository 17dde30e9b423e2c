"""The one place that says which posts count, as whose voice, and in what. docs/method.md states the same in words.

The rules say; what a reader said of a post (a correction) goes before them.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from analysis.reacting import Mark, judge
from storage.tables.post import WhyNot

NOTHING_SAID: Mapping[str, str] = {}


class Decision(NamedTuple):
    """What is decided of a member of an event, as columns of its membership."""

    belongs: bool
    counts: bool
    why_not: WhyNot | None
    voice: str
    voice_rule: str
    toned: bool
    same_text: int | None


def decide(
    facts: Mapping[str, Any],
    listing: str | None,
    said: Mapping[str, str] = NOTHING_SAID,
    *,
    belongs: bool = True,
    unlisted: Mark | None = None,
) -> Decision:
    """What counts of a post: by its facts, the list its account is on, and what readers said of it, by `what`.
    `unlisted` is what `judge` says of the same facts for an account that is on no list, where that was asked before."""
    mark = _mark(facts, listing, said, unlisted)
    why_not = why_not_counted(facts, listing, said, belongs=belongs)
    same_text = int(said["text"]) if said.get("text") else None
    return Decision(belongs, why_not is None, why_not, mark.voice, mark.rule, said.get("tone") != "quoted", same_text)


def _mark(facts: Mapping[str, Any], listing: str | None, said: Mapping[str, str], unlisted: Mark | None) -> Mark:
    """A text that was let go after its time keeps the mark that it had."""
    if "voice" in said:
        return Mark(said["voice"], "corrected")  # type: ignore[arg-type]
    is_gone = facts["text"] is None and facts["text_state"] == "ok" and listing is None
    if is_gone and facts.get("voice_rule") not in (None, "", "corrected"):
        return Mark(facts["voice"], facts["voice_rule"])
    return unlisted if unlisted and listing is None else judge(facts, listing)


def why_not_counted(
    facts: Mapping[str, Any],
    listing: str | None = None,
    said: Mapping[str, str] = NOTHING_SAID,
    *,
    belongs: bool = True,
) -> WhyNot | None:
    """Why a member of an event is left out of its counts; None when it counts."""
    if not belongs and said.get("topic") != "on":
        return "off topic"
    if facts["text_state"] in ("deleted", "removed"):
        return "deleted"
    if said.get("topic") == "off":
        return "corrected"
    if (facts["is_bot"] or listing == "bots") and "voice" not in said:
        return "bot"
    if facts["is_ad"]:
        return "ad"
    return "context" if facts["is_context"] else None

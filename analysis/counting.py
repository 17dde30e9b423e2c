"""The one place that says which posts count. docs/method.md states the same in words."""

from collections.abc import Mapping
from typing import Any

from storage.tables.post import WhyNot


def why_not_counted(facts: Mapping[str, Any]) -> WhyNot | None:
    """Why a member of an event is left out of its counts; None when it counts."""
    if facts["text_state"] in ("deleted", "removed"):
        return "deleted"
    if facts["is_bot"]:
        return "bot"
    if facts["is_ad"]:
        return "ad"
    return "context" if facts["is_context"] else None

"""The method sheet of an export, with the time at which it was made."""

from collections.abc import Mapping
from typing import Any

from config import clock
from dashboard.opened import Opened
from digests import method

as_text = method.as_text


def sheet(opened: Opened, what: str, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The sheet as a record: what was exported, under which settings, by which scorers and phrases, from what."""
    made = method.sheet(opened.session, opened.id, opened.file, what, asked)
    return {**made, "exported_at": clock.now().isoformat(timespec="seconds")}

"""The short form of a digest, for chat: its heading and its first screen."""

from collections.abc import Mapping
from typing import Any

from analysis.outward import one_line, shortened

LONGEST = 1500  # characters
PHONE = 240


def brief(text: str, numbers: Mapping[str, Any]) -> str:
    """The heading of the digest, its stamps, and the sentences of its first section."""
    lines = [one_line(part["text"]) for part in _first(numbers)]
    heading = one_line(text.partition("\n")[0])
    return shortened("\n".join([heading, *numbers.get("stamps", ()), "", *(lines or ["Nothing to tell."])]), LONGEST)


def for_phone(subject: str, numbers: Mapping[str, Any]) -> str:
    """The subject and the first thing to be read."""
    parts = _first(numbers)
    leads = [part for part in parts if part["lead"]] or parts
    return shortened("\n".join([subject, *(one_line(part["text"]) for part in leads[:1])]), PHONE)


def _first(numbers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The sentences of the first section."""
    return [part for section in numbers["sections"][:1] for part in section["parts"] if part["kind"] == "sentence"]

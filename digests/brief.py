"""The short form of a digest, for chat: its heading and its first screen."""

from collections.abc import Mapping
from typing import Any

from analysis.outward import one_line, shortened

LONGEST = 1500  # characters
PHONE = 240


def brief(text: str, numbers: Mapping[str, Any]) -> str:
    """The heading of the digest, its stamps, and the lines of its first screen."""
    heading = one_line(text.partition("\n")[0])
    lines = _lines(numbers) or ["Nothing to tell."]
    return shortened("\n".join([heading, *numbers.get("stamps", ()), "", *lines]), LONGEST)


def for_phone(subject: str, numbers: Mapping[str, Any]) -> str:
    """The subject and the first thing to be read."""
    return shortened("\n".join([subject, *_lines(numbers)[:1]]), PHONE)


def _lines(numbers: Mapping[str, Any]) -> list[str]:
    """What the first section says, line by line, those without a label numbered."""
    lines, count = [], 0
    for part in (part for section in numbers["sections"][:1] for part in section["parts"]):
        if part["kind"] not in ("sentence", "line"):
            continue
        label = part.get("label", "")
        if part["kind"] == "line" and not label:
            count += 1
            label = str(count)
        lines.append(one_line(f"{label} {part['text']}"))
    return lines

"""What an analyst must know in ten seconds: the lines of the first screen, numbered by how unusual they are."""

import dataclasses
from collections.abc import Iterator

from digests.base import Context, Line, Part
from digests.first_screen import LINES

title = "First screen"
MOST = 5  # numbered lines


def build(context: Context) -> Iterator[Part]:
    lines = [line for kind in LINES.values() for line in kind.build(context)]
    numbered = sorted((line for line in lines if not line.label), key=_rank)
    for number, line in enumerate(numbered[:MOST], start=1):
        yield dataclasses.replace(line, label=str(number))
    yield from (line for line in lines if line.label)


def _rank(line: Line) -> float:
    """A fall is as unusual as a rise. Lines of equal weight stay in the order of the register."""
    return -abs(line.weight)

"""LIKE BEFORE?: the event against another at the same age, or why they are not compared."""

from collections.abc import Iterator

from digests import comparison
from digests.base import Context, Line


def build(context: Context) -> Iterator[Line]:
    if words := comparison.one_line(context):
        yield Line("LIKE BEFORE?", words)

"""QUOTES: how many there are below, and of what."""

from collections.abc import Iterator

from digests.base import Context, Line
from digests.sections.quotes import chosen

MOST_NAMED = 4


def build(context: Context) -> Iterator[Line]:
    themes = list(dict.fromkeys(theme for _, theme in chosen(context)))
    if themes:
        others = f" and {len(themes) - MOST_NAMED} more" if len(themes) > MOST_NAMED else ""
        yield Line("QUOTES", (f"typical of: {' · '.join(themes[:MOST_NAMED])}{others}. No names, not checked.",))

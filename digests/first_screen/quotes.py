"""QUOTES: of which kinds there are some below."""

from collections.abc import Iterator

from digests import quoting
from digests.base import Context, Line


def build(context: Context) -> Iterator[Line]:
    if found := quoting.kinds(context):
        how = "" if context.event.quotes == "verbatim" else ", told in other words"
        yield Line("QUOTES", (f"{' · '.join(found)}{how}. No names; chosen by rule, not checked.",))

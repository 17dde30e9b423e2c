"""The first screen of a digest, which answers in ten seconds. LINES is its register, in the order of the screen:
lines without a label are numbered, most unusual first, and come before the others. To add a kind of line, write one
file beside `first_screen/seen.py` and one line here."""

from collections.abc import Mapping

from digests.base import LineKind
from digests.first_screen import (
    copies,
    dont,
    like_before,
    nothing,
    quotes,
    read,
    revised,
    say,
    seen,
    theme,
    to_do,
    volume,
)

LINES: Mapping[str, LineKind] = {
    "nothing": nothing,
    "volume": volume,
    "theme": theme,
    "copies": copies,
    "revised": revised,
    "seen": seen,
    "read": read,
    "say": say,
    "dont": dont,
    "like_before": like_before,
    "quotes": quotes,
    "to_do": to_do,
}

"""Digests write what an analyst reads. SECTIONS is the register, in the order of the digest: to add a section, write
one file beside `sections/languages.py` and one line here. What stands on the first screen is in `first_screen/`."""

from collections.abc import Mapping

from digests.base import Section
from digests.sections import (
    alerts,
    by_day,
    communities,
    compared,
    copies,
    corrections,
    first_screen,
    how,
    languages,
    limits,
    order,
    phrases,
    quotes,
    reacting,
    revised,
    spikes,
    themes,
    tone,
    volume,
    week,
)

SECTIONS: Mapping[str, Section] = {
    "first_screen": first_screen,
    "volume": volume,
    "by_day": by_day,
    "spikes": spikes,
    "alerts": alerts,
    "themes": themes,
    "order": order,
    "phrases": phrases,
    "reacting": reacting,
    "quotes": quotes,
    "copies": copies,
    "languages": languages,
    "communities": communities,
    "week": week,
    "compared": compared,
    "tone": tone,
    "revised": revised,
    "corrections": corrections,
    "limits": limits,
    "how": how,
}

OVER_DAYS = (
    "first_screen",
    "by_day",
    "spikes",
    "alerts",
    "themes",
    "reacting",
    "quotes",
    "copies",
    "languages",
    "communities",
    "corrections",
    "limits",
    "how",
)
"""The sections that also make sense of several days together; the others hold a day against days before it, or cannot
be summed: word tone, since an account may have written on more than one day."""

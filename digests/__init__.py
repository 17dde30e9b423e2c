"""Digests write what an analyst reads. SECTIONS is the register, in the order of the digest: to add a section, write
one file beside `sections/languages.py` and one line here. What stands on the first screen is in `first_screen/`."""

from collections.abc import Mapping

from digests.base import Section
from digests.sections import (
    alerts,
    communities,
    copies,
    corrections,
    first_screen,
    how,
    languages,
    limits,
    phrases,
    quotes,
    reacting,
    revised,
    spikes,
    themes,
    tone,
    volume,
)

SECTIONS: Mapping[str, Section] = {
    "first_screen": first_screen,
    "volume": volume,
    "spikes": spikes,
    "alerts": alerts,
    "themes": themes,
    "phrases": phrases,
    "reacting": reacting,
    "quotes": quotes,
    "copies": copies,
    "languages": languages,
    "communities": communities,
    "tone": tone,
    "revised": revised,
    "corrections": corrections,
    "limits": limits,
    "how": how,
}

"""Digests write what an analyst reads. SECTIONS is the register, in the order of the digest: to add a section, write
one file beside `sections/languages.py` and one line here."""

from collections.abc import Mapping

from digests.base import Section
from digests.sections import (
    alerts,
    communities,
    compared,
    copies,
    corrections,
    headline,
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
)

SECTIONS: Mapping[str, Section] = {
    "headline": headline,
    "volume": volume,
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
    "compared": compared,
    "tone": tone,
    "revised": revised,
    "corrections": corrections,
    "limits": limits,
    "how": how,
}

"""Digests write what an analyst reads. SECTIONS is the register, in the order of the digest: to add a section, write
one file beside `sections/languages.py` and one line here."""

from collections.abc import Mapping

from digests.base import Section
from digests.sections import alerts, communities, headline, how, languages, limits, quotes, spikes, themes, tone, volume

SECTIONS: Mapping[str, Section] = {
    "headline": headline,
    "volume": volume,
    "spikes": spikes,
    "alerts": alerts,
    "themes": themes,
    "quotes": quotes,
    "languages": languages,
    "communities": communities,
    "tone": tone,
    "limits": limits,
    "how": how,
}

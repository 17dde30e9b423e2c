"""Suggests an event from its place, its kind and its time: names in four languages, all of them to be edited."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping

from config.beginnings import WRITTEN, packs, place_of

BEFORE = dt.timedelta(days=10)  # what the usual day is learned from
OTHER = "something else"
LETTERS = str.maketrans("абвгґдеєжзиіїйклмнопрстуфхцчшщьыъэюяёł", "abvhgdeežzyiijklmnoprstufxcčšš'y'ejael", "")
NOT_KNOWN = (
    "{place} is not in the list of places: look whether its name is spelled so in each language, and set the zone."
)


def suggested(asked: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """The form with what can be suggested where nothing was typed, and what to look at with care."""
    place, pack = asked["place"], packs().get(asked["pack"]) or packs()[OTHER]
    known = place_of(place)
    names = _spellings(known, place)
    found = {f"keywords_{code}": "\n".join(names[code]) for code in WRITTEN}
    found |= {"zone": str(known["zone"]) if known else "", "title": str(pack["title"]).format(place=place)}
    found["name"] = short_name(f"{place} {asked['happened_at'][:10]}")
    if asked["narrow"]:
        found["also"] = "\n".join(word for code in WRITTEN for word in pack[code])
    found["since"] = _before(asked["happened_at"])
    filled = {name: value or found.get(name, "") for name, value in asked.items()}
    return filled, "" if known else NOT_KNOWN.format(place=place)


def _spellings(known: Mapping[str, list[str]] | None, typed: str) -> dict[str, list[str]]:
    """The names of a place that is known; of another the one that was typed, for the languages of its letters."""
    if known is not None:
        return {code: list(known[code]) for code in WRITTEN}
    name = re.sub(r"[*~,]+", " ", typed).strip().casefold()
    is_cyrillic = bool(re.search(r"[\u0400-\u04ff]", name))
    codes = ("uk", "ru") if is_cyrillic else ("en", "pl")
    return {code: [name] if code in codes and name else [] for code in WRITTEN}


def short_name(words: str) -> str:
    """Small letters, digits and - of what was typed; Cyrillic is written in Latin letters, roughly."""
    latin = unicodedata.normalize("NFKD", words.casefold().translate(LETTERS)).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", latin).strip("-")[:40] or "event"


def _before(happened_at: str) -> str:
    """The day some days before, as a form writes it; empty where no time was given."""
    try:
        day = dt.datetime.fromisoformat(happened_at).date() - BEFORE
    except (ValueError, OverflowError):
        return ""
    return f"{day.isoformat()}T00:00"

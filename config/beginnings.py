"""What helps to begin an event: names of places in four languages, and packs of themes with words for what happened."""

import functools
import importlib.resources
import tomllib
from collections.abc import Mapping
from typing import Any

WRITTEN = ("en", "uk", "ru", "pl")


@functools.cache
def places() -> Mapping[str, Mapping[str, Any]]:
    """Zone and spellings by the English name in small letters."""
    return _shipped("places.toml")


@functools.cache
def packs() -> Mapping[str, Mapping[str, Any]]:
    """Title, themes and words of each kind of event, in the order in which they are offered."""
    return _shipped("packs.toml")


def place_of(typed: str) -> Mapping[str, Any] | None:
    """The shipped place that is meant by what was typed, in any of the four languages; None where none is."""
    words = " ".join(typed.casefold().split())
    for name, place in places().items():
        spellings = {name, *(spelling for code in WRITTEN for spelling in place[code]), *place.get("called", ())}
        if words and any(_is_meant(words, spelling) for spelling in spellings):
            return place
    return None


def _is_meant(words: str, spelling: str) -> bool:
    stem = spelling.rstrip("*")
    return words == stem or (spelling != stem and words.startswith(stem) and len(words) <= len(stem) + 3)


def _shipped(name: str) -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads(importlib.resources.files("config").joinpath(name).read_text(encoding="utf-8"))

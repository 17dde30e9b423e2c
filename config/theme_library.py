"""The themes that ship with groundswell: `themes.toml` beside this file. A theme is data; adding one needs no code."""

import difflib
import functools
import importlib.resources
import tomllib
from collections.abc import Mapping


@functools.cache
def shipped_themes() -> Mapping[str, Mapping[str, list[str]]]:
    """Phrases by theme name and language, and under "not" what does not count."""
    text = importlib.resources.files("config").joinpath("themes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def nearest(name: str) -> str:
    """The shipped theme whose name is most like this one."""
    return max(shipped_themes(), key=lambda known: difflib.SequenceMatcher(None, name.lower(), known).ratio())

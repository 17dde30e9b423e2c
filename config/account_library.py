"""The accounts and the words that ship with groundswell: `accounts.toml` and `reacting.toml` beside this file."""

import functools
import importlib.resources
import tomllib
from collections.abc import Mapping
from typing import Any


@functools.cache
def shipped_accounts() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Names by platform and list (media, official, bots)."""
    tables = _table("accounts.toml")
    return {platform: {kind: tuple(text.split()) for kind, text in lists.items()} for platform, lists in tables.items()}


@functools.cache
def shipped_words() -> Mapping[str, Mapping[str, Any]]:
    """Words by use (own, begins, report) and language as sets, and the signs."""
    tables = _table("reacting.toml")
    uses = ("own", "begins", "report")
    words: dict[str, Mapping[str, Any]] = {
        use: {language: frozenset(text.split()) for language, text in tables[use].items()} for use in uses
    }
    return {**words, "signs": tables["signs"]}


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(importlib.resources.files("config").joinpath(name).read_text(encoding="utf-8"))

"""When two texts are the same: the key of a text is a hash of its words, without what people change when they copy."""

import re

from storage.tables.identity import hash64

REPOST = re.compile(r"^\s*(?:RT|MT|via)\s+@\w+:?\s*", re.IGNORECASE)
NOT_WORDS = re.compile(r"(?:https?://|www\.)\S*|@\w+|\S{0,200}…\s*$", re.IGNORECASE)
WORD = re.compile(r"\w+")


def text_key(text: str) -> int | None:
    """A signed 64-bit number; None for a text without words (only links, names, emoji), which repeats nothing."""
    words = words_of(text)
    return hash64(" ".join(words)) if words else None


def words_of(text: str) -> list[str]:
    """The words that make a text the same as another: no leading RT, links or @names, no word cut by "…"."""
    if "@" in text or "/" in text or "…" in text or "www." in text.lower():
        text = NOT_WORDS.sub(" ", REPOST.sub("", text))
    return WORD.findall(text.lower())

"""Text on its way out: names masked, hidden characters made visible, and cells that no spreadsheet computes."""

import re
import unicodedata

MENTION = re.compile(r"(?<![\w@.])@\w{1,30}")
REDDIT_NAME = re.compile(r"(?<![\w/])/?u/[\w-]{2,30}", re.IGNORECASE)
PROFILE = re.compile(
    r"(?:https?://)?(?:www\.|old\.|m\.)?(?:(?:twitter|x)\.com/(?!i/)\w{1,15}|reddit\.com/u(?:ser)?/[\w-]+)",
    re.IGNORECASE,
)
VISIBLE = {
    "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO", "\u2066": "LRI",
    "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI", "\u200e": "LRM", "\u200f": "RLM", "\u200b": "ZWSP",
    "\u2060": "WJ", "\ufeff": "BOM",
    "\u00ad": "SHY", "\u061c": "ALM",
}  # fmt: skip
FORMULA = re.compile(r"^[\s\u00a0\ufeff\u200b]*[=+\-@\t\r\x00＝＋－＠]")


def masked(text: str) -> str:
    """The text with every @name and u/name, and links to profiles, as @… and u/…: people are not named."""
    text = PROFILE.sub("@…", text)
    return REDDIT_NAME.sub("u/…", MENTION.sub("@…", text))


def visible(text: str) -> str:
    """The text with direction marks and other hidden characters written out, and no control characters but line
    breaks: what one sees is what it says, on a terminal too."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character in VISIBLE:
        return f"⟨{VISIBLE[character]}⟩"
    if character == "\n" or character == "\u200d":
        return character
    if character in "\t\r":
        return " "
    return "\ufffd" if unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") else character


def one_line(text: str) -> str:
    return " ".join(visible(text).split())


def shortened(text: str, most: int) -> str:
    """At most so many characters, cut at a space where there is one near."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    at = head.rfind(" ")
    return (head[:at] if at > most * 0.6 else head).rstrip() + "…"


def csv_cell(value: object) -> str:
    """A cell that a spreadsheet shows as it stands: one that begins like a formula gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool | int | float):
        return str(value)
    text = str(value)
    return "'" + text if FORMULA.match(text) else text

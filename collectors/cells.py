"""Texts and counts as exports write them, made fit for storing."""

import re
import unicodedata
from typing import Any

LONGEST_TEXT = 100_000
NOTHING = frozenset(["", "na", "n/a", "nan", "none", "null", "undefined", "missing", "-", "[]"])
COUNT = re.compile(r"(\d+(?:[., \u00a0]\d{3})*|\d*\.\d+|\d+)\s*([KkMm]?)")
GREATEST_COUNT = (1 << 31) - 1
ENTITY = re.compile(r"&(?:amp|lt|gt);")
BARE = re.compile(r"&(?!(?:amp|lt|gt);)|[<>]")
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean_text(value: Any, *, escaped: bool) -> str:
    """The text in NFC with the three HTML entities of the old APIs un-escaped once (`&amp;` last, so that `&amp;lt;`
    stays `&lt;`), NUL and lone surrogates replaced by U+FFFD, and at most LONGEST_TEXT characters."""
    text = value if isinstance(value, str) else "" if value is None else str(value)
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT]
    if escaped and "&" in text:
        text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    if text.isascii() and "\x00" not in text:
        return text
    text = UNSTORABLE.sub("\ufffd", text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def is_escaped(texts: list[str]) -> bool:
    """Whether the texts of a file carry HTML entities: one bare &, < or > shows that they do not."""
    return not any(BARE.search(text) for text in texts)


def is_cut(text: str) -> bool:
    """Whether a text ends where a tool cut it."""
    return text.endswith("…") or bool(re.search(r"… https://t\.co/\w+$", text))


def optional(value: Any) -> str | None:
    """The cell as text; None where it says that there is nothing."""
    if value is None or isinstance(value, dict | list | bool):
        return None
    text = UNSTORABLE.sub("\ufffd", str(value).strip())
    return None if text.lower() in NOTHING else text[:2_000]


def count(value: Any) -> int | None:
    """A count such as 12, "1,234", "7767.0", "12.3K"; None where it is unknown. Unknown is not zero."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return value if 0 <= value <= GREATEST_COUNT else None
    if isinstance(value, float):
        return int(value) if 0 <= value <= GREATEST_COUNT else None
    text = str(value).strip()
    if text.isdecimal() and text.isascii():
        return int(text) if len(text) <= 10 and int(text) <= GREATEST_COUNT else None
    match = COUNT.fullmatch(text.removesuffix(".0"))
    if not match or not match[0].isascii():
        return None
    digits, unit = match[1], match[2].upper()
    number = (
        float(digits) if unit or ("." in digits and len(digits.split(".")[-1]) != 3) else int(re.sub(r"\D", "", digits))
    )
    whole = int(number * {"": 1, "K": 1_000, "M": 1_000_000}[unit])
    return whole if whole <= GREATEST_COUNT else None


def votes(value: Any) -> int | None:
    """A Reddit score: a count that may be negative."""
    if isinstance(value, str):
        value = int(value) if re.fullmatch(r"-?\d{1,9}", value.strip()) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if abs(value) <= GREATEST_COUNT else None

"""Texts and counts as exports write them, made fit for storing."""

import re
import unicodedata
from typing import Any

LONGEST_TEXT = 100_000
NOTHING = frozenset(["", "na", "n/a", "nan", "none", "null", "undefined", "missing", "-", "[]"])
NO_TEXT = frozenset(["NA", "nan", "NaN", "None", "null", "undefined", "missing"])
COUNT = re.compile(r"(\d+(?:[., \u00a0\u202f]\d{3})*|\d*[.,]\d+|\d+)\s*([KkMm]?)", re.ASCII)
UNITS = {"": 1, "K": 1_000, "M": 1_000_000}
HASH = re.compile(r"[0-9a-f]{32,128}")
HASH_64 = re.compile(r"(?=.*[A-Z])(?=.*[a-z])[A-Za-z0-9+/]{42,44}={0,2}")
INNER_NAME = re.compile(r"['\"]?\b(?:username|screen_name)['\"]?\s*[:=]\s*['\"]@?(\w{1,20})['\"]")
HIDDEN = frozenset(["redacted", "[redacted]", "[deleted]", "anonymous"])
ESCAPED_CHARACTER = re.compile(r"\\(r\\n|[nrt\\])")
BYTES = re.compile(r"b(['\"])(.*)\1", re.DOTALL)
BYTE = re.compile(rb"\\(x[0-9a-fA-F]{2}|.)", re.DOTALL)
# UTF-8 that was read as cp1252 or cp1251 and written as UTF-8 once more.
TWICE_ENCODED = re.compile(
    "Ã[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€[œ\u009d™˜“”¦]|ðŸ|(?:[РС][\u0080-\u00bfЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџЎўЈҐЁЄЇІіґё№єјЅѕї]){3}"
)
GREATEST_COUNT = (1 << 31) - 1
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


def optional_text(value: Any) -> str | None:
    """The cell as it stands; None where it says that there is nothing."""
    return value if isinstance(value, str) and value.strip().lower() not in NOTHING else None


def handle(value: Any) -> str | None:
    """An account's name without the @; None for what stands in its place when a tool took the names out."""
    if value is None or value == "":
        return None
    text = optional(value)
    if text and text[0] in "{U" and (inner := INNER_NAME.search(text)):  # an account as Python prints it
        return inner[1]
    if text is None or text.lower() in HIDDEN or HASH.fullmatch(text) or HASH_64.fullmatch(text):
        return None
    return text.lstrip("@") or None


def pseudonym(value: Any) -> str | None:
    """The hash that a tool wrote in the place of an account; it tells accounts apart and is no name of one."""
    if not isinstance(value, str) or len(value) < 32:
        return None
    text = value.strip()
    if HASH_64.fullmatch(text):
        return f"hash:{text}"
    text = text.lower()
    return f"hash:{text}" if HASH.fullmatch(text) and not text.isdecimal() else None


def real_newlines(text: str) -> str:
    """The text with the two characters \\n made a line break, as tools write them that keep a row on one line."""
    return ESCAPED_CHARACTER.sub(lambda found: _CHARACTERS.get(found[1], found[0]), text)


_CHARACTERS = {"n": "\n", "r\\n": "\n", "r": "\n", "t": "\t"}


def are_bytes(texts: list[str]) -> bool:
    """Whether a file's texts are Python's way of writing bytes, as scripts leave it that encode before they write."""
    return bool(texts) and sum(bool(BYTES.fullmatch(text)) for text in texts) >= 0.9 * len(texts)


def of_bytes(text: str) -> str:
    """The text in b'...' with its \\xe2 escapes read as UTF-8; any other text as it stands. Nothing is evaluated."""
    match = BYTES.fullmatch(text)
    if not match:
        return text
    escaped = match[2].encode("utf-8", "replace")
    return BYTE.sub(lambda found: _BYTES.get(found[1]) or _byte(found[1]), escaped).decode("utf-8", "replace")


def _byte(escape: bytes) -> bytes:
    return bytes([int(escape[1:], 16)]) if escape.startswith(b"x") else b"\\" + escape


_BYTES = {b"n": b"\n", b"t": b"\t", b"r": b"\r", b"\\": b"\\", b"'": b"'", b'"': b'"'}


def has_written_newlines(texts: list[str]) -> bool:
    """Whether line breaks of a file's texts are written as the two characters \\n: some are, and none is real."""
    return any("\\n" in text for text in texts) and not any("\n" in text.strip() for text in texts)


def is_twice_encoded(texts: list[str]) -> bool:
    """Whether many of the texts went through a wrong encoding before this file was written (РџСЂРё, Ã©)."""
    foreign = [text for text in texts if not text.isascii()]
    return len(foreign) >= 3 and sum(bool(TWICE_ENCODED.search(text)) for text in foreign) >= 0.5 * len(foreign)


def count(value: Any) -> int | None:
    """A count such as 12, "1,234", "7767.0", "12.3K"; None where it is unknown. Unknown is not zero."""
    if type(value) is str and len(value) < 10 and value.isdecimal() and value.isascii():
        return int(value)
    if isinstance(value, bool) or value is None or value == "":
        return None
    if isinstance(value, int):
        return value if 0 <= value <= GREATEST_COUNT else None
    if isinstance(value, float):
        return int(value) if 0 <= value <= GREATEST_COUNT else None
    text = str(value).strip()
    if text.isdecimal() and text.isascii():
        return int(text) if len(text) <= 10 and int(text) <= GREATEST_COUNT else None
    match = COUNT.fullmatch(text.removesuffix(".0"))
    if not match:
        return None
    whole = _whole(match[1], UNITS[match[2].upper()])
    return whole if whole is not None and whole <= GREATEST_COUNT else None


def _whole(digits: str, unit: int) -> int | None:
    """12.3K and 12,3K are a part of a thousand; 1,234 and 1.234 and 1 234 are whole."""
    parts = re.split(r"[.,]", digits)
    if len(parts) == 2 and (unit > 1 or len(parts[1]) != 3):
        return round(float(".".join(parts)) * unit) if unit > 1 or not int(parts[1]) else int(float(".".join(parts)))
    return int(re.sub(r"\D", "", digits)) * unit if len(digits) <= 20 else None


def votes(value: Any) -> int | None:
    """A Reddit score: a count that may be negative."""
    if isinstance(value, str):
        value = int(value) if re.fullmatch(r"-?\d{1,9}", value.strip()) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if abs(value) <= GREATEST_COUNT else None

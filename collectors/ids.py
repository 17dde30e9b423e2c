"""Post ids: cleaned, kept as text, and read as clocks. X's ids since November 2010 hold their time of creation."""

import datetime as dt
import re
from typing import Any

from storage.tables.columns import EPOCH

X_EPOCH_MS = 1_288_834_974_657
FIRST_TIMED_ID = 30_000_000_000
FIRST_POST = dt.datetime(2006, 3, 21, tzinfo=dt.UTC)
SHORT_IDS_UNTIL = dt.datetime(2010, 11, 6, tzinfo=dt.UTC)
FLOAT_GRAIN = 256  # ids above 2**60 that went through a 64-bit float are divisible by it
FLOAT_FROM = 1 << 60
SHEET_FROM = 10**17  # spreadsheets keep 15 digits: longer ids end in zeros
SHEET_GRAIN = 1_000
LONGEST_EARLY_ID = 11  # ids before November 2010 were numbers in a row
SCIENTIFIC = re.compile(r"'?\d(?:[.,]\d+)?[eE]\+?1\d")

DIGITS = re.compile(r"\d{1,20}")
PREFIX = re.compile(r"^(?:ID_|tw:|'|=\"?|x(?=\d{5,}))", re.IGNORECASE)
WHOLE_FLOAT = re.compile(r"\d{1,20}\.0")
ROUGH = re.compile(r"'?\d\.\d{12,}[eE]\+?1[78]")  # a float of so many digits is off by less than a second
STATUS_URL = re.compile(  # of X, and of the sites that show its posts in another way
    r"(?:(?:twitter|x|xcancel|fixupx)\.com|nitter(?:\.[\w-]+)+)/(?:[^/\s]+/){0,2}status(?:es)?/(\d{1,20})",
    re.IGNORECASE,
)
FULLNAME = re.compile(r"t[13]_[a-z0-9]{1,12}")
BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"


def x_id(value: Any) -> str | None:
    """An X id as its digits; None where the value is no usable id (empty, zero, in scientific notation)."""
    if isinstance(value, bool) or value is None or isinstance(value, float):
        return None
    text = str(value).strip()
    if text.isdecimal() and text.isascii() and len(text) <= 20:
        return text.lstrip("0") or None
    text = PREFIX.sub("", text.strip('"'))
    if WHOLE_FLOAT.fullmatch(text):
        text = text[:-2]
    if not DIGITS.fullmatch(text) or not text.isascii():
        found = STATUS_URL.search(text)
        return found[1] if found else None
    return text.lstrip("0") or None


def x_time(native_id: str) -> dt.datetime | None:
    """When the post with this id was made, to the millisecond; None for the short ids before November 2010."""
    number = int(native_id)
    if number < FIRST_TIMED_ID or number >= 1 << 63:
        return None
    return EPOCH + dt.timedelta(milliseconds=(number >> 22) + X_EPOCH_MS)


def went_through_floats(ids: list[str]) -> bool:
    """Whether a column's ids were damaged by a spreadsheet or JavaScript: at least 30 long ones, and at least 95 % of
    them divisible by 256 (healthy files have 0 to 28 %)."""
    long = [number for number in map(int, ids) if number > SHEET_FROM]
    floats = [number for number in long if number > FLOAT_FROM]
    return any(
        len(numbers) >= 30 and sum(number % grain == 0 for number in numbers) >= 0.95 * len(numbers)
        for numbers, grain in ((floats, FLOAT_GRAIN), (long, SHEET_GRAIN))
    )


def is_float(value: Any) -> bool:
    """Whether a cell is a long id that was a 64-bit float, and so lost its last digits."""
    return isinstance(value, str) and len(value) >= 19 and bool(WHOLE_FLOAT.fullmatch(value.strip()))


def is_scientific(value: Any) -> bool:
    """Whether a cell was an id before a spreadsheet wrote it as 1.5E+18."""
    return isinstance(value, str) and bool(SCIENTIFIC.fullmatch(value.strip()))


def rough_time(value: Any) -> dt.datetime | None:
    """When the post was made whose id became a float (1.498759465913405e+18): only its last digits are lost."""
    if isinstance(value, str) and ROUGH.fullmatch(value.strip()):
        return _time_of_float(value)
    return None


def day_of(value: Any) -> dt.datetime | None:
    """About when the post was made whose id a spreadsheet rounded (3.87802E+17): within some minutes or hours."""
    return _time_of_float(value) if is_scientific(value) else None


def _time_of_float(value: str) -> dt.datetime | None:
    return x_time(str(int(float(value.strip().lstrip("'").replace(",", ".")))))


def fullname(kind: str, value: Any) -> str | None:
    """A Reddit name such as t1_abc123 from a name, a bare base-36 id, or a base-10 number of an old API export."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return f"{kind}_{base36(value)}" if value > 0 else None
    text = str(value or "").strip().lower()
    if FULLNAME.fullmatch(text):
        return text
    return f"{kind}_{text}" if FULLNAME.fullmatch(f"{kind}_{text}") else None


def base36(number: int) -> str:
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = BASE36[digit] + digits
    return digits or "0"

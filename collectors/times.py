"""Times as exports write them. Everything becomes aware UTC; what has no zone says so."""

import datetime as dt
import functools
import math
import re
import zoneinfo
from typing import Any, Literal, NamedTuple

from collectors.ids import FIRST_POST
from storage.tables.columns import EPOCH

MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
# Wed Oct 10 20:19:24 +0000 2018; months by this table, since names in strptime depend on the locale.
V11 = re.compile(r"[A-Za-z]{3} ([A-Za-z]{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) ([+-]\d\d)(\d\d) (\d{4})")
SPACED_OFFSET = re.compile(r"(.*\d) ?([+-]\d\d):?(\d\d)")
SLASHED = re.compile(
    r"(\d{1,2})[-/.](\d{1,2})[-/.]((?<!-)\d{2}|\d{4})"
    r"(?:[ ,T]+(\d{1,2}):(\d\d)(?::(\d\d))?(?: ?([AaPp])\.?[Mm])?.*)?"
)
NUMBER = re.compile(r"\d{9,19}(?:\.\d+)?")
NAMED_ZONE = re.compile(r"(.*\d(?: ?[AP]M)?) (?![AP]M)([A-Z]{2,5})(?: (\d{4}))?")
# Offsets in hours of names that mean one zone; others (CST, IST) leave a time without zone.
ZONES = {"UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3,
         "EST": -5, "EDT": -4, "CDT": -5, "MDT": -6, "PST": -8, "PDT": -7, "JST": 9, "KST": 9, "WIB": 7, "HKT": 8,
         "SGT": 8, "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13, "SAST": 2, "EAT": 3, "WAT": 1}  # fmt: skip
# Zones by the names that Windows gives them.
LONG_ZONE = re.compile(r"(.*\d(?: ?[AP]M)?) ([A-Z][\w. ]{2,30} (?:Standard |Daylight |Summer |Mean )?Time)")
LONG_ZONES = {"Eastern": -5, "Central": -6, "Mountain": -7, "Pacific": -8, "GMT": 0, "Greenwich": 0,
              "Coordinated Universal": 0, "W. Europe": 1, "Central Europe": 1, "Central European": 1, "Romance": 1,
              "FLE": 2, "GTB": 2, "E. Europe": 2, "Eastern European": 2, "Russian": 3, "Moscow": 3, "India": 5.5,
              "SE Asia": 7, "China": 8, "Tokyo": 9, "Korea": 9}  # fmt: skip
SUMMERS = ("Daylight Time", "Summer Time")
V11_UNZONED = re.compile(r"[A-Za-z]{3} ([A-Za-z]{3}) +(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})")
WRITTEN = re.compile(r"(?:[A-Za-z]{3,9},? )?([A-Za-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})(?: ?[,·]? (?:at )?(.+))?")
WRITTEN_DAY_FIRST = re.compile(r"(?:[A-Za-z]{3},? )?(\d{1,2})[ -]([A-Za-z]{3})[a-z]*\.?,?[ -](\d{4})(?:,? (.+))?")
CLOCK_THEN_DAY = re.compile(r"(\d{1,2}:\d\d(?::\d\d)? ?(?:[AaPp][Mm])?) ?[·,-] ?(.+\d{4})")
CLOCK = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?(?: ?([AaPp])\.?[Mm])?")
YEAR_FIRST = re.compile(r"(\d{4})[-/.년年] ?(\d{1,2})[-/.월月] ?(\d{1,2})[.일日]?(?:[ ,T]+(.+))?")
EARLIEST = FIRST_POST - dt.timedelta(days=300)  # Reddit is older than X
LATEST = dt.datetime(2038, 1, 1, tzinfo=dt.UTC)

SlashOrder = Literal["month first", "day first", "unknown"]


class Stated(NamedTuple):
    """A time in a file; `zoned` is False when the bytes do not say which zone they mean (it was taken as UTC)."""

    at: dt.datetime
    zoned: bool


def parse(value: Any, slashes: SlashOrder = "unknown") -> Stated | None:
    """The time that a cell states; None when it is none, or could be two (03/04/22)."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _epoch(float(value))
    text = str(value).strip()
    try:
        at = dt.datetime.fromisoformat(text)
    except ValueError:
        return _other(text, slashes)
    return _stated(at)


def slash_order(cells: list[str]) -> SlashOrder:
    """How dates with slashes or dots are written in a column: a number above 12 tells."""
    pairs = [(int(m[1]), int(m[2])) for m in map(SLASHED.match, cells) if m]
    first, second = any(a > 12 for a, _ in pairs), any(b > 12 for _, b in pairs)
    return "day first" if first and not second else "month first" if second and not first else "unknown"


def plausible(at: dt.datetime) -> bool:
    """Not before the first post on X (2006; Reddit is older by nine months) and not years ahead of any archive."""
    return EARLIEST <= at <= LATEST


def _other(text: str, slashes: SlashOrder) -> Stated | None:
    if match := V11.fullmatch(text):
        month, day, hour, minute, second, hours, minutes, year = match.groups()
        if month.lower() not in MONTHS:
            return None
        return _built(int(year), MONTHS[month.lower()], int(day), int(hour), int(minute), int(second), hours + minutes)
    if NUMBER.fullmatch(text):
        return _epoch(float(text))
    if match := SPACED_OFFSET.fullmatch(text.removesuffix(" UTC").strip()):
        try:
            return _stated(dt.datetime.fromisoformat(f"{match[1]}{match[2]}:{match[3]}"))
        except ValueError:
            pass  # 03-01-2022 ends like an offset
    if match := NAMED_ZONE.fullmatch(text):
        return _with_named_zone(match, slashes)
    if match := LONG_ZONE.fullmatch(text):
        return _with_long_zone(match, slashes)
    return _written(text) or _slashed(text, slashes)


def _with_named_zone(match: re.Match[str], slashes: SlashOrder) -> Stated | None:
    """2020-01-01 12:00:00 CET, or Mon Apr 06 22:19:45 PDT 2009."""
    rest = f"{match[1]} {match[3]}" if match[3] else match[1]
    stated = parse(rest, slashes)
    if stated is None or stated.zoned or match[2] not in ZONES:
        return stated
    return Stated(stated.at - dt.timedelta(hours=ZONES[match[2]]), zoned=True)


def _with_long_zone(match: re.Match[str], slashes: SlashOrder) -> Stated | None:
    """2021-06-13 19:58:54 Eastern Daylight Time; a zone that is not known here leaves the time without one."""
    stated = parse(match[1], slashes)
    name = re.sub(r"( (Standard|Daylight|Summer|Mean))? Time$", "", match[2])
    if stated is None or stated.zoned or name not in LONG_ZONES:
        return stated
    hours = LONG_ZONES[name] + match[2].endswith(SUMMERS)
    return Stated(stated.at - dt.timedelta(hours=hours), zoned=True)


def in_zone(unzoned: dt.datetime, zone: str) -> Stated:
    """A time that was taken as UTC, read as the clock of a zone (Europe/Kyiv, +02:00) instead."""
    return Stated(unzoned.replace(tzinfo=zone_of(zone)).astimezone(dt.UTC), zoned=True)


@functools.cache
def zone_of(name: str) -> dt.tzinfo:
    """The zone of a name or an offset. Raises ValueError for what is neither."""
    if match := re.fullmatch(r"(?:UTC|GMT)?([+-]\d\d?)(?::?(\d\d))?", name):
        minutes = int(match[1][0] + (match[2] or "0"))
        return dt.timezone(dt.timedelta(hours=int(match[1]), minutes=minutes))
    try:
        return zoneinfo.ZoneInfo(name)
    except (OSError, ValueError, zoneinfo.ZoneInfoNotFoundError):
        raise ValueError(f"{name!r} is no time zone; write one such as Europe/Kyiv or +02:00") from None


def _written(text: str) -> Stated | None:
    """Days with the month as an English word, in the orders that people and spreadsheets use."""
    if match := V11_UNZONED.fullmatch(text):
        return _on(match[4], match[1], match[2], match[3])
    if match := CLOCK_THEN_DAY.fullmatch(text):
        return _written(f"{match[2]} {match[1]}")
    if match := WRITTEN.fullmatch(text):
        return _on(match[3], match[1], match[2], match[4])
    if match := WRITTEN_DAY_FIRST.fullmatch(text):
        return _on(match[3], match[2], match[1], match[4])
    if match := YEAR_FIRST.fullmatch(text):
        return _on(match[1], match[2], match[3], match[4])
    return None


def _on(year: str, month: str, day: str, clock: str | None) -> Stated | None:
    number = int(month) if month.isdecimal() else MONTHS.get(month.lower())
    match = CLOCK.fullmatch(clock.strip()) if clock else None
    if number is None or (clock and not match):
        return None
    hour, minute, second = (int(match[1]), int(match[2]), int(match[3] or 0)) if match else (0, 0, 0)
    if match and match[4]:
        hour = hour % 12 + (12 if match[4] in "pP" else 0)
    return _built(int(year), number, int(day), hour, minute, second)


def _slashed(text: str, order: SlashOrder) -> Stated | None:
    match = SLASHED.fullmatch(text)
    if not match:
        return None
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if order == "unknown":
        order = "day first" if first > 12 else "month first" if second > 12 else order
    if order == "unknown" and first != second:
        return None
    month, day = (second, first) if order == "day first" else (first, second)
    hour, minute, seconds = int(match[4] or 0), int(match[5] or 0), int(match[6] or 0)
    if match[7]:
        hour = hour % 12 + (12 if match[7] in "pP" else 0)
    return _built(year + 2000 if year < 100 else year, month, day, hour, minute, seconds)


def _built(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, zone: str = ""
) -> Stated | None:
    try:
        at = dt.datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 (the zone follows where one is stated)
    except ValueError:
        return None
    if not zone:
        return _stated(at)
    offset = dt.timedelta(hours=int(zone[:3]), minutes=int(zone[0] + zone[3:]))
    return _stated(at.replace(tzinfo=dt.timezone(offset)))


def _epoch(number: float) -> Stated | None:
    """Seconds, milliseconds or microseconds since 1970, by size."""
    if not math.isfinite(number):
        return None
    while number > 1e11:
        number /= 1000
    if not 1e9 <= number < 1e11:
        return None
    at = EPOCH + dt.timedelta(seconds=number)
    return Stated(at, zoned=True) if plausible(at) else None


def _stated(at: dt.datetime) -> Stated | None:
    try:
        aware = at.astimezone(dt.UTC) if at.tzinfo else at.replace(tzinfo=dt.UTC)
    except OverflowError:
        return None
    return Stated(aware, zoned=at.tzinfo is not None) if plausible(aware) else None

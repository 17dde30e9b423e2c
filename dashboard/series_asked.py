"""A series as an address asks for it: by hour or day, of a theme or a voice, within bounds that keep it short."""

import fastapi

from dashboard.opened import Opened, minute, platform_of, theme_of
from dashboard.stretch import Grain
from digests.series import REACTING, SeriesTable, series

LONGEST = {"minute": 7 * 1440, "hour": 366 * 1440, "day": 20 * 366 * 1440}  # minutes of one answer


def asked_for(opened: Opened, by: Grain, theme: str, platform: str, who: str, since: str, until: str) -> SeriesTable:
    """The series; 422 where it would be longer than one answer may be."""
    if who not in ("", REACTING):
        raise fastapi.HTTPException(422, "`who` is empty for all posts that count, or reacting.")
    start, end = minute(since, opened.tz), minute(until, opened.tz)
    if start is not None and end is not None and not 0 < end - start <= LONGEST[by]:
        raise fastapi.HTTPException(
            422, f"Ask for at most {LONGEST[by] // 1440:,} days at once, from the earlier time on."
        )
    if by == "minute" and (start is None or end is None):
        raise fastapi.HTTPException(422, "A series by the minute needs since and until.")
    wanted = theme_of(opened, theme), platform_of(platform)
    return series(opened.session, opened.event, opened.file, by, *wanted, (start, end), who)

"""The first line of a digest: the event, when this was made on the clocks of newsroom and event, and what it covers."""

import zoneinfo

from analysis.outward import one_line
from digests.base import Context


def heading(context: Context) -> str:
    """The line as plain text."""
    return " · ".join([one_line(context.event.title), made(context), covers(context)])


def made(context: Context) -> str:
    """When it was made, as Fri 06:30 London / 08:30 Kyiv; one clock where the zones are the same."""
    there = context.now.astimezone(context.event.tz)
    if context.newsroom is None or str(context.newsroom) == context.event.zone:
        return f"made {there:%a %d %b %H:%M} {place(context.event.zone)}"
    home = context.now.astimezone(context.newsroom)
    day = "" if home.date() == there.date() else f"{there:%a} "
    return f"made {home:%a %d %b %H:%M} {place(str(context.newsroom))} / {day}{there:%H:%M} {place(context.event.zone)}"


def covers(context: Context) -> str:
    """The day or the days that are told of, in the event's zone."""
    zone, stretch = place(context.event.zone), context.stretch
    if stretch.is_one_day:
        preview = "" if context.is_over else " so far · PREVIEW, the day is not over"
        return f"covers {stretch.last:%a %d %b %Y} 00–24 {zone}{_hours(context)}{preview}"
    preview = "" if context.is_over else " · the last day is not over"
    return f"covers {stretch.first:%d %b %Y} to {stretch.last:%d %b %Y} {zone}, {stretch.days} days{preview}"


def place(zone: str) -> str:
    """A zone as people name it: Europe/Kyiv is Kyiv."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def _hours(context: Context) -> str:
    """Said only of the two days a year that have another length."""
    minutes = context.end - context.start
    return "" if minutes == 1440 else f" ({minutes / 60:g} hours: the clocks changed)"


def newsroom_of(zone: str) -> zoneinfo.ZoneInfo | None:
    """The newsroom's zone, where the settings name one."""
    return zoneinfo.ZoneInfo(zone) if zone else None

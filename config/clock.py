"""The one place that reads the time. Everything below the commands and the tasks gets `now` as an argument."""

import datetime as dt
import time

from config.faults import ConfigFault
from config.settings import settings

_started = time.monotonic()
_fixed: list[dt.datetime] = []


def now() -> dt.datetime:
    """The current time in UTC; with `--now` or GROUNDSWELL_NOW that instant, or, written with a `+` behind it,
    an hour hand that was set to that instant when the process started. Written as INSTANT*SPEED@MOMENT it is an hour
    hand for many processes: set to the instant at that real moment, and so many times as fast."""
    if _fixed:
        return _fixed[0]
    given = settings().groundswell_now
    if not given:
        return dt.datetime.now(dt.UTC)
    if "*" in given:
        return _sped_up(given)
    start = instant(given.removesuffix("+"), "GROUNDSWELL_NOW")
    return start + dt.timedelta(seconds=time.monotonic() - _started) if given.endswith("+") else start


def fix(given: str) -> None:
    """Sets the clock of this process to one instant (the option `--now`)."""
    _fixed[:] = [instant(given, "--now")]


def fixed() -> str | None:
    """The instant to which `fix` set the clock, for the processes that this one starts."""
    return _fixed[0].isoformat() if _fixed else None


def _sped_up(given: str) -> dt.datetime:
    start, _, rest = given.partition("*")
    speed, _, moment = rest.partition("@")
    try:
        factor = float(speed)
    except ValueError:
        raise ConfigFault(f"GROUNDSWELL_NOW: {speed!r} is not a speed such as 60") from None
    since = dt.datetime.now(dt.UTC) - instant(moment, "GROUNDSWELL_NOW")
    return instant(start, "GROUNDSWELL_NOW") + since * factor


def instant(given: str, name: str) -> dt.datetime:
    """An ISO 8601 time as aware UTC; without an offset it is taken as UTC."""
    try:
        at = dt.datetime.fromisoformat(given.strip())
    except ValueError:
        raise ConfigFault(f"{name}: {given!r} is not a time such as 2025-04-19T06:30:00+03:00") from None
    return (at if at.tzinfo else at.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)

"""The courses of the themes of an event on one platform, since it happened or through the day of a digest."""

import dataclasses

import storage.series
from analysis.order import Course, courses
from digests.base import Context
from digests.series import REACTING
from storage.tables.columns import minute_of, moment_of

STEP = 180  # minutes
LONGEST = 3 * 1440
DAYS_BEFORE = 28


@dataclasses.dataclass(frozen=True)
class Order:
    """The courses in steps that begin at `starts`; `labels` are their local times."""

    starts: tuple[int, ...]
    labels: tuple[str, ...]
    courses: tuple[Course, ...]


def order(context: Context, platform: str) -> Order:
    """Counted are the different texts of each hour that react, so that copies do not move a theme."""
    start = _begin(context)
    starts = tuple(range(start, context.end, STEP))
    rows = storage.series.by_theme(
        context.session, context.event_id, "hour", start, context.end, platform=platform, voice=REACTING
    )
    names = [theme.name for theme in context.event.themes]
    posts = {name: [0] * len(starts) for name in ("", *names)}
    for row in rows:
        if row["theme"] in posts:
            posts[row["theme"]][(row["start"] - start) // STEP] += row["distinct_texts"]
    wholes = posts.pop("")
    found = courses(
        posts, wholes, _before(context, platform, start), lambda *key: _define(context, platform, starts, *key)
    )
    return Order(starts, tuple(_label(context, at) for at in starts), tuple(found))


def _begin(context: Context) -> int:
    """The hour of the event, where it lies in the three days up to the end; else the begin of the day."""
    happened = context.event.happened_at
    at = minute_of(happened) // 60 * 60 if happened else 0
    return at if context.end - LONGEST <= at < context.end else context.start // 60 * 60


def _before(context: Context, platform: str, start: int) -> dict[str, tuple[int, int]]:
    """Different texts with each theme, and all, of the days before."""
    rows = storage.series.by_theme(
        context.session, context.event_id, "hour", start - DAYS_BEFORE * 1440, start, platform=platform, voice=REACTING
    )
    sums: dict[str, int] = {}
    for row in rows:
        sums[row["theme"]] = sums.get(row["theme"], 0) + row["distinct_texts"]
    whole = sums.get("", 0)
    return {theme.name: (sums.get(theme.name, 0), whole) for theme in context.event.themes}


def _define(context: Context, platform: str, starts: tuple[int, ...], name: str, step: int | None) -> str:
    low = starts[step] if step is not None else starts[0] - DAYS_BEFORE * 1440
    high = min(low + STEP, context.end) if step is not None else starts[0]
    stretch = {"from": moment_of(low).isoformat(), "to": moment_of(high).isoformat()}
    return context.definition("share of theme in texts", platform, theme=name, who=REACTING, **stretch)


def _label(context: Context, minute: int) -> str:
    return f"{moment_of(minute).astimezone(context.event.tz):%a %H:%M}"

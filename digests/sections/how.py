"""How this was made, filled in by the system: what to name when a number is quoted."""

import datetime as dt
from collections.abc import Iterator

from digests.base import Context, Part, sentence

title = "How this was made"


def build(context: Context) -> Iterator[Part]:
    zone = context.event.zone
    yield sentence(
        f"Event “{context.event.title}”, settings version {context.revision}, {_days(context)} in {zone}, "
        f"made {context.now:%Y-%m-%d %H:%M} UTC."
    )
    scorers = ", ".join(sorted(context.scorer_names.values())) or "none"
    yield sentence(
        f"Scorers: {scorers}. Intervals are 95 %: Wilson’s for shares; for word tone one that knows that posts of one "
        "account belong together."
    )
    posts = f"groundswell posts {context.event.name} --since {context.stretch.first} --until {_next(context)}"
    yield sentence(f"The posts behind a number: {posts}. Why one of them is in: groundswell explain UID.")


def _days(context: Context) -> str:
    first, last = context.stretch.first, context.stretch.last
    return f"day {last:%d %B %Y}" if context.stretch.is_one_day else f"{first:%d %B %Y} to {last:%d %B %Y}"


def _next(context: Context) -> str:
    return (context.day + dt.timedelta(days=1)).isoformat()

"""How much was posted: a chart of the last seven days by the hour, and the day in numbers."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

import storage.series
from analysis import estimates
from analysis.estimates import Figure
from analysis.series import Counts, CoverageMap
from digests.base import PLATFORM_NAMES, Chart, Context, Part, Shown, Table, Words, number, sentence
from digests.charts import Bar, bars
from digests.series import REACTING
from storage.tables.columns import moment_of

title = "Posts over time"
DAYS_SHOWN = 7
SPANS = (7, 30)  # days
FEWEST_USUAL = 5  # days seen whole, without which there is no usual day
MEASURES: tuple[tuple[str, str, Callable[[Counts], int | None]], ...] = (
    ("posts", "posts", lambda counts: counts.posts),
    ("originals", "not reposts", lambda counts: counts.originals),
    ("distinct texts", "different texts", lambda counts: counts.distinct_texts),
    ("authors", "accounts", lambda counts: counts.authors),
)
HOW = (
    "Means are over days that were all seen whole. Usually: the range without the lowest and the highest tenth of up "
    "to 30 such days. Accounts and texts are counted once a day."
)


def build(context: Context) -> Iterator[Part]:
    for platform in context.platforms:
        if context.today(platform).counts is not None:
            yield _chart(context, platform)
        yield Table(_heads(platform), tuple(rows_of(context, platform)))
    yield sentence(HOW)


def _chart(context: Context, platform: str) -> Chart:
    since = context.end - DAYS_SHOWN * 1440
    shown = _hours(context, platform, since)
    name = f"{PLATFORM_NAMES[platform]}: posts per hour"
    first, last = _local(context, since), _local(context, context.end - 1)
    peak = max((bar for bar in shown if bar.value is not None), key=lambda bar: bar.value or 0)
    most = f"The most in an hour: {peak.value:,.0f} at {peak.label}."
    colours = "Strong colour: posts that react. Hatched: not watched."
    described = f"{first:%d %b} to {last:%d %b} {context.event.zone}. {most} {colours}"
    drawn = bars(name, described, shown, day_starts=_day_starts(context, since), shade_from=context.start)
    return Chart(name, described, drawn, tuple((bar.label, bar.value) for bar in shown))


def _hours(context: Context, platform: str, since: int) -> list[Bar]:
    counts, reacting = (
        storage.series.counts(
            context.session, context.event_id, "hour", since, context.end, platform=platform, voice=voice
        )
        for voice in ("", REACTING)
    )
    coverage: CoverageMap = context.coverage[platform]
    found = []
    for start in range(since // 60 * 60, context.end, 60):
        seen, share = coverage.of(start, start + 60)
        row = counts.get(start)
        value = float(row["posts"] or 0) if row else 0.0 if share == 1.0 else None
        found.append(
            Bar(
                start,
                start + 60,
                value,
                f"{_local(context, start):%a %d %b %H:%M}",
                unseen=value is None and seen != "observed",
                inner=float(reacting[start]["posts"]) if start in reacting else 0.0,
            )
        )
    return found


def _day_starts(context: Context, since: int) -> list[tuple[int, str]]:
    days = [context.day - dt.timedelta(days=back) for back in range(DAYS_SHOWN, -1, -1)]
    starts = [(dt.datetime.combine(day, dt.time(), context.event.tz), day) for day in days]
    return [(int(at.timestamp() // 60), f"{day:%a %d %b}") for at, day in starts if at.timestamp() // 60 >= since - 60]


def _local(context: Context, minute: int) -> dt.datetime:
    return moment_of(minute).astimezone(context.event.tz)


def _heads(platform: str) -> tuple[str, ...]:
    return (PLATFORM_NAMES[platform], "this day", "day before", *(f"{days} days before" for days in SPANS), "usually")


def rows_of(context: Context, platform: str) -> Iterator[tuple[Words, ...]]:
    """Each measure of the day beside the day before, the means of longer stretches, and the usual day."""
    today, earlier = context.today(platform), context.days[platform][:-1]
    reacting = _reacting(context, platform)
    for name, words, read in MEASURES:
        own = number(estimates.count(read(today.counts) if today.counts else None, context.definition(name, platform)))
        values = [read(day.counts) if day.is_known and day.counts else None for day in earlier]
        yield words, own, *_before(context, platform, name, values, is_compared=today.is_known)
    definition = context.definition("posts", platform, who=REACTING)
    own = number(estimates.count(reacting.get(today.start, 0) if today.counts else None, definition))
    values = [reacting.get(day.start, 0) if day.is_known and day.counts else None for day in earlier]
    yield (
        "of them reacting",
        own,
        *_before(context, platform, "posts", values, is_compared=today.is_known, who=REACTING),
    )


def _reacting(context: Context, platform: str) -> dict[int, int]:
    days = context.days[platform]
    rows = storage.series.counts(
        context.session, context.event_id, "day", days[0].start, context.end, platform=platform, voice=REACTING
    )
    return {start: int(row["posts"] or 0) for start, row in rows.items()}


def _before(
    context: Context, platform: str, name: str, values: Sequence[int | None], *, is_compared: bool, **more: str
) -> Iterator[Words]:
    """The day before, means over longer stretches, and the range of usual days; `values` are of earlier days, oldest
    first, None where a day was not seen whole."""
    if not is_compared:
        yield from ["not compared"] * (2 + len(SPANS))
        return
    yield number(estimates.count(values[-1], context.definition(f"{name} the day before", platform, **more)))
    for days in SPANS:
        yield _mean(context, platform, name, values[-days:], days, **more)
    known = sorted(value for value in values if value is not None)
    low, high = (known[round(part * (len(known) - 1))] if len(known) >= FEWEST_USUAL else None for part in (0.1, 0.9))
    yield f"{low:,}–{high:,}" if low is not None else f"unknown: {len(known)} days seen"


def _mean(context: Context, platform: str, name: str, values: Sequence[int | None], days: int, **more: str) -> Words:
    known = [value for value in values if value is not None]
    definition = context.definition(f"mean of {name} a day", platform, days=str(days), **more)
    if len(known) < days:
        return Shown(Figure(None, len(known), definition=definition), f"unknown: {len(known)} of {days} seen")
    return Shown(Figure(sum(known) / days, days, definition=definition), f"{sum(known) / days:,.0f} a day")

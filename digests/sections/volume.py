"""How much was posted: a chart of the last seven days by the hour, and the day in numbers."""

import datetime as dt
from collections.abc import Iterator

import storage.series
from analysis import estimates
from analysis.series import CoverageMap
from digests.base import PLATFORM_NAMES, Chart, Context, Day, Part, Table, Words, number
from digests.charts import Bar, bars
from digests.sections.reacting import voices
from digests.series import REACTING
from storage.tables.columns import moment_of

title = "Posts over time"
DAYS_SHOWN = 7


def build(context: Context) -> Iterator[Part]:
    for platform in context.platforms:
        if context.today(platform).counts is not None:
            yield _chart(context, platform)
    rows = [_row(context, platform) for platform in context.platforms]
    yield Table(
        (
            "feed",
            "posts",
            "of them reacting",
            "not reposts",
            "different texts",
            "accounts",
            "day before",
            "seven days before",
        ),
        tuple(rows),
    )


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


def _row(context: Context, platform: str) -> tuple[Words, ...]:
    today = context.today(platform)
    if today.counts is None:
        return (PLATFORM_NAMES[platform], *["not known"] * 5, *_earlier(context, platform, today))
    measures = (
        ("posts", today.counts.posts),
        ("originals", today.counts.originals),
        ("distinct texts", today.counts.distinct_texts),
        ("authors", today.counts.authors),
    )
    reacting = estimates.count(
        voices(context, platform)["reacting"], context.definition("posts", platform, who=REACTING)
    )
    shown = [number(estimates.count(value, context.definition(name, platform))) for name, value in measures]
    return (PLATFORM_NAMES[platform], shown[0], number(reacting), *shown[1:], *_earlier(context, platform, today))


def _earlier(context: Context, platform: str, today: Day) -> tuple[Words, Words]:
    """Posts of the day before, and the mean of the seven days before where all were seen whole."""
    if not today.is_known:
        return "not compared", "not compared"
    before, week = context.before(platform), context.days[platform][-8:-1]
    known = [day.counts.posts for day in week if day.is_known and day.counts]
    yesterday = (
        number(estimates.count(before.counts.posts, context.definition("posts the day before", platform)))
        if before.is_known and before.counts
        else "not known"
    )
    return yesterday, f"{sum(known) / 7:,.0f} a day" if len(known) == 7 else "not known"

"""A whole event day by day: a chart for each platform, its sums, and its busiest days. A digest of one day has none."""

import datetime as dt
from collections.abc import Iterator, Mapping

from analysis import estimates
from digests.base import PLATFORM_NAMES, Chart, Context, Part, Table, Words, number, portion
from digests.charts import Bar, bars
from digests.sections.reacting import voices
from digests.series import REACTING, counts_of
from storage.buckets import day_bounds

title = "Day by day"
BUSIEST = 7
LABELS = 7  # days that are named under a chart, at most


def build(context: Context) -> Iterator[Part]:
    if context.stretch.is_one_day:
        return
    with_posts = [platform for platform in context.platforms if context.today(platform).counts]
    for platform in with_posts:
        yield _chart(context, platform)
    rows = tuple(_row(context, platform) for platform in with_posts)
    yield Table(("feed", "posts", "of them reacting", "not reposts", "different texts", "accounts"), rows)
    for platform in with_posts:
        yield _busiest(context, platform)


def _posts_by_day(context: Context, platform: str, voice: str = "") -> Mapping[int, int]:
    rows = counts_of(context.session, context.event_id, "day", context.start, context.end, platform, "", voice)
    return {start: counts.posts for start, counts in rows.items() if start >= context.start}


def _days(context: Context) -> Iterator[tuple[dt.date, int, int]]:
    for number_of in range(context.stretch.days):
        day = context.stretch.first + dt.timedelta(days=number_of)
        yield (day, *day_bounds(day, context.event.tz))


def _chart(context: Context, platform: str) -> Chart:
    posts, reacting = _posts_by_day(context, platform), _posts_by_day(context, platform, REACTING)
    shown = [_bar(context, platform, day, start, end, posts, reacting) for day, start, end in _days(context)]
    most = max(shown, key=lambda bar: bar.value or 0)
    described = (
        f"{context.stretch.first:%d %b} to {context.stretch.last:%d %b} {context.event.zone}. The most in a day: "
        f"{most.value or 0:,.0f} on {most.label}. Strong colour: posts that react. Hatched: not watched."
    )
    step = -(-context.stretch.days // LABELS)
    names = [(start, f"{day:%d %b}") for place, (day, start, _) in enumerate(_days(context)) if not place % step]
    name = f"{PLATFORM_NAMES[platform]}: posts per day"
    drawn = bars(name, described, shown, day_starts=names, shade_from=context.end)
    return Chart(name, described, drawn, tuple((bar.label, bar.value) for bar in shown))


def _bar(
    context: Context,
    platform: str,
    day: dt.date,
    start: int,
    end: int,
    posts: Mapping[int, int],
    reacting: Mapping[int, int],
) -> Bar:
    seen, share = context.coverage[platform].of(start, end)
    value = float(posts[start]) if start in posts else 0.0 if share == 1.0 else None
    unseen = value is None and seen != "observed"
    return Bar(start, end, value, f"{day:%a %d %b}", unseen=unseen, inner=float(reacting.get(start, 0)))


def _row(context: Context, platform: str) -> tuple[Words, ...]:
    counts = context.today(platform).counts
    assert counts is not None  # only platforms with posts are told of
    reacting = estimates.count(
        voices(context, platform)["reacting"], context.definition("posts", platform, who=REACTING)
    )
    measures = (
        ("originals", counts.originals),
        ("distinct texts", counts.distinct_texts),
        ("authors", counts.authors),
    )
    shown = [number(estimates.count(value, context.definition(name, platform))) for name, value in measures]
    posts = number(estimates.count(counts.posts, context.definition("posts", platform)))
    return (PLATFORM_NAMES[platform], posts, number(reacting), *shown)


def _busiest(context: Context, platform: str) -> Table:
    """The days with the most posts, in the order of time, with how much of each was seen."""
    posts, coverage = _posts_by_day(context, platform), context.coverage[platform]
    rows = []
    top = sorted(posts.items(), key=lambda pair: (-pair[1], pair[0]))[:BUSIEST]
    wanted = {start for start, _ in top}
    for day, start, end in _days(context):
        if start in wanted:
            seen, share = coverage.of(start, end)
            figure = estimates.count(posts[start], context.definition("posts", platform, of=day.isoformat()))
            how = portion(share) if share else "unknown" if seen == "observed" else "none"
            rows.append((f"{day:%a %d %b}", number(figure), how))
    return Table((f"busiest days on {PLATFORM_NAMES[platform]}", "posts", "of the day seen"), tuple(rows))

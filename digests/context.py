"""Gathers the numbers of one day and the days before it."""

import dataclasses
import datetime as dt
from collections.abc import Mapping, Sequence

from sqlmodel import Session

import storage.series
import storage.understood
import storage.whole
from analysis.series import KNOWN, NOTHING, Counts, CoverageMap
from analysis.spikes import Spike
from config.event_file import Event as EventFile
from digests.base import Context, Day, Stretch
from digests.series import counts_of, coverage_by_platform, scorer_names
from storage.buckets import day_bounds
from storage.tables import Event

DAYS_BACK = 30


def gather(
    session: Session,
    event: Event,
    file: EventFile,
    day: dt.date,
    spikes: Mapping[str, Sequence[Spike]],
    *,
    now: dt.datetime,
    newsroom: dt.tzinfo | None = None,
) -> Context:
    """Everything the sections of the day's digest need."""
    event_id = event.id or 0
    stretches = coverage_by_platform(session, event_id)
    platforms = tuple(sorted(set(storage.series.platforms(session, event_id)) | set(stretches)))
    coverage = {name: CoverageMap(stretches.get(name, ())) for name in platforms}
    return Context(
        session=session,
        event_id=event_id,
        event=file,
        revision=file.revision,
        stretch=Stretch(day, day, *day_bounds(day, file.tz)),
        now=now,
        platforms=platforms,
        coverage=coverage,
        days={name: _days(session, event_id, file, day, name, coverage[name]) for name in platforms},
        theme_ids=storage.understood.known_theme_ids(session, file),
        scorer_names=scorer_names(session, event_id),
        spikes=spikes,
        newsroom=newsroom,
    )


def gather_whole(
    session: Session,
    event: Event,
    file: EventFile,
    stretch: Stretch,
    spikes: Mapping[str, Sequence[Spike]],
    *,
    now: dt.datetime,
    newsroom: dt.tzinfo | None = None,
) -> Context:
    """The same of several days as one: there is no day before them, and nothing is held against a usual day."""
    last = gather(session, event, file, stretch.last, spikes, now=now, newsroom=newsroom)
    counted = storage.whole.counts(session, last.event_id, stretch.start, stretch.end)
    days = {}
    for name in last.platforms:
        seen, share = last.coverage[name].of(stretch.start, stretch.end)
        row = {key: value for key, value in counted.get(name, {}).items() if key != "platform"}
        empty = NOTHING if seen in KNOWN and share == 1.0 else None
        days[name] = [Day(stretch.start, stretch.end, Counts(**row, engagement=None) if row else empty, seen, share)]
    return dataclasses.replace(last, stretch=stretch, days=days)


def whole_stretch(session: Session, event: Event, file: EventFile) -> Stretch | None:
    """From the first to the last local day of which posts are counted; None where there is none."""
    known = [
        edge
        for platform in storage.series.platforms(session, event.id or 0)
        for edge in storage.series.bounds(session, event.id or 0, platform=platform, grain="day") or ()
    ]
    if not known:
        return None
    first, last = (dt.datetime.fromtimestamp(at * 60, file.tz).date() for at in (min(known), max(known)))
    return Stretch(first, last, day_bounds(first, file.tz)[0], day_bounds(last, file.tz)[1])


def again(context: Context, day: dt.date) -> Context:
    """The same event with an earlier day as the one that is told of."""
    days = {
        name: _days(context.session, context.event_id, context.event, day, name, context.coverage[name])
        for name in context.platforms
    }
    stretch = Stretch(day, day, *day_bounds(day, context.event.tz))
    return dataclasses.replace(context, stretch=stretch, days=days, spikes={}, known={})


def latest_day(session: Session, event: Event, file: EventFile, *, now: dt.datetime) -> dt.date | None:
    """The latest local day that is over and has posts; None where there is none."""
    last = None
    for platform in storage.series.platforms(session, event.id or 0):
        bounds = storage.series.bounds(session, event.id or 0, platform=platform, grain="day")
        if bounds:
            last = max(last or 0, bounds[1])
    if last is None:
        return None
    day = dt.datetime.fromtimestamp(last * 60, file.tz).date()
    return min(day, now.astimezone(file.tz).date() - dt.timedelta(days=1))


def _days(
    session: Session, event_id: int, file: EventFile, day: dt.date, platform: str, coverage: CoverageMap
) -> list[Day]:
    """The days up to and with this one, oldest first."""
    bounds = [day_bounds(day - dt.timedelta(days=back), file.tz) for back in range(DAYS_BACK, -1, -1)]
    counts = counts_of(session, event_id, "day", bounds[0][0], bounds[-1][1], platform, "")
    found = []
    for start, end in bounds:
        seen, share = coverage.of(start, end)
        counted = counts.get(start, NOTHING if seen in KNOWN and share == 1.0 else None)
        found.append(Day(start, end, counted, seen, share))
    return found

"""Watches the series of an event: judges them, decides what is news, and puts it into the outbox, all or nothing."""

import datetime as dt
from collections.abc import Callable, Sequence

from sqlmodel import Session

import storage.buckets
import storage.events
import storage.leases
import storage.series
from alerts.base import CountOptions
from alerts.episodes import Story
from analysis.series import CoverageMap, observations
from analysis.spikes import Spike, find_spikes
from config.event_file import Event as EventFile
from digests.series import coverage_by_platform
from storage.database import Database
from storage.tables import Event, Notice
from storage.tables.columns import moment_of
from worker import comparing, judging, recording, telling, wellness
from worker.series_watched import options_of, specs

BUCKET = dt.timedelta(minutes=15)
DAYS_BACK = 28


def watch(database: Database, event_id: int, *, clock: Callable[[], dt.datetime]) -> list[Notice]:
    """One look at an event, under its lease. Returns the notices that are now in the outbox. What is dirty, or being
    brought to a new state, is waited for: its counts are not those of the posts."""
    lease = f"watch {event_id}"
    with database.write() as session:
        epoch = storage.leases.take(session, lease, now=clock())
        event = session.get_one(Event, event_id)
        if epoch is None:
            return []
        is_settled = not event.pending_id and not storage.buckets.is_dirty(session, event_id)
    is_written = False
    try:
        judged = _judged(database, event_id, now=clock()) if is_settled else []
        with database.write() as session:
            storage.leases.renew(session, lease, epoch, now=clock())  # first: from here on nobody else decides
            made = _decide(session, event_id, judged, now=clock())
            storage.leases.release(session, lease, epoch, now=clock())
            session.flush()
            session.expunge_all()
        is_written = True
    finally:
        if not is_written:  # what was not written down was not seen
            judging.forget(database.url, event_id)
    return made


Compared = tuple[list[recording.Found], list[tuple[str, Story]]]


def _judged(database: Database, event_id: int, *, now: dt.datetime) -> list[tuple[judging.PlatformJudged, Compared]]:
    """What every platform shows. Only reads: a first look back over weeks must not keep writers waiting."""
    with database.read() as session:
        file = storage.events.revision_of(session, session.get_one(Event, event_id))
        return [
            (platform, comparing.compare(session, event_id, file, platform, now=now))
            for platform in judging.judge(session, database.url, event_id, file, now=now)
        ]


def _decide(
    session: Session,
    event_id: int,
    judged: list[tuple[judging.PlatformJudged, Compared]],
    *,
    now: dt.datetime,
) -> list[Notice]:
    """Episodes, outbox, and how far it was judged: one transaction."""
    event = session.get_one(Event, event_id)
    file = storage.events.revision_of(session, event)
    steps = wellness.troubles(session, event, file, now=now)
    corrected: list[recording.News] = []
    for platform, (compared, stories) in judged:
        steps += [step for series in platform.series for step in recording.of_series(platform, series, now=now)]
        steps += compared
        judging.keep(session, event_id, platform)
        comparing.keep(session, event_id, platform, stories)
    news = recording.record(session, event_id, file.revision, steps, now=now)
    for platform, _ in judged:
        for series in platform.series:
            corrected += recording.correct(session, event_id, series, now=now)
    return telling.tell(session, event, file, [*news, *corrected], now=now)


def spikes(session: Session, event_id: int, file: EventFile, start: int, end: int) -> dict[str, list[Spike]]:
    """The spikes of posts that are no reposts, by platform, that touch minutes [start, end): what the digest tells."""
    found = {}
    for platform, stretches in coverage_by_platform(session, event_id).items():
        coverage = CoverageMap(stretches)
        since = max(start - DAYS_BACK * 1440, coverage.bounds[0] if coverage.bounds else start)
        posts = storage.series.minutes(session, event_id, "originals", since, end, platform=platform)
        series = list(observations(posts, coverage, since, end, int(BUCKET.total_seconds() // 60)))
        all_found = find_spikes(series, BUCKET, _per_week(file))
        found[platform] = [spike for spike in all_found if spike.ended_at > moment_of(start)]
    return found


def _per_week(file: EventFile) -> float:
    """How many alerts a week are wanted of the platforms' totals: the most of what the rules say."""
    options: Sequence[object] = [options_of(spec) for spec in specs(file) if spec.rule in ("volume", "authors")]
    return max((each.per_week for each in options if isinstance(each, CountOptions)), default=1.0)

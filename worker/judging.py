"""Judges the series of counts of an event: on from where each was, or again from before the first bucket whose data
came late. Decides nothing about sending."""

import array
import dataclasses
import datetime as dt
import logging
import zlib
from collections.abc import Mapping

from sqlmodel import Session

import storage.detections
import storage.reactions
from alerts.episodes import Story
from alerts.following import Follower, Happened
from analysis.packing import DamagedState
from analysis.spikes import Detector
from config.event_file import Event as EventFile
from storage.tables.columns import minute_of, moment_of
from worker.series_watched import Counts, Sight, Watched, settings_part, sights, watched

log = logging.getLogger(__name__)
QUARTER, DAY = 15, 1440
SNAPSHOT_EVERY = 60  # minutes
LOOK_AHEAD = 300  # minutes after the last judged step within which a step can be called running
MOST_REMEMBERED = 20_000  # followers in the memory of this process

_memory: dict[tuple[str, int, str], tuple[str, Follower]] = {}


@dataclasses.dataclass
class SeriesJudged:
    """What was found in one series. Steps in buckets before `known_until` had been judged before: `again_from` is the
    first bucket that was judged anew, None when nothing was."""

    watched: Watched
    follower: Follower
    happened: list[Happened]
    known_until: dt.datetime
    again_from: dt.datetime | None
    because: str = ""


@dataclasses.dataclass
class PlatformJudged:
    """What was found on one platform, and what has to be kept so that the next look goes on from here."""

    platform: str
    sight: Sight
    counts: Counts
    series: list[SeriesJudged]
    until: int
    revision: str
    fingerprint: bytes
    snapshots: list[tuple[str, int, bytes, dict[str, object]]]


def judge(session: Session, url: str, event_id: int, file: EventFile, *, now: dt.datetime) -> list[PlatformJudged]:
    """Judges every platform up to the running bucket."""
    minute = minute_of(now)
    return [
        _judge_platform(session, url, event_id, file, platform, sight, minute)
        for platform, sight in sights(session, event_id, file, now=minute).items()
    ]


def keep(session: Session, event_id: int, judged: PlatformJudged) -> None:
    """Writes down how far the platform was judged, in the transaction of what was decided."""
    for series, at, state, story in judged.snapshots:
        storage.detections.keep(session, event_id, series, at, judged.revision, state, story)
    storage.detections.move(session, event_id, judged.platform, judged.until, judged.revision, judged.fingerprint)


def forget(url: str, event_id: int) -> None:
    """Drops what this process remembers of an event, after a decision that was not written."""
    for key in [key for key in _memory if key[:2] == (url, event_id)]:
        del _memory[key]


def _judge_platform(
    session: Session, url: str, event_id: int, file: EventFile, platform: str, sight: Sight, now: int
) -> PlatformJudged:
    revision, before = settings_part(file), storage.detections.judged_of(session, event_id, platform)
    counts = Counts(session, event_id, file, platform)
    until = sight.end(now, QUARTER)
    prints = _fingerprint(session, event_id, platform, sight, until)
    late = None
    if before is not None and before.revision == revision:
        late = _first_change(_unpacked(before.hours), prints)
    judged = PlatformJudged(platform, sight, counts, [], until, revision, _packed(prints), [])
    changed = before is not None and before.revision != revision
    because = "the settings changed" if changed else "data came late" if late is not None else ""
    for each in watched(file, platform, sight):
        past = before.until if before else None
        judged.series.append(_judge_series(session, url, event_id, each, judged, past, late, because, now))
    return judged


def _judge_series(
    session: Session,
    url: str,
    event_id: int,
    each: Watched,
    platform: PlatformJudged,
    past: int | None,
    late: int | None,
    because: str,
    now: int,
) -> SeriesJudged:
    step, sight = each.wanted.minutes, platform.sight
    follower, known_until = _follower(session, url, event_id, each, platform, past, late)
    start, end = minute_of(follower.at), sight.end(now, step)
    again = moment_of(start) if known_until > follower.at else None
    happened: list[Happened] = []
    numbers = platform.counts.of(each.wanted, start, min(now + 1, sight.until))
    for seen in sight.observations(numbers, each.track, start, end, step):
        happened += follower.go_on(seen)
        _snapshot(platform, follower, end)
    if not each.track and now - end < LOOK_AHEAD:
        for low in range(max(start, end), now + 1, step):
            if numbers.get(low):
                happened += follower.look_ahead(moment_of(low), numbers[low])
    if len(_memory) < MOST_REMEMBERED:
        _memory[url, event_id, each.key] = platform.revision, follower
    return SeriesJudged(each, follower, happened, known_until, again, because if again else "")


def _snapshot(platform: PlatformJudged, follower: Follower, end: int) -> None:
    """Keeps the state at whole hours of late, and at midnights of before."""
    at = minute_of(follower.at)
    if at % SNAPSHOT_EVERY or (at % DAY and at <= end - 3 * SNAPSHOT_EVERY) or at <= end - 14 * DAY:
        return
    record = follower.story.as_record()
    platform.snapshots.append((follower.series, at, follower.detector.state(), record))


def _follower(
    session: Session,
    url: str,
    event_id: int,
    each: Watched,
    platform: PlatformJudged,
    past: int | None,
    late: int | None,
) -> tuple[Follower, dt.datetime]:
    """The series as it was followed, from before the first late bucket; and up to where it had been judged before."""
    revision, known = _memory.pop((url, event_id, each.key), ("", None))
    step = each.wanted.minutes
    until = moment_of(past // step * step) if past is not None else moment_of(0)
    at_most = (1 << 31) - 1 if late is None else late
    if known and revision == platform.revision and minute_of(known.at) <= at_most and known.at >= until:
        known.detector.set_dial(each.options.per_week)
        return known, known.at
    row = storage.detections.latest(
        session, event_id, each.key, at_most=min(at_most, past or 0), revision=platform.revision
    )
    stored = _restored(row, each) if row else None
    if stored and minute_of(stored.at) >= platform.sight.since:
        return stored, until
    fresh = Follower.begin(each.key, each.module, step, each.options.per_week, moment_of(platform.sight.since))
    return fresh, until


def _restored(row: object, each: Watched) -> Follower | None:
    """The follower of a snapshot. One that is damaged is no loss: the series is replayed."""
    from storage.tables import Detection

    assert isinstance(row, Detection)
    try:
        detector = Detector.restore(row.state, each.options.per_week)
    except DamagedState as fault:
        log.warning("a detector is replayed", extra={"series": row.series, "why": str(fault)})
        return None
    return Follower(each.key, each.module, detector, Story.from_record(row.story), moment_of(row.at))


def _fingerprint(session: Session, event_id: int, platform: str, sight: Sight, until: int) -> dict[int, int]:
    """A checksum for each quarter of an hour of what was counted and how much was seen."""
    counted = storage.reactions.quarters(session, event_id, platform, sight.since, until)
    prints = {}
    for low in range(sight.since, until, QUARTER):
        seen = round(sight.exposure("", low, low + QUARTER) * 100)
        if seen or low in counted:
            prints[low] = zlib.crc32(repr((counted.get(low), seen)).encode())
    return prints


def _first_change(before: Mapping[int, int], after: Mapping[int, int]) -> int | None:
    """The first quarter of those judged before that differs now. What has left the window is no change."""
    if not before:
        return None
    last, first = max(before), min(after, default=0)
    keys = {low for low in (*before, *after) if first <= low <= last}
    return min((low for low in keys if before.get(low) != after.get(low)), default=None)


def _packed(prints: Mapping[int, int]) -> bytes:
    flat = array.array("q", [number for low, value in sorted(prints.items()) for number in (low, value)])
    return zlib.compress(flat.tobytes(), 1)


def _unpacked(packed: bytes) -> dict[int, int]:
    flat = array.array("q", zlib.decompress(packed)).tolist()
    return dict(zip(flat[::2], flat[1::2], strict=True))

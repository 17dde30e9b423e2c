"""Replays an event's rules over its stored history, with the code of the live watch: what would have been sent."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from sqlmodel import Session

import alerts
from alerts.following import Follower, Happened
from alerts.parts import AFTER, ALONE, Whole, part_of
from config.event_file import Event as EventFile
from storage.tables import Event
from storage.tables.columns import minute_of, moment_of
from worker.series_watched import Counts, Sight, Watched, sights, watched

Limits = tuple[dt.datetime | None, dt.datetime | None]


@dataclasses.dataclass(frozen=True)
class Rehearsed:
    """What would have been sent, oldest first; and the counts of the first series of each platform, for a chart."""

    fired: list[dict[str, Any]]
    counts: dict[str, tuple[int, list[int | None]]]  # platform: start in minutes, counts by hour
    weeks: float
    observed_only: bool


def rehearse(
    session: Session,
    event: Event,
    file: EventFile,
    limits: Limits,
    *,
    per_week: float | None = None,
    progress: Callable[[str, int, int], None] = lambda *_: None,
) -> Rehearsed:
    """Every step of every story in the limits. Steps outside teach, and are not listed. `progress` is told the
    platform, how many of its series are done, and how many there are."""
    event_id = event.id or 0
    last = max((edge for edge in _ends(session, event_id, file)), default=0)
    now = minute_of(limits[1]) if limits[1] else last
    fired: list[dict[str, Any]] = []
    charts: dict[str, tuple[int, list[int | None]]] = {}
    spans, observed_only = [], True
    for platform, sight in sights(session, event_id, file, now=now).items():
        sight = _whole(sight, now)
        counts = Counts(session, event_id, file, platform)
        series = watched(file, platform, sight)
        since = max(minute_of(limits[0]) if limits[0] else sight.since, sight.since)
        spans.append(now - since)
        for done, each in enumerate(series):
            progress(platform, done, len(series))
            observed_only &= bool(each.track)
            happened = follow(each, sight, counts, now, per_week)
            fired += [_record(each, one) for one in happened if minute_of(one.step.at) >= since]
        if series:
            charts[platform] = since // 60 * 60, list(_hours(series[0], sight, counts, since // 60 * 60, now))
    fired.sort(key=lambda each: (each["at"], each["rule"] not in alerts.TOTALS, each["series"]))
    _attach(fired)
    return Rehearsed(fired, charts, max(spans, default=0) / (7 * 1440), observed_only)


def follow(each: Watched, sight: Sight, counts: Counts, end: int, per_week: float | None) -> Iterator[Happened]:
    """The steps of one series from the first bucket on."""
    step = each.wanted.minutes
    dial = per_week or each.options.per_week
    follower = Follower.begin(each.key, each.module, step, dial, moment_of(sight.since))
    numbers = counts.of(each.wanted, sight.since, end)
    last = moment_of(max((at for at, number in numbers.items() if number), default=0))
    for seen in sight.observations(numbers, each.track, sight.since, end // step * step, step):
        if seen.start > last and follower.is_still:
            return  # and stays so: no post is left
        yield from follower.go_on(seen)


def _ends(session: Session, event_id: int, file: EventFile) -> Iterator[int]:
    for sight in sights(session, event_id, file, now=1 << 30).values():
        for coverage in (sight.known, sight.observed):
            if coverage.bounds:
                yield coverage.bounds[1]


def _whole(sight: Sight, now: int) -> Sight:
    """The sight from the first minute of which anything is known, not only the last weeks."""
    firsts = [coverage.bounds[0] for coverage in (sight.known, sight.observed) if coverage.bounds]
    return dataclasses.replace(sight, since=min([*firsts, now]) // 1440 * 1440, until=now)


def _record(each: Watched, happened: Happened) -> dict[str, Any]:
    step = happened.step
    bucket = dt.timedelta(minutes=each.wanted.minutes)
    facts = {**happened.facts, "subject": each.wanted.theme}
    words = "" if step.what == "ended" else alerts.RULES[each.rule].explain(facts)
    return {
        "what": step.what,
        "at": step.at.isoformat(),
        "started_at": step.started_at.isoformat(),
        "told_at": (step.at + bucket).isoformat(),
        "late_minutes": round((step.at + bucket - step.started_at).total_seconds() / 60),
        "platform": each.platform,
        "rule": each.rule,
        "subject": each.wanted.theme,
        "series": each.key,
        "grade": happened.grade,
        "words": words,
        "completeness_known": not each.track,
        "part_of": "",
        "facts": facts,
    }


def _attach(fired: list[dict[str, Any]]) -> None:
    """What rises with its platform is part of the platform's story, by the rule of the live watch."""
    wholes: dict[tuple[str, bool], list[Whole]] = {}
    parts: dict[tuple[str, str], str] = {}
    for place, each in enumerate(fired):
        at, key = dt.datetime.fromisoformat(each["at"]), (each["platform"], each["completeness_known"])
        mine = wholes.setdefault(key, [])
        if each["what"] == "opened":
            whole = part_of(each["rule"], at, each["facts"], mine)
            parts[each["series"], each["started_at"]] = fired[whole.key]["started_at"] if whole else ""
            if whole is None and each["rule"] in alerts.TOTALS:
                ends = [e for e in fired if e["what"] == "ended" and _same(e, each)]
                ended = dt.datetime.fromisoformat(ends[0]["at"]) if ends else None
                mine.append(Whole(place, at, ended, each["facts"]["excess"]))
                lately = [e for e in fired[:place] if e["what"] == "opened" and _is_lately(e, each)]
                parts.update({(e["series"], e["started_at"]): each["started_at"] for e in lately})
        elif each["what"] == "worse":
            excess = each["facts"]["excess"]
            mine[:] = [dataclasses.replace(w, excess=excess) if _same(fired[w.key], each) else w for w in mine]
        each["part_of"] = parts.get((each["series"], each["started_at"]), "")


def _is_lately(one: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Whether it was told shortly before its platform rose: it goes on as a part of that."""
    near = dt.datetime.fromisoformat(whole["at"]) - dt.datetime.fromisoformat(one["at"]) <= AFTER
    alike = one["platform"] == whole["platform"] and one["completeness_known"] == whole["completeness_known"]
    return near and alike and one["rule"] not in (*alerts.TOTALS, *ALONE)


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(one["series"] == other["series"] and one["started_at"] == other["started_at"])


def _hours(each: Watched, sight: Sight, counts: Counts, start: int, end: int) -> Iterator[int | None]:
    numbers = counts.of(each.wanted, start, end)
    for low in range(start, end, 60):
        inside = [number for at, number in numbers.items() if low <= at < low + 60]
        yield sum(inside) if inside or sight.exposure(each.track, low, low + 60) else None

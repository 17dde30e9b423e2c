"""Watches the series of an event: what the rules of its file find in it."""

import datetime as dt

from sqlmodel import Session

import alerts
import storage.series
from analysis.series import CoverageMap, observations
from analysis.spikes import Spike
from config.event_file import Event as EventFile
from config.event_file import RuleSpec
from digests.series import coverage_by_platform
from storage.tables.columns import moment_of

BUCKET = dt.timedelta(minutes=15)
DAYS_BACK = 28
DEFAULT_RULES = (RuleSpec(rule="volume"),)


def spikes(session: Session, event_id: int, file: EventFile, start: int, end: int) -> dict[str, list[Spike]]:
    """The spikes by platform that touch minutes [start, end), judged bucket by bucket on the weeks before."""
    found = {}
    for platform, stretches in coverage_by_platform(session, event_id).items():
        coverage = CoverageMap(stretches)
        since = max(start - DAYS_BACK * 1440, coverage.bounds[0] if coverage.bounds else start)
        posts = storage.series.minutes(session, event_id, "originals", since, end, platform=platform)
        series = list(observations(posts, coverage, since, end, int(BUCKET.total_seconds() // 60)))
        all_found = []
        for spec in file.alerts or DEFAULT_RULES:
            rule = alerts.RULES[spec.rule]
            all_found += rule.find(series, BUCKET, rule.Options.model_validate(spec.options))
        found[platform] = [spike for spike in all_found if spike.ended_at > moment_of(start)]
    return found

"""Follows one series bucket by bucket: the detector, the rule, and the story of its episodes. The live watch and the
rehearsal run this same code."""

import dataclasses
import datetime as dt
from typing import Any

from alerts.base import CountRule
from alerts.episodes import Step, Story
from analysis.spikes import WINDOWS, Detector, Observation, Verdict


@dataclasses.dataclass(frozen=True, slots=True)
class Happened:
    """A step of a story in a series, with the facts behind it."""

    series: str
    step: Step
    facts: dict[str, Any]
    grade: str


@dataclasses.dataclass
class Follower:
    """One series as far as it was followed: `at` is the end of the last bucket that was judged."""

    series: str
    rule: CountRule
    detector: Detector
    story: Story
    at: dt.datetime
    empty: int = 0  # buckets without a post in a row, as far as that was seen

    @classmethod
    def begin(cls, series: str, rule: CountRule, minutes: int, per_week: float, at: dt.datetime) -> "Follower":
        bucket = dt.timedelta(minutes=minutes)
        return cls(series, rule, Detector(bucket, per_week), Story(bucket), at, empty=max(WINDOWS))

    @property
    def is_still(self) -> bool:
        """Whether nothing is told of and nothing can be while buckets stay empty: there is no post in any window of the
        tests."""
        return self.empty >= max(WINDOWS) and self.story.open is None and not speaks_of_nothing(self.rule)

    def go_on(self, seen: Observation) -> list[Happened]:
        """What the next bucket changes."""
        self.empty = 0 if seen.count else self.empty + 1
        if self.is_still:
            self.detector.pass_by(seen.start, seen.count, seen.exposure)
            self.at = seen.start + self.detector.bucket
            return []
        verdict = self.detector.observe(seen.start, seen.count, seen.exposure)
        self.at = seen.start + self.detector.bucket
        if verdict is None:
            return []
        steps = self.story.look(self.rule.look(verdict, self.detector))
        return [self._told(step, verdict, self.story) for step in steps]

    def look_ahead(self, start: dt.datetime, count: int) -> list[Happened]:
        """What the bucket that is not over shows already: only what the whole bucket can but confirm."""
        verdict = self.detector.peek(start, count)
        if verdict is None or not verdict.spike:
            return []
        story, steps = self.story.ahead(self.rule.look(verdict, self.detector))
        return [self._told(step, verdict, story) for step in steps if step.what != "ended"]

    def _told(self, step: Step, verdict: Verdict, story: Story) -> Happened:
        if step.what == "ended":
            return Happened(self.series, step, _of_ended(story), "")
        return Happened(self.series, step, self._facts(verdict), verdict.grade or "spike")

    def _facts(self, verdict: Verdict) -> dict[str, Any]:
        """Everything an explanation is made of. `p_model` holds under the model; sort by rarity, not by it."""
        detector = self.detector
        quiet_observed, quiet_expected, _ = detector.quietness()
        return {
            "minutes": int(detector.minutes),
            "window": verdict.window,
            "test": verdict.test,
            "observed": verdict.observed,
            "expected": round(verdict.expected, 3),
            "low": round(verdict.low, 3),
            "high": round(verdict.high, 3),
            "ratio": round(verdict.ratio, 3),
            "excess": round(verdict.excess, 3),
            "significance": round(verdict.significance, 4),
            "rarity": round(verdict.rarity, 4),
            "p_model": 10**-verdict.significance,
            "once_per_hours": None if verdict.learning else round(10**verdict.rarity * detector.hours, 1),
            "history_hours": round(detector.age * detector.hours, 2),
            "phase": "live" if verdict.learning else "normal",
            "per_week": detector.alerts_per_week,
            "rarity_wanted": round(detector.least_rarity, 4),
            "grade": verdict.grade,
            "quiet_observed": quiet_observed,
            "quiet_expected": round(quiet_expected, 1),
        }


def speaks_of_nothing(rule: CountRule) -> bool:
    """Whether the rule has something to say of buckets without posts."""
    return bool(getattr(rule, "speaks_of_nothing", False))


def _of_ended(story: Story) -> dict[str, Any]:
    ended = story.ended
    assert ended is not None
    until = ended.last + story.bucket
    return {
        "ended_at": until.isoformat(),
        "lasted_minutes": round((until - ended.started_at).total_seconds() / 60),
        "total": ended.total,
        "usual": round(ended.usual, 1),
        "most": ended.most,
        "most_at": ended.most_at.isoformat(),
    }

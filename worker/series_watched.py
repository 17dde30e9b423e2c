"""Which series an event's rules watch, and what of them was seen: the observations that detectors are fed."""

import dataclasses
import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, cast

import pydantic
from sqlmodel import Session

import alerts
import storage.coverage
import storage.reactions
import storage.understood
from alerts.base import CountOptions, CountRule, Wanted
from analysis.series import KNOWN, CoverageMap, Stretch
from analysis.spikes import Observation
from config.event_file import Event as EventFile
from config.event_parts import RuleSpec, content_hash, stretch_bounds
from storage.tables.columns import minute_of, moment_of

DAYS_BACK = 35
GRACE = 10  # minutes that a finished bucket may wait for the look that covers it


@dataclasses.dataclass(frozen=True)
class Watched:
    """One series of one rule on one platform. `track`: "" for stretches that were watched or stated complete,
    "observed" for those of which it is unknown how complete they are."""

    rule: str
    module: CountRule
    options: CountOptions
    wanted: Wanted
    platform: str
    track: str = ""

    @property
    def key(self) -> str:
        w = self.wanted
        return "|".join((self.platform, self.rule, w.measure, str(w.minutes), w.theme, w.voice, self.track))


@dataclasses.dataclass(frozen=True)
class Sight:
    """How a platform was seen: what is known, what was merely observed, since when by the same feeds, up to which day
    there is anything to judge, and which stretches must teach nothing."""

    known: CoverageMap
    observed: CoverageMap
    since: int
    until: int
    without: Sequence[tuple[int, int]]
    _exposures: dict[str, Any] = dataclasses.field(default_factory=dict, init=False, repr=False, compare=False)

    def observations(
        self, counts: Mapping[int, int], track: str, start: int, end: int, step: int
    ) -> Iterator[Observation]:
        for low, exposure in zip(range(start, end, step), self.exposures(track, start, end, step), strict=True):
            yield Observation(moment_of(low), counts.get(low, 0) if exposure else None, exposure)

    def exposures(self, track: str, start: int, end: int, step: int) -> Sequence[float]:
        """How much of each step was seen; several series ask for the same."""
        asked = track, start, end, step
        if self._exposures.get("asked") != asked:
            found = [self.exposure(track, low, low + step) for low in range(start, end, step)]
            self._exposures.update(asked=asked, found=found)
        return cast("list[float]", self._exposures["found"])

    def exposure(self, track: str, low: int, high: int) -> float:
        """The share of minutes [low, high) that counts as seen on this track."""
        if any(low < until and high > since for since, until in self.without):
            return 0.0
        seen, share = self.known.of(low, high)
        if not track:
            return (share or 0.0) if seen in KNOWN else 0.0
        return 1.0 if seen not in KNOWN and self.observed.of(low, high)[0] == "observed" else 0.0

    def end(self, now: int, step: int) -> int:
        """Up to where buckets are ready to be judged: seen to their end, or waited for long enough."""
        last = min(now, self.until) // step * step
        while last > now - 240 and now < last + GRACE and self.exposure("", last - step, last) < 1:
            last -= step
        return last


def specs(file: EventFile) -> Sequence[RuleSpec]:
    """The rules of the event file, or those that every event has."""
    return file.alerts or tuple(RuleSpec(rule=name) for name in alerts.DEFAULTS)


def options_of(spec: RuleSpec) -> pydantic.BaseModel:
    return alerts.RULES[spec.rule].Options.model_validate(spec.options)


def watched(file: EventFile, platform: str, sight: Sight) -> list[Watched]:
    """The series of counts on a platform, those of whole platforms first."""
    themes = [theme.name for theme in file.themes]
    tracks = [""] * (sight.known.bounds is not None) + ["observed"] * (sight.observed.bounds is not None)
    found: dict[str, Watched] = {}
    for spec in specs(file):
        module = alerts.COUNT_RULES.get(spec.rule)
        if module is None:
            continue
        options = options_of(spec)
        assert isinstance(options, CountOptions)
        for wanted in module.wanted(options, themes):
            for track in tracks if spec.rule != "silence" else [track for track in tracks if not track]:
                each = Watched(spec.rule, module, options, wanted, platform, track)
                found.setdefault(each.key, each)
    return sorted(found.values(), key=lambda each: (each.rule not in alerts.TOTALS, specs_order(file, each.rule)))


def specs_order(file: EventFile, rule: str) -> int:
    return [spec.rule for spec in specs(file)].index(rule)


def sights(session: Session, event_id: int, file: EventFile, *, now: int) -> dict[str, Sight]:
    """How each platform was seen."""
    rows = storage.coverage.of_event(session, event_id)
    without = [tuple(map(minute_of, stretch_bounds(each, file.tz))) for each in file.baseline.without]
    found = {}
    for platform in sorted({row.platform for row in rows}):
        own = [row for row in rows if row.platform == platform]
        known = [row for row in own if row.kind in KNOWN]
        firsts = {row.source_id: min(r.start for r in known if r.source_id == row.source_id) for row in known}
        edges = list(firsts.values()) or [min(row.start for row in own)]
        since = max([edge for edge in edges if edge <= now] or edges)
        last = min(now, max(row.end for row in own))
        found[platform] = Sight(
            CoverageMap(Stretch(row.start, row.end, row.kind, row.exposure) for row in known),
            CoverageMap(Stretch(row.start, row.end, row.kind, row.exposure) for row in own if row.kind == "observed"),
            max(since, last - DAYS_BACK * 1440) // 1440 * 1440,
            (last // 1440 + 2) * 1440,
            without,  # type: ignore[arg-type]
        )
    return found


class Counts:
    """The counts of a platform, fetched once for each measure, step and kind (all posts, or by theme)."""

    def __init__(self, session: Session, event_id: int, file: EventFile, platform: str) -> None:
        self._session, self._event_id, self._platform = session, event_id, platform
        self._themes = storage.understood.known_theme_ids(session, file)
        self.fetch = functools.lru_cache(maxsize=64)(self._fetch)

    def of(self, wanted: Wanted, start: int, end: int) -> Mapping[int, int]:
        """Counts by start of the bucket over minutes [start, end)."""
        by_theme = self.fetch(wanted.measure, wanted.minutes, wanted.voice, bool(wanted.theme), start, end)
        return by_theme.get(wanted.theme, {})

    def _fetch(
        self, measure: str, step: int, voice: str, themed: bool, start: int, end: int
    ) -> dict[str, dict[int, int]]:
        if themed and not self._themes:
            return {}
        themes = self._themes if themed else {}
        return storage.reactions.steps(
            self._session,
            self._event_id,
            measure,
            start,
            end,
            step,
            platform=self._platform,
            themes=themes,
            voice=voice,
        )


def settings_part(file: EventFile) -> str:
    """Names what the series depend on: with another, every detector is replayed."""
    fields = {"keywords", "window", "zone", "relevance", "themes", "baseline", "languages"}
    parts = file.model_dump(mode="json", by_alias=True, include=fields)
    feeds = sorted((source.name, source.kind, source.relevance) for source in file.sources)
    return content_hash({**parts, "feeds": feeds})

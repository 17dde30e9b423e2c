"""An event as it is compared: when it happened, what was posted since and before, and how it was watched."""

import dataclasses

from sqlmodel import Session

import storage.comparing
import storage.events
import storage.series
from analysis.comparison import Reaction, Watch, aligned
from analysis.series import KNOWN, CoverageMap
from collectors.provenance import RANKED
from config.event_file import Event as EventFile
from config.event_parts import stretch_bounds
from digests.series import coverage_by_platform
from storage.tables import Event
from storage.tables.columns import minute_of, moment_of

LONGEST = 72  # hours of age
DAYS_BEFORE = 28
BEGINNING = 180  # minutes, of which it must be known how complete they are
SEEN_WHOLE = 0.9


@dataclasses.dataclass(frozen=True)
class Side:
    """An event as it is compared: when it happened, and how it was seen."""

    event_id: int
    file: EventFile
    happened: int
    within: int
    coverage: dict[str, CoverageMap]
    platforms: frozenset[str]

    @property
    def name(self) -> str:
        """What people read: the title's last part and the day."""
        day = moment_of(self.happened).astimezone(self.file.tz)
        return f"{self.file.title.split(' · ')[-1]}, {day:%d %b %Y}"


def side(session: Session, event: Event) -> Side | None:
    """The event ready to be compared; None where its file does not say when it happened."""
    file = storage.events.revision_of(session, event)
    if file.happened_at is None:
        return None
    event_id = event.id or 0
    stretches = coverage_by_platform(session, event_id)
    return Side(
        event_id,
        file,
        minute_of(file.happened_at),
        file.happened_within,
        {platform: CoverageMap(found) for platform, found in stretches.items()},
        frozenset({*storage.series.platforms(session, event_id), *stretches}),
    )


def reactions(session: Session, one: Side, platform: str, age: int) -> list[Reaction]:
    """The reaction as the event's time is stated, and as it would be at both ends of what is known of it."""
    shifts = (0, -one.within, one.within) if one.within else (0,)
    return [_reaction(session, one, platform, one.happened + shift, age) for shift in shifts]


def _reaction(session: Session, one: Side, platform: str, begin: int, age: int) -> Reaction:
    coverage, without = one.coverage.get(platform, CoverageMap(())), _left_out(one.file)

    def is_seen(start: int) -> bool:
        seen, share = coverage.of(start, start + 60)
        is_left_out = any(low < start + 60 and start < high for low, high in without) and start < begin
        return seen in KNOWN and (share or 0) >= SEEN_WHOLE and not is_left_out

    since = begin - DAYS_BEFORE * 1440
    counts = storage.comparing.hours(session, one.event_id, platform, since, begin + age * 60)
    return aligned(counts, is_seen, begin, DAYS_BEFORE, age)


def _left_out(file: EventFile) -> list[tuple[int, int]]:
    """Stretches that say nothing of what is usual."""
    bounds = (stretch_bounds(stretch, file.tz) for stretch in file.baseline.without)
    return [(minute_of(low), minute_of(high)) for low, high in bounds]


def is_unknown(one: Side, platform: str) -> bool:
    coverage = one.coverage.get(platform, CoverageMap(()))
    return coverage.of(one.happened, one.happened + BEGINNING)[0] not in KNOWN


def watch(session: Session, one: Side, platform: str) -> Watch:
    since = one.happened - DAYS_BEFORE * 1440
    tools = storage.comparing.tools(session, one.event_id, platform, since, one.happened + LONGEST * 60)
    words = one.file.keywords
    return Watch(
        feeds=_feeds(one.file, platform),
        tools=frozenset(name.split(" (id from")[0] for name, _ in tools),
        languages=frozenset(one.file.languages),
        relevance=one.file.relevance,
        any=frozenset(words.any),
        all=frozenset(frozenset((entry,) if isinstance(entry, str) else entry) for entry in words.all),
        none=frozenset(words.none),
        place=frozenset(one.file.comparison.place),
        ranked=platform == "x" and any(sort in RANKED for _, sort in tools),
    )


def _feeds(file: EventFile, platform: str) -> frozenset[str]:
    """The live feeds of the platform: subreddits by name, and whether there are searches and threads, which name the
    place. Folders are known by the tools of their files."""
    found: set[str] = set()
    for source in file.sources:
        if source.kind == platform:
            found |= {f"r/{name}" for name in source.options.get("subreddits", ())}
            found |= {name for name in ("searches", "threads") if source.options.get(name)}
    return frozenset(found)

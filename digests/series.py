"""Puts a series together for showing: buckets, coverage, shares and tones with their intervals."""

import bisect
import dataclasses
from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session

import storage.coverage
import storage.series
import storage.versions
from analysis import estimates
from analysis.definitions import spelt
from analysis.estimates import Cell, Figure, Flag, ToneSums
from analysis.scorers import SCORERS, scorers
from analysis.series import NOTHING, Counts, CoverageMap, Grain, Point, Stretch, bucket_starts, points
from config.event_file import Event as EventFile
from digests.precision import Rule, rules
from storage.tables import Event, Scorer
from storage.tables.columns import minute_of
from storage.tables.score import COMPOUND_SCALE
from storage.tables.series import MARKS

REACTING = "reacting"
MOST_MISSING = 20_000  # of a longer series only buckets of which something is known are shown


@dataclasses.dataclass(frozen=True)
class Row:
    """One bucket of one platform. Figures are None in value where nothing is known."""

    point: Point
    platform: str
    share_of_theme: Figure | None
    tones: Mapping[str, Figure]
    dark: Mapping[str, Figure]
    bright: Mapping[str, Figure]
    scored: Mapping[str, int]
    flags: tuple[Flag, ...] = ()
    reacting: int | None = None
    marks: Mapping[str, int] | None = None  # posts of the theme that only negate or quote it, by mark

    def of_scorers(self, names: Sequence[str]) -> "Row":
        tones, dark, bright, scored = (
            {name: found[name] for name in names if name in found}
            for found in (self.tones, self.dark, self.bright, self.scored)
        )
        return dataclasses.replace(self, tones=tones, dark=dark, bright=bright, scored=scored)  # type: ignore[arg-type]


@dataclasses.dataclass(frozen=True)
class SeriesTable:
    """A series of one event, with what names its state."""

    event: EventFile
    revision: str
    grain: Grain
    theme: str
    scorers: list[str]
    rows: list[Row]
    voice: str = ""
    rule: Rule | None = None

    def of_scorers(self, names: Collection[str]) -> "SeriesTable":
        """The series with the tones of these scorers only; `names` without their versions."""
        kept = [name for name in self.scorers if name.split("@")[0] in names]
        return dataclasses.replace(self, scorers=kept, rows=[row.of_scorers(kept) for row in self.rows])


def series(
    session: Session,
    event: Event,
    file: EventFile,
    grain: Grain,
    theme: str,
    platform: str,
    limits: tuple[int | None, int | None],
    voice: str = "",
) -> SeriesTable:
    """The buckets of each platform from the first to the last of which anything is known, or within the limits; of all
    posts that count, or of one voice."""
    event_id = event.id or 0
    stretches = coverage_by_platform(session, event_id)
    names = scorer_names(session, event_id)
    rows: list[Row] = []
    for each in sorted(set(storage.series.platforms(session, event_id)) | set(stretches)):
        if platform and each != platform:
            continue
        coverage = CoverageMap(stretches.get(each, ()))
        start, end = _bounds(session, event_id, each, coverage, limits)
        buckets = bucket_starts(grain, start, end, file.tz)
        is_long = (end - start) // {"minute": 1, "hour": 60, "day": 1440}[grain] > MOST_MISSING
        counts = counts_of(session, event_id, grain, start, end, each, theme, voice)
        seen = counts_of(session, event_id, grain, start, end, each, "") if theme or voice else {}
        whole = counts_of(session, event_id, grain, start, end, each, "", voice) if theme else {}
        tones = tones_of(session, event_id, grain, start, end, each, theme, voice)
        counts = {**dict.fromkeys(seen, NOTHING), **counts}  # of the posts seen, none had the theme or the voice
        tones = {at: {k: v for k, v in found.items() if k in names} for at, found in tones.items()}
        marked = _marked(session, event_id, start, end, each, theme, voice)
        reacting = counts_of(session, event_id, grain, start, end, each, theme, REACTING)
        for point in points(buckets, counts, tones, coverage):
            if is_long and point.counts is None:
                continue
            row = _row(point, each, names, whole.get(minute_of(point.start)), file.name, grain, theme, voice)
            reacts = reacting.get(minute_of(point.start), NOTHING).posts if point.counts else None
            marks = _marks(point, grain, marked) if theme else None
            rows.append(dataclasses.replace(row, reacting=reacts, flags=flags_of(point, row.scored), marks=marks))
    rows.sort(key=lambda row: (row.point.start, row.platform))
    rule = rules(session, event_id, file).get(theme)
    return SeriesTable(file, file.revision, grain, theme, list(names.values()), rows, voice, rule)


def flags_of(point: Point, scored: Mapping[str, int]) -> tuple[Flag, ...]:
    """With what care the numbers of a bucket are to be read."""
    counts = point.counts
    if counts is None:
        return estimates.flags(Cell(0, None, None, 0, None, point.share_seen, point.at_ceiling))
    most = max(scored.values(), default=0)
    texts = counts.distinct_texts
    return estimates.flags(
        Cell(counts.posts, counts.authors, counts.top_author, texts, most, point.share_seen, point.at_ceiling)
    )


def coverage_by_platform(session: Session, event_id: int) -> dict[str, list[Stretch]]:
    found: dict[str, list[Stretch]] = {}
    for row in storage.coverage.of_event(session, event_id):
        found.setdefault(row.platform, []).append(Stretch(row.start, row.end, row.kind, row.exposure))
    return found


def counts_of(
    session: Session, event_id: int, grain: str, start: int, end: int, platform: str, theme: str, voice: str = ""
) -> dict[int, Counts]:
    found = storage.series.counts(
        session, event_id, grain, start - 1440, end, platform=platform, theme=theme, voice=voice
    )
    return {at: counts_from(row) for at, row in found.items()}


def counts_from(row: Mapping[str, int | None]) -> Counts:
    return Counts(**{field.name: row[field.name] for field in dataclasses.fields(Counts)})  # type: ignore[arg-type]


def tones_of(
    session: Session, event_id: int, grain: str, start: int, end: int, platform: str, theme: str, voice: str = ""
) -> dict[int, dict[int, ToneSums]]:
    found: dict[int, dict[int, ToneSums]] = {}
    for row in storage.series.moods(
        session, event_id, grain, start - 1440, end, platform=platform, theme=theme, voice=voice
    ):
        found.setdefault(row["start"], {})[row["scorer_id"]] = sums_from(row)
    return found


def sums_from(row: Mapping[str, int]) -> ToneSums:
    names = ("scored", "positive", "negative", "total", "author_squares", "author_counts_squares", "author_products")
    return ToneSums(**{name: row[name] for name in names}, scale=COMPOUND_SCALE)


def scorer_names(session: Session, event_id: int) -> dict[int, str]:
    """The scorers that the event's numbers are made with, by id, in the order of the register."""
    rows = storage.versions.scorers_of(session, event_id)
    order = list(SCORERS)
    ranked = sorted(
        rows,
        key=lambda number: (
            rows[number].name not in order,
            order.index(rows[number].name) if rows[number].name in order else 0,
        ),
    )
    return {number: scorer_name(rows[number]) for number in ranked}


def plain_name(name: str) -> str:
    """What people read in the place of a scorer's full name."""
    made = {scorer.id.name: scorer for scorer in scorers()}.get(name.split("@")[0])
    return made.title if made else name.split("@")[0]


def scorer_name(row: Scorer) -> str:
    words = f"-{row.words_hash}" if row.words_hash else ""
    return f"{row.name}@{row.version}+{row.lexicon_hash}{words}"


def _marked(
    session: Session, event_id: int, start: int, end: int, platform: str, theme: str, voice: str
) -> list[tuple[int, str, str, int]]:
    if not theme:
        return []
    return storage.series.marked(session, event_id, start, end, platform=platform, theme=theme, voice=voice)


def _marks(point: Point, grain: Grain, marked: Sequence[tuple[int, str, str, int]]) -> dict[str, int] | None:
    """The marked posts of one bucket. They are counted by the hour: of a minute they are not known."""
    if point.counts is None or grain == "minute":
        return None
    start, end = minute_of(point.start), minute_of(point.end)
    low, high = (bisect.bisect_left(marked, at, key=lambda row: row[0]) for at in (start, end))
    found = dict.fromkeys(MARKS, 0)
    for _, _, mark, posts in marked[low:high]:
        found[mark] += posts
    return found


def _bounds(
    session: Session, event_id: int, platform: str, coverage: CoverageMap, limits: tuple[int | None, int | None]
) -> tuple[int, int]:
    known = list(coverage.bounds or ())
    counted = storage.series.bounds(session, event_id, platform=platform)
    if counted:
        known.extend([counted[0], counted[1] + 60])
    low, high = (min(known), max(known)) if known else (0, 0)
    return (low if limits[0] is None else limits[0]), (high if limits[1] is None else limits[1])


def parts_of(event: str, platform: str, grain: str, point: Point, theme: str, voice: str) -> dict[str, str]:
    """What tells the figures of one bucket from those of others."""
    parts = {"event": event, "platform": platform, "by": grain, "start": point.start.isoformat()}
    return {**parts, **({"theme": theme} if theme else {}), **({"who": voice} if voice else {})}


def _row(
    point: Point,
    platform: str,
    names: Mapping[int, str],
    whole: Counts | None,
    event: str,
    grain: str,
    theme: str,
    voice: str,
) -> Row:
    parts = parts_of(event, platform, grain, point, theme, voice)
    posts = point.counts.posts if point.counts else None
    share = (
        estimates.share(posts, whole.posts, spelt("posts with theme/posts", parts))
        if whole and posts is not None
        else None
    )
    tones, dark, bright, scored = {}, {}, {}, {}
    for number, sums in point.tones.items():
        name = names[number]
        named = {**parts, "scorer": name}
        tones[name] = estimates.mean_tone(sums, spelt("mean compound", named))
        dark[name] = estimates.share(sums.negative, sums.scored, spelt("share negative", named))
        bright[name] = estimates.share(sums.positive, sums.scored, spelt("share positive", named))
        scored[name] = sums.scored
    return Row(point, platform, share, tones, dark, bright, scored)

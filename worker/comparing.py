"""Looks at the rules on two windows, once for each quarter of an hour: shares of themes, word tone, what takes over."""

import datetime as dt
import functools
from collections.abc import Iterator

import pydantic
from sqlmodel import Session

import alerts
import storage.detections
import storage.reactions
import storage.understood
from alerts.base import Asked
from alerts.episodes import Look, Step, Story
from analysis.differences import AuthorSums, Difference, difference
from config.event_file import Event as EventFile
from storage.tables.columns import minute_of, moment_of
from storage.tables.score import COMPOUND_SCALE
from worker.judging import PlatformJudged
from worker.recording import FRESH, Found
from worker.series_watched import options_of, specs

QUARTER = dt.timedelta(minutes=15)
SEEN = 0.9  # of each window that must be known to have been seen
DARK = -500  # VADER's own border of negative, in units of 1/10,000
LEAST_ACCOUNTS = 20


def compare(
    session: Session, event_id: int, file: EventFile, judged: PlatformJudged, *, now: dt.datetime
) -> tuple[list[Found], list[tuple[str, Story]]]:
    """What the rules on windows find up to the last whole quarter, and the memories to be kept."""
    at = moment_of(judged.until)
    measure = functools.partial(Measured(session, event_id, file, judged.platform).difference, end=judged.until)
    found: list[Found] = []
    stories: list[tuple[str, Story]] = []
    for rule, asked, told in asked_of(session, event_id, file, judged.platform, at):
        series = "|".join((judged.platform, rule, asked.kind, str(asked.hours), asked.subject, "", ""))
        row = storage.detections.latest(session, event_id, series, at_most=1 << 30, revision=judged.revision)
        if row is not None and row.at >= judged.until:
            continue
        story = Story.from_record(row.story) if row else Story(QUARTER)
        if not is_seen(judged, asked, judged.until):
            continue
        steps, facts, grade = look(rule, told, asked, measure(asked), story, at)
        why = "it was over when groundswell first looked at it" if now - at > FRESH else ""
        found += [_found(series, rule, judged.platform, asked, step, story, facts, grade, why) for step in steps]
        stories.append((series, story))
    return found, stories


def keep(session: Session, event_id: int, judged: PlatformJudged, stories: list[tuple[str, Story]]) -> None:
    for series, story in stories:
        storage.detections.keep(session, event_id, series, judged.until, judged.revision, b"", story.as_record())


def asked_of(
    session: Session, event_id: int, file: EventFile, platform: str, at: dt.datetime
) -> Iterator[tuple[str, Asked, object]]:
    """The differences that the event's rules look at, with the options of each."""
    themes = [theme.name for theme in file.themes]
    for spec in specs(file):
        if spec.rule not in alerts.WINDOW_RULES:
            continue
        options = options_of(spec)
        for asked in alerts.WINDOW_RULES[spec.rule].asked(options, themes):
            if asked.subject != "*":
                yield spec.rule, asked, options
                continue
            end = minute_of(at)
            names = storage.reactions.common(session, event_id, asked.kind, platform, end - asked.hours * 60, end)
            for name in names:
                yield spec.rule, Asked(asked.kind, name, asked.hours, asked.days), options


def is_seen(judged: PlatformJudged, asked: Asked, end: int) -> bool:
    """Whether both windows were seen, in the same way: nothing can be said of a change in what we see."""
    border, start = end - asked.hours * 60, end - (asked.hours + asked.days * 24) * 60
    spans = ((start, border), (border, end))
    return start >= judged.sight.since and all(judged.sight.exposure("", *span) >= SEEN for span in spans)


class Measured:
    """The differences of the last hours from the day before; those of all themes are fetched at once."""

    def __init__(self, session: Session, event_id: int, file: EventFile, platform: str) -> None:
        self._session, self._event_id, self._platform = session, event_id, platform
        self._themes = storage.understood.known_theme_ids(session, file)
        self._by_theme: dict[tuple[int, int, int], dict[str, list[tuple[int, float, int, float]]]] = {}

    def difference(self, asked: Asked, end: int) -> Difference | None:
        """None where too few accounts write to compare."""
        border = end - asked.hours * 60
        span = (border - asked.days * 1440, border, end)
        scale = float(COMPOUND_SCALE) if (asked.kind, asked.subject) == ("tone", "mean") else 1.0
        rows = self._rows(asked, span)
        return difference([AuthorSums(n0, s0 / scale, n1, s1 / scale) for n0, s0, n1, s1 in rows], LEAST_ACCOUNTS)

    def _rows(self, asked: Asked, span: tuple[int, int, int]) -> list[tuple[int, float, int, float]]:
        where = (self._session, self._event_id, self._platform, span)
        if asked.kind == "theme":
            if span not in self._by_theme:
                self._by_theme[span] = storage.reactions.themes_by_author(*where, self._themes)
            return self._by_theme[span].get(asked.subject, [])
        if asked.kind == "tone":
            scorer = max((row.id or 0 for row in storage.understood.scorers(self._session)), default=0)
            dark = DARK if asked.subject == "dark" else None
            return storage.reactions.by_author(*where, scorer_id=scorer, dark_below=dark)
        if asked.kind == "language":
            return storage.reactions.by_author(*where, language=asked.subject)
        return storage.reactions.by_author(*where, community=asked.subject)


def look(
    rule: str, options: object, asked: Asked, found: Difference | None, story: Story, at: dt.datetime
) -> tuple[list[Step], dict[str, object], str]:
    """What the story makes of a difference. Where too few write to compare, nothing stands out."""
    if found is None:
        return story.look(Look(at - QUARTER, False, False, 0, 0, 0, 0)), {}, ""
    assert isinstance(options, pydantic.BaseModel)
    seen = alerts.WINDOW_RULES[rule].compare(found, options, at - QUARTER)
    facts = {
        "kind": asked.kind,
        "subject": asked.subject,
        "hours": asked.hours,
        "now": found.now,
        "before": found.before,
        "difference_low": found.low,
        "difference_high": found.high,
        "posts_now": found.posts_now,
        "posts_before": found.posts_before,
        "accounts": found.accounts,
        "significance": round(found.significance, 4),
        "rarity": round(found.significance, 4),
    }
    return story.look(seen), facts, "spike"


def _found(
    series: str,
    rule: str,
    platform: str,
    asked: Asked,
    step: Step,
    story: Story,
    facts: dict[str, object],
    grade: str,
    why: str,
) -> Found:
    if step.what == "ended" and story.ended:
        minutes = round((step.at - story.ended.started_at).total_seconds() / 60)
        facts = {**facts, "ended_at": step.at.isoformat(), "lasted_minutes": minutes}
    return Found(series, rule, platform, asked.subject, step, facts, grade, why)

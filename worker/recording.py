"""Turns what was found into episodes: which is an alarm, which only a finding and why, which is part of another story.
Every step has a key, so that one found again after a crash, or by a second worker, is the same step."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

import alerts
import storage.episodes
from alerts.episodes import QUIET, Step
from alerts.parts import AFTER, ALONE, Whole, part_of
from storage.tables import Episode
from worker.judging import PlatformJudged, SeriesJudged

FRESH = dt.timedelta(hours=2)  # an older bucket is history, however it came to be known now
UNKNOWN = "how complete these files are is not known"


@dataclasses.dataclass(frozen=True)
class Found:
    """A step in a series with all that decides what becomes of it. `why` says why it can only be a finding."""

    series: str
    rule: str
    platform: str
    subject: str
    step: Step
    facts: dict[str, Any]
    grade: str
    why: str = ""
    note: str = ""


@dataclasses.dataclass(frozen=True)
class News:
    """A step that people should hear of."""

    episode: Episode
    what: str
    facts: dict[str, Any]
    note: str = ""


def of_series(judged: PlatformJudged, series: SeriesJudged, *, now: dt.datetime) -> list[Found]:
    """The steps of one series, each with the reason why it is no alarm, if there is one."""
    each = series.watched
    bucket = series.follower.detector.bucket
    found = []
    for happened in series.happened:
        again = happened.step.at < series.known_until and series.again_from is not None
        known_at = happened.step.at + (QUIET if happened.step.what == "ended" else bucket)
        old = now - known_at > FRESH
        why, note = "", f"found late: {series.because}" if again and series.because else ""
        if each.track:
            why = UNKNOWN
        elif old:
            why = series.because if again and series.because else "it was over when groundswell first looked at it"
        elif again and series.because == "the settings changed":
            why = series.because
        facts = {**happened.facts, "subject": each.wanted.theme, "measure": each.wanted.measure}
        found.append(
            Found(
                each.key, each.rule, judged.platform, each.wanted.theme, happened.step, facts, happened.grade, why, note
            )
        )
    return found


def record(session: Session, event_id: int, revision: str, found: Sequence[Found], *, now: dt.datetime) -> list[News]:
    """Writes the steps down, those of whole platforms first, and returns what is news."""
    order = sorted(found, key=lambda each: (each.step.at, each.rule not in alerts.TOTALS, each.series))
    news = []
    for each in order:
        told = _record(session, event_id, revision, each, now=now)
        news += [told] if told else []
    return news


def correct(session: Session, event_id: int, series: SeriesJudged, *, now: dt.datetime) -> list[News]:
    """Takes back the episodes that the series, where it was just judged, does not show or no longer shows."""
    first = min(series.again_from or series.known_until, series.known_until)
    stands = {happened.step.started_at for happened in series.happened if happened.step.what == "opened"}
    if series.follower.story.open:
        stands.add(series.follower.story.open.started_at)
    news = []
    for episode in storage.episodes.opened_since(session, event_id, series.watched.key, first - QUIET):
        judged = first <= episode.opened_at < series.follower.at
        if not judged or any(abs(at - episode.started_at) <= QUIET for at in stands):
            continue
        because = series.because or "posts were taken away"
        episode.state, episode.ended_at, episode.why = "corrected", episode.last_at, because
        session.add(episode)
        key = f"{episode.id} corrected"
        if storage.episodes.note(session, event_id, episode.id, "corrected", now=now, key=key, words=because):
            news.append(News(episode, "corrected", {**episode.facts, "because": because}))
    return [each for each in news if each.episode.standing == "alarm"]


def _record(session: Session, event_id: int, revision: str, found: Found, *, now: dt.datetime) -> News | None:
    episode = _episode(session, event_id, found)
    if found.step.what == "opened":
        return _open(session, event_id, revision, episode, found, now=now)
    if episode is None or episode.state == "corrected":
        return None
    if found.step.what == "worse":
        return _worsen(session, event_id, episode, found, now=now)
    return _end(session, event_id, episode, found, now=now)


def _episode(session: Session, event_id: int, found: Found) -> Episode | None:
    """The episode of the step: of that start, or of one so near that late posts have only moved its start."""
    exact = storage.episodes.of_series(session, event_id, found.series, found.step.started_at)
    if exact:
        return exact
    near = storage.episodes.opened_since(session, event_id, found.series, found.step.started_at - QUIET)
    return next((each for each in near if abs(each.started_at - found.step.started_at) <= QUIET), None)


def _open(
    session: Session, event_id: int, revision: str, known: Episode | None, found: Found, *, now: dt.datetime
) -> News | None:
    if known is not None:
        return None
    parent = _parent(session, event_id, found)
    standing = "attached" if parent else "finding" if found.why else "alarm"
    episode = Episode(
        event_id=event_id,
        series=found.series,
        rule=found.rule,
        platform=found.platform,
        subject=found.subject,
        standing=standing,
        why=found.why,
        words=_words(found),
        grade=found.grade,
        revision=revision,
        parent_id=parent.id if parent else None,
        started_at=found.step.started_at,
        opened_at=found.step.at,
        last_at=found.step.at,
        noticed_at=now,
        facts=found.facts,
    )
    session.add(episode)
    session.flush()
    words = found.why or (f"part of episode {parent.id}" if parent else found.note)
    storage.episodes.note(session, event_id, episode.id, "opened", now=now, key=f"{episode.id} opened", words=words)
    if standing == "alarm" and found.rule in alerts.TOTALS:
        _adopt(session, event_id, episode)
    return News(episode, "opened", found.facts, found.note) if standing == "alarm" else None


def _adopt(session: Session, event_id: int, whole: Episode) -> None:
    """What was told shortly before its platform rose goes on as a part of it."""
    for other in storage.episodes.open_of(session, event_id, f"{whole.platform}|"):
        lately = whole.opened_at - AFTER <= other.opened_at <= whole.opened_at
        if lately and other.standing == "alarm" and other.rule not in (*alerts.TOTALS, *ALONE):
            other.standing, other.parent_id = "attached", whole.id
            session.add(other)


def _words(found: Found) -> str:
    return alerts.RULES[found.rule].explain({**found.facts, "subject": found.subject})


def _parent(session: Session, event_id: int, found: Found) -> Episode | None:
    """The alarm of the whole platform that this is a part of; of what can only be a finding, the finding."""
    wanted = "finding" if found.why else "alarm"
    totals = {
        episode.id or 0: episode
        for episode in storage.episodes.touching(session, event_id, found.step.at - AFTER, found.step.at + AFTER)
        if episode.platform == found.platform
        and episode.rule in alerts.TOTALS
        and episode.standing == wanted
        and episode.state != "corrected"
        and not episode.not_news
    }
    wholes = [Whole(key, each.opened_at, each.ended_at, each.facts.get("excess", 0.0)) for key, each in totals.items()]
    whole = part_of(found.rule, found.step.at, found.facts, wholes)
    return totals[whole.key] if whole else None


def _worsen(session: Session, event_id: int, episode: Episode, found: Found, *, now: dt.datetime) -> News | None:
    key = f"{episode.id} worse {found.step.at.isoformat()}"
    if not storage.episodes.note(session, event_id, episode.id, "worse", now=now, key=key, words=found.why):
        return None
    episode.last_at, episode.facts = max(episode.last_at, found.step.at), found.facts
    episode.words = _words(found)
    what = "worse"
    if episode.standing == "finding" and not found.why:
        episode.standing, episode.why, what = "alarm", "", "opened"
    if found.grade == "major":
        episode.grade = "major"
    session.add(episode)
    told = episode.standing == "alarm" and not found.why and (not episode.not_news or found.grade == "major")
    return News(episode, what, found.facts, found.note) if told else None


def _end(session: Session, event_id: int, episode: Episode, found: Found, *, now: dt.datetime) -> News | None:
    key = f"{episode.id} ended {found.step.at.isoformat()}"
    if episode.state != "open" or not storage.episodes.note(session, event_id, episode.id, "ended", now=now, key=key):
        return None
    episode.state, episode.ended_at = "ended", found.step.at
    episode.last_at = max(episode.last_at, min(found.step.at, now))
    episode.facts = {**episode.facts, "ended": found.facts}
    session.add(episode)
    told = episode.standing == "alarm" and not episode.not_news and not found.why
    return News(episode, "ended", episode.facts) if told else None

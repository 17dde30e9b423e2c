"""The figures of an alert, defined so that each can be computed again, and the answer that they make."""

import datetime as dt
from collections.abc import Iterator

from sqlmodel import Session

import alerts
from alerts.wording import Behind
from analysis import estimates
from analysis.definitions import spelt
from analysis.estimates import Figure
from config.event_file import Event as EventFile
from digests import publishing
from digests.publishing import Published
from digests.series import scorer_names
from storage.tables import Event
from storage.tables.columns import minute_of, moment_of
from worker.recording import News

WATCHED = {
    "authors": ("authors", "reacting"),
    "theme": ("authors", ""),
    "texts": ("texts", ""),
    "volume": ("originals", ""),
}


def of_alert(
    session: Session,
    event: Event,
    file: EventFile,
    news: News,
    behind: Behind,
    span: tuple[int, int],
    *,
    now: dt.datetime,
) -> Published:
    """The answer with the figures of a message: what the rule saw, and what lies behind it over `span`, in minutes."""
    figures = [*_seen(event, file, news, now=now), *_behind(event, file, news, behind, span)]
    return publishing.answer(
        session,
        event.id or 0,
        event.name,
        "alert",
        f"{event.name}/{news.episode.id} {news.what}",
        figures,
        revision=file.revision,
        scorers=list(scorer_names(session, event.id or 0).values()),
        stretches=[(news.episode.platform, *span)] if news.episode.platform else [],
        now=now,
    )


def _seen(event: Event, file: EventFile, news: News, *, now: dt.datetime) -> Iterator[Figure]:
    """What a rule on counts saw in the steps that stood out, up to now."""
    facts, rule = news.facts, news.episode.rule
    if rule not in WATCHED or "observed" not in facts or "window" not in facts:
        return
    counted, voice = WATCHED[rule]
    end = minute_of(news.episode.last_at) + int(facts["minutes"])
    start = end - int(facts["minutes"]) * int(facts["window"])
    parts = {**_common(event, file, news), **_span(start, min(end, minute_of(now) + 1))}
    parts |= {"counted": counted, "minutes": str(facts["minutes"])}
    parts |= {"theme": news.episode.subject} if rule == "theme" else {}
    parts |= {"who": voice} if voice else {}
    yield estimates.count(round(facts["observed"]), spelt("seen by the rule", parts))


def _behind(event: Event, file: EventFile, news: News, behind: Behind, span: tuple[int, int]) -> Iterator[Figure]:
    if news.episode.rule in alerts.STATE_RULES:
        return
    parts = {**_common(event, file, news), **_span(*span)}
    for measure, number in (("posts", behind.posts), ("authors", behind.accounts), ("distinct texts", behind.texts)):
        yield estimates.count(number, spelt(measure, parts))
    for community, posts in behind.communities:
        yield estimates.count(posts, spelt("posts of community", {**parts, "community": community}))


def _common(event: Event, file: EventFile, news: News) -> dict[str, str]:
    return {"event": event.name, "revision": file.revision, "platform": news.episode.platform}


def _span(start: int, end: int) -> dict[str, str]:
    return {"start": moment_of(start).isoformat(), "end": moment_of(end).isoformat()}

"""Gathers what lies behind an episode: posts, copies, communities, themes, quotes, what was seen, and the chart."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

import storage.post_list
import storage.reactions
import storage.series
import storage.understood
from alerts import RULES, STATE_RULES
from alerts.wording import PLATFORMS, Behind, Quoted
from analysis.outward import masked, shortened
from config.event_file import Event as EventFile
from digests import charts
from storage.tables import Episode, Event
from storage.tables.columns import minute_of, moment_of
from storage.tables.identity import url_of
from worker.recording import News
from worker.series_watched import Sight, sights

QUOTES, LONGEST, SHORTEST_WORDS, LOOKED_AT = 3, 200, 4, 300
DRIVES = 0.25  # of the excess of all themes together
CHART_HOURS = 24
BAR = 15


def gather(
    session: Session, event: Event, file: EventFile, news: News, *, now: dt.datetime
) -> tuple[Behind, dict[int, tuple[int, str]], str]:
    """What lies behind the episode, its quotes by slot, and the chart."""
    episode, event_id = news.episode, event.id or 0
    found = sights(session, event_id, file, now=minute_of(now))
    if episode.rule in STATE_RULES:
        return Behind(), {}, ""
    start, end = window(episode, news, now)
    totals = storage.reactions.totals(session, event_id, episode.platform, start, end)
    is_quoted = news.what in ("opened", "worse") and file.quotes == "verbatim"
    rows = _quotable(session, event_id, file, episode, start, end) if is_quoted else []
    communities = storage.reactions.communities(session, event_id, episode.platform, start, end)
    behind = Behind(
        **totals,
        communities=communities,
        themes=_drivers(session, event_id, file, episode.platform, start, end),
        seen=_seen(found, end),
        quotes=[quoted(slot, row, file) for slot, row in enumerate(rows, start=1)],
    )
    quotes = {
        slot: (row["id"], shortened(" ".join(masked(row["text"]).split()), LONGEST))
        for slot, row in enumerate(rows, start=1)
    }
    chart = _chart(session, event_id, file, episode, found.get(episode.platform), end) if found else ""
    return behind, quotes, chart


def seen(session: Session, event: Event, file: EventFile, *, now: dt.datetime) -> Sequence[tuple[str, float | None]]:
    """How much of each platform was seen in the last hour."""
    return _seen(sights(session, event.id or 0, file, now=minute_of(now)), minute_of(now))


def _seen(found: dict[str, Sight], end: int) -> list[tuple[str, float | None]]:
    shares = {platform: sight.exposure("", end - 60, end) for platform, sight in found.items()}
    return [(platform, shares.get(platform)) for platform in sorted({*shares, "reddit", "x"})]


def window(episode: Episode, news: News, now: dt.datetime) -> tuple[int, int]:
    """From the start of the episode, or of the window that stood out, to its end or now."""
    start = minute_of(episode.started_at)
    if "hours" in news.facts:
        start = minute_of(episode.opened_at) - news.facts["hours"] * 60
    length = int(news.facts.get("minutes", BAR)) * int(news.facts.get("window", 1))
    end = minute_of(episode.ended_at) if episode.ended_at else minute_of(now) + 1
    return min(start, minute_of(episode.opened_at) + BAR - length), max(end, start + 1)


def _drivers(session: Session, event_id: int, file: EventFile, platform: str, start: int, end: int) -> list[str]:
    """The themes that make up much of what is more than on the day before, the largest first."""
    themes = storage.understood.known_theme_ids(session, file)
    if not themes:
        return []
    length = end - start
    now = _sums(session, event_id, platform, start, end, themes)
    before = _sums(session, event_id, platform, start - 1440, start, themes)
    excess = {name: max(0.0, now[name] - before[name] * length / 1440) for name in themes}
    whole = sum(excess.values())
    named = [name for name in themes if whole and excess[name] >= DRIVES * whole and now[name] >= 3]
    return sorted(named, key=lambda name: (-excess[name], name))[:3]


def _sums(
    session: Session, event_id: int, platform: str, start: int, end: int, themes: dict[str, int]
) -> dict[str, int]:
    found = storage.reactions.steps(session, event_id, "originals", start, end, 1, platform=platform, themes=themes)
    return {name: sum(found.get(name, {}).values()) for name in themes}


def _quotable(
    session: Session, event_id: int, file: EventFile, episode: Episode, start: int, end: int
) -> list[dict[str, Any]]:
    """Three posts of different accounts with different texts, of the theme where the episode has one."""
    themes = storage.understood.known_theme_ids(session, file)
    wanted = storage.post_list.Filter(since=start, until=end, counted_only=True)
    rows = storage.post_list.sampled(session, event_id, wanted, list(themes.values()), LOOKED_AT)
    theme = themes.get(episode.subject) if episode.rule == "theme" else None
    chosen: list[dict[str, Any]] = []
    for row in sorted(rows, key=lambda row: (len(row["text"] or "") > LONGEST, row["minute"], row["id"])):
        fits = row["platform"] == episode.platform and can_be_quoted(row) and (theme is None or theme in row["hits"])
        new = all(row["author_key"] != other["author_key"] and row["first"] != other["first"] for other in chosen)
        if fits and new and len(chosen) < QUOTES:
            chosen.append(row)
    return chosen


def can_be_quoted(row: dict[str, Any]) -> bool:
    """Whether the post is whole, somebody's own, and says something."""
    whole = row["text_state"] == "ok" and not row["text_cut"] and row["kind"] != "repost" and bool(row["text"])
    return whole and row["author_key"] is not None and len(row["text"].split()) >= SHORTEST_WORDS


def quoted(slot: int, row: dict[str, Any], file: EventFile) -> Quoted:
    """The place of the quote, with where and when it was posted, and no name."""
    community = f" r/{row['community']}" if row["community"] else ""
    about = f"{PLATFORMS[row['platform']]}{community}, {row['created_at'].astimezone(file.tz):%H:%M}"
    return Quoted(slot, about, url_of(row["platform"], row["native_id"], row["root_id"]))


def _chart(session: Session, event_id: int, file: EventFile, episode: Episode, sight: Sight | None, end: int) -> str:
    """A day of accounts by the quarter of an hour, the episode shaded. Words in it are plain Latin: it has to read
    the same as a picture."""
    if sight is None:
        return ""
    low = (end - CHART_HOURS * 60) // BAR * BAR
    high = -(-end // BAR) * BAR
    counts = storage.reactions.steps(session, event_id, "authors", low, high, BAR, platform=episode.platform, themes={})
    bars = []
    for start in range(low, high, BAR):
        known = bool(sight.exposure("", start, start + BAR))
        value = counts[""].get(start, 0 if known else None)
        bars.append(charts.Bar(start, start + BAR, value, f"{moment_of(start).astimezone(file.tz):%H:%M}", not known))
    ticks = [
        (start, f"{moment_of(start).astimezone(file.tz):%H:%M}") for start in range(-(-low // 360) * 360, high, 360)
    ]
    title = f"{PLATFORMS[episode.platform]}: accounts in 15 min"
    words = f"{RULES[episode.rule].title}; a day up to {moment_of(end).astimezone(file.tz):%d %b %H:%M}"
    shade = max(low, minute_of(episode.started_at))
    return charts.bars(title, words, bars, day_starts=ticks, shade_from=shade)

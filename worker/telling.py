"""Writes the notices of what is news and puts them into the outbox: one for each story, one for all when many speak at
once. In the same transaction as the decision."""

import datetime as dt
from collections.abc import Sequence

from sqlmodel import Session

import storage.episodes
import storage.outbox
import storage.receipts
from alerts import wording
from alerts.wording import Behind, Told, Written
from config.event_file import Event as EventFile
from config.event_parts import ChannelSpec
from config.settings import settings
from digests import publishing
from storage.tables import Episode, Event, Notice
from worker import behind as gathering
from worker import receipting
from worker.recording import News
from worker.series_watched import specs

MOST_ALONE = 3  # messages at once; more series than that are told of in one


def tell(session: Session, event: Event, file: EventFile, news: Sequence[News], *, now: dt.datetime) -> list[Notice]:
    """The notices of what is news, with their deliveries due."""
    openings = [each for each in news if each.what in ("opened", "worse")]
    if len(openings) > MOST_ALONE:
        others = [each for each in news if each not in openings and _was_told(session, each.episode)]
        return [*_together(session, event, file, openings, now=now), *_each(session, event, file, others, now=now)]
    return _each(session, event, file, [n for n in news if n in openings or _was_told(session, n.episode)], now=now)


def _was_told(session: Session, episode: Episode) -> bool:
    """Whether the story has a notice of its own to follow up."""
    return bool(storage.outbox.notices_of(session, episode.event_id, episode.id))


def _each(session: Session, event: Event, file: EventFile, news: Sequence[News], *, now: dt.datetime) -> list[Notice]:
    made = []
    for each in news:
        behind, quotes, chart = gathering.gather(session, event, file, each, now=now)
        span = gathering.window(each.episode, each, now)
        published = receipting.of_alert(session, event, file, each, behind, span, now=now)
        told = told_of(event, file, each, behind, now=now, receipt=published.row.id)
        key = f"{event.name} {each.episode.id} {each.what} {each.facts.get('ended_at', now.isoformat())}"
        notice = _notice(session, event, each.episode, key, each.what, wording.write(told), told.link, now=now)
        facts = {**_record(told), "figures": publishing.records(published)}
        notice.chart, notice.facts, notice.grade = chart, facts, each.episode.grade
        due = due_of(session, event, file, [each.episode], now=now)
        added = storage.outbox.add(session, notice, quotes, due)
        if added:
            storage.receipts.keep(session, published.row, published.stretches)
        made += [added] if added else []
    return made


def _together(
    session: Session, event: Event, file: EventFile, news: Sequence[News], *, now: dt.datetime
) -> list[Notice]:
    behind = Behind(seen=gathering.seen(session, event, file, now=now))
    told = [told_of(event, file, each, behind, now=now) for each in news]
    written = wording.grouped(file.title, told, now)
    key = f"{event.name} together {news[0].episode.id} {now.isoformat()}"
    notice = _notice(session, event, None, key, "together", written, told[0].link, now=now)
    notice.facts = {"event": file.name, "kind": "together", "episodes": [_record(each) for each in told]}
    notice.grade = "major" if any(each.episode.grade == "major" for each in news) else "spike"
    due = due_of(session, event, file, [each.episode for each in news], now=now)
    added = storage.outbox.add(session, notice, {}, due)
    return [added] if added else []


def told_of(event: Event, file: EventFile, news: News, behind: Behind, *, now: dt.datetime, receipt: str = "") -> Told:
    base, episode = settings().dashboard_url.rstrip("/"), news.episode
    return Told(
        event=event.name,
        title=file.title,
        zone=file.zone,
        episode_id=episode.id or 0,
        rule=episode.rule,
        platform=episode.platform,
        subject=episode.subject,
        what=news.what,
        grade=episode.grade,
        started_at=episode.started_at,
        now=now,
        facts=news.facts,
        behind=behind,
        link=f"{base}/alerts/{event.name}/{episode.id}" if base else "",
        note=news.note,
        receipt=receipt,
    )


def _notice(
    session: Session,
    event: Event,
    episode: Episode | None,
    key: str,
    kind: str,
    written: Written,
    link: str,
    *,
    now: dt.datetime,
) -> Notice:
    earlier = storage.outbox.notices_of(session, event.id or 0, episode.id) if episode else []
    return Notice(
        event_id=event.id or 0,
        episode_id=episode.id if episode else None,
        key=key,
        thread=earlier[0].key if earlier else key,
        kind=kind,
        made_at=now,
        subject=written.subject,
        text=written.text,
        phone=written.phone,
        link=link,
    )


def _record(told: Told) -> dict[str, object]:
    """The alert for programs; docs/formats.md states the schema."""
    behind = told.behind
    return {
        "event": told.event,
        "episode": told.episode_id,
        "kind": told.what,
        "rule": told.rule,
        "platform": told.platform,
        "subject": told.subject,
        "grade": told.grade,
        "started_at": told.started_at.isoformat(),
        "made_at": told.now.isoformat(),
        "facts": dict(told.facts),
        "posts": behind.posts,
        "accounts": behind.accounts,
        "distinct_texts": behind.texts,
        "communities": [list(each) for each in behind.communities],
        "themes": list(behind.themes),
        "seen": dict(behind.seen),
        "posts_quoted": [quote.url for quote in behind.quotes],
        "note": told.note,
        "receipt": told.receipt or None,
    }


def due_of(
    session: Session, event: Event, file: EventFile, episodes: Sequence[Episode], *, now: dt.datetime
) -> dict[str, dt.datetime]:
    """When the message is due on which channel: at once, or at the end of the quiet that a person or the file asks for.
    Quiet hours hold only what is not major."""
    by_rule = {spec.rule: spec for spec in specs(file)}
    major = any(episode.grade == "major" for episode in episodes)
    asked = storage.episodes.quiet_until(session, event.id or 0, now=now)
    due: dict[str, dt.datetime] = {}
    for channel in file.channels:
        for episode in episodes:
            spec = by_rule.get(episode.rule)
            if spec and spec.to and channel.name not in spec.to:
                continue
            at = max(asked or now, now if major else _after_quiet(file, channel, spec.quiet if spec else "", now))
            due[channel.name] = min(due.get(channel.name, at), at)
    return due


def _after_quiet(file: EventFile, channel: ChannelSpec, own: str, now: dt.datetime) -> dt.datetime:
    return max(end_of_quiet(hours, now, file) for hours in (channel.quiet, own))


def end_of_quiet(hours: str, now: dt.datetime, file: EventFile) -> dt.datetime:
    """The end of the quiet hours ("23:00-07:00", in the event's zone) that `now` lies in; else `now`."""
    if not hours:
        return now
    start, end = (dt.time.fromisoformat(part) for part in hours.split("-"))
    local = now.astimezone(file.tz)
    time = local.time()
    inside = start <= time < end if start <= end else time >= start or time < end
    if not inside:
        return now
    day = local.date() + dt.timedelta(days=1 if start > end and time >= start else 0)
    return dt.datetime.combine(day, end, file.tz).astimezone(dt.UTC)

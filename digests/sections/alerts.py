"""What was spoken of on this day, what was found and not sent, and what people did about it."""

from collections.abc import Iterator

import storage.episodes
from analysis.outward import one_line
from digests.base import PLATFORM_NAMES, Context, Part, sentence
from storage.tables import Episode, EpisodeMark
from storage.tables.columns import moment_of

title = "Alerts"
MOST = 12
BY_PEOPLE = ("acknowledged", "note", "not news", "handed", "quiet")


def build(context: Context) -> Iterator[Part]:
    since, until = moment_of(context.start), moment_of(context.end)
    found = storage.episodes.touching(context.session, context.event_id, since, until)
    told = [each for each in found if each.standing != "attached"]
    for each in told[:MOST]:
        yield sentence(_line(context, each), lead=each.standing == "alarm" and each.grade == "major")
    if len(told) > MOST:
        yield sentence(f"And {len(told) - MOST} more: groundswell alerts list {context.event.name}")
    marks = storage.episodes.marks(context.session, context.event_id, since=since)
    for mark in [each for each in marks if each.what in BY_PEOPLE and each.at < until][:MOST]:
        yield sentence(_said(context, mark))


def _line(context: Context, each: Episode) -> str:
    zone = context.event.tz
    start = each.started_at.astimezone(zone)
    end = f" to {each.ended_at.astimezone(zone):%d %b %H:%M}" if each.ended_at else ", still on"
    platform = PLATFORM_NAMES.get(each.platform, "")
    state = {"corrected": "Taken back", "open": "Sent", "ended": "Sent"}[each.state]
    if each.standing == "finding":
        state = f"Found, not sent ({each.why})"
    return one_line(f"{state}: {start:%d %b %H:%M}{end}, {platform} {each.words}.")


def _said(context: Context, mark: EpisodeMark) -> str:
    at = mark.at.astimezone(context.event.tz)
    when = f"{at:%H:%M}" if context.stretch.is_one_day else f"{at:%d %b %H:%M}"
    about = f" #{mark.episode_id}" if mark.episode_id else ""
    return one_line(f"{when} {mark.by}: {mark.what}{about}" + (f", {mark.words}" if mark.words else ""))

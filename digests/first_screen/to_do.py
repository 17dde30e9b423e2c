"""TO DO: what waits for a person, and what the last shift left."""

from collections.abc import Iterator

import storage.episodes
import storage.quarantine
from analysis import estimates
from analysis.outward import one_line, shortened
from digests.base import PLATFORM_NAMES, Context, Line, Words, number
from digests.first_screen.theme import found_shares
from digests.sections.reacting import voices
from storage.tables.columns import moment_of

LEFT_BY_PEOPLE = ("note", "handed", "not news")
LONGEST = 70


def build(context: Context) -> Iterator[Line]:
    waiting = [*_to_check(context), *_unreadable(context), *_unmeasured(context), *_alarms(context), *_note(context)]
    words = [word for place, each in enumerate(waiting) for word in ([" · "] if place else []) + each]
    if words:
        yield Line("TO DO", tuple(words))


def _to_check(context: Context) -> Iterator[list[Words]]:
    """Posts of which the rules cannot tell whether they react."""
    for platform in context.platforms:
        if unclear := voices(context, platform)["unclear"]:
            figure = estimates.count(unclear, context.definition("posts", platform, who="unclear"))
            yield [number(figure), f" {PLATFORM_NAMES[platform]} post{'s' if unclear > 1 else ''} to check"]


def _unreadable(context: Context) -> Iterator[list[Words]]:
    found = storage.quarantine.by_file(context.session, context.event_id)
    if found:
        rows = estimates.count(sum(found.values()), context.definition("unreadable rows", "all"))
        files = "1 file" if len(found) == 1 else f"{len(found)} files"
        yield [number(rows), f" unreadable rows in {files}"]


def _unmeasured(context: Context) -> Iterator[list[Words]]:
    """Themes with posts whose phrases nobody has checked."""
    every = [each for platform in context.platforms for each in found_shares(context, platform)]
    names = {each.name for each in every if each.rule.figure.value is None}
    if names:
        figure = estimates.count(len(names), context.definition("themes that nobody checked", "all"))
        yield [number(figure), " themes to check" if len(names) > 1 else " theme to check"]


def _alarms(context: Context) -> Iterator[list[Words]]:
    """Alerts that nobody has taken."""
    found = storage.episodes.open_of(context.session, context.event_id)
    alone = [each for each in found if each.standing == "alarm" and not each.acknowledged_by and not each.not_news]
    if alone:
        figure = estimates.count(len(alone), context.definition("open alerts that nobody has", "all"))
        yield [number(figure), " alerts nobody has" if len(alone) > 1 else " alert nobody has"]


def _note(context: Context) -> Iterator[list[Words]]:
    """The last word that a person left since the day began."""
    marks = storage.episodes.marks(context.session, context.event_id, since=moment_of(context.start))
    left = [each for each in marks if each.what in LEFT_BY_PEOPLE and each.words and each.at <= context.now]
    if left:
        last = left[-1]
        said = shortened(one_line(last.words), LONGEST)
        yield [f"{one_line(last.by) or 'somebody'} at {last.at.astimezone(context.event.tz):%H:%M}: “{said}”"]

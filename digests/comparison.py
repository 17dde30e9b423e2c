"""Compares an event with others at the same age, feed by feed: how many times the usual each had, and the ratio of
these, or why they are not compared."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Any

from sqlmodel import Session

import storage.comparing
import storage.events
from analysis.comparison import Level, curve, ratio, reasons_against
from analysis.estimates import Figure
from digests.base import PLATFORM_NAMES, Context, Shown, Words
from digests.sides import LONGEST, Side, is_unknown, reactions, side, watch
from storage.tables import Event
from storage.tables.columns import minute_of, moment_of

STEP = 3  # hours of a point of the curve
MOST = 3  # others in a digest


@dataclasses.dataclass(frozen=True)
class Compared:
    """Two events on one platform at one age. `ratio` has no value where they are not compared, for the `reasons`."""

    platform: str
    other: Side
    age: int
    ratio: Figure
    reasons: tuple[str, ...]
    levels: tuple[Level, Level] | None
    curves: tuple[list[float | None], list[float | None]]
    shared: int


def others(session: Session, one: Side) -> list[Side]:
    """The events that the event file names for it, else the latest that happened before it, latest first."""
    named = one.file.comparison.others
    events = [event for event in storage.events.all_events(session) if event.id != one.event_id and event.revision_id]
    if named:
        events = [event for event in events if event.name in named]
    sides = [found for event in events if (found := side(session, event))]
    wanted = [each for each in sides if named or each.happened < one.happened]
    return sorted(wanted, key=lambda each: (-each.happened, each.file.name))[:MOST]


def age_at(one: Side, at: dt.datetime) -> int:
    """The whole hours since the event, at most three days; from six on in steps of six."""
    hours = min((minute_of(at) - one.happened) // 60, LONGEST)
    return max(hours // 6 * 6 if hours >= 6 else hours, 0)


def compare(
    session: Session, one: Side, other: Side, platform: str, age: int, context: Context | None = None
) -> Compared:
    """The first event over the second on one platform, within their first `age` hours; in a digest the figure names
    its day, so that a receipt can make it again."""
    more = {"other": other.file.name, "other_revision": other.file.revision, "hours": str(age)}
    definition = f"ratio to another event?event={one.file.name}&revision={one.file.revision}&platform={platform}&"
    definition += "&".join(f"{name}={value}" for name, value in more.items())
    if context:
        definition = context.definition("ratio to another event", platform, **more)
    first, second = (reactions(session, each, platform, LONGEST) for each in (one, other))
    found = ratio(first, second, age, definition)
    reasons = _reasons(session, one, other, platform) or ((found,) if isinstance(found, str) else ())
    spans = [(each.event_id, each.happened, each.happened + age * 60) for each in (one, other)]
    return Compared(
        platform=platform,
        other=other,
        age=age,
        ratio=Figure(None, None, definition=definition) if reasons or isinstance(found, str) else found[0],
        reasons=reasons,
        levels=None if reasons or isinstance(found, str) else found[1:],
        curves=(_until(curve(first[0], STEP), age), curve(second[0], STEP)),
        shared=storage.comparing.shared(session, platform, spans[0], spans[1]),
    )


def compare_all(session: Session, one: Side, others: Iterable[Side], age: int) -> list[Compared]:
    """The first event over each of the others, on every platform that either has."""
    return [
        compare(session, one, other, platform, age)
        for other in others
        for platform in sorted(one.platforms | other.platforms)
    ]


def _until(values: list[float | None], age: int) -> list[float | None]:
    """What a digest of an earlier day could not know is left out."""
    return [value if (step + 1) * STEP <= age else None for step, value in enumerate(values)]


def _reasons(session: Session, one: Side, other: Side, platform: str) -> tuple[str, ...]:
    for each in (one, other):
        if platform not in each.platforms:
            return (f"{each.file.name} has no {PLATFORM_NAMES[platform]} posts",)
    found = reasons_against(*(watch(session, each, platform) for each in (one, other)))
    unknown = [each.file.name for each in (one, other) if is_unknown(each, platform)]
    return (*found, f"how complete the files are is unknown ({', '.join(unknown)})") if unknown else found


def of_context(context: Context) -> list[Compared]:
    """The event of a digest against others, at the age that it has at the end of the stretch (or now)."""
    return context.once("comparison", lambda: list(_of_context(context)))


def _of_context(context: Context) -> Iterator[Compared]:
    event = context.session.get(Event, context.event_id)
    one = side(context.session, event) if event else None
    if one is None:
        return
    age = age_at(one, min(context.now, moment_of(context.end)))
    if age < STEP:
        return
    for other in others(context.session, one):
        for platform in sorted(one.platforms):
            yield compare(context.session, one, other, platform, age, context)


def times(figure: Figure) -> Shown:
    """A ratio with its interval: ×0.6 (0.5–0.8)."""
    if figure.value is None or figure.low is None or figure.high is None:
        return Shown(figure, "not compared")
    digits = 1 if figure.high < 20 else 0
    return Shown(figure, f"×{figure.value:.{digits}f} ({figure.low:.{digits}f}–{figure.high:.{digits}f})")


def one_line(context: Context) -> tuple[Words, ...] | None:
    """For the first screen: the event against the latest other one that any feed can be compared with; None where
    there is no other event."""
    found = of_context(context)
    if not found:
        return None
    names = list(dict.fromkeys(each.other.file.name for each in found))
    can = [each.other.file.name for each in found if each.ratio.value is not None]
    shown = [each for each in found if each.other.file.name == (can[0] if can else names[0])]
    words: list[Words] = [f"At T+{shown[0].age}h vs {shown[0].other.name}: "]
    for place, each in enumerate(shown):
        words.append(f"{'. ' if place else ''}{PLATFORM_NAMES[each.platform]} ")
        words += [times(each.ratio)] if each.ratio.value is not None else [f"not comparable: {each.reasons[0]}"]
    return (*words, ".")


def record(one: Side, each: Compared) -> dict[str, Any]:
    """A comparison as it goes to programs; docs/formats.md states the schema."""
    known = each.levels or (None, None)
    return {
        "event": one.file.name,
        "other": each.other.file.name,
        "platform": each.platform,
        "hours": each.age,
        "happened_at": [moment_of(side.happened).astimezone(side.file.tz).isoformat() for side in (one, each.other)],
        "happened_within": [one.within, each.other.within],
        "ratio": None if each.ratio.value is None else dataclasses.asdict(each.ratio),
        "refused": list(each.reasons),
        "posts": [level.posts if level else None for level in known],
        "usual": [round(level.usual, 3) if level else None for level in known],
        "usual_days": [level.days if level else None for level in known],
        "shared_posts": each.shared,
        "step_hours": STEP,
        "times_usual": [[None if point is None else round(point, 4) for point in line] for line in each.curves],
    }

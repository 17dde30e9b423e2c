"""What became of the numbers of earlier digests: those keep what they printed; here it is held against now, with the
reasons."""

import dataclasses
import datetime as dt
import urllib.parse
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import storage.arrivals
import storage.corrections
import storage.digests
import storage.rescores
from analysis.estimates import Figure
from digests.base import Context, Shown, Table, Words
from digests.context import again
from digests.rendering import figures_in
from digests.sections import themes, tone, volume
from storage.buckets import day_bounds

DAYS_BACK = 7
MEASURES = {"posts": 0.01, "authors": 0.01, "share of theme": 0.01, "mean compound": 0.02}  # and what change matters
OF_COUNTS = ("posts", "authors")
COUNTED = ("posts", "authors", "originals", "distinct texts")
Key = tuple[str, tuple[tuple[str, str], ...]]


@dataclasses.dataclass(frozen=True)
class Change:
    """One number as it was printed and as it is now; `before` is None where the digest had none."""

    measure: str
    of: Mapping[str, str]
    before: Figure | None
    now: Figure

    @property
    def matters(self) -> bool:
        """A count that moved by a hundredth, a share by a point, a tone by 0.02; or out of the interval printed."""
        before = self.before.value if self.before else None
        if before is None or self.now.value is None:
            return True
        least = MEASURES[self.measure] * (abs(before) if self.measure in OF_COUNTS else 1)
        return abs(self.now.value - before) >= least or self._is_outside

    @property
    def _is_outside(self) -> bool:
        if self.before is None or self.before.low is None or self.before.high is None or self.now.value is None:
            return False
        return not self.before.low <= self.now.value <= self.before.high


@dataclasses.dataclass(frozen=True)
class DayRevised:
    """A day whose digest was made at `made_at`: the changed numbers, of how many, and why."""

    day: dt.date
    made_at: dt.datetime
    compared: int
    changes: tuple[Change, ...]
    why: tuple[str, ...]


def revised(context: Context) -> list[DayRevised]:
    """The days before this one whose numbers have changed since the last digest, oldest first."""
    return context.once("revised", lambda: list(_revised(context)))


def _revised(context: Context) -> Iterator[DayRevised]:
    if not context.stretch.is_one_day:
        return
    until = context.day
    rows = storage.digests.frozen(context.session, context.event_id, until - dt.timedelta(days=DAYS_BACK), until)
    for row in rows:
        told = rows[-1].made_at  # what changed before was told of in the last digest
        why = tuple(_why(context, row, max(row.made_at, told))) and tuple(_why(context, row, row.made_at))
        if why:
            before, now = _printed(row.numbers), _now(context, row.day)
            changes = tuple(_changes(before, now))
            if changes:
                yield DayRevised(row.day, row.made_at, len(now), changes, why)


def _why(context: Context, row: Any, since: dt.datetime) -> Iterator[str]:
    """What happened to a day's posts since then, in words. Single posts are looked at only where counts moved."""
    where = context.session, context.event_id, *day_bounds(row.day, context.event.tz)
    if _has_moved(context, row):
        if late := storage.arrivals.late(*where, since):
            yield f"{late:,} late post{'s' if late > 1 else ''}"
        if gone := storage.arrivals.gone(*where, since):
            yield f"{gone:,} deletion{'s' if gone > 1 else ''}"
    if corrected := storage.corrections.between(*where, since):
        yield f"{corrected:,} correction{'s' if corrected > 1 else ''}"
    for each in storage.rescores.concluded(context.session, context.event_id, since=since):
        if any(change["day"] == row.day.isoformat() for moved in each.moved.values() for change in moved):
            yield f"posts scored and themed anew on {each.done_at:%d %b}"


def _has_moved(context: Context, row: Any) -> bool:
    """Whether a count of the day, of all that are printed, is another one than the digest has."""
    printed = _printed(row.numbers, COUNTED)
    for platform in context.platforms:
        counts = context.days[platform][-1 - (context.day - row.day).days].counts
        now = (counts.posts, counts.authors, counts.originals, counts.distinct_texts) if counts else (None,) * 4
        for measure, value in zip(COUNTED, now, strict=True):
            before = printed.get((measure, (("day", row.day.isoformat()), ("platform", platform))))
            if (before.value if before else None) != value:
                return True
    return False


def _printed(numbers: Mapping[str, Any], measures: Collection[str] = tuple(MEASURES)) -> dict[Key, Figure]:
    """The figures of a frozen digest that are held against now."""
    found: dict[Key, Figure] = {}
    names = [field.name for field in dataclasses.fields(Figure)]
    for figure in figures_in(numbers):
        if key := _key(figure["definition"], numbers["day"], measures):
            found[key] = Figure(**{name: figure[name] for name in names})
    return found


def _now(context: Context, day: dt.date) -> dict[Key, Figure]:
    """The same figures as they are counted now, by the sections that print them."""
    then = again(context, day)
    parts = [part for section in (volume, themes, tone) for part in section.build(then)]
    words = [word for part in parts if isinstance(part, Table) for row in part.rows for word in row]
    figures = [word.figure for word in words if isinstance(word, Shown)]
    return {key: figure for figure in figures if (key := _key(figure.definition, day.isoformat()))}


def _key(definition: str, day: str, measures: Collection[str] = tuple(MEASURES)) -> Key | None:
    """What names a figure whatever the settings version and the scorer's; None for figures that are not compared."""
    measure, _, rest = definition.partition("?")
    if measure not in measures:
        return None
    of = dict(urllib.parse.parse_qsl(rest.replace("+", "%2B"), keep_blank_values=True))
    if of.get("day") != day or "of" in of:
        return None
    kept = {name: value.split("@")[0] for name, value in of.items() if name not in ("event", "revision")}
    return measure, tuple(sorted(kept.items()))


def _changes(before: Mapping[Key, Figure], now: Mapping[Key, Figure]) -> Iterator[Change]:
    """The numbers that are not what was printed; a share of nothing that was not printed is none."""
    for key, figure in now.items():
        printed = before.get(key)
        if figure.value is not None and (printed.value if printed else None) != figure.value:
            yield Change(key[0], dict(key[1]), printed, figure)


def in_order(changes: Sequence[Change]) -> list[Change]:
    """Counts first, then shares and tones, the largest change first; only those that matter."""
    order = list(MEASURES)

    def rank(each: Change) -> tuple[int, float, str]:
        before = (each.before.value if each.before else None) or 0.0
        return order.index(each.measure), -abs((each.now.value or 0.0) - before), each.now.definition

    return sorted((each for each in changes if each.matters), key=rank)


def printed_words(change: Change, day: dt.date, show: Any) -> Words:
    """The number as it stood in the digest, named so that it is not taken for one of now."""
    if change.before is None or change.before.value is None:
        return "none"
    definition = f"printed in the digest of {day}: {change.before.definition}"
    shown: Shown = show(dataclasses.replace(change.before, definition=definition))
    return shown

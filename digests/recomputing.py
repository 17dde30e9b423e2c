"""Computes figures again as an event is now: by the function of their measure, or by building a digest's sections."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from sqlmodel import Session

import digests
from analysis.definitions import read
from analysis.estimates import Figure
from analysis.spikes import Spike
from config.event_file import Event as EventFile
from digests import publishing
from digests.base import PLATFORM_NAMES, Context, Stretch
from digests.context import gather, gather_whole
from digests.measures import COUNT, MEASURES
from digests.measures.base import Asked, CannotAsk, Measure
from storage.buckets import day_bounds
from storage.tables import Event

DIGITS = 6
BRACES = {ord("{"): "(", ord("}"): ")"}
OF_SECTIONS = "It is computed as the sections of a digest compute it; an interval, where it has one, is of 95 %."
BY_COMMAND = "What a spike was made of is computed by the command only: groundswell receipt ID"
Spikes = Callable[[Session, int, EventFile, int, int], Mapping[str, Sequence[Spike]]]


def _nothing(asked: Asked) -> Figure:
    return Figure(None, None, definition=asked.definition)


IN_SECTIONS: Mapping[str, Measure] = {  # what the sections compute, where it takes words of its own
    "posts in an hour": Measure("posts that count in the fullest hour", COUNT, _nothing),
    "posts on usual days": Measure(
        "posts on a usual day before",
        "The median of the days before that were seen whole, up to 30. The range leaves out the lowest and the highest "
        "tenth of them: it says how days differ, and is no interval of confidence.",
        _nothing,
        listed=False,
        interval="most days",
    ),
    "share of theme in texts": Measure(
        "share of different texts with the theme “{theme}”",
        "A share with Wilson's interval, so wide that those of all themes and steps hold together with 95 %.",
        _nothing,
        listed=False,
        interval="95 % for all steps together",
    ),
}


class Desk:
    """Where figures of one event are computed again; what several of them need is gathered once. `spikes` finds those
    of a stretch: rooms that may not ask for them have no figures on what spikes were."""

    def __init__(
        self, session: Session, event: Event, file: EventFile, *, now: dt.datetime, spikes: Spikes | None = None
    ) -> None:
        self.session, self.event, self.file, self.now, self.spikes = session, event, file, now, spikes
        self._contexts: dict[dt.date, Context] = {}
        self._known: dict[Hashable, Any] = {}
        self._sections: dict[str, Mapping[str, Figure]] = {}

    def context(self, day: dt.date) -> Context:
        """What the digest of that day is made from, by now."""
        if day not in self._contexts:
            spikes = self._spikes(*day_bounds(day, self.file.tz))
            self._contexts[day] = gather(self.session, self.event, self.file, day, spikes, now=self.now)
        return self._contexts[day]

    def _spikes(self, start: int, end: int) -> Mapping[str, Sequence[Spike]]:
        return self.spikes(self.session, self.event.id or 0, self.file, start, end) if self.spikes else {}

    def _whole(self, first: dt.date, last: dt.date) -> Context:
        stretch = Stretch(first, last, day_bounds(first, self.file.tz)[0], day_bounds(last, self.file.tz)[1])
        spikes = self._spikes(stretch.start, stretch.end)
        return gather_whole(self.session, self.event, self.file, stretch, spikes, now=self.now)

    def asked(self, definition: str) -> Asked:
        measure, parts = read(definition)
        return Asked(self.session, self.event, self.file, measure, parts, definition, self.context, self._known)

    def compute(self, definition: str) -> Figure:
        """The figure as it is now. Raises CannotAsk with the reason where there is none."""
        asked = self.asked(definition)
        try:
            if asked.platform not in (*PLATFORM_NAMES, "all", ""):
                raise CannotAsk("There is no such feed.")
            if asked.measure in MEASURES and asked.days is None:
                return MEASURES[asked.measure].compute(asked)
            if "day" in asked.parts:
                return self._in_sections(asked)
        except (ValueError, OverflowError):
            raise CannotAsk("The definition cannot be read.") from None
        raise CannotAsk("This measure is not known here.")

    def _in_sections(self, asked: Asked) -> Figure:
        _ = asked.stretch  # one that is too long is not begun
        if asked.parts["day"] not in self._sections:
            self._sections[asked.parts["day"]] = self._built(asked)
        found = self._sections[asked.parts["day"]].get(_canonical(asked.definition))
        if found is None:
            needs_spikes = self.spikes is None and "spike" in asked.measure
            raise CannotAsk(BY_COMMAND if needs_spikes else "A digest of that day would not have this figure now.")
        return dataclasses.replace(found, definition=asked.definition)

    def _built(self, asked: Asked) -> Mapping[str, Figure]:
        """The figures of the day's digest, or of the summary of the days, as they would be now."""
        names: Sequence[str]
        if asked.days:
            context, names = self._whole(*asked.days), tuple(digests.OVER_DAYS)
        else:
            context, names = self.context(dt.date.fromisoformat(asked.parts["day"])), tuple(digests.SECTIONS)
        parts = [tuple(digests.SECTIONS[name].build(context)) for name in names]
        return {_canonical(each.definition): each for each in publishing.figures_in(parts)}


def measure_of(definition: str) -> Measure:
    """What is registered under the name of a figure; of others the name itself says what it is."""
    name = read(definition)[0]
    return (
        MEASURES.get(name)
        or IN_SECTIONS.get(name)
        or Measure(name.translate(BRACES), OF_SECTIONS, _nothing, listed=False)
    )


def is_same(one: Figure, other: Figure) -> bool:
    """Whether two figures say the same, in the digits that are published."""
    return all(_rounded(getattr(one, name)) == _rounded(getattr(other, name)) for name in ("value", "n", "low", "high"))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), DIGITS)


def _canonical(definition: str) -> str:
    """A definition without what does not tell which figure it is: settings version, and versions of scorers."""
    measure, parts = read(definition)
    kept = {name: value.split("@")[0] if name == "scorer" else value for name, value in parts.items()}
    kept.pop("revision", None)
    return f"{measure}?{sorted(kept.items())}"

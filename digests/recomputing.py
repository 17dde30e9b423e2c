"""Computes figures again as an event is now: by the function of their measure, or by building a digest's sections."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from sqlmodel import Session

import digests
from analysis.definitions import read
from analysis.estimates import Figure
from config.event_file import Event as EventFile
from digests import publishing
from digests.base import PLATFORM_NAMES, Context
from digests.context import gather
from digests.measures import MEASURES
from digests.measures.base import Asked, CannotAsk, Measure
from storage.tables import Event

DIGITS = 6


def _nothing(asked: Asked) -> Figure:
    return Figure(None, None, definition=asked.definition)


UNKNOWN = Measure("a figure of a digest", "Its interval, where it has one, is of 95 %.", _nothing)


class Desk:
    """Where figures of one event are computed again; what several of them need is gathered once."""

    def __init__(self, session: Session, event: Event, file: EventFile, *, now: dt.datetime) -> None:
        self.session, self.event, self.file, self.now = session, event, file, now
        self._contexts: dict[dt.date, Context] = {}
        self._sections: dict[dt.date, Mapping[str, Figure]] = {}

    def context(self, day: dt.date) -> Context:
        """What the digest of that day is made from, by now."""
        if day not in self._contexts:
            self._contexts[day] = gather(self.session, self.event, self.file, day, {}, now=self.now)
        return self._contexts[day]

    def asked(self, definition: str) -> Asked:
        measure, parts = read(definition)
        return Asked(self.session, self.event, self.file, measure, parts, definition, self.context)

    def compute(self, definition: str) -> Figure:
        """The figure as it is now. Raises CannotAsk with the reason where there is none."""
        asked = self.asked(definition)
        try:
            if asked.platform not in (*PLATFORM_NAMES, "all", ""):
                raise CannotAsk("There is no such feed.")
            if asked.measure in MEASURES:
                return MEASURES[asked.measure].compute(asked)
            if asked.day is not None:
                return self._in_sections(asked)
        except (ValueError, OverflowError):
            raise CannotAsk("The definition cannot be read.") from None
        raise CannotAsk("This measure is not known here.")

    def _in_sections(self, asked: Asked) -> Figure:
        day = dt.date.fromisoformat(asked.parts["day"])
        if day not in self._sections:
            context = self.context(day)
            parts = [tuple(section.build(context)) for section in digests.SECTIONS.values()]
            self._sections[day] = {_canonical(each.definition): each for each in publishing.figures_in(parts)}
        found = self._sections[day].get(_canonical(asked.definition))
        if found is None:
            raise CannotAsk("A digest of that day would not have this figure now.")
        return dataclasses.replace(found, definition=asked.definition)


def measure_of(definition: str) -> Measure:
    return MEASURES.get(read(definition)[0], UNKNOWN)


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

"""The whole of what was counted, to compare one way of importing with another."""

import dataclasses
from typing import Any

import storage.events
import storage.understood
from digests.series import Row, series
from storage.database import Database


def counted(database: Database, name: str = "strike") -> list[Any]:
    """The series by minute, hour and day, with every count, mark, tone and coverage in them."""
    with database.read() as session:
        event = storage.events.named(session, name)
        assert event is not None
        file = storage.events.revision_of(session, event)
        grains = ("minute", "hour", "day")
        tables = [
            series(session, event, file, grain, theme, "", (None, None), voice)
            for grain in grains
            for theme in ("", "resilience")
            for voice in ("", "reacting")
        ]
        names = {
            row.id: f"{row.name}@{row.version}" for row in storage.understood.scorers(session)
        }  # two databases number them apart
        return [_plain(row, names) for table in tables for row in table.rows]


def _plain(row: Row, names: dict[int | None, str]) -> tuple[Any, ...]:
    tones = {names[number]: dataclasses.astuple(sums) for number, sums in row.point.tones.items()}
    return (*dataclasses.astuple(dataclasses.replace(row.point, tones={})), sorted(tones.items()), row.marks)

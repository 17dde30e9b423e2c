"""The whole of what was counted, to compare one way of importing with another."""

import dataclasses
from typing import Any

import storage.events
from digests.series import series
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
        return [(*dataclasses.astuple(row.point), row.marks) for table in tables for row in table.rows]

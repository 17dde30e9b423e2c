"""The files of an event: what each was, what became of it, and how its posts were chosen."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

import storage.files
from collectors.provenance import RANKED
from storage.database import Database
from storage.tables import File
from worker import intake


@dataclasses.dataclass(frozen=True)
class Filed:
    """One file or archive member as `groundswell files` lists it. `coverage` is stated where a person said that it is
    complete for a time, observed where it has posts, none where it has not; `ranked` where X chose the posts."""

    report: intake.Report
    state: str
    query: str
    sort: str
    exported_by: str
    note: str
    tool: str
    at_most: int | None
    coverage: str
    covers_from: dt.datetime | None
    covers_to: dt.datetime | None
    seen_at: dt.datetime

    @property
    def ranked(self) -> bool:
        return self.sort in RANKED

    def as_json(self) -> dict[str, Any]:
        """The record that docs/formats.md describes."""
        own = dataclasses.asdict(self)
        return {**own.pop("report"), **own, "ranked": self.ranked}


def files(database: Database, event_id: int) -> list[Filed]:
    """The files of an event in the order in which they came, less those read under an older selection only."""
    with database.read() as session:
        rows: Sequence[File] = storage.files.of_event(session, event_id)
        session.expunge_all()
    return [_filed(database, row) for row in rows if row.state != storage.files.RESTS]


def _filed(database: Database, row: File) -> Filed:
    report = intake.report(database, row.id or 0, was_known=False)
    coverage = "stated" if row.covers_from else "observed" if report.first_at else "none"
    same = {
        name: getattr(row, name)
        for name in "state query sort exported_by note tool at_most covers_from covers_to seen_at".split()
    }
    return Filed(report=report, coverage=coverage, **same)

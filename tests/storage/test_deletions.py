"""Tombstones and names of the forgotten are found among few and among many."""

import datetime as dt

import pytest
import sqlalchemy as sa

import storage.deletions
import storage.forgetting
from storage.database import ROWS_AT_ONCE, Database
from storage.tables import Forgotten
from storage.tables.columns import table

NOW = dt.datetime(2025, 4, 21, tzinfo=dt.UTC)


@pytest.mark.parametrize("many", [3, ROWS_AT_ONCE, ROWS_AT_ONCE + 100])
def test_a_post_with_a_tombstone_is_known_among_any_number(database: Database, many: int) -> None:
    with database.write() as session:
        storage.deletions.bury(session, range(1, many + 1), "deleted at the source", now=NOW)
        assert storage.deletions.buried(session, [2, many, many + 1, -5]) == {2, many}


@pytest.mark.parametrize("many", [3, ROWS_AT_ONCE, ROWS_AT_ONCE + 100])
def test_a_forgotten_author_is_known_among_any_number(database: Database, many: int) -> None:
    rows = [
        {"kind": kind, "key": key, "at": NOW, "receipt": "r", "places": {}}
        for key in range(1, many + 1)
        for kind in ("author", "post")
    ]
    with database.write() as session:
        session.execute(sa.insert(table(Forgotten)), rows)
        assert storage.forgetting.known(session, "author", [many, many + 1]).keys() == {many}
        assert storage.forgetting.known(session, "file", [1]) == {}

"""Days of service: nothing grows that should not, nothing is missed, and the series are those of a full recount."""

import datetime as dt
import pathlib
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

import storage.digests
from storage.database import Database
from tests.channels.receivers import OK, receiver
from tests.soak.service import Service, service
from worker import verifying

DAYS, STEP = 3, dt.timedelta(hours=1)
BOUNDED = {  # tables that hold what is being done or was done lately: rows at most
    "lease": 40, "allowance": 1, "request_count": 1_500, "dirty_minute": 200, "text_due": 100, "audit_line": 30, "login_session": 0,
    "listing": 30, "waiting": 10, "judged": 4, "address": 2, "source": 5, "revision": 1, "rescore": 0,
}  # fmt: skip


@pytest.fixture
def lived(home: pathlib.Path, database: Database) -> Iterator[Service]:
    with receiver(OK) as desk, service(home, database, desk.port, texts_days=1, step=STEP) as run:
        run.run(DAYS)
        yield run


def test_days_of_service_leave_nothing_behind(lived: Service) -> None:
    last = lived.samples[-1]
    assert lived.faults.found == []
    assert {name: last.rows[name] for name, most in BOUNDED.items() if last.rows[name] > most} == {}
    print(
        lived.rung,
        lived.longest_queue,
        [s.memory for s in lived.samples],
        [s.files for s in lived.samples],
        {k: v for k, v in last.rows.items() if v},
    )
    assert 0

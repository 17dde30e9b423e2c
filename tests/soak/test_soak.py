"""Days of service: nothing grows that should not, nothing is missed, and the series are those of a full recount."""

import datetime as dt
import pathlib
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from storage.database import Database
from tests.channels.receivers import OK, receiver
from tests.soak.service import Service, faults_of, service


@pytest.fixture
def lived(home: pathlib.Path, database: Database) -> Iterator[Service]:
    with receiver(OK) as desk, service(home, database, desk.port, texts_days=1, step=dt.timedelta(hours=2)) as run:
        run.run(3)
        yield run


def test_days_of_service_leave_nothing_behind_and_miss_nothing(lived: Service) -> None:
    assert faults_of(lived) == []
    done = set(lived.rung)
    assert done >= {"collect_reddit", "read_part", "link", "rebuild", "watch", "deliver", "let_go"}
    with lived.database.read() as session:
        told = session.execute(sa.text("select count(*) from delivery where state = 'sent'")).scalar_one()
    assert told > 0

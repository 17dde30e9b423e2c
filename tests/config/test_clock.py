"""The clock that commands and processes go by."""

import datetime as dt

import pytest

from config import clock
from config.faults import ConfigFault
from config.settings import settings


@pytest.fixture
def set_to(monkeypatch: pytest.MonkeyPatch, home: object) -> object:
    def set_to(given: str) -> None:
        monkeypatch.setenv("GROUNDSWELL_NOW", given)
        settings.cache_clear()

    return set_to


def test_a_sped_up_clock_is_the_same_in_every_process(set_to: object) -> None:
    minute_ago = dt.datetime.now(dt.UTC) - dt.timedelta(seconds=60)
    set_to(f"2025-04-18T05:00:00+03:00*30@{minute_ago.isoformat()}")  # type: ignore[operator]
    passed = clock.now() - dt.datetime(2025, 4, 18, 2, 0, tzinfo=dt.UTC)
    assert 1800 <= passed.total_seconds() < 2400


def test_a_speed_that_is_no_number_is_refused_by_name(set_to: object) -> None:
    set_to("2025-04-18T05:00:00Z*fast@2025-04-18T05:00:00Z")  # type: ignore[operator]
    with pytest.raises(ConfigFault, match="GROUNDSWELL_NOW"):
        clock.now()

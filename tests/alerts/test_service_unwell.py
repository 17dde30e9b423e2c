"""The rule on the service: overdue parts and channels that refuse."""

import datetime as dt

from alerts import service_unwell
from alerts.base import Part, Status

NOW = dt.datetime(2025, 4, 18, 12, tzinfo=dt.UTC)
PATIENCE = dt.timedelta(minutes=3)


def wrong(status: Status) -> list[str]:
    return [each.words for each in service_unwell.troubles(status, service_unwell.Options())]


def test_what_ticks_is_well_and_what_was_never_started_is_not_overdue() -> None:
    assert wrong(Status(NOW, [], [Part("the worker", NOW, PATIENCE), Part("the schedule", None, PATIENCE)])) == []


def test_what_is_overdue_is_told() -> None:
    status = Status(NOW, [], [Part("the worker", NOW - 2 * PATIENCE, PATIENCE)])
    assert wrong(status) == ["the worker is overdue"]
    assert service_unwell.explain({"words": "the worker is overdue"}) == "the worker is overdue"


def test_a_channel_that_refuses_is_told_since_then() -> None:
    (trouble,) = service_unwell.troubles(
        Status(NOW, [], [], [("desk", "refused with status 410", NOW - PATIENCE)]), service_unwell.Options()
    )
    assert (trouble.words, trouble.since) == ("channel “desk”: refused with status 410", NOW - PATIENCE)

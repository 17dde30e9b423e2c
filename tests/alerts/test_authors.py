"""The rule on authors: it speaks of a rise that the series itself makes improbable, and of nothing else."""

import pydantic
import pytest

from alerts import authors
from tests.alerts.following import AT, BUCKET, follow, series, whats


def test_a_quiet_series_is_not_spoken_of() -> None:
    assert follow(authors, series(9)) == []


def test_a_burst_is_told_where_it_was_and_ends() -> None:
    happened = follow(authors, series(9, burst=40))
    assert whats(happened)[0] == "opened"
    assert whats(happened)[-1] == "ended"
    assert happened[0].step.started_at == AT
    assert happened[-1].facts["lasted_minutes"] >= 60


def test_a_stretch_nobody_watched_is_not_spoken_of() -> None:
    assert follow(authors, series(9, burst=40, gap=True)) == []


def test_it_watches_one_series_and_says_what_it_saw() -> None:
    (wanted,) = authors.wanted(authors.Options(), ["grief"])
    assert (wanted.theme, wanted.minutes) == ("", BUCKET.seconds // 60)
    (opened, *_) = follow(authors, series(9, burst=40))
    assert "in 15 min (expected" in authors.explain(opened.facts)


@pytest.mark.parametrize("wanted", [0, -1, 1_000, "often"])
def test_a_senseless_number_of_alerts_is_refused(wanted: object) -> None:
    with pytest.raises(pydantic.ValidationError):
        authors.Options(per_week=wanted)  # type: ignore[arg-type]

"""Events side by side, themes side by side, the first posts, and pages that are asked for again and again."""

import datetime as dt
import pathlib
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from config import clock
from storage.database import Database
from tests.conftest import EVENT, NOW
from tests.digests.test_compared import COVERED, SUMY, reaction, text_of
from tests.making import STRIKE, comment, write_lines
from worker import intake
from worker.intake import Watcher


@pytest.fixture
def two(database: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path) -> None:
    """The day of Sumy with 20 posts an hour and that of Kharkiv with ten, both files stated complete."""
    for name, begins, each_hour in (("sumy", SUMY, 20), ("strike", 0, 10)):
        event_file(text_of(name), name)
        path = write_lines(tmp_path / f"{name}.ndjson", reaction(name, each_hour, begins))
        intake.bring_in(database, name, [path], covers=lambda _: COVERED, clock=now, watcher=Watcher())


def test_two_events_stand_side_by_side_at_the_same_age(client: TestClient, two: None) -> None:
    page = client.get("/events/strike/compare?hours=18").text
    assert "×0.5 (0." in page
    assert "0 posts belong to both" in page
    assert 'class="hatch"' not in page
    assert "×0.5 (0." in client.get("/events/strike/compare?hours=18&other=sumy").text
    assert client.get("/events/strike/compare?other=nobody").status_code == 404
    assert client.get("/events/strike/compare?other=strike").status_code == 404
    assert client.get("/events/strike/compare?hours=99").status_code == 422


def test_programs_get_the_comparison_and_the_notes(client: TestClient, two: None) -> None:
    (told,) = client.get("/api/events/strike/compare?hours=18").json()
    assert (told["other"], told["platform"], told["hours"], told["refused"]) == ("sumy", "reddit", 18, [])
    assert told["ratio"]["low"] < 0.5 < told["ratio"]["high"]
    assert client.get("/api/events/strike/compare?other=nobody").status_code == 404
    assert client.get("/api/events/strike/notes").json() == []


def test_events_that_cannot_be_compared_are_hatched_with_the_reason(
    client: TestClient, two: None, database: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path
) -> None:
    event_file("happened_at = 2025-04-15T05:12:00+03:00\n" + EVENT, "other")
    path = write_lines(
        tmp_path / "other.ndjson", [comment(900_000 + n, "Kharkiv", minutes=-3000 + n) for n in range(9)]
    )
    intake.bring_in(database, "other", [path], covers=lambda _: None, clock=now, watcher=Watcher())
    page = client.get("/events/strike/compare?hours=18&other=other").text
    assert "Not compared:" in page
    assert "is unknown" in page
    assert 'class="hatch"' in page


def test_an_event_without_a_time_is_not_compared(client: TestClient, strike: str) -> None:
    assert "does not say when it happened" in client.get(f"/events/{strike}/compare").text


def test_themes_stand_on_one_scale_with_one_laid_over_the_others(client: TestClient, strike: str) -> None:
    page = client.get(f"/events/{strike}/themes?over=resilience").text
    assert page.count('class="multiple"') == 4  # two themes on two platforms
    assert page.count('class="over"') > 0
    assert "the line is resilience" in page
    assert client.get(f"/events/{strike}/themes").text.count("<polyline") == 0
    assert client.get(f"/events/{strike}/themes?over=none").status_code == 422
    assert client.get(f"/events/{strike}/themes?since=2025-04-19&until=2025-04-18").status_code == 422


def test_themes_are_ordered_by_when_half_of_their_posts_had_come() -> None:
    from dashboard.theme_pages import half_by

    assert half_by({}) is None
    assert half_by({60: 9}) is None
    assert half_by({180: 4, 60: 5, 120: 1}) == 60
    assert half_by({60: 4, 120: 2, 180: 5}) == 120


@pytest.fixture
def fresh(database: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path) -> str:
    name = event_file("happened_at = 2025-04-18T05:12:00+03:00\nhappened_within = 10\n" + EVENT)
    posts = [comment(n, f"Kharkiv <i>number</i> {n}, @somebody", minutes=n * 4 - 12, score=n) for n in range(60)]
    path = write_lines(tmp_path / "a.ndjson", posts)
    intake.bring_in(database, name, [path], covers=lambda _: None, clock=now, watcher=Watcher())
    return name


def test_the_first_posts_seen_are_the_earliest_and_only_while_the_event_is_fresh(
    client: TestClient, fresh: str
) -> None:
    page = client.get(f"/events/{fresh}").text
    assert "The first posts after it happened" in page  # by now three days old
    assert "First posts seen" not in page
    clock.fix((STRIKE + dt.timedelta(hours=3)).isoformat())
    page = client.get(f"/events/{fresh}").text
    shown = page[page.index("First posts seen") : page.index("All of the first day")]
    assert "number&lt;/i&gt; 1, " in shown
    assert "number&lt;/i&gt; 0, " not in shown  # before the time that it may have been at the earliest
    assert "@somebody" not in shown
    assert shown.count("<li>") == 8
    assert "-8 min" in shown
    assert 'class="unsure"' in page


def test_a_page_that_has_not_changed_is_answered_with_its_tag_only(client: TestClient, strike: str) -> None:
    first = client.get(f"/events/{strike}")
    again = client.get(f"/events/{strike}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    clock.fix((NOW + dt.timedelta(minutes=5)).isoformat())
    later = client.get(f"/events/{strike}", headers={"If-None-Match": first.headers["etag"]})
    assert later.status_code == 304
    assert again.headers["content-security-policy"].startswith("default-src 'none'")
    other = client.get(f"/events/{strike}?since=2025-04-18T06:00", headers={"If-None-Match": first.headers["etag"]})
    assert other.status_code == 200

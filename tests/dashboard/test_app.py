"""The pages: alive or not, the events, the digests, and the headers of every answer."""

import datetime as dt
import pathlib
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

import storage.events
import storage.leases
from storage.database import Database
from tests.conftest import NOW
from tests.making import comment, write_lines
from worker import digesting, intake
from worker.intake import Watcher


def test_health_says_that_the_service_was_never_started(client: TestClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json()["why"] == "the service has not ticked yet"


def test_health_is_503_when_the_service_stopped_ticking(client: TestClient, database: Database) -> None:
    with database.write() as session:
        storage.leases.mark(session, "tick", now=NOW)
    assert client.get("/healthz").status_code == 200
    with database.write() as session:
        storage.leases.mark(session, "tick", now=NOW - dt.timedelta(minutes=5))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert "not ticked" in answer.json()["why"]


def test_events_are_listed_with_their_digests(
    client: TestClient, database: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path
) -> None:
    name = event_file()
    path = write_lines(tmp_path / "a.ndjson", [comment(1, "Kharkiv <b>stands</b> tonight, friends of ours")])
    intake.bring_in(database, name, [path], covers=lambda _: None, clock=now, watcher=Watcher())
    with database.read() as session:
        event = storage.events.named(session, name)
        assert event is not None
        session.expunge(event)
    digesting.digest(database, event, dt.date(2025, 4, 18), now=NOW)
    page = client.get("/")
    assert "Strike" in page.text
    assert "/digests/strike/2025-04-18" in page.text
    digest = client.get("/digests/strike/2025-04-18")
    assert "&lt;b&gt;stands" in digest.text
    assert "'unsafe-inline'" not in digest.headers["content-security-policy"]


def test_a_digest_that_is_not_there_is_404(client: TestClient) -> None:
    assert client.get("/digests/strike/2025-04-18").status_code == 404
    assert client.get("/digests/strike/no-day").status_code == 422


@pytest.mark.parametrize("path", ["/", "/healthz", "/nothing", "/digests/a/2025-01-01"])
def test_every_answer_has_the_headers(client: TestClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_without_events_the_page_says_how_to_begin(client: TestClient) -> None:
    assert "groundswell init" in client.get("/").text


def test_metrics_count_what_there_is_and_what_waits(
    client: TestClient, database: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path
) -> None:
    event_file()
    path = write_lines(tmp_path / "a.ndjson", [comment(n, "Kharkiv") for n in range(7)])
    intake.bring_in(database, "strike", [path], covers=lambda _: None, clock=now, watcher=Watcher())
    with database.write() as session:
        storage.leases.mark(session, "tick", now=NOW)
    said = client.get("/metrics").text
    assert 'groundswell_counted_posts{platform="reddit"} 7.0' in said
    assert "groundswell_last_tick_age_seconds 0.0" in said
    assert 'groundswell_files{state="done"} 1.0' in said
    assert "groundswell_dirty_minutes 0.0" in said


def test_metrics_of_a_database_that_does_not_answer_say_that_it_is_down(client: TestClient, database: Database) -> None:
    with database.write() as session:
        session.execute(sa.text("update alembic_version set version_num = '9999'"))
    assert client.get("/healthz").status_code == 503
    answer = client.get("/metrics")
    assert (answer.status_code, "groundswell_up 0.0" in answer.text) == (503, True)

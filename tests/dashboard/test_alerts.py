"""The page of an alert: what was said, with hostile posts as text and deleted ones gone."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from config.settings import settings
from dashboard import app as pages
from storage.database import Database, open_database
from tests.worker.test_watching import BEGAN, burst, look
from tests.worker.watching_world import NOW, World


@pytest.fixture
def client(database: Database, fixed_clock: None) -> Iterator[TestClient]:
    open_database.cache_clear()
    with TestClient(pages.app) as client:
        yield client
    open_database(settings().database).close()
    open_database.cache_clear()


def test_an_alert_is_shown_and_hostile_posts_are_text(client: TestClient, database: Database) -> None:
    world = World(database)
    world.cover(BEGAN, NOW)
    world.noise(BEGAN, NOW)
    world.count()
    look(world, NOW)
    world.post([NOW], text="Kharkiv <script>alert(1)</script> and four words more")
    look(world, burst(world, NOW))
    page = client.get("/alerts/strike/1").text
    assert "accounts in 15 min (expected" in page
    assert "<script>" not in page
    assert "invented post number" in page
    with database.write() as session:
        session.execute(sa.text("update post set text_state = 'deleted'"))
    assert "invented post number" not in client.get("/alerts/strike/1").text


def test_one_that_is_not_there_is_404(client: TestClient) -> None:
    assert client.get("/alerts/strike/1").status_code == 404

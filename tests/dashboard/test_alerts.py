"""The page of an alert: what was said, with hostile posts as text and deleted ones gone."""

import sqlalchemy as sa
from fastapi.testclient import TestClient

from storage.database import Database
from tests.dashboard.conftest import token
from tests.worker.test_watching import BEGAN, burst, look
from tests.worker.watching_world import NOW, World


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


def spike(database: Database) -> None:
    world = World(database)
    world.cover(BEGAN, NOW)
    world.noise(BEGAN, NOW)
    world.count()
    look(world, NOW)
    look(world, burst(world, NOW))


def test_people_answer_an_alert_and_it_stands_in_the_log(client: TestClient, database: Database) -> None:
    spike(database)
    good = token(client, "/alerts/strike/1")
    for what, words in (("acknowledged", ""), ("note", "<b>press</b> conference"), ("handed", "night desk")):
        form = {"token": good, "what": what, "words": words, "by": "Olena"}
        assert client.post("/alerts/strike/1", data=form).status_code == 303
    page = client.get("/alerts/strike/1").text
    assert "&lt;b&gt;press&lt;/b&gt;" in page
    listed = client.get("/events/strike/alerts").text
    assert "Olena has it" in listed
    assert "handed to night desk" in listed
    for wrong in ({"what": "shout"}, {"what": "note"}):
        assert client.post("/alerts/strike/1", data={"token": good, **wrong}).status_code == 422
    assert client.post("/alerts/strike/99", data={"token": good, "what": "acknowledged"}).status_code == 404


def test_an_event_is_kept_quiet_until_a_time(client: TestClient, database: Database) -> None:
    spike(database)
    form = {"token": token(client, "/events/strike/alerts"), "until": "2031-01-01T07:00", "by": "Olena"}
    assert client.post("/events/strike/quiet", data=form).status_code == 303
    assert "Quiet until" in client.get("/events/strike/alerts").text
    assert client.post("/events/strike/quiet", data={**form, "until": ""}).status_code == 303
    assert "Quiet until" not in client.get("/events/strike/alerts").text


def test_a_spike_stands_in_the_timeline_and_leads_to_its_story(client: TestClient, database: Database) -> None:
    spike(database)
    page = client.get("/events/strike?days=1").text
    assert 'class="spike"' in page
    assert 'href="/alerts/strike/1"' in page

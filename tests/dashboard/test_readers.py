"""What readers say on the pages: labels of themes, and corrections whose effect is shown first."""

import pathlib
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

import storage.corrections
import storage.labels
from storage.database import Database
from tests.dashboard.conftest import token
from tests.making import comment, write_lines
from worker import intake
from worker.intake import Watcher

ACT = "the world must act"


def test_a_sample_is_labelled_post_by_post(client: TestClient, strike: str) -> None:
    assert "not measured" in client.get(f"/events/{strike}/label").text
    place = f"/events/{strike}/label?theme={ACT}"
    first = client.get(place).text
    assert "0 of 36" in first
    for answer in ("right", "right", "wrong", "skip"):
        page = client.get(place).text
        uid = page.split('name="uid" value="')[1].split('"')[0]
        form = {"token": token(client, place), "theme": ACT, "uid": uid, "answer": answer}
        assert client.post(f"/events/{strike}/label", data=form).status_code == 303
    page = client.get(place).text
    assert "4 of 36" in page
    assert "right 2 of 3" in page
    assert "right 2 of 3" in client.get(f"/events/{strike}").text
    assert client.post(f"/events/{strike}/label", data={**form, "answer": "maybe"}).status_code == 422


def test_a_correction_shows_its_effect_before_it_holds(client: TestClient, strike: str) -> None:
    uid = "reddit:t1_c00005"
    form = {"token": token(client, f"/posts/{uid}"), "uid": uid, "event": strike, "mark": "off-topic"}
    form |= {"why": "--yes <b>about football</b>", "by": "Olena"}
    looked = client.post("/correct", data=form)
    assert looked.status_code == 200
    assert "61 → 60" in looked.text
    assert "&lt;b&gt;about football" in looked.text
    assert "does not count" not in client.get(f"/posts/{uid}").text
    assert client.get(f"/api/events/{strike}").json()["posts"]["reddit"] == 61
    done = client.post("/correct", data={**form, "apply": "yes"})
    assert "Applied as correction" in done.text
    assert client.get(f"/api/events/{strike}").json()["posts"]["reddit"] == 60
    assert "about football" in client.get(f"/posts/{uid}").text
    assert client.post("/correct", data={**form, "mark": "nonsense"}).status_code == 422
    assert client.post("/correct", data={**form, "uid": "reddit:t1_zzz"}).status_code == 422


def test_phrases_and_copies_are_told_by_platform(client: TestClient, strike: str) -> None:
    page = client.get(f"/events/{strike}/said").text
    assert "Phrases that rise" in page
    assert "wordings" in page
    assert client.get(f"/events/{strike}/said?since=2025-04-01&until=2025-04-20").status_code == 422


def answered(client: TestClient, strike: str, what: str, answer: str, where: str = "") -> str:
    """Where the page leads after an answer to the post that it shows."""
    place = f"/events/{strike}/label?what={what}{where}"
    page = client.get(place).text
    form = {"token": token(client, place), "what": what, "answer": answer}
    for name in ("uid", "skipped"):
        form[name] = page.split(f'name="{name}" value="')[1].split('"')[0]
    answer_ = client.post(f"/events/{strike}/label", data=form)
    assert answer_.status_code == 303
    return answer_.headers["location"]


def test_whether_posts_belong_is_measured_apart_for_words_and_threads(client: TestClient, strike: str) -> None:
    assert "Not measured yet" in client.get(f"/events/{strike}/label").text
    for answer in ("right", "right", "wrong", "skip"):
        answered(client, strike, "relevance", answer)
    page = client.get(f"/events/{strike}/label?what=relevance").text
    assert "4 of 50" in page
    assert "by their words 21–94 % of 3 belong" in page
    assert "by their words: 21–94 % of 3 belong" in client.get(f"/events/{strike}/label").text


def test_who_speaks_is_asked_without_saying_what_the_rules_say(
    client: TestClient, database: Database, strike: str
) -> None:
    page = client.get(f"/events/{strike}/label?what=who").text
    assert "0 of 50" in page
    location = answered(client, strike, "who", "skip")
    assert location == f"/events/{strike}/label?what=who&skipped=1"
    location = answered(client, strike, "who", "reacting", "&skipped=1")
    assert location == f"/events/{strike}/label?what=who&skipped=1"
    assert "2 of 50" in client.get(location).text
    with database.read() as session:
        assert storage.corrections.agreement(session, 1) == (1, 1)
    assert "of 1 labelled posts" in client.get(f"/events/{strike}/label").text
    form = {"token": token(client, f"/events/{strike}/label?what=who"), "what": "who", "uid": "reddit:t1_zzz"}
    assert client.post(f"/events/{strike}/label", data={**form, "answer": "right"}).status_code == 422
    assert client.post(f"/events/{strike}/label", data={**form, "answer": "unclear"}).status_code == 422


def test_a_sample_of_an_event_is_the_same_for_the_same_seed_and_holds_only_posts_that_count(
    database: Database, strike: str
) -> None:
    with database.read() as session:
        first = storage.labels.sample_of_event(session, 1, seed=7, most=20)
        assert storage.labels.sample_of_event(session, 1, seed=7, most=40)[:20] == first
        assert storage.labels.sample_of_event(session, 1, seed=8, most=20) != first
        assert len(storage.labels.sample_of_event(session, 1, seed=7, most=500)) == 91


def test_a_sample_of_a_small_event_knows_posts_that_came_since(
    client: TestClient, database: Database, event_file: Any, now: Any, tmp_path: pathlib.Path
) -> None:
    name = event_file()
    for number in (0, 1):
        path = write_lines(tmp_path / f"{number}.ndjson", [comment(number, f"Kharkiv {number}")])
        intake.bring_in(database, name, [path], covers=lambda _: None, clock=now, watcher=Watcher())
        assert f"0 of {number + 1}<" in client.get(f"/events/{name}/label?what=who").text


@pytest.mark.parametrize("what", ["who", "relevance"])
def test_a_post_whose_text_went_since_the_sample_was_drawn_is_passed_over(
    client: TestClient, database: Database, strike: str, what: str
) -> None:
    client.get(f"/events/{strike}/label?what={what}")
    with database.write() as session:
        session.execute(sa.text("delete from post_text"))
    assert "judged or skipped" in client.get(f"/events/{strike}/label?what={what}").text

"""What readers say on the pages: labels of themes, and corrections whose effect is shown first."""

from fastapi.testclient import TestClient

from tests.dashboard.conftest import token

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

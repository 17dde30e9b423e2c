"""A new event from the form: the same file and the same checks as by hand."""

import pathlib
import tomllib
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from dashboard import beginning
from tests.dashboard.conftest import token

FORM = {
    "title": 'Strike "at dawn"', "name": "dawn", "zone": "Europe/Kyiv", "happened_at": "2025-04-18T05:12",
    "since": "2025-04-18T00:00", "keywords_en": "kharkiv, kharkov", "keywords_uk": "харків*\nхарков*", "keywords_ru": "",
    "keywords_pl": "", "none": "metalist",
}  # fmt: skip


def post(client: TestClient, **changed: str) -> Any:
    return client.post("/new", data={**FORM, **changed, "token": token(client, "/new")})


def test_an_event_is_begun_from_the_form(client: TestClient, home: pathlib.Path) -> None:
    answer = post(client)
    assert answer.headers["location"] == "/events/dawn"
    page = client.get("/events/dawn").text
    assert "Strike &#34;at dawn&#34;" in page
    assert "Nothing was counted yet" in page
    written = tomllib.loads((home / "events" / "dawn.toml").read_text(encoding="utf-8"))
    assert written["keywords"]["none"] == ["metalist"]
    assert written["languages"] == ["en", "uk"]
    assert written["happened_at"].isoformat() == "2025-04-18T05:12:00+03:00"
    assert post(client).status_code == 422  # it is there already


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": "../x"}, "small letters"), ({"zone": "Europe/Nowhere"}, "no such time zone"),
        ({"keywords_en": "", "keywords_uk": ""}, "at least one word"), ({"keywords_en": "a*b*c"}, "dawn"),
        ({"happened_at": "soon"}, "not a time"), ({"title": ""}, "title"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_written(
    client: TestClient, home: pathlib.Path, changed: dict[str, str], said: str
) -> None:
    answer = post(client, **changed)
    assert answer.status_code == 422
    assert said in answer.text
    assert not (home / "events").exists()


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=60))
def test_nothing_that_is_typed_can_end_its_string(text: str) -> None:
    asked = {**FORM, "title": text, "keywords_uk": text, "happened_at": "", "since": ""}
    assert tomllib.loads(beginning.toml(asked, ["en"]))["title"] == text

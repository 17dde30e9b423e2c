"""A new event from the form: the same file and the same checks as by hand."""

import pathlib
import tomllib
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from config.beginnings import WRITTEN, packs, place_of, places
from config.theme_library import shipped_themes
from dashboard import beginning
from dashboard.suggesting import short_name
from tests.dashboard.conftest import token

FORM = {
    "title": 'Strike "at dawn"', "name": "dawn", "zone": "Europe/Kyiv", "happened_at": "2025-04-18T05:12",
    "since": "2025-04-18T00:00", "keywords_en": "kharkiv, kharkov", "keywords_uk": "харків*\nхарков*", "keywords_ru": "",
    "keywords_pl": "", "none": "metalist", "place": "", "pack": "", "narrow": "", "within": "", "also": "",
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


def suggest(client: TestClient, **given: str) -> str:
    form = {"place": "Kharkiv", "pack": "attack on a town", "happened_at": "2025-04-18T05:12", "within": "15"}
    return client.post("/new", data={**form, **given, "suggest": "yes", "token": token(client, "/new")}).text


def test_from_place_kind_and_time_all_of_an_event_is_suggested_and_nothing_begun(
    client: TestClient, home: pathlib.Path
) -> None:
    page = suggest(client)
    for word in ("харків*", "харьков*", "charków", 'value="Attack on Kharkiv"', 'value="kharkiv-2025-04-18"',
                 'value="2025-04-08T00:00"', 'value="Europe/Kyiv"', '<option value="15" selected>'):  # fmt: skip
        assert word in page
    assert "ракет*" not in page
    assert "ракет*" in suggest(client, narrow="yes")
    assert not (home / "events").exists()


def test_a_place_that_is_not_known_is_taken_as_it_is_typed_and_said(client: TestClient) -> None:
    page = suggest(client, place="Нова <b>Каховка")
    assert "нова &lt;b&gt;каховка" in page
    assert "is not in the list of places" in page
    assert 'value="nova-b-kaxovka-2025-04-18"' in page


def test_an_event_keeps_how_unsure_its_time_is_and_the_themes_of_its_pack(
    client: TestClient, home: pathlib.Path
) -> None:
    post(client, within="15", pack="flood", also="flood*, повін*", keywords_en="")
    written = tomllib.loads((home / "events" / "dawn.toml").read_text(encoding="utf-8"))
    assert written["happened_within"] == 15
    assert written["themes"]["library"] == packs()["flood"]["library"]
    assert written["keywords"]["all"] == [["flood*", "повін*"]]
    assert written["keywords"]["none"] == ["metalist"]
    assert "± 15 min" in client.get("/events/dawn").text
    assert "comparison" not in written
    assert post(client, name="dusk", within="7").status_code == 422


def test_the_words_of_a_place_are_named_as_such_for_comparisons(client: TestClient, home: pathlib.Path) -> None:
    assert post(client, place="Kharkiv").status_code == 303
    written = tomllib.loads((home / "events" / "dawn.toml").read_text(encoding="utf-8"))
    assert written["comparison"]["place"] == ["kharkiv", "kharkov", "харків*", "харков*"]


def test_every_pack_and_place_that_ships_makes_an_event_that_passes_the_check() -> None:
    from config import event_file
    from worker import house

    for name, pack in packs().items():
        library = pack["library"]
        assert library == "all" or set(library) <= set(shipped_themes())
        words = [word for code in WRITTEN for word in pack[code]]
        spellings = {
            f"keywords_{code}": ", ".join(word for place in places().values() for word in place[code])
            for code in WRITTEN
        }
        text = beginning.toml(
            {**FORM, "happened_at": "", "since": "", **spellings, "pack": name, "also": ", ".join(words)}, WRITTEN
        )
        assert event_file.check(text, "dawn", house.registers()).name == "dawn"


@pytest.mark.parametrize(
    ("typed", "key"),
    [("Kharkiv", "kharkiv"), ("  KYIV ", "kyiv"), ("Харкова", "kharkiv"), ("Львів", "lviv"), ("суми", "sumy"),
     ("Tel  Aviv", "tel aviv"), ("", None), ("kharkivska rada", None), ("*", None)],
)  # fmt: skip
def test_a_place_is_found_by_any_of_its_names(typed: str, key: str | None) -> None:
    assert place_of(typed) is (places()[key] if key else None)


@given(st.text(max_size=80))
def test_a_suggested_short_name_is_always_one(words: str) -> None:
    from config.event_parts import NAME

    assert NAME.fullmatch(short_name(words))

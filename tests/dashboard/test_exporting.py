"""Exports: the method sheet is inside, nothing is a formula, names are masked."""

import csv
import io
import json
import pathlib
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from storage.database import Database
from tests.making import comment, write_lines
from worker import intake
from worker.intake import Watcher


def test_jsonl_begins_with_how_it_was_made(client: TestClient, strike: str) -> None:
    answer = client.get(f"/events/{strike}/posts.jsonl?platform=x&q=act")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert lines[0]["record"] == "method"
    assert lines[0]["filters"]["platform"] == "x"
    assert lines[0]["settings_version"]
    assert any("vader" in name for name in lines[0]["scorers"])
    assert len(lines) == 13
    assert answer.headers["content-disposition"] == 'attachment; filename="strike-posts.jsonl"'


def test_the_table_comes_with_its_sheet_in_a_zip(client: TestClient, strike: str) -> None:
    answer = client.get(f"/events/{strike}/posts.csv.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert sorted(archive.namelist()) == ["how-this-was-made.json", "how-this-was-made.txt", "strike-posts.csv"]
        rows = list(csv.DictReader(io.StringIO(archive.read("strike-posts.csv").decode("utf-8-sig"))))
        sheet = archive.read("how-this-was-made.txt").decode()
    assert len(rows) == 91
    assert "not public opinion" in sheet
    assert all("@somebody" not in row["text"] for row in rows)


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", " =1"])
def test_no_cell_begins_like_a_formula(
    client: TestClient, database: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path, start: str
) -> None:
    name = event_file()
    path = write_lines(tmp_path / "a.ndjson", [comment(1, f"{start} kharkiv")])
    intake.bring_in(database, name, [path], covers=lambda _: None, clock=now, watcher=Watcher())
    answer = client.get(f"/events/{name}/posts.csv.zip")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        row = next(csv.DictReader(io.StringIO(archive.read("strike-posts.csv").decode("utf-8-sig"))))
    assert row["text"][0] == "'"


def test_an_export_ends_at_its_limit(client: TestClient, strike: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.exporting.MOST", 20)
    monkeypatch.setattr("dashboard.exporting.AT_ONCE", 7)
    lines = client.get(f"/events/{strike}/posts.jsonl").text.splitlines()
    assert len(lines) == 21
    assert json.loads(lines[0])["filters"]["most_records"] == 20


def test_the_api_describes_itself(client: TestClient, strike: str) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    assert "/api/events/{name}/posts" in paths
    page = client.get("/api").text
    assert all(path in page for path in paths)
    assert client.get("/api/events").json()[0]["posts"] == {"reddit": 61, "x": 30}
    assert client.get(f"/api/events/{strike}").json()["method"]["record"] == "method"
    themes = client.get(f"/api/events/{strike}/themes?platform=x").json()["themes"]
    assert themes[0]["low"] < themes[0]["share"] < themes[0]["high"]
    assert {row["kind"] for row in client.get(f"/api/events/{strike}/coverage").json()} == {"observed"}
    assert sum(row["counts"]["read"] for row in client.get(f"/api/events/{strike}/files").json()) == 92


def test_series_come_as_answers_and_as_files(client: TestClient, strike: str) -> None:
    rows = client.get(f"/api/events/{strike}/series?by=hour&platform=x").json()
    assert sum(row["posts"] or 0 for row in rows) == 30
    assert all(row["coverage"]["kind"] == "observed" for row in rows if row["posts"])
    lines = client.get(
        f"/events/{strike}/series.jsonl?platform=x&theme=the world must act&who=reacting"
    ).text.splitlines()
    assert json.loads(lines[0])["filters"]["theme"] == "the world must act"
    answer = client.get(f"/events/{strike}/series.csv.zip?platform=reddit")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        table = list(csv.DictReader(io.StringIO(archive.read("strike-series.csv").decode("utf-8-sig"))))
    assert sum(int(row["posts"] or 0) for row in table) == 61
    for wrong in (
        "by=minute",
        "who=them",
        "by=week",
        "by=hour&since=2020-01-01&until=2025-01-01",
        "since=2025-01-02&until=2025-01-01",
    ):
        assert client.get(f"/api/events/{strike}/series?{wrong}").status_code == 422

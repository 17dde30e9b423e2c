"""Uploads: kept as they came, looked at by a process of their own, taken or thrown away."""

import io
import pathlib
import time

import orjson
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from config.settings import settings
from dashboard import uploading
from storage.database import Database
from tests.dashboard.conftest import token
from tests.making import comment


def lines(count: int = 5) -> bytes:
    return b"".join(orjson.dumps(comment(900 + n, f"Kharkiv <b>and</b> act now {n}")) + b"\n" for n in range(count))


def send(client: TestClient, name: str, content: bytes, file: str = "new.ndjson") -> int:
    form = {"token": token(client, f"/events/{name}/upload")}
    return client.post(f"/events/{name}/upload", data=form, files={"file": (file, content)}).status_code


def test_a_file_is_looked_at_then_taken(client: TestClient, database: Database, strike: str) -> None:
    assert send(client, strike, lines()) == 303
    page = client.get(f"/events/{strike}/upload").text
    assert "Reddit archive, comments" in page
    assert "5 by their words" in page
    assert "&lt;b&gt;and" in page
    mark = uploading.waiting(strike)[0].mark
    with database.read() as session:
        assert session.execute(sa.text("select count(*) from file")).scalar() == 3
    form = {"token": token(client, f"/events/{strike}/upload"), "note": "from the desk"}
    form |= {"tool": "Desk <b>tool", "at_most": "500", "by": "Olena", "complete": "no", "sort": "latest"}
    answer = client.post(f"/events/{strike}/upload/{mark}/take", data=form)
    assert answer.headers["location"] == f"/events/{strike}/files"
    until = time.monotonic() + 60
    while client.get(f"/api/events/{strike}/posts?q=%3Cb%3Eand").json()["posts"] == []:
        assert time.monotonic() < until, (settings().data / "uploads" / strike / mark / ".import.log").read_text()
        time.sleep(0.2)
    page = client.get(f"/events/{strike}/files").text
    assert "Note: from the desk; said to be incomplete" in page
    assert "Tool: Desk &lt;b&gt;tool. It gives at most 500 posts. Exported by Olena" in page
    assert uploading.waiting(strike) == []


def test_what_is_no_export_is_said_and_can_be_thrown_away(client: TestClient, strike: str) -> None:
    assert send(client, strike, b"\x7fELF not posts", "run.sh") == 303
    page = client.get(f"/events/{strike}/upload").text
    assert "Cannot be read" in page
    assert "/take" not in page
    kept = uploading.waiting(strike)[0]
    assert kept.path.stat().st_mode & 0o777 == 0o400
    form = {"token": token(client, f"/events/{strike}/upload")}
    assert client.post(f"/events/{strike}/upload/{kept.mark}/discard", data=form).status_code == 303
    assert not kept.path.exists()
    assert client.post(f"/events/{strike}/upload/{kept.mark}/discard", data=form).status_code == 404


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"), ("..\\..\\boot.ini", "boot.ini"), (".inspected.json", "inspected.json"),
        ("-rf", "rf"), ("a\x00b;c.csv", "a_b_c.csv"), ("", "upload"), ("...", "upload"), ("Харків (1).json", "Харків (1).json"),
        ("x" * 300 + ".csv", "x" * 116 + ".csv"),
    ],
)  # fmt: skip
def test_a_name_is_never_a_path(given: str, kept: str) -> None:
    assert uploading.safe_name(given) == kept
    assert pathlib.PurePath(kept).name == kept


def test_a_mark_is_never_a_path(home: pathlib.Path) -> None:
    for mark in ("..", "../..", "0" * 15, "g" * 16, "0" * 16):
        assert uploading.opened("strike", mark) is None


def test_a_file_that_is_too_long_is_refused(client: TestClient, strike: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUNDSWELL_UPLOAD_MB", "1")
    settings.cache_clear()
    assert send(client, strike, b"x" * 1_100_000) == 413
    assert uploading.waiting(strike) == []


def test_a_look_that_takes_too_long_is_said(home: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "PATIENCE", 0.05)
    monkeypatch.setattr(uploading, "program", lambda: ["sh", "-c", "sleep 5"])
    kept = uploading.keep("strike", "a.csv", io.BytesIO(b"x"))
    assert "took longer" in kept.reports[0]["error"]


@pytest.mark.parametrize(
    ("answers", "said"),
    [({"complete": "yes"}, "needs both times"), ({"at_most": "many"}, "is a number"),
     ({"complete": "yes", "since": "2025-04-18T00:00", "until": "2025-04-19T00:00", "sort": "top"}, "never complete")],
)  # fmt: skip
def test_answers_that_cannot_be_are_refused_before_anything_is_taken(
    client: TestClient, strike: str, answers: dict[str, str], said: str
) -> None:
    send(client, strike, lines())
    mark = uploading.waiting(strike)[0].mark
    form = {"token": token(client, f"/events/{strike}/upload"), **answers}
    answer = client.post(f"/events/{strike}/upload/{mark}/take", data=form)
    assert (answer.status_code, said in answer.text) == (422, True)
    assert len(uploading.waiting(strike)) == 1

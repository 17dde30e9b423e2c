"""Receipts on pages, in answers for programs and in exports: each figure leads to its own."""

import csv
import datetime as dt
import io
import json
import re
import urllib.parse
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

import storage.events
from storage.database import Database
from tests.conftest import NOW
from tests.digests.receipts_world import figures_of
from worker import digesting

DAY = dt.date(2025, 4, 18)


def frozen(database: Database, name: str) -> dict[str, Any]:
    with database.read() as session:
        event = storage.events.named(session, name)
        assert event is not None
        session.expunge(event)
    return digesting.digest(database, event, DAY, now=NOW).numbers


def rows(database: Database, table: str) -> int:
    with database.read() as session:
        return int(session.execute(sa.text(f"select count(*) from {table}")).scalar_one())


def test_every_figure_of_the_api_has_a_receipt_that_says_the_same(client: TestClient, strike: str) -> None:
    answers = [
        client.get(f"/api/events/{strike}/series?by=hour&theme=resilience&who=reacting").json(),
        client.get(f"/api/events/{strike}/series?by=day").json(),
        client.get(f"/api/events/{strike}/themes?platform=x").json()["themes"],
    ]
    ids = {figure["id"] for answer in answers for figure in figures_of(answer)}
    ids |= {row["id"] for answer in answers[:2] for row in answer}
    ids |= set(client.get(f"/api/events/{strike}").json()["receipts"].values())
    assert len(ids) > 40
    states = {name: client.get(f"/api/receipts/{name}").json()["state"] for name in ids}
    assert {name: state for name, state in states.items() if state != "the same"} == {}


def test_a_look_at_a_page_or_the_api_writes_nothing(client: TestClient, strike: str, database: Database) -> None:
    page = client.get(f"/events/{strike}").text
    links = set(re.findall(r'href="(/receipts/live-[\w-]+)"', page))
    assert len(links) > 10
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200
        assert "<strong>the same</strong>" in answer.text
    assert rows(database, "answer") == 0


def test_the_numbers_of_a_digest_lead_to_their_receipts(client: TestClient, strike: str, database: Database) -> None:
    numbers = frozen(database, strike)
    page = client.get(f"/digests/{strike}/{DAY}").text
    links = set(re.findall(r'<a class="figure" href="/receipts/([0-9A-Z.]+)"', page))
    assert links == {figure["id"] for figure in figures_of(numbers)} | {numbers["receipt"]}
    whole = client.get(f"/receipts/{numbers['receipt']}").text
    assert "the same" in whole
    one = client.get(f"/receipts/{numbers['receipt']}.1").text
    assert f"groundswell receipt {numbers['receipt']}.1" in one
    assert 'id="caption"' in one
    listed = re.findall(r'<span class="soft">(\d{4}-\d\d-\d\d) \d\d:\d\d</span>', one)
    assert set(listed) == {str(DAY)}  # on the clocks of the event, as the day is
    assert client.get("/receipts/NOTHING1").status_code == 404
    assert client.get("/api/receipts/live-abc").status_code == 404


def test_an_export_carries_the_receipts_of_its_rows(client: TestClient, strike: str, database: Database) -> None:
    for _ in range(2):
        lines = [json.loads(line) for line in client.get(f"/events/{strike}/series.jsonl?by=day").text.splitlines()]
        assert lines[1]["id"] == f"{lines[0]['receipt']}.1"
    assert rows(database, "answer") == 1  # the same answer is one row
    answer = client.get(f"/events/{strike}/series.csv.zip?by=day&platform=x")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        table = list(csv.DictReader(io.StringIO(archive.read("strike-series.csv").decode("utf-8-sig"))))
        assert f"receipt: {table[0]['receipt'].split('.')[0]}" in archive.read("how-this-was-made.txt").decode()
    told = client.get(f"/api/receipts/{table[0]['receipt'].split('.')[0]}").json()
    assert told["kind"] == "export"
    assert set(told["states"]) == {"the same"}


@pytest.mark.parametrize(
    "when",
    [
        "day=garbage",
        "day=0001-01-01",
        "day=9999-12-31",
        "day=2025-04-30..2025-04-01",
        "day=1980-01-01..2100-01-01",
        "by=minute&start=2025-04-18T00:00",
        "by=minute&start=0001-01-01T00:00:00&end=9999-01-01T00:00:00",
        "start=1990-01-01T00:00:00+00:00&end=2100-01-01T00:00:00+00:00",
        "by=hour&start=2025-04-18T00:00:00+00:00&end=x",
    ],
)
@pytest.mark.parametrize("measure", ["originals", "posts the day before", "something else"])
def test_a_definition_of_no_such_time_or_of_too_long_a_time_is_answered_with_the_reason(
    client: TestClient, strike: str, measure: str, when: str
) -> None:
    typed = urllib.parse.quote(f"{measure}?event={strike}&platform=x&{when}", safe="")
    answer = client.get(f"/api/receipts/{typed}")
    assert answer.status_code == 200
    assert answer.json()["state"] == "not computed"
    assert client.get(f"/receipts/{typed}").status_code == 200

"""What the service does, what its rules would have sent, and what one shift tells the next."""

import datetime as dt
import pathlib

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from typer.testing import CliRunner

import storage.leases
from cli.main import app
from config import clock
from storage.database import Database
from storage.tables import Allowance, Listing, RequestCount
from tests.conftest import NOW
from tests.dashboard.conftest import token
from tests.dashboard.test_accounts import enter, run


def test_the_status_page_says_who_is_silent_and_what_waits(
    client: TestClient, database: Database, strike: str, tmp_path: pathlib.Path
) -> None:
    page = client.get("/status").text
    assert page.count("was never started here") == 3
    with database.write() as session:
        storage.leases.mark(session, "tick", now=NOW)
        storage.leases.mark(session, "worker", now=NOW - dt.timedelta(hours=1))
        session.execute(sa.text("insert into dirty_minute (event_id, minute) values (1, 5), (1, 6)"))
    page = client.get("/status").text
    assert ("at work</td>" in page, "silent" in page) == (True, True)
    assert "<b>2</b> minutes to be counted again" in page
    assert "<b>3</b> done" in page
    answer = client.get("/api/status").json()
    assert [each["is_late"] for each in answer["parts"]] == [False, False, True]
    assert answer["last_backup_at"] is None
    assert answer["versions"]["groundswell"]
    assert CliRunner().invoke(app, ["backup", str(tmp_path / "b.sqlite")]).exit_code == 0
    assert client.get("/api/status").json()["last_backup_at"] == NOW.isoformat().replace("+00:00", "Z")


def test_the_status_is_for_admins(client: TestClient, strike: str) -> None:
    run("add", "boss")
    enter(client, "olena", "reader")
    assert client.get("/status").status_code == 403
    assert client.get("/api/status").status_code == 403
    assert 'href="/status"' not in client.get("/").text


def test_feeds_are_shown_with_their_listings_and_the_requests_of_all(
    client: TestClient, database: Database, strike: str
) -> None:
    with database.write() as session:
        number = session.execute(sa.text("select id from source")).scalar_one()
        cursor = {"rate": 0.05, "interval": 61.2}
        place = {"source_id": number, "kind": "comments", "state": "watching", "cursor": cursor, "last_at": NOW}
        session.add(Listing(name="r/<b>ukraine", **place))
        session.add(Allowance(client="abc", ledger={"limit": 600}))
        session.add(RequestCount(client="abc", slot=int(NOW.timestamp() // 5) - 3, purpose="comments", requests=17))
    page = client.get(f"/events/{strike}/files").text
    assert "r/&lt;b&gt;ukraine" in page
    assert "61 s" in page
    assert "<td>3</td>" in page
    assert "17 of 600: 17 comments" in page


def test_a_rehearsal_tells_what_would_have_been_sent_and_sends_nothing(
    client: TestClient, database: Database, strike: str
) -> None:
    form = {"token": token(client, f"/events/{strike}/alerts")}
    page = client.post(f"/events/{strike}/rehearse", data={**form, "per_week": "5"}).text
    assert "at 5 wanted alerts a week" in page
    assert "Nothing was sent." in page
    with database.read() as session:
        assert session.execute(sa.text("select count(*) from episode")).scalar() == 0
    for wrong in ({"per_week": "0"}, {"per_week": "nan"}, {"per_week": "x"}, {"since": "--help"}, {"until": "soon"}):
        assert client.post(f"/events/{strike}/rehearse", data={**form, **wrong}).status_code == 422


def test_notes_stand_in_the_shift_log_page_by_page(
    client: TestClient, strike: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dashboard.log_pages.SHOWN", 2)
    place = f"/events/{strike}/log"
    for number in range(5):
        clock.fix((NOW + dt.timedelta(minutes=number)).isoformat())
        form = {"token": token(client, place), "words": f"<i>note</i> {number}", "by": "Olena"}
        assert client.post(place, data=form).status_code == 303
    page, seen = client.get(place).text, []
    while True:
        seen += [n for n in range(5) if f"&lt;i&gt;note&lt;/i&gt; {n}" in page]
        if 'rel="next"' not in page:
            break
        page = client.get(page.split('class="button" href="')[1].split('"')[0]).text
    assert sorted(seen) == [0, 1, 2, 3, 4]
    assert "all of it, and notes" in client.get(f"/events/{strike}/alerts").text
    form = {"token": token(client, place), "words": " "}
    assert client.post(place, data=form).status_code == 422
    assert client.post(place, data={**form, "words": "x" * 2001}).status_code == 422

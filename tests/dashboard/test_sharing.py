"""Links to read one page without an account, and tokens with which programs read the API."""

import datetime as dt
import re

import pytest
from fastapi.testclient import TestClient

import storage.audit
import storage.digests
import storage.editions
import storage.events
import storage.sharing
import storage.tokens
import storage.users
from config import clock
from dashboard import sharing_pages
from dashboard.limiting import Limit
from storage.database import Database
from storage.tables import Edition
from tests.conftest import NOW
from tests.dashboard.conftest import token
from tests.dashboard.test_receipts import DAY, frozen


@pytest.fixture(autouse=True)
def no_one_asked_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing_pages, "LIMIT", Limit(60))


def made(client: TestClient, strike: str, day: str = "", days: str = "7") -> str:
    form = {"token": token(client, f"/events/{strike}/share"), "day": day, "days": days, "note": "the desk"}
    found = re.search(
        r"<code>http://[^/]+(/shared/[\w-]+)</code>", client.post(f"/events/{strike}/share", data=form).text
    )
    assert found is not None
    return found[1]


def with_accounts(database: Database) -> None:
    """From now on nobody is logged in."""
    with database.write() as session:
        storage.users.invite(session, "ann", "admin", now=NOW)


def test_a_link_shows_one_digest_to_somebody_without_an_account(
    client: TestClient, strike: str, database: Database
) -> None:
    frozen(database, strike)
    link = made(client, strike, str(DAY))
    with_accounts(database)
    client.cookies.clear()
    answer = client.get(link)
    assert answer.status_code == 200
    assert "Where each number comes from" in answer.text
    assert 'href="/' not in answer.text
    assert answer.headers["X-Robots-Tag"].startswith("noindex")
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    for other in (f"/digests/{strike}/{DAY}", f"/events/{strike}", f"/api/events/{strike}", f"/events/{strike}/share"):
        assert client.get(other).status_code in (303, 401)


def test_a_link_shows_the_page_of_an_event_without_ways_into_the_rest(
    client: TestClient, strike: str, database: Database
) -> None:
    link = made(client, strike)
    with_accounts(database)
    client.cookies.clear()
    page = client.get(link).text
    assert "61" in page
    assert re.findall(r'href="(?!/static/)', page) == []
    assert "<form" not in page


def test_a_link_ends_when_its_days_are_over(client: TestClient, strike: str) -> None:
    link = made(client, strike, days="2")
    assert client.get(link).status_code == 200
    clock.fix((NOW + dt.timedelta(days=2)).isoformat())
    assert client.get(link).status_code == 404


def test_a_link_ends_when_it_is_taken_back(client: TestClient, strike: str, database: Database) -> None:
    link = made(client, strike)
    with database.read() as session:
        (row,) = storage.sharing.of_event(session, 1)
        mark = storage.sharing.mark_of(row)
        assert link.rsplit("/", 1)[1] not in row.key
    form = {"token": token(client, f"/events/{strike}/share")}
    assert client.post(f"/events/{strike}/share/{mark}/revoke", data=form).status_code == 303
    assert client.get(link).status_code == 404
    assert client.post(f"/events/{strike}/share/{mark}/revoke", data=form).status_code == 404
    with database.read() as session:
        assert [line.what for line in storage.audit.lines(session)][-2:] == ["shared a link", "took a shared link back"]


def test_a_link_that_cannot_be_is_refused(client: TestClient, strike: str) -> None:
    form = {"token": token(client, f"/events/{strike}/share")}
    for wrong in (
        {"days": "0"},
        {"days": "365"},
        {"days": "x"},
        {"days": "7", "day": "2020-01-01"},
        {"days": "7", "day": "x"},
    ):
        assert client.post(f"/events/{strike}/share", data={**form, **wrong}).status_code == 422
    assert client.post(f"/events/{strike}/share", data={"days": "7"}).status_code == 403


def test_shared_pages_can_be_asked_for_so_often_only(client: TestClient, strike: str) -> None:
    codes = [client.get("/shared/" + "x" * 43).status_code for _ in range(62)]
    assert codes == [404] * 60 + [429] * 2


def test_a_limit_forgets_after_a_minute_and_holds_few_addresses() -> None:
    limit = Limit(1)
    assert [limit.allows("a", now) for now in (0, 1, 59, 60, 61)] == [True, False, False, True, False]
    for number in range(10_001):
        assert limit.allows(f"b{number}", 62)
    assert len(limit._asked) == 10_000


def test_a_token_reads_the_api_and_nothing_else(client: TestClient, strike: str, database: Database) -> None:
    with database.write() as session:
        word = storage.tokens.make(session, "wall", by="ann", now=NOW)
        assert storage.tokens.make(session, "wall", by="ann", now=NOW) is None
    with_accounts(database)
    client.cookies.clear()
    headers = {"Authorization": f"Bearer {word}"}
    assert client.get(f"/api/events/{strike}", headers=headers).status_code == 200
    assert client.get(f"/api/events/{strike}").status_code == 401
    for wrong in ("Bearer gsw_x", f"Basic {word}", "Bearer", f"Bearer {str(word)[4:]}"):
        assert client.get("/api/events", headers={"Authorization": wrong}).status_code == 401
    assert client.get(f"/events/{strike}", headers=headers).status_code == 303
    assert client.post(f"/events/{strike}/quiet", headers=headers).status_code == 303
    with database.write() as session:
        assert storage.tokens.revoke(session, "wall")
    assert client.get("/api/events", headers=headers).status_code == 401


def test_a_shared_digest_says_what_was_corrected_since(client: TestClient, strike: str, database: Database) -> None:
    frozen(database, strike)
    link = made(client, strike, str(DAY))
    with database.write() as session:
        event = storage.events.named(session, strike)
        assert event is not None
        row = storage.digests.current(session, event.id or 0, DAY)
        assert row is not None
        facts = {"lines": ["Corrected since, on 19 Apr 2025: 9 posts were deleted."], "figures": []}
        session.add(
            Edition(
                event_id=event.id or 0,
                kind=storage.editions.CORRECTED,
                slot="x",
                due_at=NOW,
                made_at=NOW,
                digest_id=row.id,
                facts=facts,
            )
        )
    assert "9 posts were deleted" in client.get(f"/digests/{strike}/{DAY}").text
    assert "9 posts were deleted" in client.get(link).text

"""Accounts: one-time links, logging in and out, roles, and the log of changes."""

import datetime as dt
import re

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from typer.testing import CliRunner

import storage.audit
import storage.users
from cli.main import app
from config import clock
from config.settings import settings
from storage.database import Database
from tests.conftest import NOW
from tests.dashboard.conftest import HOME, token

PASSWORD = "correct horse battery"


def run(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["users", *words])
    assert result.exit_code == code, result.output
    return result.output


def invite(name: str = "olena", role: str = "reader") -> str:
    found = re.search(r"/welcome\?word=(\S+)", run("add", name, "--role", role))
    assert found is not None
    return found[1]


def enter(client: TestClient, name: str = "olena", role: str = "reader") -> None:
    word = invite(name, role)
    form = {"word": word, "password": PASSWORD, "token": token(client, f"/welcome?word={word}")}
    assert client.post("/welcome", data=form).status_code == 303


def test_the_first_account_is_an_admin_and_closes_the_pages(client: TestClient) -> None:
    assert client.get("/").status_code == 200
    assert "olena (admin)" in run("add", "olena")
    answer = client.get("/")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert client.get("/api/events").status_code == 401
    assert client.get("/healthz").status_code == 200


def test_a_link_works_once_and_logs_in(client: TestClient) -> None:
    word = invite()
    form = {"word": word, "password": PASSWORD, "token": token(client, f"/welcome?word={word}")}
    assert client.post("/welcome", data={**form, "password": "short"}).status_code == 422
    before = client.cookies["groundswell"]
    answer = client.post("/welcome", data=form)
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.casefold()
    assert client.cookies["groundswell"] != before
    assert "olena" in client.get("/").text
    assert client.get(f"/welcome?word={word}").status_code == 404
    assert client.post("/welcome", data={**form, "token": token(client, "/")}).status_code == 404


def test_a_link_is_over_after_a_day(client: TestClient) -> None:
    word = invite()
    clock.fix((NOW + dt.timedelta(hours=24, seconds=1)).isoformat())
    assert client.get(f"/welcome?word={word}").status_code == 404


def test_no_password_and_no_session_is_stored_as_it_is(client: TestClient, database: Database) -> None:
    enter(client)
    with database.read() as session:
        user = storage.users.named(session, "olena")
        assert user is not None
        assert user.secret.startswith("$argon2id$")
        keys = session.execute(sa.text("select key from login_session")).scalars().all()
    assert client.cookies["groundswell"] not in keys


def test_logging_out_and_in_again(client: TestClient) -> None:
    enter(client)
    old = client.cookies["groundswell"]
    assert client.post("/logout", data={"token": token(client, "/")}).status_code == 303
    client.cookies.set("groundswell", old)
    assert client.get("/").status_code == 303
    client.cookies.clear()
    form = {"name": "olena", "password": "wrong", "token": token(client, "/login")}
    assert client.post("/login", data=form).status_code == 403
    assert client.post("/login", data={**form, "name": "nobody"}).status_code == 403
    assert client.post("/login", data={**form, "password": PASSWORD}).status_code == 303
    assert client.get("/").status_code == 200


def test_too_many_wrong_passwords_make_even_the_right_one_wait(client: TestClient) -> None:
    enter(client)
    client.cookies.clear()
    form = {"name": "olena", "password": "wrong", "token": token(client, "/login")}
    for _ in range(5):
        client.post("/login", data=form)
    assert client.post("/login", data={**form, "password": PASSWORD}).status_code == 403
    clock.fix((NOW + dt.timedelta(minutes=2)).isoformat())
    assert client.post("/login", data={**form, "password": PASSWORD}).status_code == 303


@pytest.mark.parametrize("after", [dt.timedelta(hours=8, seconds=1), dt.timedelta(days=7, seconds=1)])
def test_a_session_ends_by_itself(client: TestClient, after: dt.timedelta) -> None:
    enter(client)
    clock.fix((NOW + after).isoformat())
    assert client.get("/").status_code == 303


def test_removing_an_account_ends_its_sessions(client: TestClient) -> None:
    enter(client)
    with TestClient(client.app, base_url=HOME, follow_redirects=False) as other:
        enter(other, "taras", "reader")
        assert other.get("/").status_code == 200
        run("remove", "taras")
        assert other.get("/").status_code == 303
    assert "last admin" not in run("remove", "olena")
    assert client.get("/").status_code == 200  # nobody is left: this computer alone


def test_the_last_admin_stays_while_others_are_there(client: TestClient) -> None:
    enter(client)
    invite("taras")
    run("remove", "olena", code=1)


def test_a_reader_looks_and_an_admin_changes(client: TestClient, strike: str) -> None:
    enter(client)
    with TestClient(client.app, base_url=HOME, follow_redirects=False) as reader:
        enter(reader, "taras", "reader")
        assert reader.get(f"/events/{strike}").status_code == 200
        assert 'type="file"' not in reader.get(f"/events/{strike}/upload").text
        form = {"token": token(reader, "/")}
        assert reader.post(f"/events/{strike}/upload", data=form).status_code == 403
    assert client.post(f"/events/{strike}/upload", data={"token": token(client, "/")}).status_code == 422


def test_other_names_are_served_only_with_accounts(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUNDSWELL_HOSTS", "desk.example.org")
    settings.cache_clear()
    outside = {"Host": "desk.example.org", "X-Forwarded-Proto": "https"}
    assert client.get("/", headers=outside).status_code == 403
    invite()
    answer = client.get("/login", headers=outside)
    assert answer.status_code == 200
    assert "__Host-groundswell" in answer.headers["set-cookie"]
    assert "Secure" in answer.headers["set-cookie"]
    assert "strict-transport-security" in answer.headers


def test_the_log_of_changes_shows_a_line_that_was_altered(client: TestClient, database: Database) -> None:
    enter(client)
    said = run("log")
    assert "invited" in said
    assert "olena: set a password" in said
    assert "The log is whole." in said
    with database.write() as session:
        session.execute(sa.text("update audit_line set who = 'someone else' where id = 2"))
    with database.read() as session:
        assert storage.audit.broken_at(session) == 2
    run("log", code=1)


def test_accounts_are_listed(client: TestClient) -> None:
    assert "this computer alone" in run("list")
    invite()
    assert "olena: admin, has not set a password yet" in run("list")

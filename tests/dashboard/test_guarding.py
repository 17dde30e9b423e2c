"""What every answer has and every question must pass."""

import re

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Route

from dashboard import app as pages
from dashboard import guarding, shown
from tests.dashboard.conftest import HOME, token

PAGES = (
    "/", "/events/strike", "/events/strike/posts", "/events/strike/files", "/events/strike/unreadable",
    "/events/strike/digests", "/events/strike/said", "/events/strike/label", "/events/strike/label?theme=resilience", "/events/strike/alerts", "/new", "/events/strike/upload", "/api", "/api/openapi.json", "/api/events", "/login", "/nothing",
    "/events/strike/posts.jsonl", "/healthz", "/events/NO", "/events/strike?since=never", "/posts/x:1", "/static/style.css",
)  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_has_every_header(client: TestClient, strike: str, path: str) -> None:
    headers = client.get(path).headers
    for name in guarding.HEADERS:
        assert name in headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy


def test_an_error_of_ours_has_them_too_and_tells_nothing(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise ValueError("secret words")

    monkeypatch.setattr("storage.events.all_events", broken)
    with TestClient(pages.app, base_url=HOME, raise_server_exceptions=False) as careless:
        answer = careless.get("/")
    assert answer.status_code == 500
    assert "secret words" not in answer.text
    assert "content-security-policy" in answer.headers


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:8700", ""])
def test_another_name_for_this_server_is_refused(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost:8700", "127.0.0.1:8700", "[::1]:8700", "LOCALHOST"])
def test_the_names_of_this_computer_are_served(client: TestClient, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 200


def test_a_form_that_is_too_long_is_refused_before_it_is_read(client: TestClient) -> None:
    assert client.post("/login", content=b"x" * (guarding.FORM + 1)).status_code == 413

    def endless() -> object:
        for _ in range(200):
            yield b"y" * 1024

    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.post("/login", content=endless(), headers=kind).status_code == 413  # type: ignore[arg-type]


def test_no_change_without_the_token_of_our_own_page(client: TestClient, strike: str) -> None:
    changing = [
        route.path.format(name="strike", mark="0" * 16, number=1, day="2025-04-18", uid="x:1", theme="x")
        for part in pages.PARTS
        for route in part.router.routes
        if isinstance(route, Route) and "POST" in (route.methods or ())
    ]
    assert len(changing) >= 6
    good = token(client, "/events/strike/upload")
    for path in changing:
        assert client.post(path).status_code == 403, path
        assert client.post(path, data={"token": "0" * 64}).status_code == 403, path
        other = {"Origin": "https://evil.example"}
        assert client.post(path, data={"token": good}, headers=other).status_code == 403, path
        cross = {"Sec-Fetch-Site": "cross-site"}
        assert client.post(path, data={"token": good}, headers=cross).status_code == 403, path


def test_no_template_has_script_or_style_of_its_own() -> None:
    import pathlib

    for path in (pathlib.Path(shown.__file__).parent / "templates").glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|\|\s*safe", text), path.name

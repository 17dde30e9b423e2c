"""The pages of an event: what stands on them, and that hostile posts are text."""

import datetime as dt
import pathlib
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from config.settings import settings
from dashboard.shown import percent
from storage.database import Database
from tests.making import comment, write_lines
from worker import intake
from worker.intake import Watcher


def test_the_event_page_tells_each_platform_apart_with_what_was_seen(client: TestClient, strike: str) -> None:
    page = client.get(f"/events/{strike}").text
    assert '<h2 id="p-reddit">Reddit</h2>' in page
    assert '<h2 id="p-x">X</h2>' in page
    assert "completeness unknown" in page
    assert "the world must act" in page


def test_every_bar_links_to_the_posts_behind_it(client: TestClient, strike: str) -> None:
    import html
    import re

    page = client.get(f"/events/{strike}").text
    links = re.findall(r'href="(/events/strike/posts\?platform=reddit&amp;since=[^"]+)" tabindex', page)
    numbers = [int(n) for n in re.findall(r"<title>[^<]*: (\d+) posts,[^<]*not reposts", page)]
    assert len(links) == len(set(links)) * 2  # once wide, once narrow
    posts = sum(client.get(html.unescape(link)).text.count('class="text"') for link in sorted(set(links)))
    assert posts == 61
    assert sum(numbers) == 2 * (61 + 30)


def test_the_newsroom_has_its_own_clock(
    client: TestClient, database: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    text = 'title = "Strike"\nzone = "Europe/Kyiv"\nhappened_at = 2025-04-18T05:12:00+03:00\n[keywords]\nany = ["kharkiv"]\n'
    name = event_file(text)
    path = write_lines(tmp_path / "a.ndjson", [comment(1, "Kharkiv stands")])
    intake.bring_in(database, name, [path], covers=lambda _: None, clock=now, watcher=Watcher())
    monkeypatch.setenv("NEWSROOM_ZONE", "Europe/London")
    settings.cache_clear()
    page = client.get(f"/events/{name}").text
    assert "Fri 18 Apr 05:12" in page
    assert "Fri 18 Apr 03:12" in page


def test_a_stretch_can_be_asked_for_and_nonsense_is_refused(client: TestClient, strike: str) -> None:
    page = client.get(f"/events/{strike}?since=2025-04-18T05:00%2B03:00&until=2025-04-18T07:00%2B03:00").text
    assert "Fri 18 Apr 05:00 – Fri 18 Apr 2025 07:00" in page
    for wrong in (
        "since=x",
        "since=2025-04-19&until=2025-04-18",
        "since=0001-01-01",
        "days=0",
        "since=9999-12-31T23:59",
    ):
        assert client.get(f"/events/{strike}?{wrong}").status_code == 422


def test_posts_are_paged_without_loss_or_repeat(client: TestClient, strike: str) -> None:
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        answer = client.get(f"/api/events/{strike}/posts?limit=7&after={after}").json()
        seen += [post["uid"] for post in answer["posts"]]
        after = answer["next"]
    assert len(seen) == len(set(seen)) == 91
    newest = client.get(f"/api/events/{strike}/posts?limit=500&order=newest").json()["posts"]
    assert [post["uid"] for post in newest] == seen[::-1]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("q=WORLD act", 18), ("q=харків", 30), ("q=%25", 0), ("theme=the world must act", 36), ("platform=x", 30),
        ("platform=reddit&q=grief", 12), ("language=uk", None), ("via=thread", 0), ("counts=no", 0), ("counts=yes", 91),
    ],
)  # fmt: skip
def test_posts_are_searched_and_filtered(client: TestClient, strike: str, asked: str, expected: int | None) -> None:
    posts = client.get(f"/api/events/{strike}/posts?limit=500&{asked}").json()["posts"]
    if expected is not None:
        assert len(posts) == expected
    assert all("@somebody" not in post["text"] for post in posts)


@pytest.mark.parametrize(
    "asked", ["theme=none", "platform=y", "via=q", "after=1", "after=a.b", f"after=1.{1 << 70}", "since=x"]
)
def test_filters_that_are_none_are_refused(client: TestClient, strike: str, asked: str) -> None:
    assert client.get(f"/events/{strike}/posts?{asked}").status_code == 422
    assert "error" in client.get(f"/api/events/{strike}/posts?{asked}").json()


def test_a_search_says_when_it_stopped_and_goes_on(
    client: TestClient, strike: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.post_search.RUN", 10)
    monkeypatch.setattr("storage.post_search.MOST", 20)
    page = client.get(f"/events/{strike}/posts?q=number 59")
    assert "Go on looking" in page.text
    after, found, pages = "", 0, 0
    while after is not None:
        answer = client.get(f"/api/events/{strike}/posts?q=number 59&after={after}").json()
        found, after, pages = found + len(answer["posts"]), answer["next"], pages + 1
        assert answer["looked_at"] <= 20
    assert (found, pages) == (1, 5)


def test_a_post_says_why_it_is_here(client: TestClient, strike: str) -> None:
    page = client.get("/posts/reddit:t1_c00005").text
    assert "by its words" in page
    assert "the world must act" in page
    assert "c.ndjson" in page
    assert client.get("/posts/reddit:t1_zzz").status_code == 404


def test_files_and_unreadable_rows_are_listed(client: TestClient, strike: str) -> None:
    page = client.get(f"/events/{strike}/files").text
    assert "c.ndjson" in page
    assert "1 unreadable rows" in page.replace("<b>", "").replace("</b>", "")
    rows = client.get(f"/events/{strike}/unreadable").text
    assert "{&#34;broken" in rows


HOSTILE = (
    "Kharkiv <script>alert(1)</script>", 'Kharkiv "><img src=x onerror=alert(1)>', "Kharkiv {{ 7*7 }} {% raw %}",
    "Kharkiv \u202egnp.exe", "Kharkiv </title></svg><script>alert(1)</script>", "Kharkiv javascript:alert(1)",
)  # fmt: skip


def test_hostile_posts_are_text_everywhere(
    client: TestClient, database: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path
) -> None:
    name = event_file()
    rows = [comment(n, text, subreddit="a<b>c") for n, text in enumerate(HOSTILE)]
    path = write_lines(tmp_path / "<img src=x>.ndjson", [*rows, "<script>alert(1)</script>"])
    intake.bring_in(database, name, [path], covers=lambda _: None, clock=now, watcher=Watcher())
    for place in (f"/events/{name}", f"/events/{name}/posts", f"/events/{name}/files", f"/events/{name}/unreadable",
                  f"/events/{name}/posts?q=<script>alert(1)</script>", "/posts/reddit:t1_c00000", f"/events/{name}/themes", f"/events/{name}/label?what=relevance",
                  f"/events/{name}/label?what=who"):  # fmt: skip
        page = client.get(place).text.split("<body>")[1]  # the head has scripts of our own
        assert "<script" not in page
        assert "<img" not in page
        assert "\u202e" not in page
    assert "⟨RLO⟩" in client.get(f"/events/{name}/posts").text
    assert "{{ 7*7 }}" in client.get(f"/events/{name}/posts").text


def test_a_digest_is_found_in_the_archive(client: TestClient, database: Database, strike: str) -> None:
    import storage.events
    from tests.conftest import NOW
    from worker import digesting

    with database.read() as session:
        event = storage.events.named(session, strike)
        assert event is not None
        session.expunge(event)
    digesting.digest(database, event, dt.date(2025, 4, 18), now=NOW)
    assert "/digests/strike/2025-04-18" in client.get(f"/events/{strike}/digests").text
    assert client.get("/digests/strike/2025-04-18.txt").text.startswith("Strike")
    assert client.get("/digests/strike/2025-04-18.md").text.startswith("# Strike")
    assert client.get("/api/events/strike/digests").json() == ["2025-04-18"]
    assert client.get("/api/events/strike/digests/2025-04-18").json()["event"] == "strike"


def test_what_is_not_none_and_not_all_is_not_rounded_so() -> None:
    found = [percent(value) for value in (0, 0.004, 0.31, 0.997, 1, None)]
    assert found == ["0 %", "< 1 %", "31 %", "> 99 %", "100 %", "not known"]

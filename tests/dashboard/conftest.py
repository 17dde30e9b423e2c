"""A browser's place before the pages: an event with invented posts, asked for by the names of this computer."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from config.settings import settings
from dashboard import app as pages
from storage.database import Database, open_database
from tests.making import comment, submission, tweet, write_lines
from worker import intake
from worker.intake import Watcher

HOME = "http://127.0.0.1:8700"


@pytest.fixture
def client(database: Database, fixed_clock: None) -> Iterator[TestClient]:
    open_database.cache_clear()
    with TestClient(pages.app, base_url=HOME, follow_redirects=False) as client:
        yield client
    open_database(settings().database).close()
    open_database.cache_clear()


@pytest.fixture
def strike(database: Database, event_file: Callable[..., str], now: Any, tmp_path: Any) -> str:
    """An event with posts on two platforms, one unreadable row among them."""
    name = event_file()
    threads = [submission("thr1", "Kharkiv tonight", minutes=0)]
    words = ("the world must act", "resilience of the city", "nothing to add", "grief and @somebody", "act now, all")
    comments: list[Any] = [comment(n, f"Kharkiv: {words[n % 5]}, number {n}", minutes=n * 7) for n in range(60)]
    posts = [tweet(n, f"Харків {words[n % 5]} {n}", minutes=n * 11) for n in range(30)]
    paths = [
        write_lines(tmp_path / "s.ndjson", threads),
        write_lines(tmp_path / "c.ndjson", [*comments, '{"broken']),
        write_lines(tmp_path / "x.jsonl", posts),
    ]
    intake.bring_in(database, name, paths, covers=lambda _: None, clock=now, watcher=Watcher())
    return name


def token(client: TestClient, page: str) -> str:
    """The token that stands in the forms of a page."""
    found = re.search(r'name="token" value="([0-9a-f]{64})"', client.get(page).text)
    assert found is not None
    return found[1]

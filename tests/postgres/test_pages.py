"""The pages on PostgreSQL: the same answers as on SQLite."""

import datetime as dt
import pathlib
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

import storage.audit
import storage.users
from config.settings import settings
from dashboard import app as pages
from storage import schema
from storage.database import Database, open_database
from tests.conftest import NOW
from tests.dashboard.conftest import HOME
from tests.making import comment, tweet, write_lines
from worker import intake
from worker.intake import Watcher

ASKED = (
    "/api/events", "/api/events/strike/series?by=hour", "/api/events/strike/posts?limit=9", "/api/events/strike/posts?order=newest&q=act",
    "/api/events/strike/posts?theme=the world must act&platform=x", "/api/events/strike/themes?platform=reddit",
    "/api/events/strike/coverage",
)  # fmt: skip
SHOWN = ("/", "/events/strike", "/events/strike/posts", "/events/strike/said", "/events/strike/label?theme=resilience",
         "/events/strike/files", "/events/strike/alerts", "/events/strike/posts.csv.zip", "/posts/reddit:t1_c00001")  # fmt: skip


def answers(database: Database, name: str, folder: pathlib.Path, now: Any) -> list[Any]:
    paths = [
        write_lines(
            folder / "c.ndjson", [comment(n, f"Kharkiv, the world must act {n}", minutes=n) for n in range(40)]
        ),
        write_lines(folder / "x.jsonl", [tweet(n, f"kharkiv act now {n}", minutes=n * 3) for n in range(20)]),
    ]
    intake.bring_in(database, name, paths, covers=lambda _: None, clock=now, watcher=Watcher())
    open_database.cache_clear()
    with TestClient(pages.app, base_url=HOME) as client:
        assert [client.get(path).status_code for path in SHOWN] == [200] * len(SHOWN)
        found = [client.get(path).json() for path in ASKED]
        after, seen = "", list[str]()
        while after is not None:
            page = client.get(f"/api/events/{name}/posts?limit=7&after={after}").json()
            seen, after = [*seen, *(post["uid"] for post in page["posts"])], page["next"]
    open_database(settings().database).close()
    open_database.cache_clear()
    assert len(seen) == len(set(seen)) == 60
    return [*found, seen]


def test_both_databases_answer_alike(
    postgres: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path, fixed_clock: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    name = event_file()
    first = answers(postgres, name, tmp_path, now)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.sqlite'}")
    settings.cache_clear()
    other = Database(settings().database)
    schema.migrate(other)
    assert first == answers(other, name, tmp_path, now)
    other.close()


def test_accounts_and_the_log(postgres: Database) -> None:
    with postgres.write() as session:
        word = storage.users.invite(session, "olena", "admin", now=NOW)
        user = storage.users.invited(session, word, now=NOW)
        assert user is not None
        storage.users.set_secret(session, user, "hash")
        cookie = storage.users.begin_session(session, user, now=NOW)
        for what in ("one", "two"):
            storage.audit.add(session, "olena", what, {"n": 1}, now=NOW)
    with postgres.read() as session:
        found = storage.users.of_session(session, cookie, now=NOW + dt.timedelta(hours=1))
        assert found is not None
        assert found[0].name == "olena"
        assert storage.audit.broken_at(session) is None

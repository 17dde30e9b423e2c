"""A digest on PostgreSQL: the same sections as on SQLite."""

import pathlib
from collections.abc import Callable
from typing import Any

import pytest

import storage.events
import storage.translations
from config.settings import settings
from storage import schema
from storage.database import Database
from storage.tables.identity import post_number
from tests.conftest import NOW
from tests.digests.conftest import STRIKE_DAY
from tests.digests.test_compared import COVERED, reaction, text_of
from tests.making import comment, tweet, write_lines
from worker import digesting, intake
from worker.intake import Watcher


def sections(database: Database, folder: pathlib.Path, now: Any) -> list[Any]:
    """Two events with quotes, one of them with what a person typed, made into the digest of the later."""
    for name, posts in (("sumy", reaction("sumy", 20, -5 * 1440 + 300)), ("strike", reaction("strike", 10, 0))):
        talk = [
            comment(
                70_000 + n,
                f"Kharkiv: the world must act, friend {n}, {'so' * n} it goes",
                minutes=n * 9,
                author=f"t{n}",
            )
            for n in range(30)
        ]
        more = (
            [*talk, *(tweet(n, f"kharkiv act now {n}", minutes=n * 3) for n in range(20))] if name == "strike" else []
        )
        path = write_lines(folder / f"{name}.ndjson", [*posts, *more])
        intake.bring_in(database, name, [path], covers=lambda _: COVERED, clock=now, watcher=Watcher())
    number = post_number("reddit", "t1_c70001")
    assert number is not None
    with database.write() as session:
        for words in ("said otherwise", "said anew"):
            assert storage.translations.add(session, number, "en", words, "AB", now=NOW)
        assert [row["text"] for row in storage.translations.of_posts(session, [number])[number]] == ["said anew"]
    with database.read() as session:
        event = storage.events.named(session, "strike")
        assert event is not None
        session.expunge(event)
    made = digesting.digest(database, event, STRIKE_DAY, now=NOW)
    return [made.numbers["sections"], made.numbers["quotes"]]


def test_both_databases_make_the_same_sections(
    postgres: Database,
    event_file: Callable[..., str],
    now: Any,
    tmp_path: pathlib.Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    event_file(text_of("sumy"), "sumy")
    event_file(text_of("strike"), "strike")
    first = sections(postgres, tmp_path, now)
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'other.sqlite'}")
    settings.cache_clear()
    other = Database(f"sqlite:///{tmp_path / 'other.sqlite'}")
    schema.migrate(other)
    try:
        assert sections(other, tmp_path, now) == first
    finally:
        other.close()
    names = {each["name"] for each in first[0]}
    assert {"volume", "spikes", "order", "quotes", "week", "compared"} <= names

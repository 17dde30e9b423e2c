"""Marks follow the lists of accounts, whatever came first, and survive what comes later."""

import datetime as dt
import itertools
import pathlib
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

import storage.corrections
import storage.events
from storage.database import Database
from tests.conftest import EVENT
from tests.counting import counted
from tests.making import comment, submission, tweet, write_lines
from worker import intake, voices
from worker.intake import Watcher

Bring = Callable[..., None]
LISTED = EVENT + '[accounts]\nmedia = ["x:demo_desk"]\nbots = ["u/demo_user_2"]\n'


@pytest.fixture
def bring(database: Database, now: Any, tmp_path: pathlib.Path) -> Bring:
    numbers = itertools.count()

    def bring(*records: Any) -> None:
        paths = [write_lines(tmp_path / f"f{next(numbers)}.ndjson", records)] if records else []
        intake.bring_in(database, "strike", paths, covers=lambda _: None, clock=now, watcher=Watcher())

    return bring


def marks(database: Database) -> dict[str, tuple[str, str, str | None]]:
    with database.read() as session:
        query = "select native_id, voice, voice_rule, why_not from membership join post on id = post_id"
        return {row[0]: (row[1], row[2], row[3]) for row in session.execute(sa.text(query))}


def named(number: int, text: str, account: str, name: str | None, **more: Any) -> dict[str, Any]:
    """A page of X API v2 with one post, and the name of its account where it is known."""
    users = {"includes": {"users": [{"id": account, "username": name, "name": name}]}} if name else {}
    return {"data": [tweet(number, text, author_id=account, **more)], **users}


def test_posts_are_marked_when_they_are_imported(
    bring: Bring, database: Database, event_file: Callable[..., str]
) -> None:
    event_file()
    bring(
        comment(1, "Kharkiv, I am so sorry"),
        submission("thr9", "Strike hits Kharkiv", url="https://news.example/a", is_self=False),
        comment(2, "https://news.example/kharkiv", thread="thr9"),
    )
    found = marks(database)
    assert found["t1_c00001"][:2] == ("reacting", "reply")
    assert found["t3_thr9"][:2] == ("passing on", "link-submission")
    assert found["t1_c00002"][:2] == ("passing on", "bare-link")


def test_a_changed_list_marks_the_posts_that_are_here(
    bring: Bring, database: Database, event_file: Callable[..., str]
) -> None:
    event_file()
    bring(comment(2, "Kharkiv in my own words"), comment(3, "Kharkiv in mine"))
    before = counted(database)
    event_file(LISTED)
    bring()
    assert marks(database)["t1_c00002"][2] == "bot"
    assert marks(database)["t1_c00003"][2] is None
    event_file()
    bring()
    assert counted(database) == before


def test_media_are_marked_whether_their_name_comes_first_or_last(
    bring: Bring, database: Database, event_file: Callable[..., str]
) -> None:
    event_file(LISTED)
    bring(named(1, "Kharkiv in our words", "777", None))
    assert marks(database).popitem()[1][0] == "reacting"
    bring(named(2, "Kharkiv in other words of ours", "777", "Demo_Desk", minutes=6))
    assert {mark[0] for mark in marks(database).values()} == {"official"}
    bring(named(3, "Kharkiv once more", "777", None, minutes=7))
    assert {mark[:2] for mark in marks(database).values()} == {("official", "listed-media")}


def test_a_name_that_two_accounts_had_marks_neither(
    bring: Bring, database: Database, event_file: Callable[..., str]
) -> None:
    event_file(LISTED)
    bring(named(1, "Kharkiv one", "777", "demo_desk"))
    bring(named(2, "Kharkiv two", "778", "demo_desk", minutes=6))
    assert {mark[0] for mark in marks(database).values()} == {"reacting"}


def test_the_same_posts_in_any_order_have_the_same_marks(
    bring: Bring, database: Database, event_file: Callable[..., str]
) -> None:
    event_file(LISTED)
    files = [
        [named(1, "Kharkiv one", "777", None)],
        [named(2, "Kharkiv two", "777", "demo_desk", minutes=6)],
        [named(3, "Kharkiv three", "779", "other", minutes=7)],
    ]
    found = []
    for order in itertools.permutations(files):
        with database.write() as session:
            for name in ("membership", "post", "post_text", "author_alias", "origin", "score", "theme_hit", "bucket"):
                session.execute(sa.text(f"delete from {name}"))
            for name in ("file_part", "coverage", "file", "mood", "facet"):
                session.execute(sa.text(f"delete from {name}"))
        for file in order:
            bring(*file)
        found.append(marks(database))
    assert all(each == found[0] for each in found)


def test_a_database_of_before_is_marked_and_counted_again(
    bring: Bring, database: Database, event_file: Callable[..., str], now: Callable[[], dt.datetime]
) -> None:
    event_file()
    bring(comment(1, "Kharkiv, I am so sorry"), comment(2, "https://news.example/kharkiv"))
    before, whole = marks(database), counted(database)
    with database.write() as session:
        session.execute(sa.text("update membership set voice = 'unclear', voice_rule = ''"))
        session.execute(sa.text("update event set marked_by = ''"))
    voices.settle(database, 1)
    from worker import rebuilding

    rebuilding.rebuild(database, 1, clock=now)
    assert marks(database) == before
    assert counted(database) == whole


def test_the_sample_to_be_labelled_is_the_same_for_a_seed_and_grows_at_its_end() -> None:
    numbers = list(range(1, 200))
    first = voices.drawn(numbers, "1", 20)
    assert voices.drawn(list(reversed(numbers)), "1", 20) == first
    assert voices.drawn(numbers, "1", 40)[:20] == first
    assert voices.drawn(numbers, "2", 20) != first
    assert voices.drawn([each for each in numbers if each not in first[:5]], "1", 15) == first[5:]


def test_labels_are_compared_with_the_rules_of_now(
    bring: Bring, database: Database, event_file: Callable[..., str], now: Callable[[], dt.datetime]
) -> None:
    event_file()
    bring(comment(2, "Kharkiv in my own words"), comment(3, "Kharkiv in mine"))
    with database.read() as session:
        event = storage.events.named(session, "strike")
        assert event is not None
        numbers = storage.corrections.unlabelled(session, 1)
        session.expunge(event)
    for number in numbers:
        voices.label(database, event, number, "official", now=now())
    with database.read() as session:
        assert storage.corrections.agreement(session, 1) == (0, 2)
        assert storage.corrections.unlabelled(session, 1) == []
    event_file(EVENT + '[accounts]\nmedia = ["demo_user_2"]\n')
    bring()
    with database.read() as session:
        assert storage.corrections.agreement(session, 1) == (1, 2)

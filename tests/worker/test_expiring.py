"""Texts and unreadable records go when their days are over; what was counted of them stays."""

import datetime as dt
import pathlib
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

import storage.retention
from storage.database import Database
from tests.conftest import EVENT, NOW
from tests.counting import counted
from tests.making import comment, submission, tweet, write_lines
from worker import expiring, intake, rebuilding, revising, sweeping, verifying
from worker.intake import Watcher

RETENTION = "\n[retention]\ntexts_days = 30\nunreadable_days = 10\n"


def at(days: float) -> Callable[[], dt.datetime]:
    return lambda: NOW + dt.timedelta(days=days)


@pytest.fixture(params=["database", "postgres"])
def filled(request: pytest.FixtureRequest, event_file: Callable[..., str], tmp_path: pathlib.Path) -> Database:
    database: Database = request.getfixturevalue(request.param)
    event_file(EVENT + RETENTION)
    comments = [comment(n, f"Kharkiv is resilient {n % 9}", minutes=n * 30) for n in range(60)]
    bring(database, tmp_path, 0, rs=[submission("thr1", "Kharkiv hit")], rc=[*comments, '{"id": "cut'])
    return database


def bring(database: Database, folder: pathlib.Path, days: float, event: str = "strike", **files: list[Any]) -> None:
    paths = [write_lines(folder / f"{name}{days}.ndjson", records) for name, records in files.items()]
    intake.bring_in(database, event, paths, covers=lambda _: None, clock=at(days), watcher=Watcher())


def number(database: Database, of: str) -> int:
    with database.read() as session:
        return int(session.execute(sa.text(f"select count(*) from {of}")).scalar_one())


def test_texts_go_after_their_days_and_counts_stay(filled: Database) -> None:
    before, hits = counted(filled), number(filled, "theme_hit")
    assert expiring.let_go(filled, clock=at(29)) == expiring.LetGo(0, 1)
    assert number(filled, "post_text") == 61
    assert expiring.let_go(filled, clock=at(31)) == expiring.LetGo(61, 0)
    assert number(filled, "post_text") == 0
    assert (number(filled, "theme_hit"), counted(filled)) == (hits, before)
    assert verifying.verify(filled, clock=at(31)).holds


def test_a_file_that_comes_later_keeps_its_texts_for_days_of_its_own(filled: Database, tmp_path: pathlib.Path) -> None:
    bring(filled, tmp_path, 20, rc=[comment(3, "Kharkiv is resilient 3", minutes=90), comment(70, "Kharkiv")])
    assert expiring.let_go(filled, clock=at(31)).texts == 60
    assert number(filled, "post_text") == 2
    assert expiring.let_go(filled, clock=at(51)).texts == 2


def test_a_post_of_two_events_is_kept_as_long_as_the_longer_of_them_says(
    filled: Database, event_file: Callable[..., str], tmp_path: pathlib.Path
) -> None:
    event_file(EVENT, "other")
    bring(filled, tmp_path, 0, event="other", again=[comment(5, "Kharkiv is resilient 5", minutes=150)])
    assert expiring.let_go(filled, clock=at(31)).texts == 60
    assert expiring.let_go(filled, clock=at(181)).texts == 1


def test_sealed_hours_are_not_counted_again_by_other_settings_or_late_posts(
    filled: Database, event_file: Callable[..., str], tmp_path: pathlib.Path
) -> None:
    expiring.let_go(filled, clock=at(31))
    before = counted(filled)
    event_file(EVENT.replace('"resilien*"', '"unbowed"') + RETENTION)
    change = revising.adopt(filled, "strike", now=at(32)())
    revising.apply(filled, change.event.id or 0, clock=at(32))
    bring(filled, tmp_path, 33, rc=[comment(80, "Kharkiv, late", minutes=95)])
    late = tweet(9, "Kharkiv, days after", minutes=60 * 24 * 9)
    bring(filled, tmp_path, 34, x=[late])
    rebuilding.rebuild(filled, change.event.id or 0, clock=at(34))
    with filled.read() as session:
        after = session.execute(
            sa.text("select sum(posts) from bucket where grain = 'day' and theme = '' and voice = ''")
        ).scalar_one()
        themed = session.execute(sa.text("select count(*) from bucket where theme = 'resilience'")).scalar_one()
    assert after == 62
    assert themed > 0
    assert len(counted(filled)) >= len(before)
    assert number(filled, "dirty_minute") == 0
    assert verifying.verify(filled, clock=at(34)).holds


def test_an_event_with_marks_is_counted_before_its_texts_go(filled: Database) -> None:
    with filled.write() as session:
        session.execute(sa.text("insert into dirty_minute (event_id, minute) select event_id, minute from membership"))
    assert expiring.let_go(filled, clock=at(31)).texts == 0
    assert number(filled, "post_text") == 61


def test_the_sweeper_rings_for_it_once_an_hour(filled: Database) -> None:
    def rung(days: float) -> bool:
        rings: list[str] = []
        sweeping.sweep(filled, lambda name, *_: rings.append(name), now=at(days)())
        return "let_go" in rings

    assert rung(31)
    expiring.let_go(filled, clock=at(31))
    assert not rung(31)
    assert rung(31.05)


def test_while_no_file_is_old_no_text_is_looked_at(filled: Database) -> None:
    sent: list[str] = []
    sa.event.listen(filled.engine, "before_cursor_execute", lambda *words: sent.append(words[2]))
    assert expiring.let_go(filled, clock=at(29)).texts == 0
    assert sent
    assert not [statement for statement in sent if "post_text" in statement]


def test_a_pass_that_ran_out_of_time_goes_on_where_it_was(filled: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expiring, "AT_ONCE", 7)
    assert expiring.let_go(filled, clock=at(31), seconds=0).texts == 0
    place = dict(expiring._place)
    assert expiring.let_go(filled, clock=at(31)).texts == 61
    assert list(place.values()) == [expiring.FIRST]
    assert expiring._place == {}


def test_a_batch_goes_along_the_index_of_texts(filled: Database) -> None:
    """It takes the same time however many texts there are."""
    with filled.read() as session:
        numbers, after = storage.retention.due_texts(session, 1, [], before=at(1)(), after=expiring.FIRST, most=10)
        rest, end = storage.retention.due_texts(session, 1, [], before=at(1)(), after=after or 0, most=100)
    assert (len(numbers), len(rest), end) == (10, 51, None)
    assert max(numbers) < min(rest)

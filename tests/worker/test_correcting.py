"""Corrections: they go before the rules, show what they change first, and can be taken back."""

import datetime as dt
import itertools
import pathlib
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

import storage.corrections
import storage.echoes
import storage.events
from storage.database import Database
from storage.tables import Event
from storage.tables.identity import post_number
from tests.conftest import EVENT, NOW
from tests.counting import counted
from tests.making import comment, write_lines
from worker import correcting, digesting, intake, rebuilding
from worker.correcting import CannotCorrect, Wish
from worker.intake import Watcher

Bring = Callable[..., Event]
WORDS = [
    comment(1, "Kharkiv, the world must act now", author="a1"),
    comment(2, "Kharkiv stays resilient, wonderful people", author="a2", minutes=12),
    comment(3, "Kharkiv is in my thoughts", author="a3", minutes=14),
    comment(4, "Kharkiv is in my thoughts tonight", author="a4", minutes=16),
]
ONE, TWO, THREE, FOUR = (post_number("reddit", f"t1_c0000{n}") for n in (1, 2, 3, 4))


@pytest.fixture
def bring(database: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path) -> Bring:
    event_file()
    numbers = itertools.count()

    def bring(*records: Any) -> Event:
        paths = [write_lines(tmp_path / f"f{next(numbers)}.ndjson", records)] if records else []
        intake.bring_in(database, "strike", paths, covers=lambda _: None, clock=now, watcher=Watcher())
        with database.read() as session:
            event = storage.events.named(session, "strike")
            assert event is not None
            session.expunge(event)
            return event

    return bring


def say(database: Database, event: Event, number: int, *wishes: tuple[str, str]) -> list[int]:
    made = correcting.apply(database, event, number, [Wish(*each) for each in wishes], "because", "ann", now=NOW)
    rebuilding.rebuild(database, event.id or 0, clock=lambda: NOW)
    return made


def cell(database: Database, columns: str, theme: str = "", voice: str = "reacting", table: str = "bucket") -> Any:
    query = f"select {columns} from {table} where grain = 'day' and theme = :theme and voice = :voice"
    with database.read() as session:
        return session.execute(sa.text(query), {"theme": theme, "voice": voice}).one_or_none()


def test_what_is_shown_before_is_what_then_happens_and_nothing_is_kept_of_it(bring: Bring, database: Database) -> None:
    event = bring(*WORDS)
    before = counted(database)
    found = {
        each.name: each for each in correcting.effects(database, event, TWO, [Wish("voice", "passing on")], now=NOW)
    }
    assert counted(database) == before
    with database.read() as session:
        assert storage.corrections.of_event(session, 1) == []
    assert (found["reacting posts"].before.value, found["reacting posts"].after.value) == (4, 3)
    assert found["share of “the world must act”"].after.value == pytest.approx(1 / 3)
    assert "posts" not in found
    say(database, event, TWO, ("voice", "passing on"))
    assert cell(database, "posts") == (3,)
    assert cell(database, "posts", voice="") == (4,)


@pytest.mark.parametrize(
    ("wish", "columns", "theme", "voice", "before", "after"),
    [
        (("topic", "off"), "posts", "", "", (4,), (3,)),
        (("theme the world must act", "yes"), "posts", "the world must act", "reacting", (1,), (2,)),
        (("theme resilience", "no"), "posts", "resilience", "reacting", (1,), None),
        (("text", str(THREE)), "distinct_texts", "", "", (4,), (4,)),
    ],
)
def test_each_mark_changes_its_count_and_taking_it_back_restores_all(
    bring: Bring,
    database: Database,
    wish: tuple[str, str],
    columns: str,
    theme: str,
    voice: str,
    before: Any,
    after: Any,
) -> None:
    event = bring(*WORDS)
    whole = counted(database)
    assert cell(database, columns, theme, voice) == before
    (number,) = say(database, event, TWO, wish)
    assert cell(database, columns, theme, voice) == after
    correcting.undo(database, event, number, now=NOW)
    rebuilding.rebuild(database, 1, clock=lambda: NOW)
    assert counted(database) == whole


def test_texts_that_a_reader_calls_the_same_count_once(bring: Bring, database: Database) -> None:
    event = bring(*WORDS)
    with database.read() as session:
        key = session.execute(sa.text("select text_key from post where id = :id"), {"id": THREE}).scalar_one()
    say(database, event, FOUR, ("text", str(key)))
    assert cell(database, "distinct_texts") == (3,)
    say(database, event, FOUR, ("text", str(FOUR)))
    assert cell(database, "distinct_texts") == (4,)


def test_a_post_that_a_reader_joined_to_a_text_is_counted_again_when_that_text_joins_copies(
    bring: Bring, database: Database
) -> None:
    event = bring(*WORDS, comment(5, "Kharkiv, two days later", author="a5", minutes=2880))
    with database.read() as session:
        key = session.execute(sa.text("select text_key from post where native_id = 't1_c00005'")).scalar_one()
    say(database, event, FOUR, ("text", str(key)))
    with database.write() as session:
        storage.echoes.put(session, {key: 77})
        dirty = session.execute(sa.text("select minute from dirty_minute")).scalars().all()
        minutes = "select minute from membership where post_id not in (:one, :two, :three)"
        numbers = {"one": ONE, "two": TWO, "three": THREE}
        assert sorted(dirty) == sorted(session.execute(sa.text(minutes), numbers).scalars())


def test_a_theme_that_a_reader_gave_stands_without_a_mark(bring: Bring, database: Database) -> None:
    event = bring(*WORDS, comment(5, "Kharkiv was never resilient", author="a5", minutes=20))
    marks = "select kind, posts from facet where value = 'resilience' order by kind"
    with database.read() as session:
        assert session.execute(sa.text(marks)).all() == [("reacting negated", 1), ("theme negated", 1)]
    say(database, event, post_number("reddit", "t1_c00005"), ("theme resilience", "yes"))
    assert cell(database, "posts", "resilience") == (2,)
    with database.read() as session:
        assert session.execute(sa.text(marks)).all() == []


def test_a_sarcastic_post_counts_but_not_in_word_tone(bring: Bring, database: Database) -> None:
    event = bring(*WORDS)
    scored = cell_of_mood(database)
    say(database, event, TWO, ("tone", "quoted"))
    assert cell_of_mood(database) == scored - 1
    assert cell(database, "posts") == (4,)


def cell_of_mood(database: Database) -> int:
    with database.read() as session:
        query = "select scored from mood where grain = 'day' and theme = '' and voice = 'reacting' and scorer_id = 1"
        return int(session.execute(sa.text(query)).scalar_one())


def test_marks_outlast_imports_edits_and_changed_rules(
    bring: Bring, database: Database, event_file: Callable[..., str]
) -> None:
    event = bring(*WORDS)
    say(database, event, TWO, ("voice", "official"))
    say(database, event, ONE, ("topic", "off"))
    whole = counted(database)
    bring({**WORDS[0], "score": 99, "retrieved_on": 1_745_300_000}, WORDS[1])
    event_file(EVENT + '[accounts]\nmedia = ["a3"]\n')
    bring()
    event_file(EVENT.replace('"kharkiv"', '"kharkiv", "odesa"'))
    bring()
    event_file()
    bring()
    found = {post: (voice, why_not) for post, voice, why_not in members(database)}
    assert found[TWO] == ("official", None)
    assert found[ONE] == ("reacting", "corrected")
    assert cell(database, "posts", voice="") == (3,)
    assert cell(database, "posts") == (2,)
    assert len(counted(database)) == len(whole)


def members(database: Database) -> list[Any]:
    with database.read() as session:
        query = "select post_id, voice, why_not from membership order by post_id"
        return [tuple(row) for row in session.execute(sa.text(query))]


def test_a_post_that_is_put_on_topic_counts_until_that_is_taken_back(
    bring: Bring, database: Database, event_file: Callable[..., str]
) -> None:
    event_file(EVENT.replace('"kharkiv"', '"kharkiv", "odesa"'))
    bring(*WORDS, comment(5, "Odesa, too", author="a5", thread="other"))
    event_file()
    event = bring()
    assert cell(database, "posts") == (4,)
    five = post_number("reddit", "t1_c00005")
    (number,) = say(database, event, five, ("topic", "on"))
    assert cell(database, "posts") == (5,)
    correcting.undo(database, event, number, now=NOW)
    rebuilding.rebuild(database, 1, clock=lambda: NOW)
    assert cell(database, "posts") == (4,)


def test_the_newest_mark_holds_and_the_older_one_comes_back(bring: Bring, database: Database) -> None:
    event = bring(*WORDS)
    say(database, event, TWO, ("voice", "official"))
    (number,) = say(database, event, TWO, ("voice", "unclear"))
    with database.read() as session:
        rows = [(row.before, row.value) for row, _, _ in storage.corrections.of_event(session, 1)]
    assert rows == [("reacting (reply)", "official"), ("official", "unclear")]
    correcting.undo(database, event, number, now=NOW)
    assert [voice for post, voice, _ in members(database) if post == TWO] == ["official"]


def test_what_makes_no_sense_is_refused_in_words(bring: Bring, database: Database) -> None:
    event = bring(*WORDS)
    with pytest.raises(CannotCorrect, match="not in the event"):
        say(database, event, 12345, ("topic", "off"))
    with pytest.raises(CannotCorrect, match="no correction 77"):
        correcting.undo(database, event, 77, now=NOW)


def test_a_digest_stays_as_it_was_and_the_next_one_says_that_the_day_was_revised(
    bring: Bring, database: Database
) -> None:
    event = bring(*WORDS, comment(9, "Kharkiv the day after", minutes=1500))
    day = dt.date(2025, 4, 18)
    first = digesting.digest(database, event, day, now=NOW)
    correcting.apply(database, event, ONE, [Wish("topic", "off")], "cats", "ann", now=NOW + dt.timedelta(hours=1))
    rebuilding.rebuild(database, 1, clock=lambda: NOW)
    later = NOW + dt.timedelta(hours=2)
    assert digesting.digest(database, event, day, now=later).text == first.text
    following = digesting.digest(database, event, day + dt.timedelta(days=1), now=later)
    said = " ".join(following.text.split("\nREVISED")[1].split())
    assert "18 April, digest made 21 Apr 06:00 UTC" in said
    assert "Since then: 1 correction." in said
    assert "Reddit posts 4 3" in said
    assert "One mark on posts of this day" in digesting.digest(database, event, day, now=later, remake=True).text


def test_postgresql_corrects_alike(
    postgres: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path
) -> None:
    event_file()
    path = write_lines(tmp_path / "a.ndjson", WORDS)
    intake.bring_in(postgres, "strike", [path], covers=lambda _: None, clock=now, watcher=Watcher())
    with postgres.read() as session:
        event = storage.events.named(session, "strike")
        assert event is not None
        session.expunge(event)
    wishes = [Wish("theme the world must act", "yes"), Wish("tone", "quoted")]
    found = correcting.effects(postgres, event, TWO, wishes, now=NOW)
    assert any("the world must act" in each.name for each in found)
    say(postgres, event, TWO, ("theme the world must act", "yes"), ("text", str(TWO)), ("voice", "unclear"))
    assert cell(postgres, "posts", "the world must act", "") == (2,)
    assert cell(postgres, "posts") == (3,)

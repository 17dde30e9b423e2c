"""What a digest says of the days before whose numbers are not what was printed."""

import datetime as dt
from typing import Any

import sqlalchemy as sa

from storage.database import Database
from tests.conftest import NOW
from tests.digests.conftest import Bring, Make
from tests.making import comment
from worker import rebuilding

DAY = dt.date(2025, 4, 18)
NEXT = DAY + dt.timedelta(days=1)
HOUR = dt.timedelta(hours=1)


def posts(first: int, number: int, **more: Any) -> list[Any]:
    return [comment(first + n, f"Kharkiv voice {first + n}", author=f"a{first + n}", **more) for n in range(number)]


def revised(text: str) -> str:
    return " ".join(text.split("\nREVISED")[1].split()) if "\nREVISED" in text else ""


def age(database: Database, hours: int) -> None:
    """Puts all that was read and made so far into the past."""
    with database.write() as session:
        for table, column in (("file", "done_at"), ("digest", "made_at")):
            session.execute(sa.text(f"update {table} set {column} = datetime({column}, '-{hours} hour')"))


def test_late_posts_are_told_with_the_numbers_printed_and_those_of_now(
    bring: Bring, make: Make, database: Database
) -> None:
    event = bring(*posts(1, 10))
    make(event, DAY)
    age(database, 2)
    bring(*posts(50, 5))
    made = make(event, NEXT)
    said = revised(made.text)
    assert "18 April, digest made 21 Apr 04:00 UTC" in said
    assert "Since then: 5 late posts." in said
    assert "Reddit posts 10 15" in said
    assert "REVISED: 3 numbers of the digests of 18 Apr" in made.text
    assert "10 posts" in make(event, DAY).text


def test_a_small_change_is_counted_and_not_listed(bring: Bring, make: Make, database: Database) -> None:
    event = bring(*posts(1, 300))
    make(event, DAY)
    age(database, 2)
    bring(comment(999, "Kharkiv again", author="a1"))
    said = revised(make(event, NEXT).text)
    assert "2 of" in said
    assert "0 enough to matter" in said
    assert "in the digest" not in said.split("Since then")[1].split("Digests")[0]


def test_what_was_told_once_is_not_told_again(bring: Bring, make: Make, database: Database) -> None:
    event = bring(*posts(1, 10), *posts(30, 3, minutes=1500), *posts(40, 3, minutes=3000))
    make(event, DAY)
    age(database, 2)
    bring(*posts(50, 5))
    assert revised(make(event, NEXT).text)
    assert not revised(make(event, NEXT + dt.timedelta(days=1), now=NOW + HOUR).text)


def test_deletions_are_a_reason(bring: Bring, make: Make, database: Database) -> None:
    event = bring(*posts(1, 10))
    make(event, DAY)
    age(database, 2)
    with database.write() as session:
        gone = session.execute(sa.text("select post_id from membership limit 1")).scalar()
        session.execute(sa.text("insert into tombstone values (:post, 'deleted', :at)"), {"post": gone, "at": NOW})
        session.execute(
            sa.text("update membership set counts = 0, why_not = 'deleted' where post_id = :p"), {"p": gone}
        )
        session.execute(sa.text("insert into dirty_minute (event_id, minute) select event_id, minute from membership"))
    rebuilding.rebuild(database, event.id or 0, clock=lambda: NOW)
    said = revised(make(event, NEXT).text)
    assert "Since then: 1 deletion." in said
    assert "Reddit posts 10 9" in said


def test_nothing_is_revised_where_nothing_changed(bring: Bring, make: Make) -> None:
    event = bring(*posts(1, 10))
    make(event, DAY)
    assert not revised(make(event, NEXT, now=NOW + HOUR).text)

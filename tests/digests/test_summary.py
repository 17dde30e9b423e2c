"""The summary of a whole event: its days as one, counted from the posts."""

import datetime as dt
import pathlib
from collections.abc import Callable
from typing import Any

import storage.digests
import storage.events
import storage.series
import storage.whole
from digests import OVER_DAYS, SECTIONS
from storage.buckets import day_bounds
from storage.database import Database
from tests.conftest import NOW
from tests.digests.conftest import COVERED, STRIKE_DAY, Bring, weeks
from tests.making import comment, tweet, write_lines
from worker import digesting, intake
from worker.digesting import Frozen
from worker.intake import Watcher


def summed(database: Database, bring: Bring, *records: object, **more: object) -> Frozen:
    made = digesting.summary(database, bring(*records, **more), now=NOW)
    assert made is not None
    return made


def test_it_tells_of_all_days_from_the_first_to_the_last(bring: Bring, database: Database) -> None:
    made = summed(database, bring, *weeks(3, 5), comment(1, "Kharkiv, the world must act"), covers=COVERED)
    said = " ".join(made.text.split())
    assert "covers 13 Apr 2025 to 18 Apr 2025 Kyiv, 6 days" in said
    assert "REDDIT: 16 posts" in said
    assert "DAY BY DAY" in said
    assert "WORD TONE" not in said
    assert (made.numbers["since"], made.numbers["day"]) == ("2025-04-13", "2025-04-18")


def test_an_account_of_two_days_is_one_account(bring: Bring, database: Database) -> None:
    made = summed(
        database,
        bring,
        comment(1, "Kharkiv one", author="ann"),
        comment(2, "Kharkiv two", author="ann", minutes=1500),
        comment(3, "Kharkiv one", author="bob", minutes=1600),
    )
    assert "REDDIT: 3 posts by 2 accounts" in made.text


def test_of_one_day_it_counts_as_the_day_is_counted(bring: Bring, database: Database) -> None:
    event = bring(*[comment(n, f"Kharkiv {n % 4}", author=f"u{n % 3}") for n in range(9)], tweet(1, "Kharkiv on X"))
    with database.read() as session:
        start, end = day_bounds(STRIKE_DAY, storage.events.revision_of(session, event).tz)
        counted = storage.whole.counts(session, event.id or 0, start, end)
        for platform, row in counted.items():
            (day,) = storage.series.counts(session, event.id or 0, "day", start, end, platform=platform).values()
            assert {name: day[name] for name in row if name != "platform"} == {
                name: value for name, value in row.items() if name != "platform"
            }


def test_it_is_not_kept_and_tells_of_what_is_counted_now(bring: Bring, database: Database) -> None:
    bring(comment(1, "Kharkiv one"))
    assert "REDDIT: 2 posts" in summed(database, bring, comment(2, "Kharkiv two")).text
    with database.read() as session:
        assert storage.digests.days(session, 1) == []


def test_an_event_without_posts_has_none(bring: Bring, database: Database) -> None:
    assert digesting.summary(database, bring(comment(1, "nothing of it")), now=NOW) is None


def test_its_figures_name_all_of_its_days(bring: Bring, database: Database) -> None:
    made = summed(database, bring, comment(1, "Kharkiv"), comment(2, "Kharkiv", minutes=1500))
    lines = next(each for each in made.numbers["sections"] if each["name"] == "first_screen")["parts"]
    definitions = [figure["definition"] for line in lines for figure in line["figures"]]
    assert definitions
    assert all("day=2025-04-18..2025-04-19" in each for each in definitions if not each.startswith("share of sampled"))


def test_sections_over_days_are_sections() -> None:
    assert set(OVER_DAYS) < set(SECTIONS)


def test_postgresql_tells_the_same(
    database: Database, postgres: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path
) -> None:
    event_file()
    records = [
        comment(n, f"Kharkiv {n % 4}, the world must act", author=f"u{n % 3}", minutes=n * 60) for n in range(30)
    ]
    path = write_lines(tmp_path / "a.ndjson", [*records, tweet(1, "Kharkiv on X")])
    late = write_lines(tmp_path / "b.ndjson", [comment(99, "Kharkiv, late")])
    later = NOW + dt.timedelta(hours=1)
    told = []
    for each in (database, postgres):
        intake.bring_in(each, "strike", [path], covers=lambda _: None, clock=now, watcher=Watcher())
        with each.read() as session:
            event = storage.events.named(session, "strike")
            assert event is not None
            session.expunge(event)
        digesting.digest(each, event, STRIKE_DAY, now=NOW)
        intake.bring_in(each, "strike", [late], covers=lambda _: None, clock=lambda: later, watcher=Watcher())
        following = digesting.digest(each, event, STRIKE_DAY + dt.timedelta(days=1), now=later)
        whole = digesting.summary(each, event, now=later)
        assert whole is not None
        assert "Since then: 1 late post." in " ".join(following.text.split())
        told.append((whole.text, following.text))
    assert told[0] == told[1]

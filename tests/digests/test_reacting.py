"""What the digest says of reacting posts, and of those that pass on news."""

import datetime as dt
import itertools
import pathlib
from collections.abc import Callable
from typing import Any

import pytest

import storage.events
from digests.sections import copies
from storage.database import Database
from storage.tables import Event
from tests.conftest import NOW
from tests.making import comment, tweet, write_lines
from worker import digesting, intake
from worker.digesting import Frozen
from worker.intake import Watcher

Make = Callable[..., Frozen]


@pytest.fixture
def make(database: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path) -> Make:
    """Imports records and makes the digest of the day of the strike."""
    event_file()
    numbers = itertools.count()

    def make(*records: Any) -> Frozen:
        path = write_lines(tmp_path / f"{next(numbers)}.ndjson", records)
        intake.bring_in(database, "strike", [path], covers=lambda _: None, clock=now, watcher=Watcher())
        with database.read() as session:
            event: Event | None = storage.events.named(session, "strike")
            assert event is not None
            session.expunge(event)
        return digesting.digest(database, event, dt.date(2025, 4, 18), now=NOW, remake=True)

    return make


def on_x(number: int, text: str, author: int) -> dict[str, Any]:
    return tweet(number, text, minutes=number, author_id=str(author))


def headlines(number: int) -> list[dict[str, Any]]:
    return [on_x(n, f"Kharkiv: world must act now, minister {n} says https://t.co/{n}", 500 + n) for n in range(number)]


def reactions(number: int) -> list[dict[str, Any]]:
    return [on_x(100 + n, f"I am with Kharkiv, voice {n}, stay resilient", 900 + n) for n in range(number)]


def plain(made: Frozen) -> str:
    return " ".join(made.text.split())


def test_shares_of_themes_are_of_reacting_posts_and_volume_shows_both(make: Make) -> None:
    text = plain(make(*headlines(20), *reactions(12)))
    assert "X: 32 posts by 32 accounts, 12 reacting" in text
    assert "share of 12 reacting posts" in text
    assert "“resilience” on X: 76–100 % of 12 reacting posts" in text
    assert "32 12 38 % (23–55 %) 20 0 0" in text


def test_quotes_are_of_people_who_react(make: Make) -> None:
    made = make(*headlines(20), *reactions(3))
    quotes = [quote for slot, quote in made.numbers["quotes"].items() if quote and int(slot) < copies.FIRST_SLOT]
    assert quotes
    assert all(quote.startswith("I am with Kharkiv") for quote in quotes)


def test_a_day_of_news_only_has_no_shares_and_says_so_in_numbers(make: Make) -> None:
    made = make(*headlines(15))
    assert "15 accounts, 0 reacting" in plain(made)
    assert "share of" not in plain(made).split("WHO REACTS")[0]


def test_much_by_one_account_is_to_be_read_with_care(make: Make) -> None:
    loud = [
        comment(n, f"Kharkiv stays resilient, I say for the {n}. time", author="loud", minutes=n) for n in range(30)
    ]
    others = [comment(50 + n, f"Kharkiv stays resilient {n}", author=f"o{n}", minutes=n) for n in range(40)]
    assert "few voices" in plain(make(*loud, *others))


def test_the_chart_draws_reacting_posts_darker(make: Make) -> None:
    html = make(*headlines(5), *reactions(5)).html
    assert 'class="bar pale"' in html
    assert "5 react</title>" in html

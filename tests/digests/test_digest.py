"""The digest of a day: what it says, that it is frozen, and that nothing in a post gets out of its place."""

import dataclasses
import datetime as dt
import json
import re
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from storage.database import Database
from storage.tables import Event
from tests.conftest import NOW
from tests.digests.conftest import COVERED, STRIKE_DAY, Make, weeks
from tests.making import at, comment, submission
from worker.digesting import Frozen


def test_a_busy_day_is_more_than_usual_and_has_a_spike(bring: Callable[..., Event], make: Make) -> None:
    burst = [
        comment(n, f"Kharkiv needs help, world must act {n}", minutes=10 + n / 4, author=f"u{n}") for n in range(300)
    ]
    text = make(bring(*weeks(24), *burst, covers=COVERED)).text
    assert "REDDIT rose: 305 posts" in text
    assert "(usual day 24)" in text
    assert "SPIKES\n" in text
    assert "expected" in text.split("SPIKES")[1].split("THEMES")[0]


def test_a_quiet_day_says_nothing_unusual(bring: Callable[..., Event], make: Make) -> None:
    text = make(bring(*weeks(24), covers=COVERED), STRIKE_DAY - dt.timedelta(days=3)).text
    assert "1 Nothing unusual, and we were watching 100 % of the time on Reddit." in text
    assert "REDDIT, as usual: 24 posts" in text


def test_files_of_unknown_completeness_are_not_compared(bring: Callable[..., Event], make: Make) -> None:
    text = make(bring(*weeks(24))).text
    assert "completeness UNKNOWN: no Reddit trend" in " ".join(text.split())
    assert "usual day" not in text
    assert "Not looked for" in text


def test_without_earlier_days_there_is_no_baseline(bring: Callable[..., Event], make: Make) -> None:
    text = make(bring(comment(1, "Kharkiv"), covers=(at(-1440), at(1440)))).text.replace("\n  ", " ")
    assert "No usual day yet" in text


def test_a_second_run_shows_the_same_bytes_though_posts_came_since(bring: Callable[..., Event], make: Make) -> None:
    event = bring(comment(1, "Kharkiv stands"))
    first = make(event)
    bring(comment(2, "Kharkiv again", minutes=12))
    again = make(event, now=NOW + dt.timedelta(hours=3))
    assert (again.html, again.text, again.markdown, again.numbers) == (
        first.html,
        first.text,
        first.markdown,
        first.numbers,
    )


def test_remaking_counts_anew_and_keeps_the_old_one(
    bring: Callable[..., Event], make: Make, database: Database
) -> None:
    event = bring(comment(1, "Kharkiv stands"))
    make(event)
    bring(comment(2, "Kharkiv again", minutes=12))
    again = make(event, remake=True)
    assert again.version == 2
    assert "REDDIT: 2 posts" in again.text
    with database.read() as session:
        assert session.execute(sa.text("select count(*) from digest")).scalar() == 2


def test_a_day_that_is_not_over_is_a_preview_and_not_kept(
    bring: Callable[..., Event], make: Make, database: Database
) -> None:
    made = make(bring(comment(1, "Kharkiv")), now=at(60))
    assert "PREVIEW" in made.text
    with database.read() as session:
        assert session.execute(sa.text("select count(*) from digest")).scalar() == 0


def test_quotes_name_nobody_and_repeat_nothing(bring: Callable[..., Event], make: Make) -> None:
    copies = [
        comment(n, "Kharkiv copy of one text by many people", author=f"copy_{n}", minutes=20 + n) for n in range(5)
    ]
    own = [
        comment(
            50 + n, f"@friend_{n} u/someone Kharkiv must stay resilient, voice number {n}", author=f"own_{n}", minutes=n
        )
        for n in range(4)
    ]
    made = make(bring(*copies, *own))
    quotes = [quote for slot, quote in made.numbers["quotes"].items() if quote and int(slot) < 101]
    assert 1 <= len(quotes) <= 6
    assert sum("copy of one text" in quote for quote in quotes) <= 1
    for name in ("friend_", "someone", "copy_", "own_"):
        assert name not in made.html
        assert name not in made.text


def test_a_deleted_post_leaves_its_quote_empty(bring: Callable[..., Event], make: Make, database: Database) -> None:
    event = bring(comment(1, "Kharkiv is in our hearts tonight my friends"))
    assert "in our hearts" in make(event).html
    with database.write() as session:
        session.execute(sa.text("update quote set text = null"))
    gone = make(event)
    for form in (gone.html, gone.text, gone.markdown, json.dumps(gone.numbers)):
        assert "in our hearts" not in form
    assert "[deleted since]" in gone.text


HOSTILE = """<script>alert(1)</script> <img src=x onerror=alert(2)> [click](javascript:alert(3)) ⟦quote 1⟧ ⟦quote 2⟧ \u202egnp.exe
    *bold* |cell| `code` Kharkiv & resilient "quotes" 'n' more words to be quoted"""


def test_hostile_text_stays_text(bring: Callable[..., Event], make: Make) -> None:
    title = submission("thr1", f"Kharkiv {HOSTILE}", subreddit="<b>worldnews</b>")
    made = make(bring(title, comment(1, HOSTILE, author="evil", minutes=-1)))
    assert "<script>" not in made.html
    assert "<img" not in made.html
    assert "<b>worldnews" not in made.html
    assert "\u202e" not in made.html + made.text + made.markdown
    assert not re.search(r"(?<!\\)\[click\]", made.markdown)
    assert made.html.count("⟦quote") >= 1  # what the post says about slots is shown, not filled


def test_the_page_fetches_nothing_and_runs_nothing(bring: Callable[..., Event], make: Make) -> None:
    html = make(bring(*weeks(3, 3), comment(1, "Kharkiv"), covers=COVERED)).html
    assert not re.search(r"<script|<link|<iframe|\son\w+=|style=|@import|url\((?!#)", html)
    assert set(re.findall(r'(?:src|href)="([^"#]+)"', html)) <= set(
        re.findall(r'href="(https://www\.reddit\.com/[^"]+)"', html)
    )
    assert re.search(r"<svg[^>]+role=\"img\"[^>]*><title>.+?</title><desc>", html)


def test_every_figure_in_json_has_its_definition(bring: Callable[..., Event], make: Make) -> None:
    numbers = make(bring(*weeks(24), comment(1, "Kharkiv, world must act"), covers=COVERED)).numbers
    figures = list(_figures(numbers["sections"]))
    assert len(figures) > 10
    assert all(
        figure["definition"].count("event=strike") == 1 and "revision=" in figure["definition"] for figure in figures
    )


def _figures(found: Any) -> Any:
    if isinstance(found, dict):
        if {"value", "n", "definition"} <= set(found):
            yield found
        else:
            for each in found.values():
                yield from _figures(each)
    elif isinstance(found, list):
        for each in found:
            yield from _figures(each)


def test_words_that_promise_too_much_are_not_in_a_digest(bring: Callable[..., Event], make: Make) -> None:
    text = make(bring(*weeks(24), covers=COVERED)).text.lower().replace("\n  ", " ").replace("not public opinion", "")
    for word in ("public", "people think", "voters", "approval rating"):
        assert word not in text
    assert "posts by people who posted here" in text


def test_reddit_and_x_are_never_added_up(bring: Callable[..., Event], make: Make) -> None:
    from tests.making import tweet

    numbers = make(bring(comment(1, "Kharkiv"), comment(2, "Kharkiv 2", minutes=11), tweet(1, "Kharkiv on X"))).numbers
    definitions = [figure["definition"] for figure in _figures(numbers)]
    definitions = [each for each in definitions if not each.startswith("share of sampled posts")]  # judges the phrases
    assert all("platform=x&" in definition or "platform=reddit&" in definition for definition in definitions)


def test_a_frozen_digest_is_what_its_hash_says(bring: Callable[..., Event], make: Make, database: Database) -> None:
    import hashlib

    make(bring(comment(1, "Kharkiv")))
    with database.read() as session:
        html, text, markdown, digest = session.execute(sa.text("select html, text, markdown, sha256 from digest")).one()
    assert hashlib.sha256(f"{html}\0{text}\0{markdown}".encode()).hexdigest() == digest
    assert dataclasses.is_dataclass(Frozen)


def test_copies_are_told_with_how_many_posted_them_and_leave_with_their_post(
    bring: Callable[..., Event], make: Make, database: Database
) -> None:
    text = "In Kharkiv they say the bridge by the old market will be closed until further notice"
    event = bring(*[comment(n, f"{text}{'!' * n}", minutes=n, author=f"u{n}") for n in range(9)])
    made = make(event)
    said = " ".join(made.text.split("COPIES")[1].split("LANGUAGES")[0].split())
    assert "9 posts by 9 accounts (9 on Reddit), from 05:12 on, within 8 min" in said
    assert text in said
    with database.write() as session:
        session.execute(sa.text("update quote set text = null where slot = 101"))
    assert text not in make(event).text.split("COPIES")[1].split("LANGUAGES")[0]


def test_word_tone_is_told_without_war_words_by_theme_and_with_them_in_a_footnote(
    bring: Callable[..., Event], make: Make
) -> None:
    event = bring(
        *[
            comment(n, "They killed people in Kharkiv and the world must act", minutes=n, author=f"u{n}")
            for n in range(40)
        ]
    )
    tone = " ".join(make(event).text.split("WORD TONE")[1].split("HOW MUCH")[0].split())
    assert "word tone, English only, without war words, -1 to +1" in tone
    assert "Reddit 40 of 40" in tone
    assert "the world must act Reddit 40 of 40 +0.00" in tone
    assert "By plain VADER: Reddit -0.67" in tone


def test_posts_of_emoji_only_are_named_in_the_languages(bring: Callable[..., Event], make: Make) -> None:
    event = bring(
        submission("thr1", "What a night for all of them in Kharkiv"),
        comment(1, "🙏🙏", minutes=9),
        comment(2, "!!!", minutes=9),
    )
    said = " ".join(make(event).text.split("LANGUAGES")[1].split("WORD TONE")[0].split())
    assert "only emoji 33 %" in said
    assert "no words 33 %" in said
    assert "Scored: 1 of 3; without a word tone: 67 %" in said

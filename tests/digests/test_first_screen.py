"""The first screen: each kind of line on a small world, that it is short, and that what it says stands in its figures."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import hypothesis
import pytest
import sqlalchemy as sa
from hypothesis import strategies as st

from analysis import estimates, unusual
from analysis.estimates import Figure
from config.settings import settings
from digests.first_screen.spoken import fraction
from digests.first_screen.theme import overtaken
from storage.database import Database
from tests.conftest import EVENT, NOW
from tests.digests.conftest import COVERED, STRIKE_DAY, Bring, Make, weeks
from tests.making import comment, submission, tweet
from worker.digesting import Frozen

QUIET_DAY = STRIKE_DAY - dt.timedelta(days=3)


def lines(made: Frozen) -> list[dict[str, Any]]:
    (screen,) = (each for each in made.numbers["sections"] if each["name"] == "first_screen")
    return list(screen["parts"])


def said(made: Frozen, label: str) -> str:
    return "; ".join(line["text"] for line in lines(made) if line["label"] == label)


def burst(number: int = 300, text: str = "Kharkiv needs help, world must act") -> list[Any]:
    return [comment(n, f"{text} {n}", minutes=10 + n / 4, author=f"u{n}") for n in range(number)]


def test_the_most_unusual_comes_first(bring: Bring, make: Make) -> None:
    made = make(bring(*weeks(24), *burst(), covers=COVERED))
    numbered = [line for line in lines(made) if line["label"].isdigit()]
    assert [line["label"] for line in numbered] == [str(n + 1) for n in range(len(numbered))]
    assert numbered[0]["text"].startswith("REDDIT rose: 305 posts by ")
    assert "Peak 05–06h: " in numbered[0]["text"]
    assert "“the world must act” on Reddit: " in numbered[1]["text"]
    assert numbered[0]["links"][0]["path"].startswith("/events/strike/posts?since=2025-04-18T00%3A00")


def test_a_quiet_day_says_so_with_how_much_was_watched(bring: Bring, make: Make) -> None:
    made = make(bring(*weeks(24), covers=COVERED), QUIET_DAY)
    assert said(made, "1") == "Nothing unusual, and we were watching 100 % of the time on Reddit."


def test_a_day_that_nobody_saw_is_not_called_quiet(bring: Bring, make: Make) -> None:
    made = make(bring(*weeks(24), covers=COVERED), STRIKE_DAY + dt.timedelta(days=20), now=NOW + dt.timedelta(days=30))
    assert said(made, "1").startswith("THIS DAY WAS NOT SEEN")
    assert "Nothing unusual" not in made.text
    assert "DON'T" not in [line["label"] for line in lines(made)]


def test_a_day_with_a_gap_says_when_and_is_not_compared(bring: Bring, make: Make) -> None:
    until = dt.datetime(2025, 4, 18, 9, 30, tzinfo=dt.UTC)
    made = make(bring(*weeks(24), *burst(30), covers=(COVERED[0], until)))
    assert said(made, "SAW") == "Reddit 52 %, as its giver states (gap 12:30–24:00)"
    assert "Only 52 % of the time was seen: not compared." in said(made, "1")
    assert "“Reddit fell”: part of the time was not seen" in said(made, "DON'T")


def test_files_say_how_many_they_are_and_that_their_completeness_is_unknown(bring: Bring, make: Make) -> None:
    made = make(bring(*(tweet(n, f"Kharkiv {n}") for n in range(12))))
    assert said(made, "SAW") == "X: 1 file, 12 posts, completeness UNKNOWN: no X trend"
    assert "“X exploded”: how much was posted is unknown" in said(made, "DON'T")
    assert "no trend" in said(made, "1")


def test_languages_that_are_not_sure_are_named_so(bring: Bring, make: Make) -> None:
    unsure = [comment(50 + n, "Kharkiv", author=f"s{n}") for n in range(5)]
    read = said(make(bring(*burst(20), *unsure)), "READ")
    assert read.startswith("Reddit en ")
    assert "unsure " in read
    assert "Word tone: English only, none for " in read


def test_what_may_be_quoted_has_its_denominator_and_its_place(bring: Bring, make: Make) -> None:
    others = [comment(500 + n, f"Thinking of Kharkiv tonight {n}", author=f"o{n}") for n in range(120)]
    quotable = said(make(bring(*burst(40), *others, covers=COVERED)), "SAY")
    assert "“On r/worldnews we have files of, about one in four of 160 posts reacting" in quotable
    assert "‘the world must act’.” (phrases not checked by a reader)" in quotable


def test_too_few_posts_are_not_put_into_fractions(bring: Bring, make: Make) -> None:
    quotable = said(make(bring(*burst(8))), "SAY")
    assert "one in" not in quotable
    assert "there were 8 posts about it" in quotable


def test_invented_posts_are_not_to_be_quoted(
    bring: Bring, make: Make, event_file: Callable[..., str], database: Database
) -> None:
    event_file(EVENT.replace('title = "Strike"', 'title = "SYNTHETIC · Strike"'))
    made = make(bring(*burst(40)))
    assert said(made, "SAY").startswith("nothing of this: the posts are invented.")
    assert made.text.startswith("SYNTHETIC · Strike · made ")


def test_copies_are_told_apart_from_the_rise(bring: Bring, make: Make) -> None:
    same = [comment(n, "Kharkiv stands, share this everywhere now", minutes=n / 4, author=f"u{n}") for n in range(200)]
    made = make(bring(*weeks(24), *same, covers=COVERED))
    copies = next(line["text"] for line in lines(made) if line["text"].startswith("Copies"))
    assert re.search(r"\d+–\d+ % of 20\d on Reddit \(each text once: ×1\.\d a usual day\)", copies)
    assert "posts as people: many are copies" in said(made, "DON'T")
    links = next(line["links"] for line in lines(made) if line["text"].startswith("Copies"))
    assert [link["words"] for link in links] == ["copies", "receipt"]
    assert links[0]["path"].startswith("/events/strike/said?since=2025-04-18T00%3A00%2B03%3A00&until=")


def test_what_waits_for_a_person_is_counted(bring: Bring, make: Make, database: Database) -> None:
    event = bring(*burst(40), "this is no JSON")
    with database.write() as session:
        row = {"event": event.id, "at": dt.datetime(2025, 4, 19, 3, 0, tzinfo=dt.UTC)}
        columns = "event_id, key, at, what, by, words"
        session.execute(
            sa.text(
                f"insert into episode_mark ({columns}) values (:event, 'k', :at, 'note', 'night desk', 'look at X')"
            ),
            row,
        )
    waiting = said(make(event), "TO DO")
    assert "1 unreadable rows in 1 file" in waiting
    assert "1 theme to check" in waiting
    assert "night desk at 06:00: “look at X”" in waiting


def test_the_title_has_the_clocks_of_newsroom_and_event(
    bring: Bring, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWSROOM_ZONE", "America/New_York")
    settings.cache_clear()
    first = make(bring(comment(1, "Kharkiv"))).text.splitlines()[0]
    assert first == "Strike · made Mon 21 Apr 02:00 New York / 09:00 Kyiv · covers Fri 18 Apr 2025 00–24 Kyiv"


def test_links_lead_to_the_pages_where_their_address_is_known(
    bring: Bring, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = bring(comment(1, "Kharkiv"))
    plain = make(event)
    assert "/events/strike" not in plain.html + plain.markdown + plain.text
    monkeypatch.setenv("DASHBOARD_URL", "https://desk.example/")
    settings.cache_clear()
    linked = make(event)
    assert 'href="https://desk.example/events/strike/posts?since=' in linked.html
    assert "[posts](https://desk.example/events/strike/posts?since=" in linked.markdown
    assert "⟦" not in linked.html + linked.markdown + linked.text


def test_it_fits_on_a_screen(bring: Bring, make: Make) -> None:
    on_x = [tweet(n, f"Kharkiv stays resilient {n % 40}", minutes=n) for n in range(200)]
    made = make(bring(*weeks(24), *burst(), *on_x, submission("s1", "Київ і Харків тримаються"), covers=COVERED))
    screen = made.text.split("\n\n")[0].splitlines()
    assert len(screen) <= 24
    assert all(len(line) <= 100 for line in screen)


NUMBER = re.compile(r"(?<![\w:.])\d[\d,]*(?:\.\d+)?")


def test_every_number_that_it_says_stands_in_its_figures(bring: Bring, make: Make) -> None:
    on_x = [tweet(n, f"Kharkiv stays resilient {n % 40}", minutes=n) for n in range(60)]
    made = make(bring(*weeks(24), *burst(), *on_x, covers=COVERED))
    for line in lines(made):
        text = re.sub(r"\d\d–\d\dh|from \d\dh|\d\d:\d\d|“[^”]*there were", "", line["text"])
        known = {spelt for figure in line["figures"] for spelt in spellings(figure)}
        missing = [number for number in NUMBER.findall(text) if number.replace(",", "") not in known]
        assert missing == [], line["text"]


def spellings(figure: dict[str, Any]) -> set[str]:
    """All the ways in which a figure's numbers may be written."""
    found = set()
    for value in (figure["value"], figure["n"], figure["low"], figure["high"]):
        if value is not None:
            for scaled in (value, value * 100):
                found |= {f"{scaled:.0f}", f"{scaled:.1f}", f"{min(scaled, 99):.0f}"}
    return found


@hypothesis.given(st.integers(1, 2000), st.integers(1, 2000))
def test_a_fraction_in_words_lies_within_the_interval(part: int, whole: int) -> None:
    figure = estimates.share(min(part, whole), whole, "")
    words = fraction(figure)
    assert words
    assert figure.low is not None
    assert figure.high is not None
    numbers = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
    if found := re.fullmatch(r"about (\w+) in (\w+)", words):
        over, under = (numbers.get(word) or (10 if word == "ten" else int(word)) for word in found.groups())
        assert figure.low <= over / under <= figure.high


def test_no_share_has_no_fraction() -> None:
    assert fraction(Figure(None, 0)) is None
    assert fraction(estimates.share(0, 50, "")) is None


@hypothesis.given(
    st.lists(st.integers(0, 10_000), min_size=5, max_size=28), st.integers(0, 10_000), st.integers(1, 500)
)
def test_more_posts_are_never_less_unusual_upwards(usual: list[int], value: int, more: int) -> None:
    assert unusual.count(value + more, usual) > unusual.count(value, usual)


@hypothesis.given(st.integers(0, 50), st.integers(1, 50), st.integers(0, 50), st.integers(1, 50))
def test_a_change_of_share_and_its_reverse_are_as_unusual(a: int, n: int, b: int, m: int) -> None:
    a, b = min(a, n), min(b, m)
    assert unusual.share(a, n, b, m) == pytest.approx(-unusual.share(b, m, a, n))
    assert unusual.share(a, 0, b, m) == 0


def test_a_theme_overtakes_where_its_sum_passes_and_stays_ahead() -> None:
    assert overtaken((0, 0, 9, 9), (6, 1, 1, 1)) == 2
    assert overtaken((9, 9), (1, 1)) is None  # it was never behind
    assert overtaken((0, 9, 0), (6, 0, 9)) is None  # it is behind again

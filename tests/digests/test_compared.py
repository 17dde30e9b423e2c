"""Two strikes side by side: the ratio against each one's usual, and refusals in words."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from digests.comparison import one_line
from digests.context import gather
from storage.database import Database
from tests.conftest import EVENT, NOW
from tests.digests.conftest import STRIKE_DAY, Bring, Make, part, said
from tests.making import at, comment, tweet

PLACES = {
    "strike": ("kharkiv", "Kharkiv", "2025-04-18T05:12:00+03:00"),
    "sumy": ("sumy", "Sumy", "2025-04-13T10:12:00+03:00"),
}
COVERED = (at(-14 * 1440), at(3 * 1440))
SUMY = -5 * 1440 + 300  # minutes


def text_of(name: str, more: str = "", end: str = "") -> str:
    word, place, happened = PLACES[name]
    kept = EVENT.replace('any = ["kharkiv", "харків*"]', f'any = ["{word}"]').replace("Strike", f"Strike on {place}")
    return f'happened_at = {happened}\n{more}\n{kept}\n[comparison]\nplace = ["{word}"]\n{end}'


def reaction(name: str, each_hour: int, begins: float) -> list[Any]:
    """A post an hour before, then so many posts an hour for a day."""
    place, first = PLACES[name][1], {"strike": 10_000, "sumy": 50_000}[name]
    quiet = [begins - 60 * n + 7 for n in range(1, int(begins / 60) + 14 * 24 + 1)]
    busy = [begins + 60 * n / each_hour + 1 for n in range(24 * each_hour)]
    return [
        comment(first + n, f"{place} number {n} of this", minutes=when, author=f"{name}_{n % 40}")
        for n, when in enumerate([*quiet, *busy])
    ]


@pytest.fixture
def two(event_file: Any, bring_to: Bring) -> Any:
    """Sumy with 20 posts an hour, Kharkiv with ten, both with one in quiet times."""

    def two(more: str = "", end: str = "", covers: Any = COVERED) -> Any:
        event_file(text_of("sumy", more, end), "sumy")
        event_file(text_of("strike"), "strike")
        bring_to("sumy", *reaction("sumy", 20, SUMY), covers=covers)
        return bring_to("strike", *reaction("strike", 10, 0), covers=COVERED)

    return two


def test_the_ratio_is_of_what_each_had_over_its_own_usual(two: Any, make: Make) -> None:
    made = make(two())
    assert "Reddit at T+18h against Strike on Sumy, 13 Apr 2025: ×0.5 (0." in said(made, "compared")
    assert "No post stands in both." in said(made, "compared")
    chart = next(each for each in part(made, "compared")["parts"] if each["kind"] == "chart")
    mine = [value for name, value in chart["points"] if name.startswith("Strike on Kharkiv")]
    assert mine[:6] == [10.0] * 6
    assert set(mine[6:]) == {None}  # not yet known at the end of the day


def test_the_first_screen_gets_one_line_of_it(two: Any, database: Database) -> None:
    event = two()
    with database.read() as session:
        import storage.events

        file = storage.events.revision_of(session, session.merge(event, load=False))
        line = one_line(gather(session, event, file, STRIKE_DAY, {}, now=NOW))
    assert line is not None
    assert "".join(word if isinstance(word, str) else word.words for word in line).startswith(
        "At T+18h vs Strike on Sumy, 13 Apr 2025: Reddit ×0.5 (0."
    )


@pytest.mark.parametrize(
    ("more", "covers", "reason"),
    [
        ('relevance = "keyword"', COVERED, "what else belongs beside keywords"),
        ("", None, "how complete the files are is unknown (sumy)"),
        ("", (at(SUMY - 3 * 1440), at(SUMY + 1440)), "3 earlier days were seen whole, 5 are needed"),
    ],
)
def test_events_that_were_watched_in_other_ways_are_not_compared(
    two: Any, make: Make, more: str, covers: Any, reason: str
) -> None:
    made = make(two(more, covers=covers))
    assert "not compared, since" in said(made, "compared")
    assert reason in said(made, "compared")
    assert "url(#unseen)" in made.html


def test_an_event_without_a_time_or_without_others_has_no_such_section(
    event_file: Any, bring_to: Bring, make: Make
) -> None:
    event_file()
    assert part(make(bring_to("strike", comment(1, "Kharkiv"))), "compared")["parts"] == []


def test_the_command_says_it_in_words_and_as_json(two: Any, fixed_clock: None) -> None:
    two()
    run = CliRunner()
    spelt = run.invoke(app, ["compare", "strike", "sumy", "--hours", "24"]).output
    assert "Reddit against Strike on Sumy, 13 Apr 2025: ×0.5 (0." in spelt
    there = json.loads(run.invoke(app, ["compare", "strike", "--hours", "24", "--format", "json"]).output)
    back = json.loads(run.invoke(app, ["compare", "sumy", "strike", "--hours", "24", "--format", "json"]).output)
    assert there["ratio"]["value"] * back["ratio"]["value"] == pytest.approx(1)
    assert there["posts"] == [240, 480]
    assert there["usual"] == [24.0, 24.0]
    assert run.invoke(app, ["compare", "sumy"]).exit_code == 1


def test_posts_that_stand_in_both_are_told(event_file: Any, bring_to: Bring, make: Make) -> None:
    event_file(text_of("sumy").replace("04-13", "04-18"), "sumy")
    event_file(text_of("strike"), "strike")
    both = [comment(90_000 + n, f"Sumy and Kharkiv {n}", minutes=310 + n) for n in range(3)]
    bring_to("sumy", *reaction("sumy", 20, 300), *both, covers=COVERED)
    event = bring_to("strike", *reaction("strike", 10, 0), *both, covers=COVERED)
    event = bring_to("strike", tweet(1, "Kharkiv"), covers=COVERED)
    text = said(make(event), "compared")
    assert text == ""  # that strike came later: it is compared when it is named
    event_file(text_of("strike", end='others = ["sumy"]'), "strike")
    text = said(make(bring_to("strike", tweet(2, "Kharkiv again"), covers=COVERED), remake=True), "compared")
    assert "3 posts stand in both." in text
    assert "X at T+18h against Strike on Sumy, 18 Apr 2025: not compared, since sumy has no X posts." in text

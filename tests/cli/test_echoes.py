"""The commands about copies and rescoring, as a user runs them."""

import json
import pathlib
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from cli.main import app
from storage.database import Database
from tests.conftest import EVENT
from tests.making import comment, tweet, write_lines

COPY = "They say that in Kharkiv the bridge by the old market is closed until further notice, pass it on"


@pytest.fixture
def run(database: Database, fixed_clock: None) -> Callable[..., str]:
    def run(*words: str) -> str:
        done = CliRunner().invoke(app, list(words), catch_exceptions=False)
        assert done.exit_code == 0, done.output
        return done.stdout

    return run


@pytest.fixture
def imported(run: Callable[..., str], event_file: Callable[..., str], tmp_path: pathlib.Path) -> str:
    name = event_file()
    comments = [comment(n, f"{'Well: ' * (n % 3)}{COPY}", minutes=20 + n, author=f"u{n % 4}") for n in range(6)]
    posts = {"data": [tweet(1, f"RT @someone: {COPY}", minutes=5), tweet(2, "Kharkiv, all alone here", minutes=6)]}
    files = [write_lines(tmp_path / "a.ndjson", comments), write_lines(tmp_path / "x.jsonl", [posts])]
    run("import", name, *map(str, files))
    return name


def test_the_largest_groups_of_copies_are_listed(run: Callable[..., str], imported: str) -> None:
    (group,) = [json.loads(line) for line in run("echoes", imported, "--format", "json").splitlines()]
    assert (group["posts"], group["distinct_texts"], group["authors"]) == (7, 3, 5)
    assert group["platforms"] == {"reddit": 6, "x": 1}
    assert group["spread_seconds"] == 20 * 60
    assert group["first_uid"].startswith("x:")
    assert "@someone" not in group["text"]
    shown = run("echoes", imported)
    assert "7 posts by 5 accounts, 3 wordings  [reddit 6, x 1; first 2025-04-18 02:17" in shown


def test_copies_can_be_asked_for_by_platform_and_time(run: Callable[..., str], imported: str) -> None:
    found = json.loads(run("echoes", imported, "--platform", "reddit", "--format", "json"))
    assert (found["posts"], found["first_uid"]) == (6, "reddit:t1_c00000")
    assert run("echoes", imported, "--until", "2025-04-18T05:20", "--format", "json") == ""


def test_a_copy_names_the_post_it_repeats(run: Callable[..., str], imported: str) -> None:
    posts = [json.loads(line) for line in run("posts", imported, "--format", "jsonl").splitlines()]
    (first,) = {post["echo_of"] for post in posts if post["echo_of"]}
    assert sum(post["echo_of"] == first for post in posts) == 6
    assert f"repeats the text of an earlier post: {first}" in run("explain", "reddit:t1_c00003")


def test_rescoring_says_what_moved_and_then_that_nothing_is_left(
    run: Callable[..., str], imported: str, event_file: Callable[..., str]
) -> None:
    event_file(EVENT + '[tone]\nadd = ["alone"]\n[themes.bridge]\nen = ["bridge"]\n')
    first = run("rescore", imported)
    assert "The event file: themes changed, tone changed." in first
    assert "theme “bridge”, share of 18 April 2025 on Reddit: none → 100.0 % of 6 reacting posts" in first
    moved: dict[str, Any] = json.loads(run("rescore", imported, "--format", "json"))
    assert {each["theme"] for each in moved["themes"]} == {"bridge"}
    assert "themes changed" not in run("rescore", imported)


def test_a_series_shows_one_scorer_unless_another_is_asked_for(run: Callable[..., str], imported: str) -> None:
    plain, both = run("series", imported), run("series", imported, "--scorer", "all")
    assert "plain VADER" not in plain
    assert "without war words" in plain
    assert "plain VADER" in both
    (first, *_) = [json.loads(line) for line in run("series", imported, "--format", "json").splitlines()]
    assert [name.split("@")[0] for name in first["scorers"]] == ["vader-event-neutral", "vader"]


def test_older_numbers_are_said_to_be_older_until_the_posts_are_scored_again(imported: str, database: Database) -> None:
    def said(*words: str) -> str:
        return str(CliRunner().invoke(app, list(words), catch_exceptions=False).output)

    assert "are older" not in said("series", imported)
    with database.write() as session:
        session.execute(sa.text("update version_in_use set version_id = 1 where kind = 'matcher'"))
    assert f"older than the event file or this version: groundswell rescore {imported}" in said("series", imported)
    assert "are older" not in said("rescore", imported)
    assert "are older" not in said("series", imported)


def test_an_event_file_that_was_edited_and_not_applied_is_said(imported: str, event_file: Callable[..., str]) -> None:
    event_file('quotes = "none"\n' + EVENT)
    result = CliRunner().invoke(app, ["digest", imported, "--day", "2025-04-18"], catch_exceptions=False)
    assert f"older than the event file or this version: groundswell rescore {imported}" in result.output

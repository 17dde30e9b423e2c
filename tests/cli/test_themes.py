"""`groundswell themes` and `groundswell phrases`, as a person uses them."""

import csv
import json
import pathlib
import random
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from storage.database import Database
from tests.conftest import EVENT
from tests.copies import unrelated
from tests.making import comment, write_lines
from worker import house, intake
from worker.intake import Watcher

RULES = EVENT.replace(
    'en = ["resilien*"]', 'en = ["resilien*", "children ~4 killed"]\nuk = ["незламн*"]\nnot = ["resiliency bonds"]'
)


@pytest.fixture
def run(database: Database, fixed_clock: None, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """Runs a command on the database of the test."""
    monkeypatch.setattr(house, "database", lambda: database)

    def run(*arguments: str, keys: str = "") -> tuple[int, str]:
        result = CliRunner().invoke(app, arguments, input=keys)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output

    return run


@pytest.fixture
def imported(
    database: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path
) -> Callable[..., None]:
    def bring(*texts: str, rules: str = RULES, minutes: float = 10) -> None:
        event_file(rules)
        files = len(list(tmp_path.glob("*.ndjson")))
        records = [
            comment(10_000 * (files + 1) + n, text, minutes=minutes + n / 10, author=f"demo_{minutes}_{n}")
            for n, text in enumerate(texts)
        ]
        path = write_lines(tmp_path / f"{files}.ndjson", records)
        intake.bring_in(database, "strike", [path], covers=lambda _: None, clock=now, watcher=Watcher())

    return bring


TEXTS = [
    "Kharkiv is resilient",
    "Kharkiv is not resilient",
    "Kharkiv: “resilience” they say",
    "Kharkiv sells resiliency bonds",
    "Kharkiv’s resilience!",
    "Kharkiv sleeps",
]


def test_a_text_is_tried_against_the_file_as_it_is_written_now(
    run: Callable[..., tuple[int, str]], event_file: Callable[..., str]
) -> None:
    event_file(RULES)
    _, shown = run("themes", "test", "strike", "Kharkiv is not resilient: children were killed. Resiliency bonds")
    assert "“resilient:” at 15 by 'resilien*'; resilien* stood for resilient (negated)" in shown
    assert "“children were killed.” at 26 by 'children ~4 killed'" in shown
    assert "resiliency (left out)" in shown
    _, nothing = run("themes", "test", "strike", "Nothing here")
    assert "No theme." in nothing
    assert "it would not belong" in nothing


def test_marked_posts_are_counted_and_told_apart(
    run: Callable[..., tuple[int, str]], imported: Callable[..., None]
) -> None:
    imported(*TEXTS)
    _, lines = run("series", "strike", "--theme", "resilience", "--format", "json")
    record = json.loads(lines.splitlines()[0])
    assert (record["posts"], record["marked"]) == (4, {"negated": 1, "quoted": 1})
    _, minutes = run("series", "strike", "--theme", "resilience", "--by", "minute", "--format", "json")
    assert {json.loads(line)["marked"] for line in minutes.splitlines()} == {None}
    _, posts = run("posts", "strike", "--theme", "resilience", "--format", "jsonl")
    marks = {json.loads(line)["uid"]: json.loads(line)["theme_marks"] for line in posts.splitlines()}
    assert marks["reddit:t1_c10001"] == {"resilience": "negated"}
    assert marks["reddit:t1_c10002"] == {"resilience": "quoted"}
    assert [each for each in marks.values() if not each] == [{}, {}]
    _, explained = run("explain", "reddit:t1_c10001")
    assert "theme resilience: “resilient” at 15 (negated)" in explained
    _, digest = run("digest", "strike", "--day", "2025-04-18", "--format", "text")
    assert "1 / 1" in digest
    assert "not measured" in digest


def test_the_words_that_stars_caught_are_listed(
    run: Callable[..., tuple[int, str]], imported: Callable[..., None]
) -> None:
    imported(*TEXTS)
    _, shown = run("themes", "stars", "strike", "--theme", "resilience")
    assert "resilien*: resilience 2, resilient 2" in shown
    assert "found nothing: незламн*" in shown
    code, _ = run("themes", "stars", "strike", "--theme", "resilliance")
    assert code == 2


def test_a_sample_is_read_key_by_key_and_goes_on_where_it_stopped(
    run: Callable[..., tuple[int, str]], imported: Callable[..., None]
) -> None:
    imported(*TEXTS)
    _, first = run("themes", "measure", "strike", "resilience", "--by", "ann", keys="y\nx\nn\nq\n")
    assert "right 1 of 2" in first
    assert first.count("1 of 4") == 1
    _, second = run("themes", "measure", "strike", "resilience", "--by", "ann", keys="y\ns\n")
    assert "1 of 4" not in second
    assert "right 2 of 3" in second
    assert "1 skipped by ann" in second
    _, third = run("themes", "measure", "strike", "resilience", "--by", "ann")
    assert "has read all 4 posts" in third
    assert "right 2 of 3" in run("digest", "strike", "--day", "2025-04-18")[1]
    assert "right 2 of 3" in run("series", "strike", "--theme", "resilience")[1]
    assert "right 2 of 3" in run("themes", "list", "strike")[1]


def test_answers_come_from_a_file_and_wrong_lines_are_named(
    run: Callable[..., tuple[int, str]], imported: Callable[..., None], tmp_path: pathlib.Path
) -> None:
    imported(*TEXTS)
    path = tmp_path / "sample.csv"
    run("themes", "measure", "strike", "resilience", "--write", str(path))
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 4
    assert any("[[resilient]]" in row["text"] for row in rows)
    labels = ["y", "n", "perhaps", ""]
    lines = ["uid,label", *(f"{row['uid']},{label}" for row, label in zip(rows, labels, strict=True)), "reddit:t1_zz,y"]
    path.write_text("\n".join(lines), encoding="utf-8")
    code, shown = run("themes", "measure", "strike", "resilience", "--by", "bob", "--labels", str(path))
    assert code == 1
    assert "line 4: the label 'perhaps' is not y, n or s" in shown
    assert "line 6: 'reddit:t1_zz' is not in the sample of 4" in shown
    assert "right 1 of 2" in shown


def test_a_new_wording_shows_the_old_precision_as_the_older_one_s(
    run: Callable[..., tuple[int, str]], imported: Callable[..., None]
) -> None:
    imported(*TEXTS)
    run("themes", "measure", "strike", "resilience", "--by", "ann", keys="y\ny\ny\nn\n")
    imported("Kharkiv again", rules=RULES.replace('"resilien*", ', '"resilien*", "unbroken", '))
    listed = run("themes", "list", "strike")[1]
    assert "right 3 of 4, 30–95 % (older wording)" in listed
    run("themes", "measure", "strike", "resilience", "--by", "ann", keys="y\nq\n")
    assert "right 1 of 1" in run("themes", "list", "strike")[1]


def test_the_same_seed_draws_the_same_posts(
    run: Callable[..., tuple[int, str]], imported: Callable[..., None], tmp_path: pathlib.Path
) -> None:
    imported(*(f"Kharkiv is resilient {n}" for n in range(40)))

    def drawn(*options: str) -> list[str]:
        path = tmp_path / "s.csv"
        run("themes", "measure", "strike", "resilience", "--write", str(path), *options)
        with path.open(encoding="utf-8", newline="") as file:
            return [row["uid"] for row in csv.DictReader(file)]

    assert drawn("--n", "10") == drawn("--n", "20")[:10] == drawn("--n", "10")
    assert drawn("--n", "10") != drawn("--n", "10", "--seed", "other")
    assert drawn("--n", "10") != sorted(drawn("--n", "10"))


def test_phrases_that_rose_are_listed_against_the_days_before(
    run: Callable[..., tuple[int, str]], imported: Callable[..., None]
) -> None:
    texts = iter(unrelated(random.Random(7), 220))  # copies, and near copies, are left out
    for day in (3, 2, 1):
        imported(*(f"Kharkiv has a quiet day. {next(texts)}" for _ in range(60)), minutes=-1440 * day)
    _, none = run("phrases", "strike", "--since", "2025-04-15", "--until", "2025-04-16")
    assert "no earlier posts to compare with" in none
    imported(*(f"Kharkiv heard the air alarm again. {next(texts)}" for _ in range(40)))
    _, shown = run("phrases", "strike")
    assert "air alarm" in shown
    assert "40 of 40 posts (100.0%), before 0 of 180 (0.0%)" in shown
    _, lines = run("phrases", "strike", "--format", "json")
    assert json.loads(lines.splitlines()[0])["root_g2"] >= 5
    digest = run("digest", "strike", "--day", "2025-04-18")[1]
    assert "air alarm" in digest.split("RISING PHRASES")[1]


def test_the_library_is_listed_without_an_event(run: Callable[..., tuple[int, str]]) -> None:
    assert "the world must act: phrases in en" in run("themes", "list")[1]

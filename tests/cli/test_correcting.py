"""`groundswell correct`, `corrections` and `reacting measure`, as a person uses them."""

import json
import pathlib
from collections.abc import Callable
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.main import app
from storage.database import Database
from tests.making import comment, write_lines
from worker import intake
from worker.intake import Watcher

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(database: Database, event_file: Callable[..., str], now: Any, tmp_path: pathlib.Path, fixed_clock: None) -> Run:
    event_file()
    records = [comment(n, f"Kharkiv, act now please, voice {n}", author=f"a{n}", minutes=n) for n in range(1, 8)]
    path = write_lines(tmp_path / "a.ndjson", records)
    intake.bring_in(database, "strike", [path], covers=lambda _: None, clock=now, watcher=Watcher())

    def run(*words: str, typed: str = "") -> tuple[int, str]:
        result = CliRunner().invoke(app, list(words), input=typed)
        return result.exit_code, result.output

    return run


SAID = ("--why", "it is a headline", "--by", "ann")


def test_the_effect_is_shown_and_nothing_happens_without_a_yes(run: Run) -> None:
    code, output = run("correct", "reddit:t1_c00001", "passing-on", *SAID, typed="n\n")
    assert code == 0
    assert "reacting posts: 7 → 6" in output
    assert "Nothing was corrected" in run("corrections", "strike")[1]


def test_where_nobody_can_answer_the_way_without_a_question_is_named(run: Run) -> None:
    code, output = run("correct", "reddit:t1_c00001", "passing-on", *SAID)
    assert code == 1
    assert "--yes" in output
    assert "Nothing was corrected" in run("corrections", "strike")[1]


def test_a_correction_is_listed_explained_and_taken_back(run: Run) -> None:
    assert (
        "Applied as correction 1, 2"
        in run("correct", "reddit:t1_c00001", "passing-on", "theme", "resilience", "yes", *SAID, "--yes")[1]
    )
    records = [json.loads(line) for line in run("corrections", "strike", "--format", "json")[1].splitlines()]
    assert [(each["what"], each["value"], each["by"]) for each in records] == [
        ("voice", "passing on", "ann"),
        ("theme resilience", "yes", "ann"),
    ]
    explained = json.loads(run("explain", "reddit:t1_c00001", "--format", "json")[1])["events"][0]
    assert (explained["who"], explained["who_rule"], len(explained["corrections"])) == ("passing on", "corrected", 2)
    listed = run("posts", "strike", "--theme", "resilience", "--who", "passing-on", "--format", "jsonl")[1]
    assert json.loads(listed)["themes"] == ["resilience", "the world must act"]
    assert run("correct", "--undo", "1", "--yes")[0] == 0
    assert "taken back" in run("corrections", "strike")[1]
    assert run("posts", "strike", "--who", "passing-on", "--format", "jsonl")[1] == ""


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (("reddit:t1_c00001", "wrong", *SAID), "no mark"),
        (("reddit:t1_c00001", "theme", "cats", "yes", *SAID), "no such theme"),
        (("reddit:t1_c00001", "reacting"), "--why and --by"),
        (("reddit:t1_zzz", "reacting", *SAID), "There is no post"),
        (("--undo", "5"), "There is no correction 5"),
    ],
)
def test_what_cannot_be_done_is_said(run: Run, words: tuple[str, ...], reason: str) -> None:
    code, output = run("correct", *words)
    assert code != 0
    assert reason in output


def test_labels_are_kept_as_they_are_typed_and_measure_the_rules(run: Run) -> None:
    _, output = run("reacting", "measure", "strike", "--sample", "7", typed="r\nr\nx\np\ns\nq\n")
    assert "right in 2 of 3 labelled posts" in output
    assert "a1" not in output
    result = json.loads(run("reacting", "measure", "strike", "--sample", "0", "--format", "json")[1])
    assert result["right"]["n"] == 3
    digest = run("digest", "strike", "--day", "2025-04-18")[1].replace("\n  ", " ")
    assert "The rule was right in 2 of 3 posts that a person labelled" in digest


def test_a_series_says_how_many_react_and_with_what_care_to_read_it(run: Run) -> None:
    run("correct", "reddit:t1_c00001", "passing-on", *SAID, "--yes")
    whole = json.loads(run("series", "strike", "--format", "json")[1])
    reacting = json.loads(run("series", "strike", "--who", "reacting", "--format", "json")[1])
    assert (whole["who"], whole["posts"], whole["reacting"]) == ("all", 7, 6)
    assert (reacting["who"], reacting["posts"], reacting["top_author"]) == ("reacting", 6, 1)
    assert whole["flags"] == ["too few authors"]
    assert "too few authors" in run("series", "strike", "--format", "csv")[1]
    assert "– (n 7)" in run("series", "strike")[1]

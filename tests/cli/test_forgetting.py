"""`groundswell forget`, as a user runs it: the receipt tells what would go, and what went."""

import json
import pathlib
from collections.abc import Callable

import pytest
from typer.testing import CliRunner

from cli.main import app
from storage.database import Database
from tests.making import comment, write_lines


@pytest.mark.parametrize("really", [False, True])
def test_the_receipt_is_json(
    database: Database, fixed_clock: None, event_file: Callable[..., str], tmp_path: pathlib.Path, really: bool
) -> None:
    path = write_lines(tmp_path / "a.ndjson", [comment(1, "Kharkiv is resilient"), comment(2, "Kharkiv too")])
    assert CliRunner().invoke(app, ["import", event_file(), str(path)]).exit_code == 0
    words = ["forget", "--post", "reddit:t1_c00001", "--format", "json", *(["--yes"] if really else [])]
    done = CliRunner().invoke(app, words, catch_exceptions=False)
    assert done.exit_code == 0
    receipt = json.loads(done.stdout)
    assert (receipt["kind"], receipt["posts"], receipt["done"]) == ("post", 1, really)
    assert receipt["places"]["post_text"] == 1

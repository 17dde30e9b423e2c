"""What the whole program keeps to (the table in docs/security.md says which requirement is tested where)."""

import logging
import pathlib
import pickle
import re

import kombu.exceptions
import kombu.serialization
import pytest
import sqlalchemy as sa
import sqlalchemy.exc
from typer.testing import CliRunner

from cli.main import app as commands
from storage.database import Database
from tests.test_house import ROOMS, ROOT, modules
from worker.app import app
from worker.logs import JsonLines

CANARY = "zanzibarquux"
DANGEROUS = re.compile(r"(?<![.\w])(?:eval|exec)\(|\bpickle\b|yaml\.load|shell=True|verify=False|\bmarshal\b")


def test_the_queue_takes_json_only_and_keeps_no_results() -> None:
    assert (app.conf.accept_content, app.conf.task_serializer, app.conf.task_ignore_result) == (["json"], "json", True)
    with pytest.raises(kombu.exceptions.ContentDisallowed):
        kombu.serialization.loads(
            pickle.dumps("x"), "application/x-python-serialize", "binary", accept=app.conf.accept_content
        )


def test_no_code_from_data() -> None:
    found = [path.name for path in modules(*ROOMS) if DANGEROUS.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_an_error_of_the_database_quotes_no_post(database: Database) -> None:
    row = {"id": 1, "text": CANARY}
    with pytest.raises(sqlalchemy.exc.SQLAlchemyError) as raised, database.write() as session:
        session.execute(sa.text("insert into post_text (post_id, text) values (:id, :text)"), [row, row])
    assert CANARY not in str(raised.value)


def test_a_log_line_tells_the_kind_and_place_of_an_error_and_not_its_words() -> None:
    try:
        int(CANARY)
    except ValueError as fault:
        record = logging.LogRecord("a", 40, __file__, 1, "step failed", (), (ValueError, fault, fault.__traceback__))
    line = JsonLines().format(record)
    assert CANARY not in line
    assert "ValueError" in line


def test_pages_take_nothing_from_elsewhere() -> None:
    pages = [*(ROOT / "dashboard").rglob("*.html"), *(ROOT / "digests").rglob("*.html")]
    loaded = re.compile(r"""(?:src|href)\s*=\s*["'](?:https?:)?//|@import|url\(\s*["']?https?:|\|\s*safe\b""")
    assert pages
    assert [page.name for page in pages if loaded.search(page.read_text(encoding="utf-8"))] == []


def test_nothing_asks_for_a_secret_on_the_command_line() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in modules("cli"))
    assert re.findall(r"--(?:password|secret|token|key)\b", text) == []
    assert "--password" not in CliRunner().invoke(commands, ["--help"]).output


def test_the_processes_of_the_service_get_no_secret_as_an_argument() -> None:
    text = (ROOT / "Procfile").read_text(encoding="utf-8")
    assert re.findall(r"(?i)secret|password|token|://", text) == []


def test_every_requirement_names_a_test_that_exists_or_says_that_it_is_open() -> None:
    rows = [
        line
        for line in (ROOT / "docs" / "security.md").read_text(encoding="utf-8").splitlines()
        if re.match(r"\| \d+ ", line)
    ]
    assert [int(row.split("|")[1]) for row in rows] == list(range(1, 33))
    for row in rows:
        named = re.findall(r"`(tests/[\w./]+)`", row)
        assert named or "open" in row.lower(), row
        assert all(pathlib.Path(ROOT, name).exists() for name in named), row

"""What `groundswell doctor` says of Reddit."""

import pathlib

import pytest

from cli import checkup
from config.settings import settings
from storage.database import Database
from tests.conftest import NOW
from tests.playing import AGENT
from worker import permits


@pytest.fixture
def credentials(database: Database, monkeypatch: pytest.MonkeyPatch, fixed_clock: None) -> None:
    values = {"REDDIT_CLIENT_ID": "demo", "REDDIT_CLIENT_SECRET": "demo", "REDDIT_USER_AGENT": AGENT}
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()


def test_without_credentials_it_says_how_to_get_them_and_what_works_without(home: pathlib.Path) -> None:
    check = checkup.reddit()
    assert (check.fine, check.needed) == (False, False)
    assert "approval" in check.words
    assert "archive" in check.words


def test_a_user_agent_of_another_form_is_named(credentials: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDDIT_USER_AGENT", "curl/8")
    settings.cache_clear()
    assert "REDDIT_USER_AGENT must be" in checkup.reddit().words


def test_good_credentials_are_told_with_the_allowance(credentials: None) -> None:
    check = checkup.reddit()
    assert check.fine
    assert "0 of 1,000 requests" in check.words


def test_refused_credentials_are_told(credentials: None, database: Database) -> None:
    with database.write() as session:
        permits.refuse(session, "Reddit refuses the credentials (401)", now=NOW)
    check = checkup.reddit()
    assert not check.fine
    assert "paused" in check.words

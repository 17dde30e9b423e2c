"""`groundswell alerts` and `channels`, as a person at a terminal sees them."""

import datetime as dt
import json
import pathlib

import pytest
from typer.testing import CliRunner

from cli.main import app
from config import clock
from storage.database import Database
from tests.channels.receivers import receiver, status
from tests.worker.test_watching import BEGAN, burst, look
from tests.worker.watching_world import NOW, World

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def alarmed(database: Database) -> World:
    """An event with one alarm."""
    made = World(database)
    made.cover(BEGAN, NOW)
    made.noise(BEGAN, NOW)
    made.count()
    look(made, NOW)
    assert len(look(made, burst(made, NOW))) == 1
    return made


def run(*words: str, fails: bool = False) -> str:
    clock.fix((NOW + HOUR / 4).isoformat())
    try:
        result = CliRunner().invoke(app, words)
    finally:
        clock._fixed.clear()
    assert bool(result.exit_code) is fails, result.output
    return result.output


def test_an_alert_is_listed_and_shown_with_its_quotes(alarmed: World) -> None:
    assert "60 accounts in 15 min (expected" in run("alerts", "list", "strike")
    shown = run("alerts", "show", "strike/1")
    assert "invented post number" in shown
    assert "desk: due" in shown


def test_what_people_do_stands_in_the_log_with_who_did_it(alarmed: World) -> None:
    run("alerts", "ack", "strike/1", "--by", "Olena")
    run("alerts", "note", "strike/1", "this was the press conference", "--by", "Olena")
    run("alerts", "hand", "strike/1", "night desk", "--by", "Olena")
    run("alerts", "not-news", "strike/1", "planned", "--by", "Petro")
    log = run("alerts", "log", "strike")
    for words in (
        "Olena: acknowledged #1",
        "this was the press conference",
        "handed #1 · night desk",
        "Petro: not news",
    ):
        assert words in log
    assert "has it: Olena" in run("alerts", "list", "strike")


def test_the_receipt_is_json(alarmed: World) -> None:
    record = json.loads(run("alerts", "show", "strike/1", "--format", "json"))
    assert record["facts"]["observed"] == 60
    assert record["messages"][0]["deliveries"][0]["channel"] == "desk"
    lines = run("alerts", "list", "strike", "--format", "json").splitlines()
    assert json.loads(lines[0])["rule"] == "authors"


def test_quiet_holds_messages_until_then(alarmed: World) -> None:
    assert "quiet until 18 Apr 23:00" in run("alerts", "quiet", "strike", "2025-04-18T23:00", "--by", "Olena")
    alarmed.cover(NOW, NOW + HOUR / 2)
    (worse,) = look(alarmed, burst(alarmed, NOW + HOUR / 2, 200))
    with alarmed.database.read() as session:
        import storage.outbox

        (delivery,) = storage.outbox.of_notice(session, worse.id or 0)
    assert delivery.due_at == dt.datetime(2025, 4, 18, 20, tzinfo=dt.UTC)


def test_a_rehearsal_says_what_would_have_been_sent(alarmed: World) -> None:
    said = run("alerts", "rehearse", "strike", "--until", "2025-04-18T16:00")
    assert "ALERT  Reddit: 60 accounts in 15 min" in said
    assert "Would have been sent: 1 alerts" in said
    assert "^" in said
    assert "1 alerts" not in run("alerts", "rehearse", "strike", "--until", "2025-04-18T15:00")


def test_what_is_not_there_is_said(alarmed: World) -> None:
    assert "There is no alert" in run("alerts", "ack", "strike/99", fails=True)
    run("alerts", "show", "strike", fails=True)
    run("channels", "test", "nosuch", fails=True)


def test_a_channel_is_tested(database: Database, home: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from config.settings import settings

    monkeypatch.setenv("GROUNDSWELL_PRIVATE_HOSTS", "127.0.0.1")
    monkeypatch.setenv("HOOK_SECRET", "of the test")
    settings.cache_clear()
    with receiver() as to:
        World(database, port=to.port)
        assert "desk: sent; taken with status 200." in run("channels", "test", "desk")
        assert "desk: webhook, last sent" in run("channels", "list", "strike")
    assert b"This is a test" in to.got[0]
    with receiver(status(404)) as to:
        World(database, port=to.port, name="other")
        assert "refused with status 404" in run("channels", "test", "desk", "--event", "other", fails=True)

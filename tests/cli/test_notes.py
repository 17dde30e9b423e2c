"""`groundswell notes`, as two shifts use it."""

import json

from tests.cli.test_alerts import alarmed, run
from tests.worker.watching_world import World

__all__ = ["alarmed"]


def test_a_note_of_the_night_is_read_in_the_morning(alarmed: World) -> None:
    run("notes", "strike", "add", "Two posts\x1b[31m are old pictures", "--by", "OK")
    shown = run("notes", "strike")
    assert "OK: Two posts" in shown
    assert "\x1b" not in shown
    assert json.loads(run("notes", "strike", "--format", "json"))["by"] == "OK"
    assert "OK: note" in run("alerts", "log", "strike")


def test_a_slip_is_said(alarmed: World) -> None:
    assert "is not" in run("notes", "strike", "ad", "TEXT", fails=True)
    assert "empty" in run("notes", "strike", "add", fails=True)

"""The numbers of an alert have receipts, and these say the same until something changes."""

import datetime as dt
from typing import Any

import pytest

from digests import receipts
from storage.database import Database
from storage.tables import Notice
from tests.worker.watching_world import NOW, World, minutes
from worker import watching


@pytest.fixture
def told(database: Database) -> tuple[World, dict[str, Any], str]:
    """A burst after eight quiet days: the world, the facts of its message, and the text."""
    world = World(database)
    world.cover(NOW - dt.timedelta(days=8), NOW)
    world.noise(NOW - dt.timedelta(days=8), NOW)
    world.count()
    watching.watch(database, world.event_id, clock=lambda: NOW)
    end = NOW + dt.timedelta(minutes=3)
    world.post(minutes(NOW, 60, 3))
    world.cover(NOW, end)
    world.count()
    (notice,) = watching.watch(database, world.event_id, clock=lambda: end)
    assert isinstance(notice, Notice)
    return world, notice.facts, notice.text


def asked(world: World, given: str) -> dict[str, Any]:
    with world.database.read() as session:
        found = receipts.find(session, given)
        assert found is not None
        return receipts.receipt(session, found, now=NOW + dt.timedelta(minutes=5))


def test_every_figure_of_an_alert_has_a_receipt_that_says_the_same(told: tuple[World, dict[str, Any], str]) -> None:
    world, facts, text = told
    assert f"groundswell receipt {facts['receipt']}" in text
    assert facts["figures"][0]["value"] == facts["facts"]["observed"]
    assert {each["id"].split(".")[0] for each in facts["figures"]} == {facts["receipt"]}
    receipt = asked(world, facts["receipt"])
    assert {each["state"] for each in receipt["figures"]} == {"the same"}
    assert [each["figure"]["value"] for each in receipt["figures"]][:3] == [60, facts["posts"], facts["accounts"]]


def test_posts_that_come_later_are_counted_in_it(told: tuple[World, dict[str, Any], str]) -> None:
    world, facts, _ = told
    world.post(minutes(NOW, 4, 3))
    world.count()
    receipt = asked(world, facts["figures"][1]["id"])
    assert receipt["now"]["value"] == receipt["figure"]["value"] + 4
    assert [(each["what"], each["n"]) for each in receipt["why"]] == [("late posts", 4)]

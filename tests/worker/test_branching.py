"""Threads with their whole comment trees."""

import contextlib
import pathlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cli.reddit_stand_in.server import Fault
from cli.reddit_stand_in.world import Thing
from storage.database import Database
from tests.playing import Play, live_event, played, reply, stream, thread

Begin = Callable[..., Play]
ROOT = thread(1, -3000)


@pytest.fixture
def begin(
    database: Database, home: pathlib.Path, monkeypatch: pytest.MonkeyPatch, event_file: Callable[..., str]
) -> Iterator[Begin]:
    with contextlib.ExitStack() as stack:

        def begin(*things: Any, **how: Any) -> Play:
            how["event"] = live_event(f'threads = ["https://www.reddit.com/r/worldnews/comments/{ROOT.name[3:]}/x/"]')
            return stack.enter_context(played(database, home, monkeypatch, event_file, things, **how))

        yield begin


def deep(start: Thing, length: int) -> list[Thing]:
    """Answers to answers."""
    found = [start]
    for place in range(length):
        found.append(reply(50_000 + place, -900 + place, ROOT, "indeed", found[-1]))
    return found


def test_a_thread_comes_with_all_its_comments_also_those_only_named(begin: Begin) -> None:
    flat = stream(1200, -2900, -1000, ROOT)
    play = begin(ROOT, *flat, *deep(flat[0], 30)[1:])
    play.run(60)
    assert play.stored() == set(play.world.things)
    asked = [request.path for request in play.far_end.log]
    assert asked.count("/api/morechildren/") <= 12


def test_a_tree_goes_on_where_the_allowance_or_reddit_stopped_it(begin: Begin) -> None:
    play = begin(ROOT, *stream(1200, -2900, -1000, ROOT))
    play.far_end.faults.append(Fault(r"morechildren", times=1, status=503))
    play.run(10)
    assert 400 < len(play.stored()) < 1201
    play.run(120)
    assert len(play.stored()) == 1201
    ids = [request.query["children"] for request in play.far_end.log if "morechildren" in request.path]
    assert len(set(ids)) == len(ids) - 1


def test_a_later_round_fetches_only_what_is_new(begin: Begin) -> None:
    play = begin(ROOT, *stream(900, -2900, -1000, ROOT), *stream(10, 60, 100, ROOT, first=5000))
    play.run(50)
    asked = len(play.far_end.log)
    play.run(150)
    assert len(play.stored()) == 911
    assert len(play.far_end.log) - asked <= 3

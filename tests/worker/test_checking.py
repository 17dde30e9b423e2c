"""Deletions at the source reach us, and what still stands is refreshed."""

import contextlib
import itertools
import pathlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cli.reddit_stand_in.server import Fault
from storage.database import Database
from tests.playing import Play, played, reply, stream, thread
from worker import checking

Begin = Callable[..., Play]
HOUR = 3600.0
ROOT = thread(1, -600)


@pytest.fixture
def begin(
    database: Database, home: pathlib.Path, monkeypatch: pytest.MonkeyPatch, event_file: Callable[..., str]
) -> Iterator[Begin]:
    with contextlib.ExitStack() as stack:

        def begin(*things: Any, **how: Any) -> Play:
            return stack.enter_context(played(database, home, monkeypatch, event_file, things, **how))

        yield begin


@pytest.fixture
def play(begin: Begin) -> Play:
    """Five comments of the event, and one that matched nothing."""
    other = thread(2, -500, "Cat of the day")
    play = begin(ROOT, other, *stream(5, -300, -100, ROOT, text="Kharkiv is resilient"), reply(90, -50, other, "meow"))
    play.run(30)
    play.rebuild()
    return play


def name(play: Play, place: int) -> str:
    return sorted(thing.name for thing in play.world.things.values() if thing.thread == ROOT.name)[place]


@pytest.mark.parametrize("how", ["author", "moderator"])
def test_a_post_deleted_at_the_source_is_emptied_everywhere_and_counted_out(play: Play, how: str) -> None:
    gone = name(play, 0)
    play.world.take_away(gone, how)  # type: ignore[arg-type]
    play.run(1.3 * HOUR, tick=60)
    play.rebuild()
    assert play.one("select author_key from post where native_id = :name", name=gone) is None
    post = "(select id from post where native_id = :name)"
    for table, column in (("post_text", "post_id"), ("score", "post_id"), ("theme_hit", "post_id")):
        assert play.one(f"select count(*) from {table} where {column} = {post}", name=gone) == 0
    posts, removed = play.one("select posts, removed from bucket where grain = 'day' and theme = '' and voice = ''")
    assert (posts, removed) == (5, 1)


def test_a_deleted_post_does_not_come_back_with_a_listing(play: Play) -> None:
    gone = name(play, 0)
    play.world.take_away(gone)
    play.run(1.3 * HOUR, tick=60)
    play.world.things[gone].gone_at = None
    play.run(300)
    assert play.one("select count(*) from post_text join post on id = post_id where native_id = :name", name=gone) == 0


def test_what_is_held_is_deleted_too(play: Play) -> None:
    (meow,) = [thing.name for thing in play.world.things.values() if thing.text == "meow"]
    before = play.one("select count(*) from sighting where held is not null")
    play.world.take_away(meow, "author")
    play.run(1.3 * HOUR, tick=60)
    assert play.one("select count(*) from sighting where held is not null") == before - 1


def test_a_deleted_account_leaves_its_text_and_takes_its_key(play: Play) -> None:
    gone = name(play, 0)
    play.world.take_away(gone, "account")
    play.run(1.3 * HOUR, tick=60)
    assert play.one("select author_key from post where native_id = :name", name=gone) is None
    assert play.one("select count(*) from post_text join post on id = post_id where native_id = :name", name=gone) == 1


def test_scores_are_refreshed(play: Play) -> None:
    play.world.things[name(play, 0)].score = 4321
    play.run(1.3 * HOUR, tick=60)
    assert play.one("select likes from post where native_id = :name", name=name(play, 0)) == 4321


def test_a_post_that_is_missing_twice_is_gone_and_once_is_not(play: Play) -> None:
    lost = name(play, 0)
    play.world.missing.add(lost)
    play.run(HOUR + 900, tick=60)
    assert play.one("select count(*) from post_text join post on id = post_id where native_id = :name", name=lost) == 1
    play.run(HOUR, tick=60)
    assert play.one("select count(*) from post_text join post on id = post_id where native_id = :name", name=lost) == 0


def test_an_answer_that_misses_nearly_all_is_not_believed(play: Play) -> None:
    empty = b'{"kind":"Listing","data":{"after":null,"children":[]}}'
    play.far_end.faults.append(Fault(r"/api/info", times=3, body=empty))
    play.run(2.6 * HOUR, tick=60)
    assert play.one("select count(*) from post_text") == 6
    assert play.one("select min(checks) from sighting") == 1


def test_checks_are_rarer_the_older_a_post_is_and_never_rarer_than_two_days(play: Play) -> None:
    for _ in range(700):
        play.at += 600
        checking.check(play.database, clock=play.clock)
    asked = [request.at for request in play.far_end.log if request.path.startswith("/api/info")]
    waits = [round((later - earlier) / HOUR) for earlier, later in itertools.pairwise(asked)]
    assert waits[:3] == [5, 18, 46]
    assert max(waits) <= 48

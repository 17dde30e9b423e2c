"""Live Reddit, end to end: real PRAW against the stand-in, a real database, and a clock that the test moves."""

import json
import pathlib
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest

import storage.allowances
import storage.leases
import storage.posts
import storage.sightings
from storage.database import Database
from tests.playing import START, Play, live_event, played, stream, thread

Begin = Callable[..., Play]


@pytest.fixture
def begin(
    database: Database, home: pathlib.Path, monkeypatch: pytest.MonkeyPatch, event_file: Callable[..., str]
) -> Iterator[Begin]:
    import contextlib

    with contextlib.ExitStack() as stack:

        def begin(*things: Any, **how: Any) -> Play:
            return stack.enter_context(played(database, home, monkeypatch, event_file, things, **how))

        yield begin


ROOT = thread(1, -600)


def test_posts_and_their_comments_are_kept_and_the_time_is_watched(begin: Begin) -> None:
    play = begin(ROOT, *stream(50, -500, 100, ROOT))
    play.run(200)
    assert play.stored() == {ROOT.name, *(thing.name for thing in play.world.things.values() if thing.is_comment)}
    start, end = play.one("select min(start), max(\"end\") from coverage where kind = 'watched'")
    assert start <= (START - 3600) // 60 + 1
    assert end == (START + 200) // 60 or end >= (START + 100) // 60


def test_nothing_is_lost_while_the_comments_come_twenty_times_as_fast(begin: Begin) -> None:
    play = begin(ROOT, *stream(100, 0, 600, ROOT), *stream(2000, 600, 900, ROOT, first=1000))
    play.run(1000)
    assert len(play.stored()) == 2101
    assert not [outcome for outcome in play.outcomes() if outcome.startswith("gap")]
    assert play.one("select count(*) from coverage where kind = 'gap'") == 0


def test_comments_that_came_before_their_thread_join_it(begin: Begin) -> None:
    late = thread(2, 10, "Cats of Kharkiv")
    play = begin(ROOT, *stream(20, 0, 60, late))
    play.run(70)
    assert len(play.stored()) == 1
    play.world.add(late)
    play.run(200)
    assert len(play.stored()) == 22
    assert play.one("select count(*) from sighting where held is not null") == 0


def test_what_matched_nothing_is_held_and_a_wider_keyword_brings_it_in(
    begin: Begin, event_file: Callable[..., str]
) -> None:
    from worker import revising

    other = thread(2, 10, "Odesa under fire")
    play = begin(ROOT, other, *stream(20, 20, 60, other))
    play.run(200)
    assert len(play.stored()) == 1
    event_file(live_event().replace('["kharkiv"]', '["kharkiv", "odesa"]'))
    change = revising.adopt(play.database, "strike", now=play.clock())
    revising.apply(play.database, change.event.id or 0, clock=play.clock)
    play.rebuild()
    assert len(play.stored()) == 22
    assert play.one("select sum(posts) from bucket where grain = 'day' and theme = '' and voice = ''") == 22


def test_more_posts_than_the_listing_holds_are_a_gap_with_bounds_and_an_estimate(begin: Begin) -> None:
    play = begin(ROOT, *stream(60, 0, 240, ROOT), depth=200)
    play.run(240)
    burst = stream(1000, 241, 300, ROOT, first=5000)
    play.world.add(*burst)
    play.run(300, tick=300)
    play.run(30)
    lost = {thing.name for thing in burst} - play.stored()
    start, end, estimate = play.one("select gap_from, gap_to, lost from poll where gap_from is not null")
    assert len(lost) > 700
    assert all(_seconds(start) <= play.world.things[name].at <= _seconds(end) for name in lost)
    assert 0.4 * len(lost) < estimate < 2.5 * len(lost)
    low, high = play.one("select start, \"end\" from coverage where kind = 'gap'")
    assert all(low <= play.world.things[name].at // 60 < high for name in lost)
    assert (
        play.one(
            "select count(*) from coverage where kind = 'watched' and start < :high and \"end\" > :low",
            low=low,
            high=high,
        )
        == 0
    )


def _seconds(text: str) -> float:
    import datetime as dt

    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC).timestamp()


def test_workers_killed_anywhere_lose_nothing_and_double_nothing(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each writing transaction may end with the worker: nothing of it is there then, and the next look goes on."""
    chance = random.Random(11)
    play = begin(ROOT, *stream(60, 0, 300, ROOT), *stream(900, 300, 420, ROOT, first=1000))

    def die_sometimes(step: Callable[..., None]) -> Callable[..., None]:
        def dying(*words: Any, **more: Any) -> None:
            if chance.random() < 0.2:
                raise Killed
            step(*words, **more)
            if chance.random() < 0.2:
                raise Killed

        return dying

    deaths = 0
    with monkeypatch.context() as patched:
        for module, name in ((storage.posts, "mark_dirty"), (storage.sightings, "add"), (storage.leases, "renew")):
            patched.setattr(module, name, die_sometimes(getattr(module, name)))
        while play.at < START + 500:
            try:
                play.run(5)
            except Killed:
                deaths += 1
            hi = play.one("select max(json_extract(cursor, '$.hi')) from listing where kind = 'comments'")
            known = {thing.name for thing in play.world.things.values() if thing.is_comment and thing.at < (hi or 0)}
            assert known <= play.seen()  # the cursor is never ahead of what is kept
    play.run(200)
    assert deaths > 10
    assert len(play.stored()) == 961
    assert play.one("select count(*) from sighting") == 961
    assert not [outcome for outcome in play.outcomes() if outcome.startswith("gap")]


class Killed(Exception):
    """Stands for the death of a worker inside a transaction."""


def test_workers_that_share_an_allowance_never_go_beyond_it(begin: Begin) -> None:
    from concurrent.futures import ThreadPoolExecutor

    from collectors.reddit_faults import NoPermit
    from worker.permits import Gate

    play = begin(ROOT)
    with play.database.write() as session:
        storage.allowances.locked(session, "client").ledger = {"limit": 100}

    def ask(_: int) -> int:
        gate, given = Gate(play.database, "client", play.clock), 0
        for _ in range(40):
            try:
                gate.permit("")
            except NoPermit:
                break
            given += 1
        return given

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(ask, range(4))) == 95


def test_two_events_read_the_same_listing_each_for_itself(begin: Begin, event_file: Callable[..., str]) -> None:
    from worker import revising

    play = begin(ROOT, *stream(30, 0, 60, ROOT))
    other = live_event().replace('["kharkiv"]', '["sad"]')
    revising.adopt(play.database, event_file(other, "sadness"), now=play.clock())
    play.run(200)
    assert dict(play.rows("select event_id, count(*) from membership group by event_id")) == {1: 31, 2: 30}


def test_a_search_finds_posts_of_all_reddit(begin: Begin) -> None:
    far = thread(5, -60, "Kharkiv in the news", subreddit="a_small_place")
    play = begin(ROOT, far, thread(6, -50, "cats"), event=live_event('searches = ["kharkiv"]'))
    play.run(30)
    assert play.stored() == {ROOT.name, far.name}


def test_the_command_tells_what_was_seen_and_missed(begin: Begin, capsys: pytest.CaptureFixture[str]) -> None:
    from cli import sources
    from config import clock

    play = begin(ROOT, *stream(600, -3000, 100, ROOT))
    play.run(300)
    clock.fix(play.clock().isoformat())
    try:
        sources.sources("strike", sources.Format.json)
        line = json.loads(capsys.readouterr().out)
        sources.sources("strike", sources.Format.table)
    finally:
        clock._fixed.clear()
    assert (line["state"], line["fault"], line["gaps_today"]) == ("watching", "", 0)
    assert 0.1 < line["coverage_today"] <= 1
    assert line["allowed_10_min"] == 1000
    assert {each["kind"] for each in line["listings"]} == {"comments", "posts", "members"}
    text = capsys.readouterr().out
    assert "watching" in text
    assert "posts/min" in text


def test_a_service_that_stands_still_is_told(begin: Begin, capsys: pytest.CaptureFixture[str]) -> None:
    from cli import sources
    from config import clock

    play = begin(ROOT)
    play.run(30)
    play.at += 3600
    clock.fix(play.clock().isoformat())
    try:
        sources.sources("strike", sources.Format.json)
    finally:
        clock._fixed.clear()
    assert json.loads(capsys.readouterr().out)["state"] == "not running"


def test_a_service_that_stood_still_goes_back_and_has_watched_the_time_between(begin: Begin) -> None:
    play = begin(ROOT, *stream(400, -60, 7200, ROOT))
    play.run(120)
    play.run(7000, tick=7000)
    play.run(120)
    assert len(play.stored()) >= 395
    assert play.one("select count(*) from coverage where kind = 'gap'") == 0
    assert play.one("select count(*) from coverage where kind = 'watched'") == 1

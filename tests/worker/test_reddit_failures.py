"""What happens when Reddit fails: each failure as the plan says, nothing kept of it, and nobody waits in a worker."""

import contextlib
import pathlib
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cli.reddit_stand_in.server import HTML, Fault
from config.settings import settings
from storage.database import Database
from tests.playing import START, Play, live_event, played, stream, thread
from worker import collecting_reddit, permits

Begin = Callable[..., Play]
ROOT = thread(1, -600)
COMMENTS = r"/comments/?$"


@pytest.fixture
def begin(
    database: Database, home: pathlib.Path, monkeypatch: pytest.MonkeyPatch, event_file: Callable[..., str]
) -> Iterator[Begin]:
    with contextlib.ExitStack() as stack:

        def begin(*things: Any, **how: Any) -> Play:
            how.setdefault("event", live_event('subreddits = ["worldnews"]\nposts = false\nreach_back_hours = 1'))
            return stack.enter_context(played(database, home, monkeypatch, event_file, things, **how))

        yield begin


@pytest.fixture
def play(begin: Begin) -> Play:
    """A source that has been watched for a while, with comments to come."""
    other = thread(9, -500)
    play = begin(ROOT, other, *stream(200, -300, 1700, ROOT, text="Kharkiv stands"))
    play.run(120)
    return play


def comments(play: Play) -> Any:
    return play.one("select * from (select state, fault, next_at, cursor from listing where kind = 'comments')")


FAILURES = {
    "an error page": Fault(COMMENTS, status=503, body=HTML),
    "trouble without a body": Fault(COMMENTS, status=500, body=b""),
    "a page in HTML with 200": Fault(COMMENTS, body=HTML),
    "JSON that is no listing": Fault(COMMENTS, body=b'{"kind": "wiki", "data": {}}'),
    "JSON that is a number": Fault(COMMENTS, body=b"7"),
    "children that are null": Fault(COMMENTS, body=b'{"kind":"Listing","data":{"after":null,"children":[null, null]}}'),
    "a listing without children": Fault(COMMENTS, body=b'{"kind":"Listing","data":{"after":null}}'),
    "cut JSON": Fault(COMMENTS, body=b'{"kind": "Listing", "data": {"chil'),
    "a connection that breaks off": Fault(COMMENTS, cut=40),
    "401 without a challenge": Fault(COMMENTS, status=401, body=b"{}"),
    "an empty listing": Fault(COMMENTS, body=b'{"kind":"Listing","data":{"after":null,"children":[]}}'),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_costs_nothing_but_time(play: Play, name: str) -> None:
    fault = FAILURES[name]
    play.far_end.faults.append(Fault(**{**vars(fault), "times": 1}))
    before = play.stored()
    began = time.monotonic()
    while fault_left(play):
        play.run(5)
    assert play.stored() == before or name.startswith("401")
    play.run(300)
    shown = {thing.name for thing in play.world.posted(START - 3600, play.at - 70) if thing.is_comment}
    assert shown <= play.stored()
    assert not [outcome for outcome in play.outcomes() if outcome.startswith("gap")]
    assert comments(play)[0] == "watching"
    assert time.monotonic() - began < 8


def fault_left(play: Play) -> bool:
    return any(fault.times for fault in play.far_end.faults)


@pytest.mark.parametrize("retry_after", ["120", None, "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_too_many_requests_silence_everybody_and_wait_in_a_row(play: Play, retry_after: str | None) -> None:
    headers = {"retry-after": retry_after} if retry_after else {}
    play.far_end.faults.append(Fault(COMMENTS, status=429, body=HTML, headers=headers))
    while fault_left(play):
        play.run(5)
    assert "error:429" in play.outcomes()
    asked = len(play.far_end.log)
    began = time.monotonic()
    play.run(50)
    assert len(play.far_end.log) == asked
    assert time.monotonic() - began < 2
    play.run(300)
    assert comments(play)[0] == "watching"
    assert not [outcome for outcome in play.outcomes() if outcome.startswith("gap")]


@pytest.mark.parametrize(
    "headers",
    [
        {"x-ratelimit-used": "5.0", "x-ratelimit-reset": "3.5"},
        {"x-ratelimit-remaining": "many"},
        {"x-ratelimit-remaining": "nan"},
    ],
)
def test_odd_rate_headers_change_nothing(begin: Begin, headers: dict[str, str]) -> None:
    play = begin(ROOT, *stream(20, 0, 60, ROOT), limit=None)
    play.far_end.faults.append(Fault(COMMENTS, times=99, headers=headers))
    play.run(300)
    assert set(play.outcomes()) == {"first", "ok"}


def test_an_allowance_that_reddit_says_is_used_up_is_not_touched_till_its_reset(play: Play) -> None:
    spent = {"x-ratelimit-remaining": "0", "x-ratelimit-used": "1000", "x-ratelimit-reset": "200"}
    play.far_end.faults.append(Fault(COMMENTS, headers=spent))
    while fault_left(play):
        play.run(5)
    asked = len(play.far_end.log)
    play.run(180)
    assert len(play.far_end.log) == asked
    play.run(100)
    assert len(play.far_end.log) > asked


def test_wrong_credentials_pause_the_source_with_one_fault_and_no_storm(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    play = begin(ROOT, *stream(20, 0, 60, ROOT, text="Kharkiv stands"))
    play.far_end.revoked = True
    play.run(600)
    assert len(play.far_end.log) == 1
    assert play.one("select count(*) from poll where outcome = 'credentials refused'") == 1
    assert "refuses the credentials" in play.one("select fault from source where kind = 'reddit'")
    play.far_end.revoked = False
    monkeypatch.setenv("REDDIT_CLIENT_SECRET", "the right one")
    settings.cache_clear()
    permits._connection.cache_clear()
    play.run(120)
    assert play.one("select fault from source where kind = 'reddit'") == ""
    assert len(play.stored()) == 20


def test_credentials_revoked_in_the_middle_cost_one_try_an_hour(play: Play) -> None:
    play.far_end.revoked = True
    asked = len(play.far_end.log)
    play.run(1800, tick=30)
    assert len(play.far_end.log) - asked <= 4
    play.far_end.revoked = False
    play.run(3700, tick=60)
    assert comments(play)[0] == "watching"


def test_a_token_that_ran_out_is_renewed_at_once(play: Play) -> None:
    play.far_end.expire_tokens()
    play.run(120)
    assert comments(play)[0] == "watching"
    assert not play.one("select count(*) from poll where outcome like 'error%'")


@pytest.mark.parametrize("why", ["private", "quarantined", "banned"])
def test_a_subreddit_that_closes_is_told_and_asked_again_seldom(play: Play, why: str) -> None:
    play.world.closed["worldnews"] = why
    play.run(100)
    assert comments(play)[:2] == ("closed", f"it {'was banned' if why == 'banned' else 'is ' + why}")
    asked = len(play.far_end.log)
    play.run(1500, tick=30)
    assert len(play.far_end.log) - asked <= 2
    del play.world.closed["worldnews"]
    play.run(3600, tick=30)
    assert comments(play)[0] == "watching"


def test_a_member_of_a_merged_listing_that_closes_is_noticed_within_the_hour(begin: Begin) -> None:
    others = [thread(2, -100, subreddit="ukraine"), thread(3, -90, subreddit="europe")]
    play = begin(ROOT, *others, event=live_event('subreddits = ["worldnews", "ukraine", "europe"]'))
    play.run(300)
    play.world.closed["ukraine"] = "private"
    play.run(3700, tick=60)
    assert "r/ukraine: it is private" in play.one("select fault from source where kind = 'reddit'")


def test_a_clock_that_jumps_stops_nothing(play: Play) -> None:
    for jump in (3600, -3600, 2 * 86_400, -2 * 86_400):
        play.at += jump
        play.run(200)
    assert comments(play)[0] == "watching"
    assert not play.one("select count(*) from poll where outcome like 'error%'")


def test_without_credentials_the_source_says_so_and_nothing_is_asked(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDDIT_CLIENT_SECRET", "")
    settings.cache_clear()
    rung: list[Any] = []
    collecting_reddit.ring_due(play.database, lambda *words: rung.append(words), now=play.clock())
    assert rung == []
    assert "groundswell doctor" in play.one("select fault from source where kind = 'reddit'")


def test_a_user_agent_against_reddits_rule_is_refused_before_anything_is_sent(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REDDIT_USER_AGENT", "python-requests/2.34")
    settings.cache_clear()
    asked = len(play.far_end.log)
    play.run(100)
    assert len(play.far_end.log) == asked
    assert "REDDIT_USER_AGENT must be" in play.one("select fault from source where kind = 'reddit'")


def test_requests_carry_the_agent_and_ask_for_full_raw_pages(play: Play) -> None:
    pages = [request for request in play.far_end.log if request.path.endswith("/comments/")]
    assert all(
        request.agent.startswith("linux:org.example.groundswell-test:1.0 (by /u/demo_tester)") for request in pages
    )
    assert all(request.query["raw_json"] == "1" and request.query["limit"] == "100" for request in pages)


def test_proxies_of_the_environment_are_not_used(begin: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    play = begin(ROOT, *stream(5, -60, -10, ROOT))
    play.run(30)
    assert play.outcomes() == ["first"]

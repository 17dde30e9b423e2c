"""Real PRAW through our door: every failure comes out as a sentence of ours, and PRAW never waits."""

import collections
import json
import pathlib
from collections.abc import Iterator

import prawcore.sessions
import pytest

from cli.reddit_stand_in.server import HTML, Fault, StandIn
from cli.reddit_stand_in.world import RedditWorld
from collectors import reddit_client
from collectors.reddit_client import Credentials
from collectors.reddit_faults import Closed, CredentialsRefused, NoPermit, RedditFault, TooMany, Unreachable, Unreadable
from tests.playing import AGENT, thread

asked: collections.Counter[str] = collections.Counter()


@pytest.fixture
def far_end(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    monkeypatch.setattr(prawcore.sessions.FiniteRetryStrategy, "_sleep_seconds", lambda _: None)
    with StandIn(RedditWorld(lambda: 2e9, [thread(1, 0)])) as far_end:
        yield far_end


def connect(far_end: StandIn, permit: object = None) -> object:
    credentials = Credentials("demo", "demo", AGENT, reddit_url=far_end.url, oauth_url=far_end.url)
    asked.clear()

    def count(path: str) -> None:
        asked[path] += 1

    return reddit_client.connect(credentials, permit or count, lambda status, headers: None)  # type: ignore[arg-type]


def get(far_end: StandIn) -> object:
    return reddit_client.get(connect(far_end), "r/worldnews/new", {"limit": 100})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault("^/r/", status=429, body=HTML), TooMany),
        (Fault("^/r/", status=503, body=HTML), Unreachable),
        (Fault("^/r/", status=520, body=b""), Unreachable),
        (Fault("^/r/", status=403, body=b'{"reason": "private"}'), Closed),
        (Fault("^/r/", status=403, body=HTML), Closed),
        (Fault("^/r/", status=404, body=b'{"reason": "banned"}'), Closed),
        (Fault("^/r/", status=302, body=b"{}", headers={"location": "/subreddits/search?q=worldnews"}), Closed),
        (Fault("^/r/", status=451, body=b""), Closed),
        (Fault("^/r/", status=414, body=b"too long"), Unreadable),
        (Fault("^/r/", body=HTML), Unreadable),
        (Fault("^/r/", body=b'{"kind": "Lis'), Unreadable),
        (Fault("^/r/", cut=20), Unreachable),
        (Fault("access_token", status=401, body=b"{}"), CredentialsRefused),
        (Fault("access_token", status=400, body=b'{"error": "invalid_grant"}'), CredentialsRefused),
        (Fault("access_token", body=b'{"error": "invalid_grant"}'), CredentialsRefused),
        (Fault("access_token", status=429, body=b"{}"), TooMany),
        (Fault("access_token", status=503, body=HTML), Unreachable),
        (Fault("access_token", body=HTML), Unreadable),
    ],
)
def test_each_failure_is_told_by_what_has_to_be_done_and_asked_once(
    far_end: StandIn, fault: Fault, expected: type[RedditFault]
) -> None:
    far_end.faults.append(fault)
    with pytest.raises(RedditFault) as raised:
        get(far_end)
    assert type(raised.value) is expected
    assert max(asked.values()) == 1  # PRAW did not repeat it


def test_nobody_listens() -> None:
    with StandIn(RedditWorld(lambda: 2e9)) as gone:
        pass
    with pytest.raises(Unreachable):
        get(gone)


def test_without_a_permit_nothing_is_sent(far_end: StandIn) -> None:
    def refuse(_: str) -> None:
        raise NoPermit(15.0)

    with pytest.raises(NoPermit):
        reddit_client.get(connect(far_end, refuse), "r/worldnews/new", {})  # type: ignore[arg-type]
    assert far_end.log == []


@pytest.mark.parametrize(
    ("agent", "is_good"),
    [
        (AGENT, True),
        ("windows:desk:v2.1 (by u/some-one)", True),
        ("python-requests/2.34", False),
        ("Mozilla/5.0 (X11; Linux x86_64)", False),
        ("", False),
    ],
)
def test_the_user_agent_follows_reddits_rule(agent: str, is_good: bool) -> None:
    assert (reddit_client.agent_fault(agent) == "") is is_good


def test_recorded_errors_all_become_sentences(samples: pathlib.Path, far_end: StandIn) -> None:
    seen: collections.Counter[str] = collections.Counter()
    for line in (samples / "reddit" / "http_errors_collector.jsonl").read_text().splitlines():
        response = json.loads(line)["response"]
        body = response["body"] if isinstance(response["body"], str) else json.dumps(response["body"])
        kept = {"location", "retry-after", "www-authenticate", "content-type"}
        headers = {}
        for name, value in response["headers"].items():
            if name.lower() in kept:
                headers[name.lower()] = value[0] if isinstance(value, list) else value
        far_end.faults[:] = [Fault("^/r/", 9, response["status"], body.encode(), headers)]
        with pytest.raises(RedditFault) as raised:
            get(far_end)
        seen[raised.value.name] += 1
    assert sum(seen.values()) > 100

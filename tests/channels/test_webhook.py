"""The webhook: signed, repeatable, bounded in time and size, and never led into an inner network."""

import hashlib
import hmac
import json
import pathlib
import time

import pytest

from channels import base, net, webhook
from channels.base import ChannelError
from config.settings import settings
from tests.channels.receivers import Receiver, receiver, status
from tests.channels.sending import message


@pytest.fixture(autouse=True)
def own_network(home: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUNDSWELL_PRIVATE_HOSTS", "127.0.0.1")
    monkeypatch.setenv("HOOK_SECRET", "s3cret-of-the-test")
    settings.cache_clear()


def send(to: Receiver, path: str = "/hook", repeat: bool = False) -> str:
    options = webhook.Options(url=f"http://127.0.0.1:{to.port}{path}", secret="env:HOOK_SECRET")
    return webhook.send(message(repeat=repeat), options, now=1_745_000_000)


def fault(to: Receiver) -> ChannelError:
    with pytest.raises(ChannelError) as caught:
        send(to)
    return caught.value


def test_what_arrives_is_signed_and_has_a_key() -> None:
    with receiver() as to:
        assert send(to) == "taken with status 200"
    head, _, body = to.got[0].partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    expected = hmac.new(b"s3cret-of-the-test", b"1745000000." + body, hashlib.sha256).hexdigest()
    assert headers["Groundswell-Signature"] == f"v1={expected}"
    assert headers["Idempotency-Key"] == "strike 1 opened"
    assert json.loads(body) == {"event": "strike", "kind": "opened", "possible_repeat": False}
    assert b"s3cret" not in to.got[0]


def test_a_repeat_says_so() -> None:
    with receiver() as to:
        send(to, repeat=True)
    assert b'"possible_repeat":true' in to.got[0]


def test_a_redirect_is_not_followed() -> None:
    with receiver() as inner, receiver(status(302, f"Location: http://127.0.0.1:{inner.port}/")) as to:
        assert fault(to).permanent
        assert inner.got == []


@pytest.mark.parametrize(("code", "permanent"), [(400, True), (404, True), (410, True), (429, False), (500, False)])
def test_refusals_are_permanent_and_faults_are_not(code: int, permanent: bool) -> None:
    with receiver(status(code)) as to:
        assert fault(to).permanent is permanent


def test_a_wait_that_is_asked_for_is_passed_on() -> None:
    with receiver(status(429, "Retry-After: 120")) as to:
        assert fault(to).retry_after == 120


@pytest.mark.parametrize("manner", ["hang", "die"])
def test_without_an_answer_it_may_have_arrived(manner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "DEADLINE", 0.9)
    with receiver(manner) as to:
        begun = time.monotonic()
        found = fault(to)
        assert found.unknown
        assert not found.permanent
        assert time.monotonic() - begun < 2


def test_an_answer_byte_by_byte_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook, "DEADLINE", 0.9)
    with receiver("trickle") as to:
        begun = time.monotonic()
        assert fault(to).unknown
        assert time.monotonic() - begun < 2


def test_an_endless_answer_is_not_read_on() -> None:
    with receiver("flood") as to:
        begun = time.monotonic()
        assert send(to) == "taken with status 200"
        assert time.monotonic() - begun < 3


def test_nobody_there_is_tried_again() -> None:
    with receiver() as to:
        pass
    found = fault(to)
    assert not found.permanent
    assert not found.unknown


def test_an_inner_address_is_refused_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUNDSWELL_PRIVATE_HOSTS", "")
    settings.cache_clear()
    with receiver() as to:
        options = webhook.Options(url=f"https://localhost:{to.port}/", secret="env:HOOK_SECRET")
        monkeypatch.setattr(net, "PORTS", (to.port,))
        with pytest.raises(ChannelError, match="private network") as caught:
            webhook.send(message(), options, now=0)
    assert caught.value.permanent
    assert to.got == []


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/x",
        "ftp://example.org/",
        "https://user:word@example.org/",
        "https://example.org:22/",
        "https://",
        "nothing",
        "https://example.org:99999/",
    ],
)
def test_other_addresses_are_no_webhooks(url: str) -> None:
    with pytest.raises(ChannelError) as caught:
        webhook.send(message(), webhook.Options(url=url, secret="env:HOOK_SECRET"), now=0)
    assert caught.value.permanent


def test_a_line_break_in_the_address_adds_no_header() -> None:
    with receiver() as to, pytest.raises(ChannelError):
        net.post(f"http://127.0.0.1:{to.port}/", b"", {"X": "a\r\nEvil: 1"}, seconds=2)
    assert to.got == [] or b"Evil" not in to.got[0]


def test_a_secret_that_is_not_set_is_named() -> None:
    with pytest.raises(ChannelError, match="NOT_SET_HERE is not set"):
        base.secret("env:NOT_SET_HERE", "the secret")

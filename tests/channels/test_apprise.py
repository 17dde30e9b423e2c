"""Chat and push through apprise, and what hostile text may not do there."""

import json
import pathlib

import pytest

from channels import apprise
from channels.base import ChannelError
from channels.escaping import harmless
from config.settings import settings
from tests.channels.receivers import receiver, status
from tests.channels.sending import message

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of the library's own plugins


@pytest.fixture(autouse=True)
def own_network(home: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUNDSWELL_PRIVATE_HOSTS", "127.0.0.1")
    settings.cache_clear()


def send(monkeypatch: pytest.MonkeyPatch, url: str, **changes: object) -> str:
    monkeypatch.setenv("ROOM_URL", url)
    return apprise.send(message(**changes), apprise.Options(url="env:ROOM_URL"), now=0)


def test_a_message_reaches_a_service(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") as to:
        assert send(monkeypatch, f"ntfy://127.0.0.1:{to.port}/topic", chart="").startswith("taken by")
    assert "64 accounts" in to.got[0].decode()


def test_one_that_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver(status(500)) as to, pytest.raises(ChannelError, match="did not take it"):
        send(monkeypatch, f"ntfy://127.0.0.1:{to.port}/topic", chart="")


@pytest.mark.parametrize("url", ["json://127.0.0.1/x", "mailto://a:b@example.org", "nosuch://x", "no url"])
def test_what_is_no_chat_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    with pytest.raises(ChannelError) as caught:
        send(monkeypatch, url)
    assert caught.value.permanent


def test_an_inner_host_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GROUNDSWELL_PRIVATE_HOSTS", "")
    settings.cache_clear()
    with receiver() as to, pytest.raises(ChannelError, match="private network"):
        send(monkeypatch, f"ntfy://127.0.0.1:{to.port}/topic")
    assert to.got == []


def test_the_key_must_not_stand_in_the_event_file() -> None:
    with pytest.raises(ValueError, match="url"):
        apprise.Options(url="slack://T/B/secret")


HOSTILE = [
    "<!channel> come", "@everyone look", "@here", "[bank](https://evil.example/x)", "<https://evil.example|your bank>",
    "www.evil.example", "evil.example/login", "*bold* _it_ `code` ~x~", "||spoiler||", "# head", "> quote",
    "http://127.0.0.1/", "tg://resolve?domain=x", "&lt;b&gt;", "@channel", "<@U123>",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str) -> None:
    made = harmless(f"first line\n{text}", keep="")
    for mark in ("<", ">", "`", "*", "~", "|", "[", "://", "@e", "@h", "@c", "\n#", "&"):
        assert mark not in made
    assert "evil.example" not in made


def test_our_own_links_stay() -> None:
    ours, post = "https://watch.example.org/alerts/strike/1", "https://x.com/i/status/123"
    made = harmless(f"Open: {ours}\n“see https://evil.example”, {post}", keep=ours)
    assert ours in made
    assert post in made
    assert "https://evil" not in made


def test_a_phone_gets_the_short_form(monkeypatch: pytest.MonkeyPatch) -> None:
    with receiver(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}") as to:
        monkeypatch.setenv("ROOM_URL", f"ntfy://127.0.0.1:{to.port}/topic")
        apprise.send(message(), apprise.Options(url="env:ROOM_URL", form="phone"), now=0)
    sent = to.got[0].partition(b"\r\n\r\n")[2].decode()
    assert "It shook the house" not in sent
    assert "64 accounts" in sent
    assert json.dumps(sent)

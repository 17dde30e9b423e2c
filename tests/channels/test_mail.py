"""Mail through a real SMTP server: text, HTML and picture arrive; each way of failing is told from the others."""

import contextlib
import email
import email.message
import email.policy
import pathlib
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aiosmtpd.controller import Controller

from channels import mail
from channels.base import ChannelError
from config.settings import settings
from tests.channels.sending import message

NOW = 1_745_000_000.0


class Postman:
    """Takes mail, or answers as it was told to at a step of the exchange."""

    def __init__(self, **answers: str) -> None:
        self.answers, self.got = answers, list[bytes]()

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        envelope.mail_from = address
        return self.answers.get("mail", "250 OK")

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        reply = self.answers.get(address, self.answers.get("rcpt", "250 OK"))
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.got.append(envelope.content)
        if self.answers.get("data") == "die":
            server.transport.abort()
        return self.answers.get("data", "250 OK")


@contextlib.contextmanager
def post_office(monkeypatch: pytest.MonkeyPatch, **answers: str) -> Iterator[Postman]:
    postman = Postman(**answers)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(postman, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setenv("SMTP_URL", f"smtp://127.0.0.1:{port}")
    settings.cache_clear()
    try:
        yield postman
    finally:
        controller.stop()


@pytest.fixture(autouse=True)
def set_up(home: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MAIL_FROM", "watch@example.org")
    monkeypatch.setenv("GROUNDSWELL_PRIVATE_HOSTS", "127.0.0.1")
    settings.cache_clear()


def send(*to: str, **changes: object) -> str:
    return mail.send(message(**changes), mail.Options(to=to or ("desk@example.org",)), now=NOW)


def parsed(content: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(content, policy=email.policy.default)  # type: ignore[return-value]


def test_text_html_and_picture_arrive(monkeypatch: pytest.MonkeyPatch) -> None:
    with post_office(monkeypatch) as postman:
        assert send() == "taken"
    got = parsed(postman.got[0])
    plain, rich = got.get_body(("plain",)), got.get_body(("html",))
    assert plain is not None
    assert rich is not None
    assert "64 accounts in 15 min (expected 6–17)." in plain.get_content()
    (picture,) = [part for part in got.walk() if part.get_content_type() == "image/png"]
    assert picture["Content-ID"].strip("<>") in rich.get_content()
    assert picture.get_content()[:8] == b"\x89PNG\r\n\x1a\n"
    assert got["Auto-Submitted"] == "auto-generated"


def test_a_message_has_the_same_id_at_every_attempt_and_follow_ups_answer_the_first() -> None:
    first = mail.compose(message(), "a@example.org", ("b@example.org",), now=NOW)
    again = mail.compose(message(repeat=True), "a@example.org", ("b@example.org",), now=NOW + 60)
    worse = mail.compose(message(key="strike 1 worse"), "a@example.org", ("b@example.org",), now=NOW)
    assert first["Message-ID"] == again["Message-ID"] == worse["In-Reply-To"]
    assert again["Subject"].startswith("(possible repeat)")
    assert first["In-Reply-To"] is None


def test_a_line_break_in_a_subject_adds_no_header() -> None:
    made = mail.compose(message(subject="Rise\r\nBcc: all@example.org"), "a@example.org", ("b@example.org",), now=NOW)
    assert made["Bcc"] is None
    assert made["Subject"] == "Rise Bcc: all@example.org"


@pytest.mark.parametrize(
    ("answers", "permanent", "unknown"),
    [
        ({"rcpt": "550 no such user"}, True, False),
        ({"rcpt": "451 greylisted"}, False, False),
        ({"mail": "421 later"}, False, False),
        ({"data": "554 refused"}, True, False),
        ({"data": "451 later"}, False, False),
        ({"data": "die"}, False, True),
    ],
)
def test_each_way_of_failing_is_told(
    monkeypatch: pytest.MonkeyPatch, answers: dict[str, str], permanent: bool, unknown: bool
) -> None:
    with post_office(monkeypatch, **answers), pytest.raises(ChannelError) as caught:
        send()
    assert (caught.value.permanent, caught.value.unknown) == (permanent, unknown)


def test_one_refused_reader_does_not_keep_the_mail_from_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = {"gone@example.org": "550 no such user"}
    with post_office(monkeypatch, **answers) as postman:
        assert send("gone@example.org", "desk@example.org") == "taken for 1 of 2 recipients"
    assert len(postman.got) == 1


def test_a_server_elsewhere_must_offer_encryption(monkeypatch: pytest.MonkeyPatch) -> None:
    with post_office(monkeypatch):
        monkeypatch.setenv("GROUNDSWELL_PRIVATE_HOSTS", "")
        settings.cache_clear()
        with pytest.raises(ChannelError, match="STARTTLS"):
            send()


def test_a_server_that_is_not_there_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", "smtp://127.0.0.1:9")
    settings.cache_clear()
    with pytest.raises(ChannelError) as caught:
        send()
    assert not caught.value.permanent
    assert not caught.value.unknown


def test_without_settings_it_says_what_to_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMTP_URL", "")
    settings.cache_clear()
    with pytest.raises(ChannelError, match="SMTP_URL and MAIL_FROM"):
        send()


@pytest.mark.parametrize("to", ["a@b\r\nBcc: x@y", "two@a.org, b@c.org", "plain", "<a@b>", "@b"])
def test_what_is_no_address_is_refused_in_the_event_file(to: str) -> None:
    with pytest.raises(ValueError, match="not a mail address"):
        mail.Options(to=(to,))

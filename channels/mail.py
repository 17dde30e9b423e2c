"""E-mail: text and HTML, with the chart as a picture inside; follow-ups answer the first mail of their story."""

import email.message
import email.policy
import email.utils
import hashlib
import smtplib
import ssl
import urllib.parse

import pydantic

from channels import letter
from channels.base import DEADLINE, ChannelError, Outgoing, secret, within
from config.settings import settings

PLACE = "<!-- chart -->"  # where the picture goes in the HTML


class Options(pydantic.BaseModel):
    """`to`: the readers. `server`: smtp:// or smtps://, may be `env:NAME`; default SMTP_URL. `sender`: default
    MAIL_FROM."""

    model_config = pydantic.ConfigDict(extra="forbid")

    to: tuple[str, ...] = pydantic.Field(min_length=1)
    server: str = ""
    sender: str = ""

    @pydantic.field_validator("to")
    @classmethod
    def _are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for each in value:
            if (
                any(c in each for c in "\r\n<>, ;")
                or each.count("@") != 1
                or each.startswith("@")
                or not each.isascii()
            ):
                raise ValueError(f"{each!r} is not a mail address")
        return value


def send(message: Outgoing, options: pydantic.BaseModel, *, now: float) -> str:
    assert isinstance(options, Options)
    sender = options.sender or settings().mail_from
    server = secret(options.server, "the mail server") if options.server else settings().smtp_url.get_secret_value()
    if not server or not sender:
        raise ChannelError("mail is not set up: set SMTP_URL and MAIL_FROM", permanent=True)
    mail = compose(message, sender, options.to, now=now)
    return within(DEADLINE, lambda: _hand_over(server, sender, options.to, mail))


def compose(message: Outgoing, sender: str, to: tuple[str, ...], *, now: float) -> email.message.EmailMessage:
    """The mail: alternative(text, related(HTML, pictures)). Its id is that of the message: so a repeat is known."""
    mail = email.message.EmailMessage()
    mail["Subject"] = " ".join(message.head.split())
    mail["From"], mail["To"] = sender, ", ".join(to)
    mail["Date"] = email.utils.formatdate(now)
    mail["Message-ID"] = message_id(message.key)
    if message.thread != message.key:
        mail["In-Reply-To"] = mail["References"] = message_id(message.thread)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text + "\n")
    rich = message.html.replace(PLACE, f"<p>{message.chart}</p>" if message.chart else "")
    made = letter.letter(rich, _short(message.key))
    mail.add_alternative(made.html, subtype="html")
    for number, (cid, picture) in enumerate(made.pictures.items(), start=1):
        _enclose(mail, cid, picture, f"chart-{number}.png")
    return mail


def _enclose(mail: email.message.EmailMessage, cid: str, picture: bytes, name: str) -> None:
    """Puts a picture beside the HTML that shows it."""
    page = mail.get_payload()[1]  # type: ignore[index]
    assert isinstance(page, email.message.EmailMessage)
    page.add_related(picture, "image", "png", cid=f"<{cid}>", filename=name, disposition="inline")


def message_id(key: str) -> str:
    return f"<{_short(key)}@groundswell.invalid>"


def _short(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def _hand_over(server: str, sender: str, to: tuple[str, ...], mail: email.message.EmailMessage) -> str:
    link = _open(server)
    try:
        return _say(link, sender, to, mail)
    finally:
        link.close()


def _open(server: str) -> smtplib.SMTP:
    """A connection that is safe, or to a host of one's own."""
    parts = urllib.parse.urlsplit(server)
    host, implicit = parts.hostname or "", parts.scheme == "smtps"
    if parts.scheme not in ("smtp", "smtps") or not host:
        raise ChannelError("SMTP_URL must be smtp://… or smtps://…", permanent=True)
    port, safe = parts.port or (465 if implicit else 587), ssl.create_default_context()
    link = smtplib.SMTP_SSL(timeout=DEADLINE, context=safe) if implicit else smtplib.SMTP(timeout=DEADLINE)
    try:
        link.connect(host, port)
        link.ehlo()
        if not implicit and host.lower() not in settings().private_hosts:
            link.starttls(context=safe)
        if parts.username:
            link.login(urllib.parse.unquote(parts.username), urllib.parse.unquote(parts.password or ""))
    except (OSError, smtplib.SMTPException) as error:
        link.close()
        raise _not_open(error) from None
    return link


def _not_open(error: Exception) -> ChannelError:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return ChannelError("the mail server refuses the name or password", permanent=True)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return ChannelError("the mail server offers no encryption (STARTTLS)", permanent=True)
    return ChannelError(f"the mail server cannot be reached ({type(error).__name__})")


def _say(link: smtplib.SMTP, sender: str, to: tuple[str, ...], mail: email.message.EmailMessage) -> str:
    sent_all = False
    try:
        _expect(link.mail(sender), "the sender")
        refused = {each: reply for each in to if (reply := link.rcpt(each))[0] not in (250, 251)}
        if len(refused) == len(to):
            code = min(reply[0] for reply in refused.values())
            raise ChannelError(f"every recipient was refused ({code})", permanent=code >= 500)
        sent_all = True  # from here on the server may have it, whatever we hear
        _expect(link.data(mail.as_bytes(policy=email.policy.SMTP)), "the mail")
    except (OSError, smtplib.SMTPServerDisconnected):
        words = "the mail server went away" + ("; the mail may have arrived" if sent_all else "")
        raise ChannelError(words, unknown=sent_all) from None
    except smtplib.SMTPResponseException as error:
        raise ChannelError(f"the mail server answered {error.smtp_code}", permanent=error.smtp_code >= 500) from None
    return f"taken for {len(to) - len(refused)} of {len(to)} recipients" if refused else "taken"


def _expect(reply: tuple[int, bytes], what: str) -> None:
    if reply[0] != 250:
        raise ChannelError(f"the mail server refused {what} ({reply[0]})", permanent=reply[0] >= 500)

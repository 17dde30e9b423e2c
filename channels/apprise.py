"""Chat, push and other services, through the library apprise: Slack, Telegram, Signal, Matrix, ntfy and many more."""

import pathlib
import tempfile
from typing import Any

import pydantic

from channels import net, pictures
from channels.base import DEADLINE, ChannelError, Outgoing, secret, within
from channels.escaping import harmless

BARRED = (
    "json",
    "jsons",
    "xml",
    "xmls",
    "form",
    "forms",
    "mailto",
    "mailtos",
    "syslog",
    "dbus",
    "file",
    "gnome",
    "glib",
    "macosx",
    "windows",
    "workflows",
)
SHORT = 250  # a service that takes no more than so many characters gets the short form


class Options(pydantic.BaseModel):
    """`url` is the service's address in apprise's own form, as `env:NAME`: it holds the key. `form`: the whole text,
    or the short form for phones."""

    model_config = pydantic.ConfigDict(extra="forbid")

    url: str = pydantic.Field(pattern=r"^env:[A-Za-z_]\w*$")
    form: str = pydantic.Field(default="full", pattern="^(full|phone)$")


def send(message: Outgoing, options: pydantic.BaseModel, *, now: float) -> str:  # noqa: ARG001
    assert isinstance(options, Options)
    service = _service(secret(options.url, "the address"))
    return within(DEADLINE, lambda: _notify(service, message, options.form))


def _service(url: str) -> Any:
    """The service behind the address. Raises ChannelError: a bad address gives none."""
    import apprise

    scheme = url.partition("://")[0].lower()
    if scheme in BARRED:
        raise ChannelError(f"{scheme}:// is not for here; use a channel of kind mail or webhook", permanent=True)
    service = apprise.Apprise.instantiate(url, suppress_exceptions=True)
    if service is None:
        raise ChannelError("apprise does not know this address", permanent=True)
    host = getattr(service, "host", None)
    if isinstance(host, str) and "." in host:
        net.resolve(host, 443)
    return service


def _notify(service: Any, message: Outgoing, form: str) -> str:
    import apprise

    most = int(getattr(service, "body_maxlen", 32_768))
    is_short = form == "phone" or most <= SHORT
    body = harmless(message.phone if is_short else message.brief or message.text, keep=message.link)
    target = apprise.Apprise()
    target.add(service)
    with tempfile.TemporaryDirectory(prefix="gs-") as folder:
        picture = pathlib.Path(folder, "chart.png")
        takes_picture = bool(getattr(service, "attachment_support", False)) and bool(message.chart) and not is_short
        if takes_picture:
            picture.write_bytes(pictures.png(message.chart))
        fine = target.notify(
            body=body,
            title="" if is_short else harmless(message.head, keep=""),
            body_format=apprise.NotifyFormat.TEXT,
            attach=str(picture) if takes_picture else None,
        )
    if not fine:
        raise ChannelError(f"{type(service).__name__.removeprefix('Notify')} did not take it")
    return f"taken by {type(service).__name__.removeprefix('Notify')}"

"""What every answer has and every question must pass: headers, the names this server goes by, the length of bodies."""

from collections.abc import Iterable
from typing import Any

from fastapi.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.settings import settings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
FORM = 64 * 1024  # bytes of a form
UPLOADS = "/upload"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; object-src 'none'"
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
    "Content-Security-Policy": POLICY.format(styles="'self'"),
}


class TooLong(Exception):
    """A body went on beyond its limit."""


class Guard:
    """Stands before all pages. An answer that has one of the headers keeps its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        sender = _with_headers(send, https=headers.get("x-forwarded-proto") == "https" or scope["scheme"] == "https")
        refused = _refusal(scope, headers)
        if refused:
            return await PlainTextResponse(refused[1] + "\n", refused[0])(scope, receive, sender)
        try:
            await self.app(scope, _limited(receive, longest(scope["path"])), sender)
        except TooLong:
            await PlainTextResponse("That is more than this page takes.\n", 413)(scope, receive, sender)
        return None


def longest(path: str) -> int:
    """How many bytes a body sent to this address may have."""
    return settings().groundswell_upload_mb * 1_000_000 if path.endswith(UPLOADS) else FORM


def host_of(headers: dict[str, str]) -> str:
    """The name by which the server is asked, without its port."""
    given = headers.get("host", "").casefold()
    return given.rsplit(":", 1)[0] if not given.endswith("]") else given


def _refusal(scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
    """A page of another site must not reach us under a name of its own (DNS rebinding)."""
    host = host_of(headers)
    if host not in LOOPBACK and host not in settings().hosts:
        return 421, "This server does not go by that name. A proxy's name belongs into GROUNDSWELL_HOSTS."
    length = headers.get("content-length", "0")
    if not length.isdecimal() or int(length) > longest(scope["path"]):
        return 413, "That is more than this page takes."
    return None


def _limited(receive: Receive, most: int) -> Receive:
    seen = 0

    async def limited() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise TooLong
        return message

    return limited


def _with_headers(send: Send, *, https: bool) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            given: list[Any] = list(message.get("headers", ()))
            names = {bytes(name).lower() for name, _ in given}
            message["headers"] = [*given, *_missing(names, https=https)]
        await send(message)

    return sender


def _missing(names: set[bytes], *, https: bool) -> Iterable[tuple[bytes, bytes]]:
    wanted = {**HEADERS, **({"Strict-Transport-Security": "max-age=31536000"} if https else {})}
    for name, value in wanted.items():
        if name.lower().encode() not in names:
            yield name.encode(), value.encode()

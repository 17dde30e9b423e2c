"""Who asks: the session behind a cookie, what a role may do, and proof that a form came from our own page."""

import contextvars
import dataclasses
import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator
from typing import Any, cast

import fastapi
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from starlette.datastructures import FormData

import storage.tokens
import storage.users
from config import clock
from dashboard.guarding import LOOPBACK, host_of
from dashboard.opened import database

SIGNS = ("/healthz", "/metrics")  # they answer, without names, even when the database cannot say who asks
OPEN = (*SIGNS, "/login", "/welcome")  # besides /static/: what is seen without logging in
SHARED = "/shared/"
SAFE = ("GET", "HEAD", "OPTIONS")
STALE = "This form is no longer good. Go back, load the page again, and send it once more."


@dataclasses.dataclass(frozen=True)
class Visitor:
    """The one who asks. Where nobody has an account, whoever sits at this computer may do all."""

    name: str = ""
    role: str = ""
    word: str = ""
    has_accounts: bool = False
    is_new: bool = False
    is_https: bool = False

    @property
    def may_change(self) -> bool:
        return self.role == "admin"

    @property
    def token(self) -> str:
        """Stands in every form; only a page of ours can know it."""
        return hmac.new(self.word.encode(), b"form", hashlib.sha256).hexdigest() if self.word else ""


NOBODY = Visitor()
_visitor: contextvars.ContextVar[Visitor] = contextvars.ContextVar("visitor")


class LoginNeeded(Exception):
    """Nobody is logged in, and somebody has to be."""


def visitor() -> Visitor:
    """The one who asks for the page that is being made."""
    return _visitor.get(NOBODY)


async def admitted(request: fastapi.Request) -> AsyncIterator[None]:
    """Stands around every page: lets in, sends to the login, or refuses. What changes something needs proof."""
    if not request.url.path.startswith("/static/") and request.url.path not in SIGNS:
        await _admit(request)
    yield
    await request.close()  # the files of a form


async def _admit(request: fastapi.Request) -> None:
    found = await run_in_threadpool(_found, request)
    _visitor.set(found)
    headers = {name.lower(): value for name, value in request.headers.items()}
    if not found.has_accounts and host_of(headers) not in LOOPBACK:
        raise fastapi.HTTPException(
            403, "Without accounts the pages are for this computer alone: groundswell users add NAME"
        )
    if found.has_accounts and not found.role and not _is_open(request):
        raise LoginNeeded
    if request.method not in SAFE:
        await _prove(request, found)


def _is_open(request: fastapi.Request) -> bool:
    """What is seen without logging in: a shared page, by its link; and the API, by a token, to read."""
    path = request.url.path
    if path in OPEN or path.startswith(SHARED):
        return True
    return path.startswith("/api/") and request.method in SAFE and _has_token(request)


def _has_token(request: fastapi.Request) -> bool:
    kind, _, word = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not word.startswith(storage.tokens.PREFIX):
        return False
    with database().read() as session:
        return storage.tokens.of_word(session, word.strip()) is not None


async def _prove(request: fastapi.Request, found: Visitor) -> None:
    """The form has the token of this session, and the browser says that it comes from our own page."""
    origin, host = request.headers.get("origin"), request.headers.get("host", "")
    if origin is not None and origin.split("://", 1)[-1] != host:
        raise fastapi.HTTPException(403, "This form came from another site.")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise fastapi.HTTPException(403, "This form came from another site.")
    form = await request.form(max_files=1, max_fields=40)
    if found.is_new or not hmac.compare_digest(str(form.get("token", "")), found.token):
        raise fastapi.HTTPException(403, STALE)


def _found(request: fastapi.Request) -> Visitor:
    is_https = "https" in (request.url.scheme, request.headers.get("x-forwarded-proto"))
    given = request.cookies.get(cookie_name(is_https=is_https), "")
    found = _who(given or secrets.token_urlsafe(32))
    return dataclasses.replace(found, is_new=not given, is_https=is_https)


def _who(word: str) -> Visitor:
    now = clock.now()
    with database().read() as session:
        if not storage.users.are_there(session):
            return Visitor("", "admin", word)
        found = storage.users.of_session(session, word, now=now)
        who = Visitor(found[0].name, found[0].role, word, True) if found else Visitor("", "", word, True)
        is_old = found is not None and now - found[1].seen_at > storage.users.SEEN_EVERY
    if is_old:
        with database().write() as session:
            storage.users.touch(session, word, now=now)
    return who


def changing(request: fastapi.Request) -> FormData:
    """The form of a change by somebody who may make it; what `admitted` has proven and read."""
    if not visitor().may_change:
        raise fastapi.HTTPException(403, "Readers may look. To change something takes an admin.")
    return form_of(request)


def form_of(request: fastapi.Request) -> FormData:
    return cast(FormData, request._form)  # read by `admitted`, which is the only place that awaits it


def said(form: Any, name: str, most: int = 500) -> str:
    """A field of a form as a line of text; 422 where it is too long."""
    given = form.get(name, "")
    if not isinstance(given, str) or len(given) > most:
        raise fastapi.HTTPException(422, f"{name} is too long.")
    return given.strip()


def cookie_name(*, is_https: bool) -> str:
    """With TLS the browser itself makes sure that no other site has set it."""
    return "__Host-groundswell" if is_https else "groundswell"


def set_cookie(response: Response, word: str) -> None:
    """Gives the browser its session; only our own server can read it."""
    secure = visitor().is_https
    response.set_cookie(cookie_name(is_https=secure), word, httponly=True, samesite="lax", secure=secure, path="/")

"""Logging in and out, and the page behind a one-time link, where a password is set."""

import functools

import argon2
import fastapi
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlmodel import Session

import storage.audit
import storage.users
from config import clock
from dashboard.opened import database
from dashboard.shown import page
from dashboard.visiting import form_of, said, set_cookie, visitor
from storage.tables import User

router = fastapi.APIRouter(include_in_schema=False)
SHORTEST, LONGEST = 10, 200
WRONG = "Name and password do not belong together, or were tried too often: wait a little."
GONE = "This link was used already, or is older than a day. Ask for a new one: groundswell users add NAME"


@functools.cache
def hasher() -> argon2.PasswordHasher:
    """Argon2id, with the library's own measure of memory and time."""
    return argon2.PasswordHasher()


@functools.cache
def _nobody() -> str:
    """A hash that is checked for names that are not there, so that both take the same time."""
    return hasher().hash("nobody")


@router.get("/login")
def login() -> HTMLResponse:
    return page("login.html", title="Log in", fault="")


@router.post("/login")
def log_in(request: fastapi.Request) -> Response:
    """A new session, with a new cookie, for whoever knows the password."""
    form = form_of(request)
    name, password = said(form, "name", 63), str(form.get("password", ""))[:LONGEST]
    with database().write() as session:
        user = storage.users.named(session, name)
        if user is None or not _is_right(user, password):
            if user:
                storage.users.failed(session, user, now=clock.now())
                storage.audit.add(session, name, "login failed", {}, now=clock.now())
            return page("login.html", 403, title="Log in", fault=WRONG)
        return _entered(session, user, "logged in")


@router.post("/logout")
def log_out() -> Response:
    with database().write() as session:
        storage.users.end_session(session, visitor().word)
        storage.audit.add(session, visitor().name, "logged out", {}, now=clock.now())
    answer = RedirectResponse("/login", 303)
    set_cookie(answer, "")
    return answer


@router.get("/welcome")
def welcome(word: str = fastapi.Query("", max_length=100)) -> HTMLResponse:
    """Only looks: a link that a mail program opens in advance is not used up."""
    with database().read() as session:
        user = storage.users.invited(session, word, now=clock.now())
        if user is None:
            raise fastapi.HTTPException(404, GONE)
        return page("welcome.html", title="Welcome", name=user.name, word=word, fault="", shortest=SHORTEST)


@router.post("/welcome")
def set_password(request: fastapi.Request) -> Response:
    form = form_of(request)
    word, password = said(form, "word", 100), str(form.get("password", ""))
    with database().write() as session:
        user = storage.users.invited(session, word, now=clock.now())
        if user is None:
            raise fastapi.HTTPException(404, GONE)
        if not SHORTEST <= len(password) <= LONGEST:
            fault = f"A password has {SHORTEST} to {LONGEST} characters."
            return page("welcome.html", 422, title="Welcome", name=user.name, word=word, fault=fault, shortest=SHORTEST)
        storage.users.set_secret(session, user, hasher().hash(password))
        return _entered(session, user, "set a password")


def _is_right(user: User | None, password: str) -> bool:
    locked = user is not None and user.locked_until is not None and user.locked_until > clock.now()
    try:
        hasher().verify(user.secret if user and user.secret else _nobody(), password)
    except argon2.exceptions.VerificationError:
        return False
    return user is not None and bool(user.secret) and not locked


def _entered(session: Session, user: User, what: str) -> Response:
    word = storage.users.begin_session(session, user, now=clock.now())
    storage.audit.add(session, user.name, what, {}, now=clock.now())
    answer = RedirectResponse("/", 303)
    set_cookie(answer, word)
    return answer

"""The connection to Reddit: PRAW, with one door for every request. The door asks for a permit, sets time-outs, takes
no proxy from the environment, and reports what the headers say of the allowance. PRAW itself never waits or repeats:
waiting is a due row, and what fails is asked again by the plan."""

import dataclasses
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import praw
import prawcore
import requests

from collectors.reddit_faults import Closed, CredentialsRefused, RedditFault, TooMany, Unreachable, Unreadable

TIMEOUT = (3.05, 20.0)  # seconds to connect, and between two pieces of an answer
TOKEN = "/api/v1/access_token"  # noqa: S105 (a path)
LIMITERS = ("x-ratelimit-remaining", "x-ratelimit-used", "x-ratelimit-reset", "retry-after")
AGENT = re.compile(r"[\w .-]+:[\w .-]+:v?[\w.+-]+ \(by /?u/[\w-]{3,20}\)")
REFUSED = ("invalid_grant", "unauthorized_client", "invalid_client", "unsupported_grant_type", "access_denied")
CLOSED_WORDS = {
    "private": "it is private",
    "quarantined": "it is quarantined",
    "gated": "it is closed to readers without consent",
    "banned": "it was banned",
    "gold_only": "it is for premium accounts only",
}

Permit = Callable[[str], None]
Report = Callable[[int, Mapping[str, str]], None]


@dataclasses.dataclass(frozen=True)
class Credentials:
    """An application that Reddit has approved; with a user name and password it acts as a script of that user."""

    client_id: str
    client_secret: str
    user_agent: str
    username: str = ""
    password: str = ""
    reddit_url: str = "https://www.reddit.com"
    oauth_url: str = "https://oauth.reddit.com"


class Door(prawcore.Requestor):
    """Every request passes here, those for tokens too."""

    def __init__(self, *, permit: Permit, report: Report, **rest: Any) -> None:
        super().__init__(**rest)
        self._permit, self._report = permit, report
        self._http.trust_env = False

    def request(self, *args: Any, timeout: float | None = None, **rest: Any) -> requests.Response:  # noqa: ARG002
        path = urlsplit(str(args[1] if len(args) > 1 else rest.get("url"))).path
        try:
            response = self._send(path, args, rest)
        except prawcore.RequestException as error:
            if not _was_closed(error.original_exception):
                raise Unreachable(f"Reddit does not answer ({type(error.original_exception).__name__})") from None
            response = self._send_again(path, args, rest)
        headers = {name.lower(): value for name, value in response.headers.items()}
        self._report(response.status_code, headers)
        _check(response, is_token=path.endswith(TOKEN))
        for name in LIMITERS:  # PRAW would sleep by them, and trips over odd ones
            response.headers.pop(name, None)
        response.headers.setdefault("www-authenticate", "Bearer")
        return response

    def _send(self, path: str, args: tuple[Any, ...], rest: dict[str, Any]) -> requests.Response:
        self._permit(path)
        return super().request(*args, timeout=TIMEOUT, **rest)  # type: ignore[arg-type]

    def _send_again(self, path: str, args: tuple[Any, ...], rest: dict[str, Any]) -> requests.Response:
        """Once more, on a new connection: an old one may have been closed at the other end meanwhile."""
        try:
            return self._send(path, args, rest)
        except prawcore.RequestException as error:
            raise Unreachable(f"Reddit does not answer ({type(error.original_exception).__name__})") from None


def _was_closed(error: BaseException) -> bool:
    return isinstance(error, requests.ConnectionError) and not isinstance(error, requests.Timeout)


def connect(credentials: Credentials, permit: Permit, report: Report) -> praw.Reddit:
    """A client of this process; not to be made before a fork. Nothing is sent yet."""
    person: dict[str, Any] = {}
    if credentials.username:
        person = {"username": credentials.username, "password": credentials.password}
    return praw.Reddit(
        client_id=credentials.client_id,
        client_secret=credentials.client_secret,
        user_agent=credentials.user_agent,
        reddit_url=credentials.reddit_url.rstrip("/"),
        oauth_url=credentials.oauth_url.rstrip("/"),
        check_for_updates=False,
        check_for_async=False,
        requestor_class=Door,
        requestor_kwargs={"permit": permit, "report": report},
        **person,
    )


def get(client: praw.Reddit, path: str, params: Mapping[str, Any]) -> Any:
    """The answer as JSON. Raises a RedditFault."""
    return _ask(client, method="GET", path=path, params=dict(params))


def post(client: praw.Reddit, path: str, fields: Mapping[str, Any]) -> Any:
    """As `get`, for what Reddit wants sent as a form."""
    return _ask(client, method="POST", path=path, data=dict(fields))


def agent_fault(user_agent: str) -> str:
    """What is wrong with a User-Agent by Reddit's rule; empty when nothing is."""
    if AGENT.fullmatch(user_agent):
        return ""
    shape = "<platform>:<app id>:<version> (by /u/<user name>), such as linux:org.example.groundswell:1.0 (by /u/name)"
    return f"REDDIT_USER_AGENT must be {shape}; it is {user_agent!r}" if user_agent else f"REDDIT_USER_AGENT: {shape}"


def _ask(client: praw.Reddit, **request: Any) -> Any:
    try:
        return client.request(**request)
    except RedditFault:
        raise
    except prawcore.BadJSON:
        raise Unreadable("the answer is not JSON, or was cut") from None
    except prawcore.OAuthException as error:
        raise CredentialsRefused(f"Reddit refuses the credentials ({error.error})") from None
    except prawcore.InvalidToken:
        raise CredentialsRefused(
            "Reddit does not accept its own token; the application may have been revoked"
        ) from None
    except (prawcore.PrawcoreException, praw.exceptions.PRAWException) as error:
        raise Unreachable(f"Reddit gave an answer that PRAW does not take ({type(error).__name__})") from None
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Unreadable(f"the answer has an unexpected form ({type(error).__name__})") from None


def _check(response: requests.Response, *, is_token: bool) -> None:
    """Raises what the status of an answer means. 401 on other paths goes on to PRAW, which fetches a new token once."""
    status = response.status_code
    if status == requests.codes.too_many:
        raise TooMany("Reddit asks for fewer requests (429)")
    if status >= 500 or status == requests.codes.request_timeout:
        raise Unreachable(f"Reddit has trouble ({status})")
    if is_token:
        _check_token(response)
    elif status in (403, 404, 451) or 300 <= status < 400:
        raise Closed(_why_closed(response))
    elif status not in (200, 201, 202, 401):
        raise Unreadable(f"Reddit refuses the request ({status})")


def _check_token(response: requests.Response) -> None:
    if response.status_code not in (200, 400, 401, 403):
        raise Unreachable(f"Reddit gives no token ({response.status_code})")
    if response.status_code != requests.codes.ok:
        raise CredentialsRefused(f"Reddit refuses the credentials ({response.status_code})")
    try:
        value = response.json()
    except ValueError:
        raise Unreadable("the answer to the request for a token is not JSON") from None
    if not isinstance(value, dict) or value.get("error") in REFUSED:
        raise CredentialsRefused(f"Reddit refuses the credentials ({value['error'] if value else 'no token'})")


def _why_closed(response: requests.Response) -> str:
    if 300 <= response.status_code < 400:
        return "there is no such place on Reddit (any more)"
    try:
        value = response.json()
    except ValueError:
        value = {}
    reason = str(value.get("reason") or "") if isinstance(value, dict) else ""
    return CLOSED_WORDS.get(reason, f"Reddit says {response.status_code}" + (f", {reason[:40]}" if reason else ""))

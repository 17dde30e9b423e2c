"""The stand-in as a server: tokens, rate headers, a log of all requests, and every failure that Reddit is known for,
each on demand."""

import dataclasses
import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from cli.reddit_stand_in import answers
from cli.reddit_stand_in.world import RedditWorld

WINDOW = 600.0
HTML = b"<!doctype html><html><head><title>Ow!</title></head><body>we took too long to make this page</body></html>"
TOKEN = "/api/v1/access_token"  # noqa: S105 (a path)
LISTING = re.compile(r"/r/([\w+]+)/(new|hot|rising|top|comments)/?")
TREE = re.compile(r"/comments/(\w+)(?:/_/(\w+))?/?")
ABOUT = re.compile(r"/r/(\w+)/about/?")


@dataclasses.dataclass
class Fault:
    """What goes wrong the next `times` times that a path matches: a status, a body, headers, a delay in seconds."""

    path: str
    times: int = 1
    status: int = 200
    body: bytes | None = None
    headers: dict[str, str] = dataclasses.field(default_factory=dict)
    delay: float = 0.0
    cut: int | None = None


@dataclasses.dataclass(frozen=True)
class Request:
    """One line of the log: when (by the world's clock), what, and the names of the posts that were served."""

    at: float
    method: str
    path: str
    query: dict[str, str]
    agent: str
    status: int
    served: tuple[str, ...]


class Refusal(Exception):
    """An answer that is no success."""

    def __init__(self, status: int, value: Any = None, headers: dict[str, str] | None = None) -> None:
        self.status, self.value, self.headers = status, value, headers or {}


class StandIn:
    """Serves a world on a free port of the loopback. `limit` requests in ten minutes are allowed; None allows all and
    sends no rate headers."""

    def __init__(
        self, world: RedditWorld, *, limit: int | None = 1000, token_life: int = 86_400, port: int = 0
    ) -> None:
        self.world, self.limit, self.token_life = world, limit, token_life
        self.faults: list[Fault] = []
        self.log: list[Request] = []
        self.revoked = False
        self._tokens: set[str] = set()
        self._window, self._used = 0.0, 0
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", port), _handler_of(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def expire_tokens(self) -> None:
        self._tokens.clear()

    def served(self) -> set[str]:
        """The names of all posts that any answer held."""
        return {name for request in self.log for name in request.served}

    def answer(
        self, method: str, target: str, headers: Any, form: dict[str, str]
    ) -> tuple[int, bytes, dict[str, str], Fault | None]:
        """Status, body and headers of one request, and the fault that struck it, if any."""
        parts = urlsplit(target)
        query = {**dict(parse_qsl(parts.query)), **form}
        with self._lock:
            fault = self._strike(parts.path)
            status, value, more = 200, None, dict[str, str]()
            try:
                if fault is None or (fault.body is None and fault.status == 200):
                    more = self._count(parts.path)
                    value = self._value(method, parts.path, query, headers)
                else:
                    status = fault.status
            except Refusal as refusal:
                status, value, more = refusal.status, refusal.value, {**more, **refusal.headers}
            body = json.dumps(value).encode() if value is not None else HTML
            if fault:
                body, more = (body if fault.body is None else fault.body), {**more, **fault.headers}
            kind = "text/html" if body.startswith(b"<") else "application/json; charset=UTF-8"
            names = _names(value)
            agent = str(headers.get("User-Agent", ""))
            self.log.append(Request(self.world.clock(), method, parts.path, query, agent, status, names))
            return status, body, {"content-type": kind, **more}, fault

    def _strike(self, path: str) -> Fault | None:
        for fault in self.faults:
            if fault.times > 0 and re.search(fault.path, path):
                fault.times -= 1
                return fault
        return None

    def _count(self, path: str) -> dict[str, str]:
        """Counts a request in the fixed window; too many are refused with a page in HTML."""
        if self.limit is None or path == TOKEN:
            return {}
        now = self.world.clock()
        if now >= self._window + WINDOW or now < self._window:
            self._window, self._used = now // WINDOW * WINDOW, 0
        reset = int(self._window + WINDOW - now)
        if self._used >= self.limit:
            raise Refusal(429, headers={"retry-after": str(reset)})
        self._used += 1
        remaining = f"{float(self.limit - self._used)}"
        return {
            "x-ratelimit-remaining": remaining,
            "x-ratelimit-used": str(self._used),
            "x-ratelimit-reset": str(reset),
        }

    def _value(self, method: str, path: str, query: dict[str, str], headers: Any) -> Any:
        if path == TOKEN:
            return self._token(headers)
        if str(headers.get("Authorization", "")).removeprefix("bearer ") not in self._tokens or self.revoked:
            challenge = {"www-authenticate": 'Bearer realm="reddit", error="invalid_token"'}
            raise Refusal(401, {"message": "Unauthorized", "error": 401}, challenge)
        if match := LISTING.fullmatch(path):
            return self._listing(match[1].split("+"), match[2], query)
        if re.fullmatch(r"/r/[\w+]+/search/?", path):
            words = [word.strip("\"'()").lower() for word in query.get("q", "").split() if word not in ("OR", "AND")]
            return answers.listing(self.world.search(words), query, self.world)
        if path.rstrip("/") == "/api/info":
            return self._info(query.get("id", "").split(","))
        if match := TREE.fullmatch(path):
            return self._tree(match[1], match[2], query)
        if path.rstrip("/") == "/api/morechildren" and method == "POST":
            return answers.more_children(query.get("children", "").split(","), self.world)
        if match := ABOUT.fullmatch(path):
            self._check_open(match[1])
            return {"kind": "t5", "data": {"display_name": match[1], "subreddit_type": "public"}}
        raise Refusal(404, {"message": "Not Found", "error": 404})

    def _token(self, headers: Any) -> dict[str, Any]:
        if self.revoked or not str(headers.get("Authorization", "")).startswith("Basic "):
            raise Refusal(401, {"message": "Unauthorized", "error": 401})
        token = f"stand-in-{len(self._tokens)}-{time.monotonic_ns()}"
        self._tokens.add(token)
        return {"access_token": token, "token_type": "bearer", "expires_in": self.token_life, "scope": "*"}

    def _listing(self, subreddits: list[str], kind: str, query: dict[str, str]) -> dict[str, Any]:
        if len(subreddits) == 1:
            self._check_open(subreddits[0])
        return answers.listing(self.world.listing(subreddits, comments=kind == "comments"), query, self.world)

    def _check_open(self, subreddit: str) -> None:
        why = self.world.closed.get(subreddit.lower())
        if why == "banned":
            raise Refusal(404, {"reason": "banned", "message": "Not Found", "error": 404})
        if why:
            raise Refusal(403, {"reason": why, "message": "Forbidden", "error": 403})
        if not self.world.knows(subreddit):
            raise Refusal(302, {}, {"location": f"/subreddits/search?q={subreddit}"})

    def _info(self, names: list[str]) -> dict[str, Any]:
        now = self.world.clock()
        known = [self.world.things[name] for name in names[: answers.PAGE] if name in self.world.things]
        return answers.wrapped(
            [
                answers.shown(thing, self.world)
                for thing in known
                if thing.at <= now and thing.name not in self.world.missing
            ]
        )

    def _tree(self, thread: str, root: str | None, query: dict[str, str]) -> list[dict[str, Any]]:
        thing = self.world.things.get(f"t3_{thread}")
        if thing is None:
            raise Refusal(404, {"message": "Not Found", "error": 404})
        return answers.tree(thing, self.world, int(query.get("limit") or 200), f"t1_{root}" if root else None)


def _names(value: Any) -> tuple[str, ...]:
    """The names of the posts in a listing; of trees they are not noted."""
    if not isinstance(value, dict) or value.get("kind") != "Listing":
        return ()
    return tuple(child["data"].get("name", "") for child in value["data"]["children"])


def _handler_of(far_end: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._answer("GET", {})

        def do_POST(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self._answer("POST", dict(parse_qsl(self.rfile.read(length).decode())))

        def _answer(self, method: str, form: dict[str, str]) -> None:
            status, body, headers, fault = far_end.answer(method, self.path, self.headers, form)
            if fault and fault.delay:
                time.sleep(fault.delay)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            if self.close_connection:
                self.send_header("connection", "close")
            self.end_headers()
            self.wfile.write(body if fault is None or fault.cut is None else body[: fault.cut])
            if fault and fault.cut is not None:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Requests are in the log of the stand-in."""

    return Handler

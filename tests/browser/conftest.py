"""The pages as they really run: a server of their own on a free port, a real browser, and hostile posts."""

import os
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator

import pytest

from tests.browser.chromium import Browser, Tab, found, running
from tests.browser.hostile import STRINGS
from tests.conftest import EVENT, NOW
from tests.making import comment, submission, tweet, write_lines

NONE = "browser tests were not run: no Chromium was found (python3 go.py browser brings one)"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the pages, with one event of some hundred posts."""
    home = tmp_path_factory.mktemp("site")
    environment = {**os.environ, "GROUNDSWELL_HOME": str(home), "GROUNDSWELL_NOW": NOW.isoformat(), "DATABASE_URL": ""}
    (home / "events").mkdir()
    (home / "events" / "strike.toml").write_text("happened_at = 2025-04-18T05:12:00+03:00\n" + EVENT, encoding="utf-8")
    before = EVENT.replace("Strike", "Before").replace("харків*", "суми")
    (home / "events" / "sumy.toml").write_text("happened_at = 2025-04-13T10:12:00+03:00\n" + before, encoding="utf-8")
    cli = [sys.executable, "-m", "cli"]
    subprocess.run([*cli, "import", "sumy", str(_before(home))], env=environment, check=True, capture_output=True)
    subprocess.run([*cli, "import", "strike", str(_exports(home))], env=environment, check=True, capture_output=True)
    subprocess.run([*cli, "digest", "strike"], env=environment, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = [sys.executable, "-m", "uvicorn", "dashboard.app:app", "--port", str(port), "--log-level", "warning"]
    process = subprocess.Popen(server, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        _await(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(20)


def _exports(home: pathlib.Path) -> pathlib.Path:
    comments = [comment(n, f"Kharkiv, the world must act, {n}", minutes=n * 9) for n in range(120)]
    hostile = [comment(5000 + n, f"Kharkiv {text}", minutes=2000 + n) for n, text in enumerate(STRINGS)]
    folder = home / "exports"
    write_lines(folder / "s.ndjson", [submission("thr1", "Kharkiv tonight", minutes=0)])
    write_lines(folder / "c.ndjson", [*comments, *hostile, "<script>alert(1)</script>"])
    write_lines(folder / "x.jsonl", [tweet(n, f"Харків, act now {n}", minutes=n * 13) for n in range(80)])
    return folder


def _before(home: pathlib.Path) -> pathlib.Path:
    comments = [comment(7000 + n, f"Kharkiv before {n}", minutes=-7000 + n * 9) for n in range(60)]
    return write_lines(home / "before" / "c.ndjson", comments).parent


def _await(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        try:
            urllib.request.urlopen(f"{address}/healthz").close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the pages did not come up")


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program = found()
    if program is None:
        pytest.skip(NONE)
    with running(program, tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def tab(browser: Browser) -> Iterator[Callable[..., Tab]]:
    """Opens tabs that are closed, with all they hold, after the test."""
    opened: list[Tab] = []

    def new(**given: int | bool) -> Tab:
        opened.append(Tab(browser, **given))  # type: ignore[arg-type]
        return opened[-1]

    yield new
    for each in opened:
        browser.ask("Target.disposeBrowserContext", browserContextId=each.context)
    browser.heard.clear()

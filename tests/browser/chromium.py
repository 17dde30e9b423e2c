"""A real Chromium, led over its pipe (DevTools protocol): no driver, no port, nothing to install beside the browser."""

import contextlib
import itertools
import json
import os
import pathlib
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FOLDER = pathlib.Path(__file__).resolve().parent.parent.parent / ".browser"
PATIENCE = 30.0
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--disable-dev-shm-usage", "--hide-scrollbars",
    "--remote-debugging-pipe",
)  # fmt: skip


def found() -> str | None:
    """The program, where there is one: that of `CHROMIUM`, the one that `go.py browser` brought, or the system's."""
    named = os.environ.get("CHROMIUM", "")
    candidates = [named, str(FOLDER / "chromium"), *(shutil.which(name) or "" for name in NAMES)]
    return next((each for each in candidates if each and os.access(each, os.X_OK)), None)


class Browser:
    """One running browser. Messages are JSON, each ended by a zero byte."""

    def __init__(self, writing: int, reading: int) -> None:
        self._writing, self._reading = writing, reading
        self._numbers, self._left = itertools.count(1), b""
        self.heard: list[dict[str, Any]] = []

    def ask(self, method: str, session: str = "", **given: Any) -> dict[str, Any]:
        """Sends a command and waits for its answer; what else is heard meanwhile is kept in `heard`."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": given, **({"sessionId": session} if session else {})}
        os.write(self._writing, json.dumps(message).encode() + b"\0")
        until = time.monotonic() + PATIENCE
        while True:
            answer = self._next(until)
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return dict(answer["result"])
            self.heard.append(answer)

    def wait_for(self, method: str, session: str) -> dict[str, Any]:
        """The next event of this name."""
        until = time.monotonic() + PATIENCE
        while True:
            for place, message in enumerate(self.heard):
                if message.get("method") == method and message.get("sessionId") == session:
                    return self.heard.pop(place)
            self.heard.append(self._next(until))

    def _next(self, until: float) -> dict[str, Any]:
        while b"\0" not in self._left:
            if not select.select([self._reading], [], [], max(0.0, until - time.monotonic()))[0]:
                raise TimeoutError("the browser does not answer")
            more = os.read(self._reading, 1 << 20)
            if not more:
                raise RuntimeError("the browser ended")
            self._left += more
        line, _, self._left = self._left.partition(b"\0")
        return dict(json.loads(line))


class Tab:
    """One page, in a context of its own: cookies of one tab are not those of another."""

    def __init__(self, browser: Browser, *, width: int = 1200, height: int = 900, scripts: bool = True) -> None:
        self.browser = browser
        self.context = browser.ask("Target.createBrowserContext")["browserContextId"]
        target = browser.ask("Target.createTarget", url="about:blank", browserContextId=self.context)["targetId"]
        self.session = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.ask("Emulation.setDeviceMetricsOverride", **size)
        self.ask("Emulation.setScriptExecutionDisabled", value=not scripts)

    def ask(self, method: str, **given: Any) -> dict[str, Any]:
        return self.browser.ask(method, self.session, **given)

    def go(self, url: str) -> None:
        """Opens a page and waits until all of it is there."""
        self._forget("Page.loadEventFired")
        self.ask("Page.navigate", url=url)
        self.browser.wait_for("Page.loadEventFired", self.session)

    def click(self, selector: str) -> None:
        """Clicks the middle of an element with the mouse, and waits for the page it leads to."""
        self._forget("Page.loadEventFired")
        node = self.ask("DOM.querySelector", nodeId=self.ask("DOM.getDocument")["root"]["nodeId"], selector=selector)
        self.ask("DOM.scrollIntoViewIfNeeded", nodeId=node["nodeId"])
        box = self.ask("DOM.getContentQuads", nodeId=node["nodeId"])["quads"][0]
        place = {"x": sum(box[0::2]) / 4, "y": sum(box[1::2]) / 4, "button": "left", "clickCount": 1}
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, **place)
        self.browser.wait_for("Page.loadEventFired", self.session)

    def press(self, key: str, *, leads_on: bool = False) -> None:
        """Presses a key; where that opens a page, waits for it."""
        self._forget("Page.loadEventFired")
        text = {"Enter": "\r", "Tab": ""}.get(key, key)
        code = {"Enter": 13, "Tab": 9}.get(key, ord(key[0].upper()))
        for kind in ("keyDown", "keyUp"):
            named = {"key": key, "text": text if kind == "keyDown" else "", "windowsVirtualKeyCode": code}
            self.ask("Input.dispatchKeyEvent", type=kind, **named)
        if leads_on:
            self.browser.wait_for("Page.loadEventFired", self.session)

    def value(self, expression: str) -> Any:
        """What a JavaScript expression comes to, seen from outside of the page's own policy."""
        answer = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"].get("description", "failed"))
        return answer["result"].get("value")

    def complaints(self) -> list[str]:
        """What the browser had to complain of: breaches of the policy, errors, and dialogs that were opened."""
        self.value("1")
        said = []
        for message in self.browser.heard:
            if message.get("sessionId") != self.session:
                continue
            if message.get("method") == "Log.entryAdded":
                said.append(message["params"]["entry"]["text"])
            if message.get("method") in ("Page.javascriptDialogOpening", "Runtime.exceptionThrown"):
                said.append(message["method"])
        return said

    def _forget(self, method: str) -> None:
        mine = [m for m in self.browser.heard if m.get("method") == method and m.get("sessionId") == self.session]
        for message in mine:
            self.browser.heard.remove(message)


@contextlib.contextmanager
def running(program: str, folder: pathlib.Path) -> Iterator[Browser]:
    """A browser with a new profile in the folder, ended at the end."""
    to_read, to_write = os.pipe()
    from_read, from_write = os.pipe()

    def pipes() -> None:
        """The browser reads commands from descriptor 3 and writes answers to 4."""
        os.dup2(to_read, 3)
        os.dup2(from_write, 4)

    to_read, from_write = _high(to_read), _high(from_write)
    command = [program, *OPTIONS, f"--user-data-dir={folder}", "about:blank"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, close_fds=False, preexec_fn=pipes
        )
    os.close(to_read)
    os.close(from_write)
    try:
        yield Browser(to_write, from_read)
    finally:
        process.terminate()
        process.wait(20)
        os.close(to_write)
        os.close(from_read)


def _high(descriptor: int) -> int:
    """The same descriptor under a number that the browser's own two do not take."""
    import fcntl

    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD, 10)
    os.close(descriptor)
    return moved

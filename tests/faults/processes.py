"""The processes under test, as the harness sees them: started from the zygote, killed, stopped and waited for."""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.faults.inside import Fault

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PATIENCE = 150.0  # seconds after which a process that should have ended is a finding


class Zygote:
    """Forks processes on demand; safe to ask from several threads."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.faults.zygote"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._lock = threading.Lock()
        self._read()

    def ask(self, order: Mapping[str, Any]) -> Any:
        with self._lock:
            assert self._process.stdin is not None
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            return self._read()

    def _read(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)


class Process:
    """One process under test, the leader of its group."""

    def __init__(self, zygote: Zygote, order: Mapping[str, Any]) -> None:
        self.words = " ".join(map(str, order["run"]))
        self._zygote = zygote
        self.log = pathlib.Path(order["log"])
        self.pid: int = zygote.ask(order)["pid"]
        self.code: int | None = None

    def wait(self, seconds: float = PATIENCE) -> int | None:
        """The exit code, negative for a signal; None when it still lives after so many seconds."""
        if self.code is None:
            self.code = self._zygote.ask({"wait": self.pid, "seconds": seconds})["code"]
        return self.code

    def signal(self, number: signal.Signals, *, group: bool = False) -> None:
        if self.code is None:
            with contextlib.suppress(ProcessLookupError):
                (os.killpg if group else os.kill)(self.pid, number)

    def end(self) -> None:
        """Kills what is left of it and its children, also those that lead a group of their own."""
        for leader in [self.pid, *(self.children() if self.code is None else [])]:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(leader, signal.SIGKILL)
        self.wait()

    def children(self) -> list[int]:
        try:
            return [
                int(each) for each in pathlib.Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
            ]
        except OSError:
            return []

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""


@contextlib.contextmanager
def zygote() -> Iterator[Zygote]:
    opened = Zygote()
    try:
        yield opened
    finally:
        opened.close()


def order_of(words: Sequence[object], env: Mapping[str, str], log: pathlib.Path, faults: Sequence[Fault]) -> Any:
    return {"run": [str(word) for word in words], "env": dict(env), "log": str(log), "faults": list(faults)}

"""Keeps the processes of the service running in one terminal: starts them, restarts what dies, stops all on Ctrl-C."""

import dataclasses
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from types import FrameType

GRACE = 40.0  # seconds that a process gets to finish its batch
LONGEST_BACKOFF = 30.0
HOPELESS = 78  # EX_CONFIG: the database is of another version
STEADY = 60.0  # after so many seconds of running, a death is not counted with the ones before


@dataclasses.dataclass
class Child:
    """One process of the service, with when it began and how often it has died in a row."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[str] | subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    deaths: int = 0
    next_start: float = 0.0


class Supervisor:
    """`run` returns when a stop was asked for and every process has ended; also when one says that to start it again
    would not help (code 78). Returns that code, else 0. A broker that runs already is ended last."""

    def __init__(
        self,
        commands: Mapping[str, Sequence[str]],
        environment: Mapping[str, str],
        broker: "subprocess.Popen[bytes] | None" = None,
    ) -> None:
        self._children = [Child(name, command) for name, command in commands.items()]
        self._broker = [Child("broker", broker.args, broker, time.monotonic())] if broker else []  # type: ignore[arg-type]
        self._environment = {**os.environ, **environment}
        self._stopping = threading.Event()
        self._code = 0

    def run(self) -> int:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        while not self._stopping.wait(0.2):
            for child in [*self._broker, *self._children]:
                self._keep_running(child)
        _end(self._children)
        _end(self._broker)
        return self._code

    def _stop(self, _: int, __: FrameType | None) -> None:
        self._stopping.set()

    def _keep_running(self, child: Child) -> None:
        now = time.monotonic()
        if child.process and child.process.poll() == HOPELESS:
            self._code = HOPELESS
            self._stopping.set()
            return
        if child.process and child.process.poll() is not None:
            child.deaths = 1 if now - child.started > STEADY else child.deaths + 1
            wait = min(LONGEST_BACKOFF, 0.5 * 2 ** (child.deaths - 1))
            print(
                f"{child.name} ended with code {child.process.returncode}; it starts again in {wait:.0f} s",
                file=sys.stderr,
            )
            child.process, child.next_start = None, now + wait
        if child.process is None and now >= child.next_start:
            self._start(child)

    def _start(self, child: Child) -> None:
        child.started = time.monotonic()
        process = subprocess.Popen(  # noqa: S603
            child.command,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,  # Ctrl-C reaches only us; we then ask each to stop
        )
        child.process = process
        threading.Thread(target=_pass_on, args=(child.name, process), daemon=True).start()


def _end(children: Sequence[Child]) -> None:
    running = [child.process for child in children if child.process and child.process.poll() is None]
    for process in running:
        process.terminate()
    until = time.monotonic() + GRACE
    for process in running:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _pass_on(name: str, process: subprocess.Popen[str]) -> None:
    """Prints what a process says, with its name before each line."""
    assert process.stdout is not None
    with process.stdout as lines:
        for line in lines:
            sys.stderr.write(f"{name:>7} | {line.rstrip()}\n")
            sys.stderr.flush()


def program(name: str) -> str:
    """A program of this installation, else of the PATH."""
    beside = os.path.join(os.path.dirname(sys.executable), name)
    return beside if os.path.exists(beside) else shutil.which(name) or name

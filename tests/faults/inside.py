"""What happens inside a process under test: it dies, stops or fails at a named point, lives under a limit, or has a
known bug. Nothing of this is in the product: the points are put around its functions when the process begins."""

import functools
import os
import pkgutil
import resource
import signal
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import sqlalchemy as sa
import sqlalchemy.exc
from sqlalchemy import event

Fault = dict[str, Any]
LIMITS = {"fsize": resource.RLIMIT_FSIZE, "memory": resource.RLIMIT_AS, "files": resource.RLIMIT_NOFILE}
WRITES = ("INSERT", "UPDATE", "DELETE", "COMMIT")


def put_in(faults: Sequence[Fault]) -> None:
    """Makes this process fault as it is told: {"at": POINT, "nth": N, "do": kill | stop | full | io}, {"limit": NAME,
    "to": N}, {"set": PATH, "to": VALUE} or {"mutant": NAME}."""
    for fault in faults:
        if "mutant" in fault:
            from tests.faults.mutants import MUTANTS

            MUTANTS[fault["mutant"]].put_in()
        elif "limit" in fault:
            resource.setrlimit(LIMITS[fault["limit"]], (fault["to"], fault["to"]))
        elif "set" in fault:
            _replace(fault["set"], fault["to"])
        else:
            _put_point(fault)


def _put_point(fault: Fault) -> None:
    """POINT is `statement` (the nth that writes), `before commit`, `after commit`, `before PATH` or `after PATH`, where
    PATH names a function of the product."""
    strike = _Countdown(fault)
    when, _, place = fault["at"].partition(" ")
    if when == "statement":
        event.listen(sa.Engine, "before_cursor_execute", lambda *given: _is_write(given[2]) and strike())
        event.listen(sa.Engine, "commit", lambda _: strike())
    elif place == "commit" and when == "before":
        event.listen(sa.Engine, "commit", lambda _: strike())
    elif place == "commit":
        _wrap("sqlalchemy.engine.base.Connection._commit_impl", after=strike)
    else:
        _wrap(place, **{when: strike})


class _Countdown:
    """Strikes when it is asked for the nth time; a fault that has `times` strikes so often."""

    def __init__(self, fault: Fault) -> None:
        self.left, self.times, self.do = fault.get("nth", 1), fault.get("times", 1), fault["do"]

    def __call__(self) -> None:
        self.left -= 1
        if self.left <= 0 and self.times > 0:
            self.times -= 1
            DEEDS[self.do]()


def _fail(words: str) -> Callable[[], None]:
    def fail() -> None:
        raise sqlalchemy.exc.OperationalError("a statement", {}, sqlite3.OperationalError(words))

    return fail


DEEDS: dict[str, Callable[[], object]] = {
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "stop": lambda: os.kill(os.getpid(), signal.SIGSTOP),
    "full": _fail("database or disk is full"),
    "io": _fail("disk I/O error"),
}


def _is_write(statement: str) -> bool:
    return statement.lstrip().upper().startswith(WRITES)


def _wrap(path: str, before: Callable[[], None] | None = None, after: Callable[[], None] | None = None) -> None:
    whole = pkgutil.resolve_name(path)

    @functools.wraps(whole)
    def wrapped(*given: Any, **more: Any) -> Any:
        if before:
            before()
        outcome = whole(*given, **more)
        if after:
            after()
        return outcome

    _replace(path, wrapped)


def _replace(path: str, value: Any) -> None:
    owner, _, name = path.rpartition(".")
    setattr(pkgutil.resolve_name(owner), name, value)

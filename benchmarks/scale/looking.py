"""What is timed in a full database: pages and answers, then the commands, the rare ones last since they change it."""

import dataclasses
import datetime as dt
import io
import pathlib
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from typing import Any

import sqlalchemy as sa
from fastapi.testclient import TestClient

import storage.events
from benchmarks.scale.filling import NAMES
from benchmarks.scale.posts import BEGIN, DAYS, END
from config import clock
from storage.database import Database
from storage.tables.columns import minute_of
from worker import backups, digesting, expiring, forgetting, house, verifying, watching

EVENT = NAMES[0]
MIDDLE = minute_of(BEGIN + dt.timedelta(days=DAYS / 2))
BUSY = (BEGIN + dt.timedelta(days=700)).date()
LATER = BUSY + dt.timedelta(days=14)
AGAIN = 3
PAGES = {
    "list of events": "/",
    "event, first view": f"/events/{EVENT}",
    "event, two years": f"/events/{EVENT}?days=731",
    "phrases and copies": f"/events/{EVENT}/said",
    "files": f"/events/{EVENT}/files",
    "alerts": f"/events/{EVENT}/alerts",
    "label page": f"/events/{EVENT}/label?theme=grief",
    "API: series by day": f"/api/events/{EVENT}/series?by=day",
    "API: series by hour, 14 days": f"/api/events/{EVENT}/series?by=hour&since={BUSY}&until={LATER}",
    "API: themes, two years": f"/api/events/{EVENT}/themes?platform=reddit",
    "/metrics": "/metrics",
}
SEARCHES = {
    "first page": "",
    "newest first": "order=newest",
    "deep page": f"after={MIDDLE}.0",
    "platform": "platform=x",
    "language": "language=pl",
    "theme": "theme=grief",
    "who": "who=passing on",
    "via thread (none)": "via=thread",
    "not counted (none)": "counts=no",
    "a frequent word": "q=people",
    "a word that is not there": "q=zzzzzz",
    "one day": f"since={BUSY}&until={BUSY + dt.timedelta(days=1)}",
}


@dataclasses.dataclass
class Looked:
    """One thing that was timed: seconds at first and, where it was done again, at best; statements sent."""

    what: str
    first: float
    best: float
    statements: int
    memory: float


def looks(database: Database, *, deep: bool) -> Iterator[Looked]:
    """Times everything; with `deep` also what takes minutes and what changes the database."""
    from dashboard import app as pages

    clock.fix(END.isoformat())
    sent = _Sent(house.database())
    with TestClient(pages.app, base_url="http://127.0.0.1:8700") as client:
        for what, path in PAGES.items():
            yield _timed(what, lambda path=path: _asked(client, path), sent, AGAIN)  # type: ignore[misc]
        for what, asked in SEARCHES.items():
            path = f"/events/{EVENT}/posts?{asked}"
            yield _timed(f"posts: {what}", lambda path=path: _asked(client, path), sent, AGAIN)  # type: ignore[misc]
    sent = _Sent(database)
    for what, work in _steps(database).items():
        yield _timed(what, work, sent)
    if deep:
        for what, work in _long_steps(database).items():
            yield _timed(what, work, sent)


def _asked(client: TestClient, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code} {answer.text[:300]}")


def _steps(database: Database) -> dict[str, Callable[[], Any]]:
    event = _event(database)
    return {
        "digest of a busy day": lambda: digesting.digest(database, event, BUSY, now=END, remake=True),
        "series, whole, by hour, as CSV": lambda: _command("series", EVENT, "--by", "hour", "--format", "csv"),
        "a tick with nothing due": lambda: _tick(database),
        "watch: the first look": lambda: watching.watch(database, event.id or 0, clock=_later(1)),
        "watch: the next look": lambda: watching.watch(database, event.id or 0, clock=_later(2)),
        "retention: nothing is due": lambda: expiring.let_go(database, clock=_later(60), seconds=60),
    }


def _long_steps(database: Database) -> dict[str, Callable[[], Any]]:
    keep = pathlib.Path(tempfile.mkdtemp(prefix="gs-scale-"))
    return {
        "verify": lambda: _verified(database),
        "backup": lambda: backups.backup(database, keep / "copy.sqlite", lambda *_: None),
        "forget an author: what would go": lambda: _forget(database, really=False),
        "forget an author": lambda: _forget(database, really=True),
        "retention: 20 s of letting go": lambda: expiring.let_go(
            database, clock=lambda: END + dt.timedelta(days=200), seconds=20
        ),
    }


def _event(database: Database) -> Any:
    with database.read() as session:
        found = storage.events.named(session, EVENT)
        session.expunge_all()
    return found


def _later(minutes: int) -> Callable[[], dt.datetime]:
    return lambda: END + dt.timedelta(minutes=minutes)


def _tick(database: Database) -> None:
    from worker import sweeping

    sweeping.sweep(database, lambda *_: None, now=END)


def _command(*words: str) -> None:
    from cli.main import app

    with redirect_stdout(io.StringIO()):
        app(list(words), standalone_mode=False)


def _verified(database: Database) -> None:
    """Also says how long each check took."""
    begun, at = time.monotonic(), list[tuple[str, float]]()
    found = verifying.verify(database, clock=lambda: END, progress=lambda step: at.append((step, time.monotonic())))
    ends = [*(when for _, when in at[1:]), time.monotonic()]
    print("    " + ", ".join(f"{step} {end - when:.1f} s" for (step, when), end in zip(at, ends, strict=True)))
    for check in found.checks:
        if check.wrong:
            print(f"    {check.name}: {check.examples}")
    said = "everything holds" if found.holds else "SOMETHING DOES NOT HOLD"
    print(f"    verify: {said}, {time.monotonic() - begun:.0f} s")


def _forget(database: Database, *, really: bool) -> None:
    forgetting.forget(database, forgetting.author("reddit:invented_3"), clock=lambda: END, really=really)


def _timed(what: str, work: Callable[[], Any], sent: "_Sent", again: int = 0) -> Looked:
    _forget_peak()
    before, begun = sent.statements, time.perf_counter()
    work()
    first = time.perf_counter() - begun
    statements, best = sent.statements - before, first
    for _ in range(again if first < 5 else 0):
        begun = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - begun)
    return Looked(what, first, best, statements, _peak())


class _Sent:
    """Counts the statements that go to a database."""

    def __init__(self, database: Database) -> None:
        self.statements = 0
        sa.event.listen(database.engine, "before_cursor_execute", self._count)

    def _count(self, *_: Any) -> None:
        self.statements += 1


def _forget_peak() -> None:
    """Linux starts the peak of this process anew."""
    place = pathlib.Path("/proc/self/clear_refs")
    if place.exists():
        place.write_text("5")


def _peak() -> float:
    """The most memory of this process since, in MB; 0 where it is not told."""
    place = pathlib.Path("/proc/self/status")
    lines = place.read_text().splitlines() if place.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)

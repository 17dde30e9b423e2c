"""The service with all its parts apart: a broker, workers of Celery and what rings for them, each a process to be killed."""

import dataclasses
import pathlib
from collections.abc import Sequence

import sqlalchemy as sa

import storage.buckets
import storage.echoes
from tests.faults.inside import Fault
from tests.faults.nemesis import await_that, die_at
from tests.faults.processes import Process
from tests.faults.world import World

RING = 0.3  # seconds between two ticks
SHORT_STEPS: Fault = {"set": "worker.tasks.STEP_SECONDS", "to": 0.05}
SMALL: Fault = {"set": "worker.importing.BATCH", "to": 40}
UNREAD = (
    "select count(*) from file_part join file on file.id = file_part.file_id "
    "where not file_part.done and file.state in ('due', 'reading')"
)


@dataclasses.dataclass
class Crew:
    """Workers of the general queue, and a ticker, on a broker's URL. What died is started again by `mend`, as the
    supervisor does."""

    world: World
    url: str
    workers: list[Process] = dataclasses.field(default_factory=list)
    tickers: list[Process] = dataclasses.field(default_factory=list)
    restarts: int = 0

    @property
    def env(self) -> dict[str, str]:
        return {"REDIS_URL": self.url}

    def start(self, workers: int = 2, tickers: int = 1) -> None:
        self.world.faults += [SHORT_STEPS, SMALL]
        self.workers += [self.worker() for _ in range(workers)]
        self.tickers += [self.world.start("ticker", RING, env=self.env) for _ in range(tickers)]

    def worker(self, queues: str = "celery,watch", faults: Sequence[Fault] = ()) -> Process:
        name = f"w{len(self.world.running)}@%h"
        words = ["celery", "-q", "-A", "worker.app", "worker", "-Q", queues, "-n", name, "--concurrency", "1"]
        words += ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
        return self.world.start(*words, env=self.env, faults=faults)

    def mend(self) -> None:
        for place, process in enumerate(self.workers):
            if process.wait(0) is not None:
                process.end()
                self.workers[place] = self.worker()
                self.restarts += 1
                self.world.history.note("worker started again", code=process.code)

    def finish(self, seconds: float = 180.0) -> None:
        """Waits, mending, until nothing is left to be done, then ends all."""

        def is_done() -> bool:
            self.mend()
            return is_settled(self.world)

        await_that(is_done, seconds, f"the crew did not finish\n{self.workers[0].said()[-2000:]}")
        self.end()

    def end(self) -> None:
        for process in [*self.tickers, *self.workers]:
            process.end()


def queue_files(world: World, paths: Sequence[pathlib.Path]) -> None:
    """Has the files taken note of, and nothing read: the import is killed before its first batch."""
    words = ["groundswell", "import", "strike", *paths]
    assert die_at(world, words, "before worker.importing.read_part", 1)


def is_settled(world: World) -> bool:
    """Whether every file is read, every text compared and every minute counted."""
    with world.database.read() as session:
        unread = session.execute(sa.text(UNREAD)).scalar_one()
        return not unread and not storage.echoes.is_due(session) and not storage.buckets.events_dirty(session)

"""Reads parts of files in several processes at once: the step of a worker's task, without a broker between."""

import concurrent.futures
import multiprocessing
from collections.abc import Callable, Sequence

from config import clock
from storage.database import Database
from storage.tables import FilePart
from worker import house, importing

LOOK = 0.3  # seconds between two looks at how far the others are
WORTH_IT = 16 << 20  # bytes to be read, below which starting processes takes longer than it saves

Progress = Callable[[int, int], None]


def read_parts(database: Database, parts: Sequence[FilePart], processes: int, progress: Progress) -> bool:
    """Reads the parts to their end. False when another process had one of them. `progress` is told how many records
    were read since the last time, and the bytes that all parts are through."""
    numbers = [part.id or 0 for part in parts]
    read = _read(database, numbers)[0]
    with concurrent.futures.ProcessPoolExecutor(
        max_workers=min(processes, len(parts)),
        mp_context=multiprocessing.get_context("spawn"),  # an open database does not survive a fork
        initializer=_begin,
        initargs=(clock.fixed(),),
    ) as pool:
        waiting = {pool.submit(_read_part, number) for number in numbers}
        outcomes = []
        while waiting:
            done, waiting = concurrent.futures.wait(waiting, timeout=LOOK)
            outcomes += [future.result() for future in done]
            before, (read, position) = read, _read(database, numbers)
            progress(read - before, position)
    return all(outcome == "done" for outcome in outcomes)


def _begin(fixed: str | None) -> None:
    if fixed:
        clock.fix(fixed)


def _read_part(number: int) -> str:
    return importing.read_part(house.database(), number, clock=clock.now)


def _read(database: Database, numbers: Sequence[int]) -> tuple[int, int]:
    """Records read and bytes passed, of all these parts."""
    with database.read() as session:
        rows = [session.get_one(FilePart, number) for number in numbers]
        return sum(row.read for row in rows), sum(row.position for row in rows)

"""Reads parts of files in several processes at once, of which this is one: the step of a worker's task, without a
broker between."""

import concurrent.futures
import multiprocessing
import pathlib
import time
from collections.abc import Callable, Sequence

from collectors import opening
from collectors.base import FileRefused
from config import clock
from storage.database import Database
from storage.tables import File, FilePart
from worker import house, importing

LOOK = 0.3  # seconds between two looks at how far the others are
WORTH_IT = 8 << 20  # bytes for each process, below which starting it takes longer than it saves
PACKED = 4  # times as much is in a packed file

Progress = Callable[[int, int], None]


def read_parts(database: Database, parts: Sequence[FilePart], processes: int, progress: Progress) -> bool:
    """Reads the parts to their end, in this process and in others beside it. False when another process had one of
    them. `progress` is told how many records were read since the last time, and how many bytes all parts are through."""
    numbers = [part.id or 0 for part in parts]
    told = _Told(database, numbers, progress)
    with concurrent.futures.ProcessPoolExecutor(
        max_workers=min(processes, len(parts)) - 1,
        mp_context=multiprocessing.get_context("spawn"),  # an open database does not survive a fork
        initializer=_begin,
        initargs=(clock.fixed(),),
    ) as pool:
        others = [pool.submit(_read_part, number) for number in numbers[1:]]
        outcomes: list[str] = [importing.read_part(database, numbers[0], clock=clock.now, progress=told.now_and_then)]
        for number, other in zip(reversed(numbers), reversed(others), strict=False):
            if other.cancel():  # nobody has begun it
                outcomes.append(importing.read_part(database, number, clock=clock.now, progress=told.now_and_then))
        waiting = [other for other in others if not other.cancelled()]
        while concurrent.futures.wait(waiting, timeout=LOOK).not_done:
            told.tell()
        told.tell()
        outcomes += [other.result() for other in waiting]
    return all(outcome == "done" for outcome in outcomes)


def worth_it(files: Sequence[File], processes: int) -> bool:
    """Whether there is so much to read that several processes are sooner through than one."""
    return sum(map(_unpacked, files)) // processes >= WORTH_IT


def _unpacked(file: File) -> int:
    try:
        return file.size * (PACKED if opening.packed_as(pathlib.Path(file.path)) else 1)
    except FileRefused:
        return 0  # gone: who reads it says so


class _Told:
    """How far all the parts are, told now and then."""

    def __init__(self, database: Database, numbers: Sequence[int], progress: Progress) -> None:
        self._database, self._numbers, self._progress = database, numbers, progress
        self._read, self._at = _read(database, numbers)[0], 0.0

    def now_and_then(self, *_: int) -> None:
        if time.monotonic() - self._at >= LOOK:
            self.tell()

    def tell(self) -> None:
        self._at = time.monotonic()
        before, (self._read, position) = self._read, _read(self._database, self._numbers)
        self._progress(self._read - before, position)


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

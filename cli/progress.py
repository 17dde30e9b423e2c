"""Progress bars on a terminal; nothing where the output is read by a program."""

import pathlib
from collections.abc import Sequence
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeRemainingColumn

from analysis.outward import one_line, shortened
from storage.tables import File
from worker.intake import Watcher


class ImportProgress(Watcher):
    """A bar for the file that is being read, with its rate and the time left."""

    def __init__(self, *, quiet: bool = False) -> None:
        console = Console(stderr=True)
        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            TextColumn("{task.fields[note]}", markup=False),
            TimeRemainingColumn(compact=True),
            console=console,
            transient=True,
            disable=quiet or not console.is_terminal,
        )
        self._task: TaskID = self._bar.add_task("", total=None, note="")
        self._records = 0

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def step(self, words: str) -> None:
        self._bar.reset(self._task, description=words, total=None, note="")

    def file(self, file: File, pass_number: int) -> None:
        name = shortened(one_line(pathlib.Path(file.path).name), 40)
        self._records = 0
        words = f"reading {name}" if not pass_number else f"threads in {name}"
        self._bar.reset(self._task, description=words, total=file.size, note="")

    def files(self, names: Sequence[str], size: int) -> None:
        self._records = 0
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        words = f"reading {shortened(one_line(names[0]), 40)}{more}"
        self._bar.reset(self._task, description=words, total=size, note="")

    def read(self, records: int, position: int) -> None:
        self._records += records
        elapsed = self._bar.tasks[0].elapsed or 0
        rate = f"{self._records / elapsed:,.0f} posts/s" if elapsed > 0.5 else ""
        self._bar.update(self._task, completed=position, note=f"{self._records:,} posts {rate}")

    def matched(self, done: int, of: int) -> None:
        self._bar.update(self._task, completed=done, total=of, note=f"{done:,} posts")

    def compared(self, done: int, of: int) -> None:
        self._bar.update(self._task, completed=done, total=of, note=f"{done:,} texts")

    def counted(self, done: int, of: int) -> None:
        self._bar.update(self._task, completed=done, total=of)

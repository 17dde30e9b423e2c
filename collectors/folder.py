"""A folder of export files and archives that is looked at again and again. A file is taken once it stops growing."""

import dataclasses
import datetime as dt
import pathlib
from collections.abc import Iterable, Mapping

import pydantic

from collectors import mapping
from collectors.archive_names import without_other_parts

UNFINISHED = (".part", ".crdownload", ".tmp", ".download")
DEEPEST = 8


class Options(pydantic.BaseModel):
    """`path` is below the groundswell folder unless it is absolute; `settle` is how long a file must not have grown."""

    model_config = pydantic.ConfigDict(extra="forbid")

    path: str = pydantic.Field(min_length=1)
    every: pydantic.PositiveInt = pydantic.Field(default=10, description="seconds between two looks")
    settle: pydantic.NonNegativeInt = pydantic.Field(default=5, description="seconds without growth")


@dataclasses.dataclass(frozen=True, slots=True)
class Look:
    """What one look at a folder found: files that may be read now, and the sizes to compare with at the next look."""

    settled: list[pathlib.Path]
    sizes: dict[str, list[float]]


def files_below(path: pathlib.Path) -> list[pathlib.Path]:
    """The files of a folder and its folders in name order; hidden and unfinished ones are left alone, and so are
    mapping files, which say how others are read, and the files of an X account archive that hold no posts."""
    if not path.is_dir():
        return [] if path.name.endswith(mapping.ENDING) else [path]
    found = [file for file in path.rglob("*") if _is_wanted(file, path)]
    return without_other_parts(sorted(found, key=lambda file: str(file)))


def look(path: pathlib.Path, last: Mapping[str, Iterable[float]], *, settle: int, now: dt.datetime) -> Look:
    """Compares the files with the last look: one that has the same size and time, and is `settle` seconds old, has
    settled. What was handed out before is not handed out again unless it changed (its third number is 1)."""
    settled, sizes = [], {}
    for file in files_below(path) if path.is_dir() else []:
        try:
            stat = file.stat()
        except OSError:
            continue
        size, changed = float(stat.st_size), stat.st_mtime
        before = list(last.get(str(file), ()))
        same = before[:2] == [size, changed]
        taken = same and before[2:] == [1.0]
        ready = same and not taken and now.timestamp() - changed >= settle
        if ready:
            settled.append(file)
        sizes[str(file)] = [size, changed, 1.0 if taken or ready else 0.0]
    return Look(settled, sizes)


def _is_wanted(file: pathlib.Path, below: pathlib.Path) -> bool:
    parts = file.relative_to(below).parts
    hidden = any(part.startswith(".") for part in parts)
    finished = not file.name.lower().endswith(UNFINISHED)
    finished = finished and not file.name.endswith(mapping.ENDING)
    return len(parts) <= DEEPEST and not hidden and finished and file.is_file() and not file.is_symlink()

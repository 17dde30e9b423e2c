"""The contract of this room: what reading a file or a feed yields, and what is raised when it cannot be read."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Any, Literal, Protocol

import pydantic

from storage.tables import NewPost
from storage.tables.post import Platform

Layout = dict[str, Any]


class CollectorError(Exception):
    """The family of this room. The message is a sentence for the person who gave the file or set up the feed."""


class FileRefused(CollectorError):
    """The file as a whole is not posts, or cannot be opened; the message says what it is and what to do."""


class FileCut(CollectorError):
    """The file ends too early. Raised after everything before the cut was yielded."""


class RecordRejected(CollectorError):
    """One record cannot be read; the rest of the file can."""


@dataclasses.dataclass(slots=True)
class Rejected:
    """A record that goes to quarantine, with the reason and its own bytes."""

    reason: str
    raw: bytes


@dataclasses.dataclass(slots=True)
class Notice:
    """Something that is no post and is not counted as one. `native_id` is the post that it speaks of, where it is a
    notice of a deletion the post to delete."""

    kind: str
    native_id: str | None = None
    platform: Platform = "x"


Outcome = NewPost | Rejected | Notice


@dataclasses.dataclass(frozen=True, slots=True)
class Head:
    """The first values of a file, for recognising it: JSON objects, or rows by column name. `variable` is what the
    values are given to, where the file is a script of an account archive. Of a table there is also the line of each
    row, and what the layout says of its bytes."""

    shape: Literal["json", "rows"]
    values: list[Any]
    header: tuple[str, ...] = ()
    variable: str = ""
    lines: tuple[int, ...] = ()
    table: Layout = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True, slots=True)
class Recognised:
    """A reader's claim on a file: how sure in [0, 1], the format in words, and how to read it (kept with the file,
    so that a later run reads it the same way)."""

    sure: float
    format: str
    layout: Layout
    warnings: tuple[str, ...] = ()


class Reader(Protocol):
    """A module that reads one family of formats."""

    def recognise(self, head: Head) -> Recognised | None:
        """The claim on a file that begins so; None when it is not of this family."""

    def outcomes(self, value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
        """The posts of one JSON object or row. Raises RecordRejected when it holds one post that cannot be read."""


class Collector(Protocol):
    """A module that knows one kind of source: the options that an event file may give it."""

    @property
    def Options(self) -> type[pydantic.BaseModel]:  # noqa: N802 (a class of the module)
        """What an event file may set for such a source."""

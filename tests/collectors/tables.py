"""Tables that the tests write and read back, as an import would. Invented; nobody said any of this."""

import csv
import io
import pathlib
from collections.abc import Callable, Sequence
from typing import Any

from collectors import READERS, opening, reading, recognising
from collectors.base import Outcome, Recognised, Rejected
from storage.tables import NewPost
from tests.making import at, x_id

Row = Sequence[Any]


def own_id(number: int) -> str:
    """The id of the post of that number, made so many minutes after the strike."""
    return x_id(at(number), number)


def told(number: int) -> str:
    return f"What people say of the strike, number {number}"


def iso(number: int, hours: float = 0) -> str:
    """The time of the post of that number, off by some hours, without a zone."""
    return at(number + 60 * hours).strftime("%Y-%m-%d %H:%M:%S")


def content_of(header: Row, rows: Sequence[Row], *, delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def columns(number: int = 40, **made: Callable[[int], Any] | Any) -> tuple[list[str], list[list[Any]]]:
    """A header and rows from what each column holds: a function of the row's number, or the same on all rows. Two
    underscores in a name stand for a dot, one for itself."""
    header = [name.replace("__", ".") for name in made]
    return header, [[make(n) if callable(make) else make for make in made.values()] for n in range(number)]


def recognised(path: pathlib.Path) -> tuple[opening.Member, Recognised]:
    (member,) = opening.members(path)
    return member, recognising.recognise(member, READERS)


def outcomes(path: pathlib.Path) -> tuple[Recognised, list[Outcome]]:
    member, found = recognised(path)
    units = reading.read(member, READERS[found.layout["reader"]], found.layout)
    return found, [record.outcome for unit in units for record in unit.records]


def read(path: pathlib.Path, content: str | bytes) -> tuple[Recognised, list[NewPost], list[Rejected]]:
    """What a file of this content gives: how it was recognised, its posts, and what was rejected."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    found, all_of_them = outcomes(path)
    posts = [each for each in all_of_them if isinstance(each, NewPost)]
    return found, posts, [each for each in all_of_them if isinstance(each, Rejected)]

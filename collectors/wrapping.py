"""JSON documents that hold their records in an unusual way: in a list under some name, by number, or column by column
as pandas writes them."""

from collections.abc import Iterator, Mapping
from typing import Any

LEAST_RECORDS = 2
BY_KEY, BY_COLUMN = "by key", "by column"


def ways(value: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """How the object could hold records, with those records; the likeliest first."""
    lists = [key for key, cell in value.items() if isinstance(cell, list) and any(isinstance(e, dict) for e in cell)]
    for key in sorted(lists, key=lambda key: -len(value[key])):
        yield f"in {key}", turned(value, f"in {key}")
    inner = list(value.values())
    if len(inner) < LEAST_RECORDS or not all(isinstance(each, dict) and each for each in inner):
        return
    if all(each.keys() == inner[0].keys() for each in inner) and all(key.isdecimal() for key in inner[0]):
        yield BY_COLUMN, turned(value, BY_COLUMN)
    yield BY_KEY, turned(value, BY_KEY)


def turned(value: Mapping[str, Any], way: str) -> list[Any]:
    """The records of an object that holds them in this way; an object that does not is its own record."""
    if way == BY_KEY:
        return list(value.values())
    if way == BY_COLUMN:
        columns = {name: cells for name, cells in value.items() if isinstance(cells, dict)}
        rows = dict.fromkeys(row for cells in columns.values() for row in cells)
        return [{name: cells.get(row) for name, cells in columns.items()} for row in rows]
    listed = value.get(way.removeprefix("in "))
    return listed if isinstance(listed, list) else [value]

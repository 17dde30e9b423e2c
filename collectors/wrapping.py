"""JSON documents that hold their records in an unusual way: in a list under some name, by number, or column by column
as pandas writes them."""

from collections.abc import Iterator, Mapping
from typing import Any

LEAST_RECORDS = 2
BY_KEY, BY_COLUMN = "by key", "by column"


def flat(value: Any) -> list[Any]:
    """The records of a value: an array of objects holds as many, such as the two parts of a thread of Reddit."""
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return value
    return [value]


def ways(value: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """How the object could hold records, with those records; the likeliest first."""
    lists = [key for key, cell in value.items() if isinstance(cell, list) and any(isinstance(e, dict) for e in cell)]
    for key in sorted(lists, key=lambda key: -len(value[key])):
        yield f"in {key}", turned(value, f"in {key}")
    if _is_by_column(value):
        yield BY_COLUMN, turned(value, BY_COLUMN)
    if _is_by_key(value):
        yield BY_KEY, turned(value, BY_KEY)


def turned(value: Mapping[str, Any], way: str) -> list[Any]:
    """The records of an object that holds them in this way; an object that does not is its own record."""
    if way == BY_KEY:
        return list(value.values()) if _is_by_key(value) else [value]
    if way == BY_COLUMN:
        if not _is_by_column(value):
            return [value]
        rows = dict.fromkeys(row for cells in value.values() for row in cells)
        return [{name: cells.get(row) for name, cells in value.items()} for row in rows]
    listed = value.get(way.removeprefix("in "))
    return listed if isinstance(listed, list) else [value]


def _is_by_key(value: Mapping[str, Any]) -> bool:
    return len(value) >= LEAST_RECORDS and all(isinstance(each, dict) and each for each in value.values())


def _is_by_column(value: Mapping[str, Any]) -> bool:
    """Whether every field is an object of row numbers, the same for all."""
    if not _is_by_key(value):
        return False
    rows = next(iter(value.values())).keys()
    return all(key.isdecimal() for key in rows) and all(each.keys() == rows for each in value.values())

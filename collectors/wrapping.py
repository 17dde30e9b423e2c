"""JSON documents that hold their records in an unusual way: in lists or by key at some depth, column by column as
pandas writes them, or as a text of JSON inside JSON."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from collectors.base import RecordRejected
from collectors.units import parsed

LEAST_RECORDS = 2
BY_KEY, BY_COLUMN, BY_LIST, SPLIT = "by key", "by column", "by list", "split"
EVERY = "*"  # a step of a path to all members of a list, or to all values of an object whose keys are no names
DEEPEST = 8
MOST_PATHS = 40
SAMPLED = 300
FEWEST_FIELDS = 2
ALONG = ("includes", "quoted", "retweeted", "referenced", "reposted", "in_reply", "inreply")  # what only came along
OF_MESSAGES = ("value", "message", "payload", "json", "raw", "tweet", "doc", "data", "_raw", "body")


def flat(value: Any) -> list[Any]:
    """The records of a value: an array of objects holds as many, such as the two parts of a thread of Reddit. A text
    that is JSON itself, as scripts leave it that encode twice, is what it says."""
    if isinstance(value, str):
        value = unquoted(value)
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return value
    return [value]


def unquoted(text: str) -> Any:
    """What a text of JSON says; any other text as it stands."""
    if not text.lstrip().startswith(("{", "[")):
        return text
    try:
        return parsed(text.encode("utf-8", "replace"))
    except RecordRejected:
        return text


def message_of(values: Sequence[Any]) -> str | None:
    """The field that holds the record as a text of JSON, where all values have one (messages of a queue)."""
    for key in OF_MESSAGES:
        if values and all(
            isinstance(each, dict) and isinstance(text := each.get(key), str) and text.startswith("{")
            for each in values[:20]
        ):
            return key
    return None


def ways(value: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """How the object could hold records, with the first of those; the likeliest first."""
    found: dict[str, list[Any]] = {}
    _collect(value, (), found)
    for path in sorted(found, key=lambda path: (-len(found[path]), path.count("/")))[:MOST_PATHS]:
        if path != EVERY or not _is_by_key(value):
            yield f"in {path}", found[path]
    for way in (BY_COLUMN, BY_KEY, BY_LIST, SPLIT):
        if (records := turned(value, way)) and records[0] is not value:
            yield way, records


def joined(these: Sequence[str]) -> str:
    """One way for records that lie in several places; a place inside another is a part of its records."""
    paths = [way.removeprefix("in ") for way in these if way.startswith("in ")]
    apart = [path for path in paths if not any(path != other and path.startswith(f"{other}/") for other in paths)]
    return "in " + "|".join(apart) if apart else these[0]


def turned(value: Mapping[str, Any], way: str) -> list[Any]:
    """The records of an object that holds them in this way; an object that does not is its own record."""
    if way == BY_KEY:
        return _by_key(value) if _is_by_key(value) else [value]
    if way == BY_COLUMN:
        if not _is_by_column(value):
            return [value]
        rows = dict.fromkeys(row for cells in value.values() for row in cells)
        return [{name: cells.get(row) for name, cells in value.items()} for row in rows]
    if way == BY_LIST:
        return _by_list(value) or [value]
    if way == SPLIT:
        return _split(value) or [value]
    places = way.removeprefix("in ").split("|")
    records = [each for place in places for each in _reached(value, place.split("/")) if isinstance(each, dict)]
    return records or [value]


def _collect(value: Any, path: tuple[str, ...], found: dict[str, list[Any]]) -> None:
    """Puts the objects that look like records under the paths on which they lie, the first of each."""
    if len(path) >= DEEPEST or len(found) > 4 * MOST_PATHS:
        return
    if isinstance(value, list):
        for each in value:
            if isinstance(each, dict):
                _note(each, path, found)
                _collect(each, (*path, EVERY), found)
            elif isinstance(each, list):
                _collect(each, (*path, EVERY), found)
    elif isinstance(value, dict):
        nameless = _is_nameless(value)
        for key, each in value.items():
            step = EVERY if nameless else key
            if not isinstance(each, dict | list) or step.lower().startswith(ALONG) or not step.isprintable():
                continue
            if "/" in step or "|" in step or (step == EVERY and not nameless):
                continue
            if isinstance(each, dict):
                _note(each, (*path, step), found)
            _collect(each, (*path, step), found)


def _note(record: Mapping[str, Any], path: tuple[str, ...], found: dict[str, list[Any]]) -> None:
    plain = [cell for cell in record.values() if not isinstance(cell, dict | list)]
    if path and len(plain) >= FEWEST_FIELDS and any(isinstance(cell, str) and len(cell) > 2 for cell in plain):
        records = found.setdefault("/".join(path), [])
        if len(records) < SAMPLED:
            records.append(record)


def _is_nameless(value: Mapping[str, Any]) -> bool:
    """Whether the keys of an object are ids or names of things: its values are objects that share fields."""
    inner = list(value.values())
    if len(inner) < LEAST_RECORDS:
        return all(key.isdecimal() for key in value)
    if all(isinstance(each, dict) for each in inner):
        return all(inner[0].keys() & each.keys() for each in inner[1:20])
    return False


def _reached(value: Any, steps: Sequence[str]) -> list[Any]:
    nodes = [value]
    for step in steps:
        if step == EVERY:
            nodes = [each for node in nodes for each in _members(node)]
        else:
            nodes = [node[step] for node in nodes if isinstance(node, dict) and step in node]
    return [each for node in nodes for each in (node if isinstance(node, list) else [node])]


def _members(node: Any) -> list[Any]:
    return list(node.values()) if isinstance(node, dict) else node if isinstance(node, list) else []


def _is_by_key(value: Mapping[str, Any]) -> bool:
    return len(value) >= LEAST_RECORDS and all(isinstance(each, dict) and each for each in value.values())


def _by_key(value: Mapping[str, Any]) -> list[Any]:
    """The records with their key as the id, where none has an id of its own."""
    if any("id" in each for each in value.values()):
        return list(value.values())
    return [{"id": key, **each} for key, each in value.items()]


def _is_by_column(value: Mapping[str, Any]) -> bool:
    """Whether every field is an object of row numbers, the same for all."""
    if not _is_by_key(value):
        return False
    rows = next(iter(value.values())).keys()
    return all(key.isdecimal() for key in rows) and all(each.keys() == rows for each in value.values())


def _by_list(value: Mapping[str, Any]) -> list[Any]:
    """The rows of an object in which every field is a list of plain values, all of one length; none of any other."""
    lists = [each for each in value.values() if isinstance(each, list)]
    if len(lists) != len(value) or len(lists) < LEAST_RECORDS or len({len(each) for each in lists}) != 1:
        return []
    if any(isinstance(cell, dict | list) for each in lists for cell in each[:20]):
        return []
    return [dict(zip(value, row, strict=True)) for row in zip(*lists, strict=True)]


def _split(value: Mapping[str, Any]) -> list[Any]:
    """The rows under the names of their columns, as pandas writes them with orient="split"."""
    names, rows = value.get("columns"), value.get("data")
    if not isinstance(names, list) or not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return []
    return [dict(zip(map(str, names), row, strict=False)) for row in rows]

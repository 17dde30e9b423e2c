"""Notices of posts that were deleted or withheld: compliance and stream lines of X; and, when a person says that it is
one, any list of ids. The result of a compliance job is such a list: it does not say whether its ids are of posts or of
accounts, so nothing is deleted by it unasked."""

import csv
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from collectors import ids
from collectors.base import FileRefused, Head, Layout, Notice, Outcome, Recognised, RecordRejected
from collectors.x_export.building import dig

DELETION_KINDS = ("delete", "withheld", "status_withheld")
OTHER_KINDS = ("scrub_geo", "user_withheld", "limit", "undrop", "edit")
DELETED, WITHHELD = "deletion notices", "notices of withheld posts"
ID_COLUMNS = ("id", "id_str", "tweet_id", "status_id", "post_id", "name", "fullname", "uid")
LOOKED_AT = 200


def recognise(head: Head) -> Recognised | None:
    """Sure when there is nothing but notices."""
    values = [value for value in head.values if isinstance(value, dict)]
    if head.shape != "json" or not values or not any(deletion(value) for value in values):
        return None
    mine = [value for value in values if deletion(value) or any(key in value for key in OTHER_KINDS)]
    return Recognised(0.94 * len(mine) / len(values), "deletion notices of X (compliance)", {"ids": None})


def recognise_list(start: bytes) -> Recognised:
    """A list of ids that a person says is one of deletions: JSON, or a table with or without a header. Raises
    FileRefused where there are no ids."""
    text = start.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").lstrip()
    layout = _json_list(text) if text[:1] in ("{", "[") else _table_list(text)
    if layout is None:
        raise FileRefused(
            "no ids of posts were found here; a list has one id of X (or t1_…, t3_… of Reddit) on each line"
        )
    return Recognised(1.0, "list of deleted posts", {"reader": "deletions", **layout})


def outcomes(value: Mapping[str, Any], layout: Layout) -> Iterator[Outcome]:
    if found := deletion(value):
        kind, native_id = found
        yield Notice(kind, native_id)
    elif column := layout.get("ids"):
        listed = _any_id(value.get(column))
        if listed is None:
            raise RecordRejected(f"no id of a post: {str(value.get(column))[:40]!r}")
        yield Notice(DELETED, listed, "reddit" if listed.startswith("t") else "x")
    elif other := next((key for key in OTHER_KINDS if key in value), None):
        yield Notice(f"{other} notices")
    else:
        raise RecordRejected("no deletion notice")


def deletion(value: Mapping[str, Any]) -> tuple[str, str] | None:
    """The kind of notice and the post that it deletes or withholds; None when the value is no such notice."""
    outer = value.get("data") if isinstance(value.get("data"), dict) else value
    for key in DELETION_KINDS:
        inner = outer.get(key) if isinstance(outer, Mapping) else None
        for place in ("status", "tweet", "post"):
            native_id = ids.x_id(dig(inner, place, "id_str")) or ids.x_id(dig(inner, place, "id"))
            if native_id:
                return (DELETED if key == "delete" else WITHHELD), native_id
        if key == "status_withheld" and (native_id := ids.x_id(dig(inner, "id_str")) or ids.x_id(dig(inner, "id"))):
            return WITHHELD, native_id
    return None


def _any_id(value: Any) -> str | None:
    """An id of X, or a Reddit name such as t1_abc123; a bare Reddit id could be of either kind and is none."""
    text = str(value or "").strip().lower().removeprefix("reddit:").removeprefix("x:")
    if text.startswith(("t1_", "t3_")):
        return ids.fullname(text[:2], text)
    return ids.x_id(text)


def _json_list(text: str) -> Layout | None:
    first = text.split("\n", 1)[0]
    units, value = "lines", _parsed(first)
    if not isinstance(value, dict):
        units, value = "document", _parsed(text)
        value = value[0] if isinstance(value, list) and value else value
    if not isinstance(value, dict):
        return None
    column = next((name for name in ID_COLUMNS if _any_id(value.get(name))), None)
    return {"units": units, "shape": "json", "ids": column} if column or deletion(value) else None


def _parsed(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _table_list(text: str) -> Layout | None:
    lines = text.split("\n")[:LOOKED_AT]
    delimiter = max(",;\t", key=lines[0].count)
    try:
        rows = [row for row in csv.reader(lines, delimiter=delimiter) if any(row)]
    except csv.Error:
        return None
    if not rows:
        return None
    has_header = not any(_any_id(cell) for cell in rows[0])
    body = rows[1:] if has_header else rows
    width = len(rows[0])
    header = rows[0] if has_header else [f"column {place}" for place in range(1, width + 1)]
    fits = [sum(len(row) > place and _any_id(row[place]) is not None for row in body) for place in range(width)]
    named = [place for place in range(width) if header[place].strip().lower() in ID_COLUMNS and fits[place]]
    best = named[0] if named else max(range(width), key=lambda place: fits[place])
    if not body or fits[best] < 0.8 * len(body):
        return None
    table = {"encoding": "utf-8-sig", "delimiter": delimiter, "header_line": int(has_header), "header": header}
    return {"units": "rows", "shape": "rows", "ids": header[best], **table}

"""What a file of posts is: its shape (JSON lines, a JSON document, a table), then which reader claims it."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

import orjson

from collectors import units
from collectors.base import FileCut, FileRefused, Head, Layout, Reader, Recognised, RecordRejected
from collectors.opening import Member, what_it_is_not, what_stands_twice

LOOKED_AT = 512 << 10
HEAD_UNITS = 300
DELIMITERS = ",;\t|"
HEADER_WITHIN = 20
SURE_ENOUGH = 0.5
NO_POSTS = {  # what else such tools write, by a key that only it has
    frozenset(["tweet_count", "start", "end"]): "counts of posts",
    frozenset(["action", "created_at", "reason"]): (
        "deletion notices of a compliance job (if they are of posts, not accounts, import it with --deletions)"
    ),
    frozenset(["user_id", "compliance_type"]): "notices of deleted accounts (a compliance job)",
    frozenset(["follower_count", "owner_id"]): "lists of accounts",
    frozenset(["member_count", "private", "owner_id"]): "lists of accounts",
    frozenset(["username", "public_metrics", "name"]): "user accounts",
    frozenset(["screen_name", "followers_count", "friends_count"]): "user accounts",
    frozenset(["subscribers", "display_name", "subreddit_type"]): "subreddits",
}


def recognise(member: Member, readers: Mapping[str, Reader]) -> Recognised:
    """The claim of the surest reader. Raises FileRefused, in words, when no reader is sure enough."""
    head, table = head_of(member)
    found = claims(head, readers)
    if not found or found[0][1].sure < SURE_ENOUGH:
        raise FileRefused(_refusal(head, [claim for _, claim in found]))
    name, claim = found[0]
    layout = {**claim.layout, "reader": name, "shape": head.shape, **table}
    warnings = claim.warnings
    if table.get("encoding", "utf-8") not in ("utf-8", "utf-8-sig"):
        warnings = (f"the text was read as {table['encoding']}; check a few posts", *warnings)
    return Recognised(claim.sure, claim.format, layout, warnings)


def head_of(member: Member) -> tuple[Head, Layout]:
    """The first values of a file, and what the layout must say to read the rest the same way. Raises FileRefused."""
    start = start_of(member, LOOKED_AT)
    if not start.strip():
        raise FileRefused("the file is empty")
    if fault := what_it_is_not(start) or what_stands_twice(start):
        raise FileRefused(fault)
    head, table = _head(start, complete=len(start) < LOOKED_AT)
    if not head.values and len(start) >= LOOKED_AT:  # its first record is longer than what was looked at
        start = start_of(member, units.WHOLE_DOCUMENT)
        head, table = _head(start, complete=len(start) < units.WHOLE_DOCUMENT)
    return head, table


def claims(head: Head, readers: Mapping[str, Reader]) -> list[tuple[str, Recognised]]:
    """What each reader says that the file is, the surest first and of equals the first of the register."""
    found = [(name, claim) for name, reader in readers.items() if (claim := reader.recognise(head))]
    return sorted(found, key=lambda each: -each[1].sure)


def start_of(member: Member, most: int = LOOKED_AT) -> bytes:
    """The first unpacked bytes of a file."""
    pieces, size = [], 0
    try:
        for chunk in member.chunks():
            pieces.append(chunk)
            size += len(chunk)
            if size >= most:
                break
    except FileCut:
        pass
    return b"".join(pieces)[:most]


def _encoding(start: bytes) -> str:
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if start[1:2000:2].count(0) > 300 or start[:2000:2].count(0) > 300:
        return "utf-16-le" if start[1:2000:2].count(0) > 300 else "utf-16-be"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError as error:
        good = start.decode("utf-8", "replace")
        if sum(ord(c) > 127 for c in good) > 20 * good.count("\ufffd"):
            return "utf-8"  # a few damaged bytes in a file that is otherwise UTF-8: those rows go to quarantine
        del error
        quotes = sum(start.count(bytes([byte])) for byte in range(0x91, 0x98))
        cyrillic = sum(start.count(bytes([byte])) for byte in range(0xC0, 0x100))
        return "cp1251" if cyrillic > 4 * max(quotes, 10) else "cp1252"
    return "utf-8"


def _head(start: bytes, *, complete: bool) -> tuple[Head, Layout]:
    """The first values of the file, and what the layout must say to read the rest the same way."""
    encoding = _encoding(start)
    wide = encoding if encoding.startswith("utf-16") else ""
    plain = b"".join(units.as_utf8([start], wide)) if wide else start
    plain = plain.removeprefix(codecs.BOM_UTF8).lstrip()
    if plain[:1] in (b"{", b"["):
        kind = "lines" if plain.startswith(b"{") and _is_json_lines(plain) else "document"
        cut = units.lines([plain]) if kind == "lines" else units.document([plain])
        return Head("json", _objects(cut, complete=complete)), {"units": kind, **({"encoding": wide} if wide else {})}
    text = codecs.getincrementaldecoder(encoding)("replace").decode(start)
    return _table_head(text, encoding, complete=complete)


def _is_json_lines(start: bytes) -> bool:
    """Whether one of the first lines is a JSON object of its own; a pretty-printed document has none."""
    for line in start.split(b"\n")[:5]:
        if line.lstrip().startswith(b"{"):
            try:
                orjson.loads(line)
            except orjson.JSONDecodeError:
                continue
            return True
    return start.count(b"\n") == 0


def _objects(cut: Any, *, complete: bool) -> list[Any]:
    values, raws = [], list(cut)[:HEAD_UNITS]
    for unit in raws if complete or len(raws) == HEAD_UNITS else raws[:-1] or raws:
        try:
            values.append(units.parsed(unit.raw))
        except RecordRejected:
            continue
    return values


def _table_head(text: str, encoding: str, *, complete: bool) -> tuple[Head, Layout]:
    lines = text.removeprefix("\ufeff").split("\n")
    first = 0
    delimiters = DELIMITERS
    if match := re.fullmatch(r"sep=(.)\s*", lines[0]):
        delimiters, first = match[1], 1
    if not complete:
        lines.pop()
    best = max((_table_of(lines, delimiter, first) for delimiter in delimiters), key=lambda found: found[0])
    _, delimiter, header_line, header, rows = best
    if not rows or len(header) < 2:
        raise FileRefused(f"this is no JSON and no table; it begins with {lines[0][:60]!r}")
    names = _unique(header)
    values = [dict(zip(names, row, strict=False)) for row in rows]
    table = {"units": "rows", "encoding": encoding, "delimiter": delimiter, "header_line": header_line, "header": names}
    return Head("rows", values, tuple(names)), table


def _table_of(lines: list[str], delimiter: str, first: int) -> tuple[float, str, int, list[str], list[list[str]]]:
    """How well the lines read as a table with this delimiter: the share of rows as wide as the header, weighed by the
    width, and much less where the header is not the first line; with the header's line, the header, and the first
    rows."""
    csv.field_size_limit(units.LONGEST_FIELD)
    reader = csv.reader((line + "\n" for line in lines[first:]), delimiter=delimiter)
    rows: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            rows.append((first + reader.line_num, row))
            if len(rows) > HEAD_UNITS:
                break
    except csv.Error:
        pass
    widths = Counter(len(row) for _, row in rows[:50] if any(row))
    if not widths:
        return 0.0, delimiter, 1, [], []
    width = max(widths, key=lambda wide: (widths[wide] * (wide > 1), wide))
    places = [place for place, (_, row) in enumerate(rows[:HEADER_WITHIN]) if len(row) == width]
    if not places or width < 2:
        return 0.0, delimiter, 1, [], []
    header_place = places[0]
    header = [cell.strip().strip("\ufeff") for cell in rows[header_place][1]]
    body = [row for _, row in rows[header_place + 1 :] if any(row)]
    fitting = sum(len(row) == width for row in body) / max(len(body), 1)
    first_filled = next((place for place, (_, row) in enumerate(rows) if any(row)), 0)
    fitting *= 1.0 if header_place == first_filled else 0.3
    return fitting * min(width, 12), delimiter, rows[header_place][0], header, body


def _unique(header: list[str]) -> list[str]:
    """Column names with a number behind repeated ones, so that no column hides another."""
    seen: Counter[str] = Counter()
    names = []
    for name in header:
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _refusal(head: Head, claims: list[Recognised]) -> str:
    keys = _keys(head)
    for marks, what in NO_POSTS.items():
        if marks <= keys:
            return f"this file holds {what}, no posts"
    if not head.values:
        return "no line of this file is JSON that can be read"
    seen = ", ".join(sorted(map(str, head.header or keys))[:12]) or "no named fields"
    near = max(claims, key=lambda claim: claim.sure).format if claims else ""
    hint = f"; the nearest known format is {near}" if near else ""
    return f"no posts were recognised here: a text with an id or a date is needed. Its fields are: {seen[:300]}{hint}"


def _keys(head: Head) -> set[str]:
    keys: set[str] = set()
    for value in head.values[:50]:
        for each in [value, *_inner(value)]:
            if isinstance(each, dict):
                keys.update(each)
    return keys


def _inner(value: Any) -> list[Any]:
    inner = value.get("data") if isinstance(value, dict) else None
    return inner[:20] if isinstance(inner, list) else [inner] if isinstance(inner, dict) else []

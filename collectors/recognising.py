"""What a file of posts is: its shape (JSON lines, a JSON document, a table), then which reader claims it."""

import codecs
import re
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from collectors import claiming, elsewhere, ids, mapping, refusing, units, wrapping
from collectors.base import FileCut, FileRefused, Head, Layout, Reader, Recognised, RecordRejected
from collectors.opening import Member, what_it_is_not, what_stands_twice
from collectors.table_head import head_of_table
from collectors.x_export import archive_parts

LOOKED_AT = 512 << 10
OF_ACCOUNTS = (b'"TimelineUser"', b'"snscrape.modules.twitter.User"')
PYTHON = re.compile(rb"\[?\s*\{'\w+': ")  # what str() makes of a dict
QUOTED = re.compile(r'"\s*[{\[]\s*(?:\\[nrt]\s*)*\\"')  # a text of JSON in JSON
RECORDING = re.compile(rb'\{\s*"log"\s*:\s*\{')
ARCHIVE_PARTS = {  # files of an X account archive that hold no posts of the account, by their variable
    "deleted_tweet": "posts that the account deleted; they are never read",
    "deleted_tweets": "posts that the account deleted; they are never read",
    "direct_message": "private messages",
    "note_tweet": "the long texts of posts; give tweets.js beside it, which names the posts",
    "like": "likes",
}
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
    said = mapping.beside(member)
    head, table = head_of(member, said.table if said else None)
    if said and (claim := mapping.claim(said, head, table)):
        return claim
    if head.variable and not archive_parts.POSTS_VARIABLE.fullmatch(head.variable):
        raise FileRefused(_refusal(head, []))
    found = claiming.claims(head, readers)
    turned: Layout = {}
    if head.shape == "json" and not claiming.is_sure(found) and (field := wrapping.message_of(head.values)):
        turned, head = {"inside": field}, Head("json", [wrapping.unquoted(each[field]) for each in head.values])
        found = claiming.claims(head, readers)
    elif head.shape == "json":
        turned, found = claiming.turned(head, readers, found)
    if not claiming.is_sure(found):
        raise FileRefused(_refusal(head, [claim for _, claim in found]))
    name, claim = found[0]
    if claim.layout.get("archive"):
        claim = archive_parts.completed(member, claim)
    layout = {**claim.layout, "reader": name, "shape": head.shape, **table, **turned}
    warnings = claim.warnings
    if table.get("encoding", "utf-8") not in ("utf-8", "utf-8-sig"):
        warnings = (f"the text was read as {table['encoding']}; check a few posts", *warnings)
    return Recognised(claim.sure, claim.format, layout, warnings)


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


def head_of(member: Member, given: Layout | None = None) -> tuple[Head, Layout]:
    """The first values of a file, and what the layout must say to read the rest the same way; what is `given` holds.
    Raises FileRefused for what is plainly no file of posts."""
    start = start_of(member, LOOKED_AT)
    if not start.strip():
        raise FileRefused("the file is empty")
    if fault := what_it_is_not(start) or what_stands_twice(start):
        raise FileRefused(fault)
    given = {**(given or {}), **({"by_row": True, "encoding": "utf-8"} if member.is_sheet else {})}
    head, table = _head(start, given, complete=len(start) < LOOKED_AT)
    if not head.values and len(start) >= LOOKED_AT:  # its first record is longer than what was looked at
        start = start_of(member, units.WHOLE_DOCUMENT)
        head, table = _head(start, given, complete=len(start) < units.WHOLE_DOCUMENT)
    return head, table


def _head(start: bytes, given: Layout, *, complete: bool) -> tuple[Head, Layout]:
    encoding = str(given.get("encoding") or _encoding(start))
    text = codecs.getincrementaldecoder(encoding)("replace").decode(start)
    begin = text[:300].removeprefix("\ufeff").lstrip()
    variable = units.VARIABLE.match(begin.encode("utf-8", "replace")) if begin[:1].isalpha() else None
    if begin[:1] not in ("{", "[") and not variable and not QUOTED.match(begin):
        return head_of_table(start, encoding, complete=complete, given=given)
    if encoding not in ("utf-8", "utf-8-sig"):
        start = text.encode("utf-8", "replace")
    plain = start.removeprefix(codecs.BOM_UTF8).lstrip()
    if PYTHON.match(plain):
        raise FileRefused(
            "this is what Python prints of its objects, no JSON; save the posts with json.dumps or as CSV"
        )
    kind = _kind_of_json(plain)
    values = _objects(_cut(plain, kind), complete=complete)
    layout = {"units": kind} if encoding.startswith("utf-8") else {"units": kind, "encoding": encoding}
    return Head("json", values, variable=variable[1].decode() if variable else ""), layout


def _kind_of_json(plain: bytes) -> str:
    """How JSON is cut into units: by lines, as a document, or as the requests of a browser's recording (HAR)."""
    if RECORDING.match(plain):
        return "recorded"
    return "lines" if plain.startswith(b'"') or (plain.startswith(b"{") and _is_json_lines(plain)) else "document"


def _cut(plain: bytes, kind: str) -> Iterable[units.Unit]:
    if kind == "lines":
        return units.lines([plain])
    return units.document([plain], inside=units.RECORDED if kind == "recorded" else None)


def _is_json_lines(start: bytes) -> bool:
    """Whether one of the first lines is a JSON object of its own; a pretty-printed document has none."""
    for line in start.split(b"\n")[:5]:
        if line.lstrip().startswith(b"{") and len(line) <= units.LONGEST_LINE:
            try:
                orjson.loads(line)
            except orjson.JSONDecodeError:
                continue
            return True
    return start.count(b"\n") == 0 and len(start) <= units.LONGEST_LINE


def _objects(cut: Any, *, complete: bool) -> list[Any]:
    values, raws = [], list(cut)[: claiming.HEAD_UNITS]
    for unit in raws if complete or len(raws) == claiming.HEAD_UNITS else raws[:-1] or raws:
        try:
            values += wrapping.flat(units.parsed(unit.raw))
        except RecordRejected:
            continue
    return values


def _refusal(head: Head, claims: list[Recognised]) -> str:
    if head.shape == "rows":
        return refusing.of_table(head, claims)
    keys = _keys(head)
    for marks, what in NO_POSTS.items():
        if marks <= keys:
            return f"this file holds {what}, no posts"
    if head.variable:
        part = re.sub(r"^(?:window\.)?YTD\.|\.part\d+$", "", head.variable)
        what = next((what for name, what in ARCHIVE_PARTS.items() if part.startswith(name)), "no posts")
        return f"this is a part of an X account archive ({part}) that holds {what}"
    if head.shape == "json" and head.values and all(map(_is_bare_id, head.values)):
        return "this file holds ids of posts without their texts (dehydrated); hydrate them with a tool such as twarc"
    if any(mark in orjson.dumps(head.values[:20], default=str) for mark in OF_ACCOUNTS):
        return "this file holds user accounts, no posts"
    if not head.values:
        return "no line of this file is JSON that can be read"
    if place := _place_inside(head):
        return f"this file {elsewhere.NOT_READ.format(place=place)}"
    seen = ", ".join(sorted(map(str, head.header or keys))[:12]) or "no named fields"
    near = max(claims, key=lambda claim: claim.sure).format if claims else ""
    hint = f"; the nearest known format is {near}" if near else ""
    return f"no posts were recognised here: a text with an id or a date is needed. Its fields are: {seen[:300]}{hint}"


def _place_inside(head: Head) -> str | None:
    """Where the posts of a refused file are from: those that it holds, or those inside its first object."""
    if place := elsewhere.place_of(head.values):
        return place
    inner = wrapping.ways(head.values[0]) if isinstance(head.values[0], dict) else ()
    return next((place for _, records in inner if (place := elsewhere.place_of(records))), None)


def _is_bare_id(value: Any) -> bool:
    if isinstance(value, dict):
        return len(value) == 1 and all(map(_is_bare_id, value.values()))
    own = ids.x_id(value) if isinstance(value, str | int) else None
    return own is not None and ids.x_time(own) is not None


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

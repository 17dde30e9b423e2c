"""Mapping files: a person says how a file is to be read. `NAME.map.toml` stands beside the file NAME; `folder.map.toml`
speaks for all files of its folder that have its columns."""

import codecs
import dataclasses
import hashlib
import json
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from collectors import times
from collectors.base import FileRefused, Head, Layout, Recognised
from collectors.opening import Member
from collectors.x_export import by_meaning, evidence
from collectors.x_export.fitting import cell_of
from collectors.x_export.names import NAMES

ENDING = ".map.toml"
OF_A_FOLDER = f"folder{ENDING}"
LONGEST_FILE = 64 << 10
KEYS = ("delimiter", "encoding", "header_line", "zone", "dates", "platform", "columns")
ORDERS = ("day first", "month first")
MEANINGS = (*NAMES, "title", "community", "reposted_name", "metrics_at", "ad")
OF_REDDIT = {"id": "id", "title": "title", "text": "body", "time": "created_utc", "author_name": "author",
             "root": "link_id", "community": "subreddit", "reply_to": "parent_id",
             "likes": "score", "replies": "num_comments",
             "url": "permalink"}  # fmt: skip
ASKED = ("id", "url", "text", "time", "author", "author_name", "language", "likes", "reposts", "replies", "quotes",
         "views", "root", "reposted", "quoted", "reply_to")  # fmt: skip


@dataclasses.dataclass(frozen=True)
class Said:
    """What a mapping file says; `name` is the file's own, for messages."""

    name: str
    columns: Mapping[str, str]
    delimiter: str = ""
    encoding: str = ""
    header_line: int | None = None
    zone: str = ""
    dates: str = ""
    platform: Literal["x", "reddit"] = "x"

    @property
    def mark(self) -> str:
        """What tells one mapping from another: what it says, not how it is written."""
        said = dataclasses.asdict(self) | {"columns": sorted(self.columns.items())}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def is_for_folder(self) -> bool:
        return self.name == OF_A_FOLDER

    @property
    def table(self) -> Layout:
        """What is given of a table's bytes."""
        found: Layout = {"delimiter": self.delimiter, "encoding": self.encoding, "header_line": self.header_line}
        return {key: value for key, value in found.items() if value not in ("", None)}


def beside(member: Member) -> Said | None:
    """The mapping for a file, where one lies beside it. Raises FileRefused with what is wrong in it."""
    path = member.path
    for name in (path.name + ENDING, path.stem + ENDING, OF_A_FOLDER):
        file = path.with_name(name)
        if file.is_file():
            try:
                content = file.read_bytes()[: LONGEST_FILE + 1]
            except OSError as error:
                raise FileRefused(f"{name} cannot be read ({error.strerror})") from None
            return parse(content, name)
    return None


def mark_beside(member: Member) -> str:
    """The mark of the mapping that lies beside a file; empty where there is none. Raises FileRefused as `beside`."""
    said = beside(member)
    return said.mark if said else ""


def parse(content: bytes, name: str) -> Said:
    """What the file says. Raises FileRefused with the first fault."""
    if len(content) > LONGEST_FILE:
        raise FileRefused(f"{name}: it is too long for a mapping file")
    try:
        said = tomllib.loads(content.decode("utf-8-sig"))
        return _checked(said, name)
    except RecursionError:
        raise FileRefused(f"{name}: it is nested too deeply") from None
    except ValueError as error:  # of UTF-8 and of TOML too
        raise FileRefused(f"{name}: {error}") from None


def _checked(said: Mapping[str, Any], name: str) -> Said:
    _known(said, KEYS, "key")
    columns = said.get("columns")
    if not isinstance(columns, dict) or not columns:
        raise ValueError('it needs a table [columns], such as text = "the column of texts"')
    _known(columns, MEANINGS, "meaning")
    if "text" not in columns and "title" not in columns:
        raise ValueError("[columns] needs text")
    if not {"id", "url", "time", "day"} & columns.keys():
        raise ValueError("[columns] needs id, url or time")
    return Said(
        name=name,
        columns={meaning: _column(meaning, column) for meaning, column in columns.items()},
        delimiter=_delimiter(said.get("delimiter", "")),
        encoding=_encoding(said.get("encoding", "")),
        header_line=_header_line(said.get("header_line")),
        zone=_zone(said.get("zone", "")),
        dates=_one_of(said.get("dates", ""), ("", *ORDERS), "dates"),
        platform=_one_of(said.get("platform", "x"), ("x", "reddit"), "platform"),  # type: ignore[arg-type]
    )


def _known(said: Mapping[str, Any], known: Sequence[str], what: str) -> None:
    for key in said:
        if key not in known:
            raise ValueError(f"{key[:40]!r} is no {what} of a mapping file; there are {', '.join(known)}")


def _column(meaning: str, column: Any) -> str:
    if isinstance(column, bool) or not isinstance(column, str | int) or column == "":
        raise ValueError(f"columns.{meaning} is the name of a column, or its number where there is no header")
    return str(column)


def _delimiter(value: Any) -> str:
    if not isinstance(value, str) or len(value) > 1 or value in ('"', "\n", "\r", "\x00"):
        raise ValueError('delimiter is one character, such as ";" or "\\t"')
    return value


def _encoding(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError('encoding is a name such as "utf-8" or "cp1251"')  # noqa: TRY004 (of a file, not of code)
    try:
        return codecs.lookup(value).name if value and b"x".decode(value) is not None else value
    except (LookupError, UnicodeError, TypeError, ValueError):
        raise ValueError(f"{value[:40]!r} is no encoding; there are utf-8, utf-16, cp1251, cp1252 and others") from None


def _header_line(value: Any) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10_000):
        raise ValueError(
            "header_line is the number of the line with the names of the columns, or 0 where there is none"
        )
    return value


def _zone(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError('zone is a time zone such as "Europe/Kyiv" or "+02:00"')  # noqa: TRY004 (as above)
    if value:
        times.zone_of(value)
    return value


def _one_of(value: Any, allowed: Sequence[str], key: str) -> str:
    if value not in allowed:
        raise ValueError(f"{key} is one of {', '.join(filter(None, allowed))}")
    return str(value)


def claim(said: Said, head: Head, table: Layout) -> Recognised | None:
    """The file read as the mapping says; None where a folder's mapping does not fit it. Raises FileRefused for columns
    that the file does not have."""
    columns, missing = {}, []
    for meaning, column in said.columns.items():
        found = _found(column, head)
        if found is None:
            missing.append(f"{meaning} = {column!r}")
        else:
            columns[meaning] = found
    if missing:
        if said.is_for_folder:
            return None
        there = ", ".join(filter(None, head.header))[:300] or ", ".join(sorted(map(str, _keys(head)))[:20])
        raise FileRefused(f"{said.name}: the file has no such column: {', '.join(missing)[:200]}. It has: {there}")
    return _recognised(said, head, table, columns)


def _found(column: str, head: Head) -> str | None:
    if head.shape == "rows":
        if column in head.header:
            return column
        return next((name for name in head.header if name.strip().lower() == column.strip().lower()), None)
    for path in (column, column.replace(".", "/")):
        if any(cell_of(value, path) is not None for value in head.values):
            return path
    return None


def _keys(head: Head) -> set[str]:
    return {key for value in head.values[:50] if isinstance(value, dict) for key in value}


def _recognised(said: Said, head: Head, table: Layout, columns: dict[str, str]) -> Recognised:
    layout: Layout = {"columns": columns, "shape": head.shape, "map": said.mark, **table}
    if said.zone:
        layout["zone"] = said.zone
    if said.dates:
        layout["slashes"] = said.dates
    if said.platform == "reddit":
        layout |= {
            "reader": "reddit csv",
            "columns": {OF_REDDIT[each]: columns[each] for each in columns if each in OF_REDDIT},
        }
        layout |= {"escaped": True, "slashes": layout.get("slashes", "unknown")}
        layout["named"] = bool({"id", "url"} & columns.keys())
        return Recognised(1.0, f"read as {said.name} says", layout)
    layout |= {"reader": "by meaning", "paths": head.shape == "json", "flat": head.shape == "rows"}
    named = [by_meaning.row_of(record, layout) for value in head.values for record in by_meaning.records_of(value)]
    warnings = evidence.complete(layout, named, head.lines)
    return Recognised(1.0, f"read as {said.name} says", layout, warnings)


def draft(head: Head, found: Recognised | FileRefused | str) -> str:
    """A mapping file ready to edit, from what was detected: what is known is filled in, the rest stands as comments."""
    layout = found.layout if isinstance(found, Recognised) else {}
    table = {**head.table, **layout}
    said = found.format if isinstance(found, Recognised) else str(found)
    why = "".join(c if c.isprintable() else " " for c in said)
    columns = layout.get("columns", {})
    lines = [
        "# How groundswell is to read the file that this file stands beside: FILE.csv.map.toml for FILE.csv,",
        f"# or {OF_A_FOLDER} for all files of a folder. Take the # away from what you fill in.",
        f"# Found so far: {why}",
        "",
    ]
    if head.shape == "rows":
        lines += [_line(key, table[key]) for key in ("delimiter", "encoding", "header_line") if key in table]
    zone, dates = layout.get("zone", ""), layout.get("slashes", "")
    lines += [
        _line("zone", zone or "Europe/Kyiv", said=bool(zone))
        + "  # the zone of times that state none; else UTC is assumed",
        _line("dates", dates if dates in ORDERS else ORDERS[0], said=dates in ORDERS) + "  # or: month first",
        _line("platform", "x") + "  # or: reddit",
        "",
        f"# The columns of the file: {', '.join(_quoted(str(name)) for name in (head.header or sorted(_keys(head))))}",
        "# A text is needed, and an id, the post's address (url) or a time.",
        "[columns]",
        *(
            _line(meaning, columns.get(meaning, ""), said=meaning in columns)
            for meaning in dict.fromkeys((*ASKED, *(each for each in columns if each in MEANINGS)))
        ),
    ]
    return "\n".join(lines) + "\n"


def _line(key: str, value: Any, *, said: bool = True) -> str:
    return f"{'' if said else '# '}{key} = {value if isinstance(value, int) else _quoted(str(value))}"


def _quoted(text: str) -> str:
    """The text as a TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

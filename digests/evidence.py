"""Bundles of evidence: what was received, as a zip that can be checked. The same input gives the same bytes."""

import csv
import dataclasses
import hashlib
import io
import pathlib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any

import orjson
from sqlmodel import Session

import storage.files
import storage.receipts
import storage.understood
from analysis.outward import csv_cell, one_line
from config.event_file import Event as EventFile
from digests import method, posts, publishing
from storage.post_list import Filter
from storage.tables import Event, File

MANIFEST = "manifest.json"
BUNDLE = 1  # the version of this form
MOST_ANSWERS = 1_000
MOST_MEMBERS, LONGEST_MANIFEST = 40, 1_000_000
BLOCK = 1 << 16
GONE = ("deleted", "removed", "withheld")
README = """Evidence of groundswell: {title} ({event})

What this is. originals.csv names every file that was read, with the SHA-256 of its bytes as received; import-log.jsonl
says what became of each record. posts.jsonl and posts.csv are the posts as they are held, names masked. method.txt says
how numbers were made; receipts.jsonl holds the figures that were published, with their ids. manifest.json has the
SHA-256 of every other file here: groundswell evidence check FILE.zip compares them.

What it proves. That these posts were received in these files, and that this bundle was not changed since the SHA-256
of the whole zip was written down somewhere else. It does not prove that a post is true, that its author is who they
say, or that the files were complete. The originals themselves stay with whoever has them; compare their hashes.

What is not in it. Posts that were deleted or removed at their source, as far as that is known here, and the names of
accounts. Chosen: {chosen}.
"""


@dataclasses.dataclass(frozen=True)
class Wanted:
    """Which posts go into a bundle; `asked` says the same in words."""

    filter: Filter
    asked: Mapping[str, str]
    most: int | None = None


def write(session: Session, event: Event, file: EventFile, wanted: Wanted, out: IO[bytes]) -> int:
    """Writes the bundle and returns how many posts are in it."""
    hashes: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        chosen = ", ".join(f"{name} {value}" for name, value in wanted.asked.items() if value) or "everything"
        words = README.format(title=one_line(file.title), event=event.name, chosen=one_line(chosen))
        _add(archive, hashes, "README.txt", [words.encode()])
        sheet = method.sheet(session, event.id or 0, file, "evidence", wanted.asked)
        _add(archive, hashes, "method.txt", [method.as_text(sheet).encode()])
        _add(archive, hashes, "method.json", [orjson.dumps(sheet, option=orjson.OPT_INDENT_2)])
        rows = [row for row in storage.files.of_event(session, event.id or 0) if row.state != storage.files.RESTS]
        log = [_received(session, row) for row in sorted(rows, key=lambda row: (row.sha256, row.member))]
        _add(archive, hashes, "originals.csv", _table([{name: each[name] for name in ORIGINAL} for each in log]))
        _add(archive, hashes, "import-log.jsonl", _lines(log))
        _add(archive, hashes, "receipts.jsonl", _lines(_receipts(session, event)))
        counted = _Counted(_posts(session, event, file, wanted))
        _add(archive, hashes, "posts.jsonl", _lines(counted))
        _add(archive, hashes, "posts.csv", _table(_posts(session, event, file, wanted)))
        manifest = {"bundle": BUNDLE, "event": event.name, "settings_version": file.revision, "files": hashes}
        archive.writestr(_entry(MANIFEST), orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))
    return counted.number


ORIGINAL = ("file", "member", "sha256", "size", "format", "seen_at", "query", "sort", "covers_from", "covers_to")


class _Counted:
    """Passes records on and counts them."""

    def __init__(self, records: Iterator[dict[str, Any]]) -> None:
        self.records, self.number = records, 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for record in self.records:
            self.number += 1
            yield record


def _entry(name: str) -> zipfile.ZipInfo:
    """A member without a time, so that the same content makes the same zip."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
    return entry


def _add(archive: zipfile.ZipFile, hashes: dict[str, dict[str, Any]], name: str, blocks: Any) -> None:
    digest, size = hashlib.sha256(), 0
    with archive.open(_entry(name), "w", force_zip64=True) as member:
        for block in blocks:
            digest.update(block)
            size += len(block)
            member.write(block)
    hashes[name] = {"sha256": digest.hexdigest(), "bytes": size}


def _received(session: Session, row: File) -> dict[str, Any]:
    """A file as it was received, and what became of its records. Of its path only the name: folders are private."""
    counts, skipped = storage.files.totals(storage.files.parts_of(session, row.id or 0))
    same = {name: getattr(row, name) for name in ("member", "sha256", "size", "format", "state", "error", "query")}
    return {
        "file": pathlib.PurePath(row.path).name,
        **same,
        "sort": row.sort,
        "exported_by": row.exported_by,
        "note": row.note,
        "seen_at": row.seen_at.isoformat(),
        "done_at": row.done_at.isoformat() if row.done_at else None,
        "covers_from": row.covers_from.isoformat() if row.covers_from else None,
        "covers_to": row.covers_to.isoformat() if row.covers_to else None,
        "counts": counts,
        "skipped": dict(sorted(skipped.items())),
        "warnings": row.warnings,
    }


def _receipts(session: Session, event: Event) -> Iterator[dict[str, Any]]:
    """The answers that were published of the event, the latest first."""
    for each in storage.receipts.listed(session, event.id or 0, MOST_ANSWERS):
        row = storage.receipts.one(session, each["id"])
        if row is not None:
            figures = publishing.figures_of(row)
            names = publishing.ids(row.id, figures)
            told = [{"id": names[figure], **dataclasses.asdict(figure)} for figure in figures]
            same = {"id": row.id, "kind": row.kind, "place": row.place, "settings_version": row.revision}
            yield {**same, "scorers": row.scorers, "made_at": row.made_at.isoformat(), "figures": told}


def _posts(session: Session, event: Event, file: EventFile, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """The posts that are wanted, oldest first, less those that are gone at their source."""
    found = posts.posts(session, event, file, wanted.filter, limit=wanted.most, raw=False)
    return (
        each for each in found if each["why_not"] not in ("deleted", "off topic") and each["text_state"] not in GONE
    )


def _lines(records: Any) -> Iterator[bytes]:
    return (orjson.dumps(record) + b"\n" for record in records)


def _table(records: Any) -> Iterator[bytes]:
    """A table that spreadsheets know as UTF-8; no cell begins like a formula."""
    header: Sequence[str] = ()
    for record in records:
        if not header:
            header = list(record)
            yield b"\xef\xbb\xbf" + _row(header)
        yield _row([csv_cell(_flat(record[name])) for name in header])


def _row(cells: Sequence[str]) -> bytes:
    line = io.StringIO()
    csv.writer(line, lineterminator="\r\n").writerow(cells)
    return line.getvalue().encode()


def _flat(value: object) -> object:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}={each}" for name, each in value.items())
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else value


def filter_of(session: Session, file: EventFile, theme: str, since: int | None, until: int | None) -> Filter:
    """The posts of a theme and a stretch of minutes; a theme of which nothing was found yet has no posts."""
    themes = storage.understood.known_theme_ids(session, file)
    return Filter(theme_id=themes.get(theme, -1) if theme else None, since=since, until=until)


def check(path: pathlib.Path) -> list[str]:
    """What is wrong with a bundle, in sentences; nothing when every file has the hash that the manifest says."""
    try:
        with zipfile.ZipFile(path) as archive:
            return _checked(archive)
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError) as fault:
        return [f"It cannot be read as a zip: {fault}."]


def _checked(archive: zipfile.ZipFile) -> list[str]:
    entries = {entry.filename: entry for entry in archive.infolist()}
    if len(archive.infolist()) > MOST_MEMBERS or len(entries) != len(archive.infolist()):
        return ["It has more files than a bundle has, or one twice."]
    stated = _manifest(archive, entries)
    if stated is None:
        return ["It has no manifest that can be read: it is no bundle of evidence."]
    faults = [
        f"{one_line(name)} is not in the manifest." for name in sorted(entries) if name not in (*stated, MANIFEST)
    ]
    for name, told in sorted(stated.items()):
        if name not in entries:
            faults.append(f"{one_line(name)} is missing.")
        elif entries[name].file_size != told["bytes"] or _hash(archive, name) != told["sha256"]:
            faults.append(f"{one_line(name)} was changed: it has not the hash that the manifest says.")
    return faults


def _manifest(archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo]) -> dict[str, dict[str, Any]] | None:
    if MANIFEST not in entries or entries[MANIFEST].file_size > LONGEST_MANIFEST:
        return None
    try:
        files = orjson.loads(archive.read(MANIFEST))["files"]
        return {str(name): {"bytes": int(each["bytes"]), "sha256": str(each["sha256"])} for name, each in files.items()}
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError):
        return None


def _hash(archive: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with archive.open(name) as member:
        while block := member.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()

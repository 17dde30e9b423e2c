"""The files of an X account archive: which hold posts, whose they are, and the whole texts of long posts. Of an archive
only these are opened; messages, contacts and advertising data stay closed."""

import dataclasses
import datetime as dt
import pathlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

from collectors import cells, ids, opening, times, units
from collectors.archive_names import DELETED_FILE, MARKS, NOTES_FILE, POSTS_FILE
from collectors.base import FileCut, FileRefused, Recognised, RecordRejected
from collectors.opening import Member
from collectors.x_export.building import dig

POSTS_VARIABLE = re.compile(r"window\.YTD\.(?:community_)?tweets?\.part\d+|Grailbird\.data\.tweets_\d{4}_\d\d")
PARTS_READ = re.compile("|".join(each.pattern for each in (POSTS_FILE, NOTES_FILE, DELETED_FILE)))
OPENED = ("manifest.js", "account.js")
MOST_NOTES = 50_000
MOST_NOTE_CHARACTERS = 64 << 20
NOTE_WITHIN = 5  # seconds between a long post and its note
SHORT_LINK = re.compile(r"\s*https://t\.co/\w+\s*$")
LEAST_PREFIX = 20

Notes = dict[int, list[str]]  # whole texts by the second in which they were written


def completed(member: Member, claim: Recognised) -> Recognised:
    """A claim on a file of posts, with whose they are, where long texts stand, and what was left closed."""
    siblings = _siblings(member)
    number, name = _account(siblings)
    notes = [each.name or str(each.path) for file, each in siblings.items() if NOTES_FILE.fullmatch(file)]
    layout = {**claim.layout, "author": number, "author_name": name, "notes_in": notes}
    warnings = [*claim.warnings]
    if number is None and "before 2018" not in claim.format:
        warnings.append("whose archive this is was not found (no manifest.js or account.js): the posts have no author")
    deleted = sum(_length(each) for file, each in siblings.items() if DELETED_FILE.fullmatch(file))
    if deleted:
        warnings.append(f"{deleted:,} posts that the account deleted are in the archive and were not read")
    closed = [file for file in siblings if file not in OPENED and not PARTS_READ.fullmatch(file)]
    if closed and not set(MARKS).isdisjoint(siblings):
        warnings.append(
            f"{len(closed):,} other files of the archive (messages, contacts, advertising…) were left closed"
        )
    return dataclasses.replace(claim, layout=layout, warnings=tuple(warnings))


def notes_of(member: Member, names: Sequence[str]) -> Notes:
    """The whole texts of the archive's long posts."""
    notes: Notes = {}
    left, characters = MOST_NOTES, MOST_NOTE_CHARACTERS
    for name in names:
        source = Member(member.path, name, 0) if member.name else Member(pathlib.Path(name), "", 0)
        for value in _values(source):
            text = dig(value, "noteTweet", "core", "text")
            stated = times.parse(dig(value, "noteTweet", "createdAt"))
            if isinstance(text, str) and stated and left > 0 and characters > 0:
                notes.setdefault(int(stated.at.timestamp()), []).append(cells.clean_text(text, escaped=False))
                left, characters = left - 1, characters - len(text)
    return notes


def whole_text(notes: Notes, text: str, at: dt.datetime) -> str | None:
    """The long text that begins like this one and was written in the same moment."""
    prefix = " ".join(SHORT_LINK.sub("", text).rstrip("… ").split())
    if len(prefix) < LEAST_PREFIX:
        return None
    second = int(at.timestamp())
    for offset in sorted(range(-NOTE_WITHIN, NOTE_WITHIN + 1), key=abs):
        for whole in notes.get(second + offset, ()):
            if len(whole) > len(prefix) and " ".join(whole.split()).startswith(prefix):
                return whole
    return None


def _siblings(member: Member) -> dict[str, Member]:
    """The files beside one, by their bare names: in its folder, or in its folder of the zip archive."""
    if not member.name:
        folder = member.path.parent
        files = [each for each in folder.iterdir() if each.is_file()] if folder.is_dir() else []
        return {each.name: Member(each, "", 0) for each in sorted(files) if each.suffix == ".js"}
    inside = member.name.rpartition("/")[0]
    names = [name for name in opening.names_of_zip(member.path) if name.rpartition("/")[0] == inside]
    return {name.rpartition("/")[2]: Member(member.path, name, 0) for name in names if name.endswith(".js")}


def _account(siblings: dict[str, Member]) -> tuple[str | None, str | None]:
    """The number and the name of the account, from the manifest or the account's own file."""
    for file, path in (("manifest.js", ("userInfo",)), ("account.js", ("account",))):
        for value in _values(siblings[file]) if file in siblings else ():
            account = dig(value, *path)
            number = ids.x_id(dig(account, "accountId"))
            if number:
                return number, cells.optional(dig(account, "userName") or dig(account, "username"))
    return None, None


def _values(member: Member) -> Iterator[Any]:
    try:
        for unit in units.document(member.chunks()):
            try:
                yield units.parsed(unit.raw) if not unit.fault else None
            except RecordRejected:
                continue
    except (FileCut, FileRefused):
        return


def _length(member: Member) -> int:
    try:
        return sum(1 for _ in units.document(member.chunks()))
    except (FileCut, FileRefused):
        return 0

"""Forgets an author, a post or the posts of a file: everywhere in the database and its files, and for good."""

import dataclasses
import datetime as dt
import json
import pathlib
import shutil
from collections.abc import Callable, Iterable

from sqlmodel import Session

import storage.audit
import storage.buckets
import storage.cleaning
import storage.deletions
import storage.forgetting
import storage.sightings
from config.settings import settings
from storage.database import Database
from storage.forgetting import AUTHOR, FILE, POST
from storage.tables.identity import native_id
from worker import deleting, holding, house, linking, rebuilding

REASON = "forgotten on request"
PLATFORMS = ("x", "reddit")
LEDGER = "forgotten.jsonl"


@dataclasses.dataclass(frozen=True)
class Subject:
    """Who or what is to be forgotten: the keys that stand for it, and the words that its unreadable records have."""

    kind: str
    keys: frozenset[int] = frozenset()
    words: tuple[bytes, ...] = ()
    name: str = ""
    files: tuple[int, ...] = ()


@dataclasses.dataclass(frozen=True)
class Receipt:
    """What went, or would go: how many rows of which table. `number` is a keyed hash that names the request without
    telling whom; `elsewhere` are posts of a file that other files hold too, `naming` texts of others that name the
    author: both stay. `uploads` are folders of uploaded files that hold something of the subject: they go whole."""

    kind: str
    number: str
    at: dt.datetime
    places: dict[str, int]
    posts: int
    elsewhere: int = 0
    naming: int = 0
    uploads: tuple[str, ...] = ()
    done: bool = False
    scrubbed: bool | None = None


def author(name: str) -> Subject:
    """The author of this name, with or without @ or u/, or of this account id; on one platform with `x:` or `reddit:`
    before it."""
    platform, bare = _split(name)
    keys: set[int] = set()
    for each in PLATFORMS if platform is None else (platform,):
        by_id, by_name = house.keys_of_authors()(each, bare, bare)
        keys |= {key for key in (by_id, by_name) if key is not None}
    return Subject(AUTHOR, frozenset(keys), (bare.lower().encode(),), bare)


def post(number: int) -> Subject:
    """The post with this number."""
    native = native_id(number)
    return Subject(POST, frozenset({number}), (native.lower().split("_")[-1].encode(),) if native else ())


def file(database: Database, wanted: str) -> Subject | None:
    """The file of this path, name, member or number; None when there is none such."""
    with database.read() as session:
        files = storage.forgetting.files_like(session, wanted)
        keys = frozenset(storage.forgetting.file_key(*each) for each in storage.forgetting.hashes_of(session, files))
    return Subject(FILE, keys, files=tuple(files)) if files else None


def forget(database: Database, subject: Subject, *, clock: Callable[[], dt.datetime], really: bool) -> Receipt:
    """Takes away all that is known of the subject, counts again without it, and overwrites what is freed. Without
    `really` nothing changes, and the receipt says what would go."""
    with database.write() as session:
        receipt = _forget(session, subject, now=clock())
        if not really:
            session.rollback()
    if not really:
        return receipt
    _note(subject, receipt)
    for place in receipt.uploads:
        shutil.rmtree(place, ignore_errors=True)
    _count_again(database, clock)
    return dataclasses.replace(receipt, done=True, scrubbed=storage.cleaning.scrub(database))


def replay(
    database: Database,
    forgotten: Iterable[tuple[str, int]],
    buried: Iterable[tuple[int, str]],
    *,
    clock: Callable[[], dt.datetime],
) -> int:
    """Forgets again in a database that was brought back from a time before. Returns how many posts that emptied."""
    rows, emptied, reasons = sorted(set(forgotten)), 0, dict[str, list[int]]()
    for number, reason in buried:
        reasons.setdefault(reason, []).append(number)
    if not rows and not reasons:
        return 0
    with database.write() as session:
        for reason, numbers in sorted(reasons.items()):
            emptied += deleting.delete_posts(session, numbers, reason, now=clock())
        of_files = {
            storage.forgetting.file_key(sha256, member): number
            for number, sha256, member in storage.forgetting.all_hashes(session)
        }
        for kind, key in rows:
            files = tuple(number for each, number in of_files.items() if kind == FILE and each == key)
            emptied += _forget(session, Subject(kind, frozenset({key}), files=files), now=clock()).posts
    _count_again(database, clock)
    storage.cleaning.scrub(database)
    return emptied


def ledger(path: pathlib.Path | None = None) -> list[tuple[str, int]]:
    """What was ever forgotten here, as the list outside the database has it: kinds and keys, no names."""
    path = path or settings().data / LEDGER
    if not path.exists():
        return []
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.endswith("}")]
    return [(row["kind"], row["key"]) for row in rows]


def _forget(session: Session, subject: Subject, *, now: dt.datetime) -> Receipt:
    """All of it in one transaction. Waits for batches that are being written; later ones see what is forgotten."""
    storage.deletions.begin(session)
    keys, numbers, elsewhere = set(subject.keys), list[int](), 0
    if subject.kind == AUTHOR:
        keys = storage.forgetting.keys_of(session, keys)
        numbers = sorted({*storage.forgetting.posts_of_authors(session, keys), *_held_of(session, keys)})
    elif subject.kind == POST:
        numbers = sorted(keys)
    else:
        numbers, elsewhere = storage.forgetting.posts_of_files(session, subject.files)
    naming = storage.forgetting.texts_naming(session, subject.name) if subject.name else 0
    places = {str(name): rows for name, rows in storage.forgetting.found_of(session, numbers).items()}
    found = storage.forgetting.unreadable_with(session, subject.words) if subject.words else []
    paths = storage.forgetting.paths_of(session, numbers, found, subject.files)
    posts = deleting.delete_posts(session, numbers, REASON, now=now)
    deleting.take_away(session, numbers)  # also what came to a post that was deleted before
    more = {"quarantined": storage.forgetting.remove_records(session, found)}
    if subject.kind == AUTHOR:
        more["author_alias"] = storage.forgetting.remove_aliases(session, keys)
    if subject.kind == FILE:
        more = storage.forgetting.remove_files(session, subject.files)
    places |= {str(name): rows for name, rows in more.items() if rows}
    number = _number(subject)
    uploads = [place for place in _uploads() if any(path in paths for path in map(str, place.iterdir()))]
    uploads = sorted({*uploads, *(place for place in _uploads() if subject.words and _has(place, subject.words))})
    places |= {"uploads": len(uploads)} if uploads else {}
    storage.forgetting.remember(session, [(subject.kind, key) for key in keys], number, places, now=now)
    storage.audit.add(session, "", "forget", {"kind": subject.kind, "receipt": number}, now=now)
    return Receipt(subject.kind, number, now, places, posts, elsewhere, naming, uploads=tuple(map(str, uploads)))


def _uploads() -> list[pathlib.Path]:
    """The folders of uploaded files."""
    return sorted(path for path in (settings().data / "uploads").glob("*/*") if path.is_dir())


def _has(place: pathlib.Path, words: tuple[bytes, ...]) -> bool:
    """Whether a file of an upload has one of the words in its bytes."""
    for path in (each for each in place.iterdir() if each.is_file()):
        with path.open("rb") as lines:
            if any(word in line.lower() for line in iter(lambda: lines.readline(1 << 20), b"") for word in words):
                return True
    return False


def _held_of(session: Session, keys: set[int]) -> list[int]:
    """Posts of these authors that belong to no event so far and are held."""
    found = []
    for _, number, held in storage.sightings.all_held(session):
        post = holding.unpacked(number, held)
        if keys & {post.facts["author_key"], *(post.alias or ())}:
            found.append(number)
    return found


def _number(subject: Subject) -> str:
    keys = house.keys_of_authors()
    key, _ = keys("forgotten", f"{subject.kind}:{sorted(subject.keys)}", None)
    return f"{(key or 0) & (1 << 64) - 1:016x}"


def _note(subject: Subject, receipt: Receipt) -> None:
    """Adds to the list outside the database, which is replayed on backups that are older."""
    path = settings().data / LEDGER
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as lines:
        for key in sorted(subject.keys):
            row = {"kind": subject.kind, "key": key, "receipt": receipt.number, "at": receipt.at.isoformat()}
            lines.write(json.dumps(row) + "\n")


def _count_again(database: Database, clock: Callable[[], dt.datetime]) -> None:
    """Compares the texts anew of which one is gone, and counts."""
    linking.link(database, clock=clock)
    with database.read() as session:
        events = storage.buckets.events_dirty(session)
    for event_id in events:
        rebuilding.rebuild(database, event_id, clock=clock)


def _split(name: str) -> tuple[str | None, str]:
    """Platform, where one stands before the name, and the bare name."""
    platform, _, rest = name.strip().partition(":")
    known = platform if rest and platform in PLATFORMS else None
    bare = (rest if known else name).strip()
    return known, bare.removeprefix("/").removeprefix("@").removeprefix("u/").removeprefix("user/")

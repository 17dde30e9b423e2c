"""What is known of an author, a post or a file, wherever it is; and what keeps it away once it is forgotten."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage.database import all_if_few, insert, pieces
from storage.deletions import places
from storage.tables import (
    AuthorAlias,
    Coverage,
    DirtyMinute,
    File,
    Forgotten,
    Origin,
    Post,
    PostText,
    Quarantined,
    Waiting,
)
from storage.tables.columns import table
from storage.tables.identity import hash64

post, text, origin, alias = table(Post), table(PostText), table(Origin), table(AuthorAlias)
file, quarantined, waiting, coverage = table(File), table(Quarantined), table(Waiting), table(Coverage)
forgotten, dirty = table(Forgotten), table(DirtyMinute)
AT_ONCE = 200  # unreadable records of up to 1 MB each
GONE = "forgotten"  # the state of a file that is not to be read again
AUTHOR, POST, FILE = "author", "post", "file"


def keys_of(session: Session, keys: Iterable[int]) -> set[int]:
    """The keys of an account and of all names that it is known to have had, from any of them."""
    found = set(keys)
    while True:
        pair = sa.or_(alias.c.name_key.in_(found), alias.c.id_key.in_(found))
        more = {key for row in session.execute(sa.select(alias).where(pair)) for key in row if key}
        if more <= found:
            return found
        found |= more


def posts_of_authors(session: Session, keys: Iterable[int]) -> list[int]:
    return list(session.execute(sa.select(post.c.id).where(post.c.author_key.in_(list(keys)))).scalars())


def files_like(session: Session, wanted: str) -> list[int]:
    """The files of this path, name, archive member or number, in every event and under every selection."""
    c = file.c
    named = [c.path == wanted, c.path.endswith("/" + wanted, autoescape=True), c.member == wanted]
    numbered = [c.id == int(wanted)] if wanted.isdecimal() and len(wanted) < 18 else []
    found = sa.select(c.sha256, c.member).where(sa.or_(*named, *numbered), c.state != GONE).distinct()
    keys = [(row.sha256, row.member) for row in session.execute(found)]
    rows = session.execute(sa.select(c.id, c.sha256, c.member).where(c.sha256.in_([key[0] for key in keys])))
    return sorted(row.id for row in rows if (row.sha256, row.member) in keys)


def file_key(sha256: str, member: str) -> int:
    """What stands for a file, or a member of an archive, when it was forgotten."""
    return hash64(f"{sha256}:{member}")


def with_hash(session: Session, sha256: str) -> set[str]:
    """The members that are known of a file with these bytes."""
    return set(session.execute(sa.select(file.c.member).where(file.c.sha256 == sha256)).scalars())


def hashes_of(session: Session, files: Sequence[int]) -> set[tuple[str, str]]:
    """The bytes and the member that each of the files is."""
    query = sa.select(file.c.sha256, file.c.member).where(file.c.id.in_(files))
    return {(row.sha256, row.member) for row in session.execute(query)}


def all_hashes(session: Session) -> list[tuple[int, str, str]]:
    query = sa.select(file.c.id, file.c.sha256, file.c.member).where(file.c.state != GONE)
    return [(row.id, row.sha256, row.member) for row in session.execute(query)]


def posts_of_files(session: Session, files: Sequence[int]) -> tuple[list[int], int]:
    """The posts that were read from these files only, and how many were read elsewhere too."""
    mine, elsewhere = origin.alias(), origin.alias()
    other = sa.exists().where(elsewhere.c.post_id == mine.c.post_id, elsewhere.c.file_id.not_in(files))
    query = sa.select(mine.c.post_id, other.label("other")).where(mine.c.file_id.in_(files)).distinct()
    rows = session.execute(query).all()
    seen_live = _seen_live(session, [row.post_id for row in rows])
    only = [row.post_id for row in rows if not row.other and row.post_id not in seen_live]
    return sorted(only), len(rows) - len(only)


def unreadable_with(session: Session, words: Sequence[bytes]) -> list[int]:
    """The unreadable records in which one of these words stands by itself, in any case."""
    pattern = re.compile(rb"(?<!\w)(?:t[13]_)?(?:" + b"|".join(map(re.escape, words)) + rb")(?!\w)")
    return [number for number, raw in _unreadable(session) if pattern.search(raw.lower())]


def texts_naming(session: Session, name: str) -> int:
    """In how many texts of anybody the name stands behind an @ or u/."""
    query = sa.select(sa.func.count()).select_from(text)
    named = [text.c.text.icontains(mark + name, autoescape=True) for mark in ("@", "u/")]
    return int(session.execute(query.where(sa.or_(*named))).scalar_one())


def found_of(session: Session, numbers: Sequence[int]) -> dict[str, int]:
    """How many rows each table has of these posts."""
    found: dict[str, int] = {}
    for some in pieces(numbers):
        for each in [post, *places()]:
            key = each.c.id if each is post else each.c.post_id
            query = sa.select(sa.func.count()).select_from(each).where(key.in_(some))
            for name in {"text", "held"} & set(each.c.keys()):
                query = query.where(each.c[name].is_not(None))
            found[each.name] = found.get(each.name, 0) + int(session.execute(query).scalar_one())
    return {name: rows for name, rows in found.items() if rows}


def paths_of(session: Session, posts: Sequence[int], records: Sequence[int], files: Sequence[int]) -> set[str]:
    """Where the files are from which these posts and unreadable records were read, and these files."""
    found: set[str] = set()
    for column, numbers, owner in (
        (origin.c.post_id, posts, origin.c.file_id),
        (quarantined.c.id, records, quarantined.c.file_id),
        (file.c.id, files, file.c.id),
    ):
        for some in pieces(numbers):
            query = sa.select(file.c.path).where(file.c.id.in_(sa.select(owner).where(column.in_(some))))
            found.update(session.execute(query).scalars())
    return found


def remove_records(session: Session, numbers: Sequence[int]) -> int:
    for some in pieces(numbers):
        session.execute(sa.delete(quarantined).where(quarantined.c.id.in_(some)))
    return len(numbers)


def remove_aliases(session: Session, keys: Iterable[int]) -> int:
    """Takes names and accounts apart that are these keys."""
    mine = sa.or_(alias.c.name_key.in_(list(keys)), alias.c.id_key.in_(list(keys)))
    return _rows(session, sa.delete(alias).where(mine))


def remove_files(session: Session, files: Sequence[int]) -> dict[str, int]:
    """Takes away what else is known of files: unreadable records, names, what waits in them, and what they covered.
    Their hashes stay, so that they are known again."""
    gone = {
        each.name: _rows(session, sa.delete(each).where(each.c.file_id.in_(files)))
        for each in (quarantined, waiting, coverage, origin)
    }
    blank = dict.fromkeys(("path", "query", "note", "exported_by", "tool", "error"), "")
    values: dict[str, Any] = {
        **blank,
        "layout": {},
        "warnings": [],
        "state": GONE,
        "covers_from": None,
        "covers_to": None,
    }
    gone[file.name] = _rows(session, sa.update(file).where(file.c.id.in_(files)).values(**values))
    return {name: rows for name, rows in gone.items() if rows}


def remember(
    session: Session, keys: Iterable[tuple[str, int]], receipt: str, places: dict[str, int], *, now: dt.datetime
) -> None:
    """Keeps what was forgotten, by kind and key, so that it stays away."""
    for kind, key in sorted(keys):
        row = {"kind": kind, "key": key, "receipt": receipt, "at": now, "places": places}
        session.execute(insert(session, forgotten).values(**row).on_conflict_do_nothing())


def known(session: Session, kind: str, keys: Iterable[int]) -> dict[int, dt.datetime]:
    """Those of the keys that were forgotten, and when."""
    wanted = set(keys)
    every = sa.select(forgotten.c.key, forgotten.c.at).where(forgotten.c.kind == kind)
    if (few := all_if_few(session, every)) is not None:
        return {row.key: row.at for row in few if row.key in wanted}
    found: dict[int, dt.datetime] = {}
    for some in pieces(sorted(wanted)):
        found.update((row.key, row.at) for row in session.execute(every.where(forgotten.c.key.in_(some))))
    return found


def all_forgotten(session: Session) -> list[tuple[str, int]]:
    query = sa.select(forgotten.c.kind, forgotten.c.key).order_by(forgotten.c.kind, forgotten.c.key)
    return [(row.kind, row.key) for row in session.execute(query)]


def _unreadable(session: Session) -> Iterator[tuple[int, bytes]]:
    after = 0
    while rows := session.execute(
        sa.select(quarantined.c.id, quarantined.c.raw)
        .where(quarantined.c.id > after)
        .order_by(quarantined.c.id)
        .limit(AT_ONCE)
    ).all():
        yield from ((row.id, row.raw) for row in rows)
        after = rows[-1].id


def _seen_live(session: Session, numbers: Sequence[int]) -> set[int]:
    """Those of the posts that a live source has shown."""
    found: set[int] = set()
    for each in (place for place in places() if "held" in place.c):
        for some in pieces(numbers):
            found.update(session.execute(sa.select(each.c.post_id).where(each.c.post_id.in_(some))).scalars())
    return found


def _rows(session: Session, statement: Any) -> int:
    result: Any = session.execute(statement)
    return int(result.rowcount)

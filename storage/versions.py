"""Which versions of scorers and themes an event's numbers are made with. The current ones and those before are kept."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import Session

from storage.database import insert_new
from storage.tables import Rescore, Score, Scorer, ThemeHit, VersionInUse
from storage.tables.columns import table

in_use, rescore, score, hit = table(VersionInUse), table(Rescore), table(Score), table(ThemeHit)
SCORER, THEME = "scorer", "theme"
MATCHER, PHRASES = "matcher", "phrases"  # the way in which phrases are found; its version is a plain number


def current(session: Session, event_id: int, kind: str) -> dict[str, int]:
    """The version ids of the event by name; none before its first post."""
    v = in_use.c
    query = sa.select(v.name, v.version_id).where(v.event_id == event_id, v.kind == kind, v.version_id.is_not(None))
    return {row.name: row.version_id for row in session.execute(query)}


def begin(session: Session, event_id: int, kind: str, versions: Mapping[str, int]) -> None:
    """The first versions of an event; where it has some already, nothing changes."""
    v = in_use.c
    if session.execute(sa.select(v.name).where(v.event_id == event_id, v.kind == kind).limit(1)).first() is None:
        rows = [{"event_id": event_id, "kind": kind, "name": name, "version_id": versions[name]} for name in versions]
        insert_new(session, in_use, sorted(rows, key=lambda row: str(row["name"])))


def unmatched(session: Session, event_id: int) -> None:
    """The event has posts that were not matched with its state: all are to be matched again."""
    session.execute(sa.delete(in_use).where(in_use.c.event_id == event_id, in_use.c.kind == MATCHER))
    session.execute(sa.insert(in_use).values(event_id=event_id, kind=MATCHER, name=PHRASES, version_id=0))


def move(session: Session, event_id: int, kind: str, versions: Mapping[str, int]) -> None:
    """Lets the event's numbers go by these versions. What was current becomes the one before; what was before that is
    dropped with all that it found, unless another event goes by it."""
    v = in_use.c
    rows = session.execute(sa.select(in_use).where(v.event_id == event_id, v.kind == kind)).all()
    stored = {row.name: (row.version_id, row.before_id) for row in rows}
    fallen = []
    for name in sorted({*stored, *versions}):
        version, before = stored.get(name, (None, None))
        new = versions.get(name)
        if name in stored and version == new:
            continue
        if before not in (None, new):
            fallen.append(before)
        key = {"event_id": event_id, "kind": kind, "name": name}
        session.execute(sa.delete(in_use).where(v.event_id == event_id, v.kind == kind, v.name == name))
        if new is not None or version is not None:
            session.execute(sa.insert(in_use).values(**key, version_id=new, before_id=version))
    _drop(session, kind, fallen)


def _drop(session: Session, kind: str, fallen: Sequence[int]) -> None:
    v = in_use.c
    held = sa.select(v.version_id).where(v.kind == kind, v.version_id.in_(fallen))
    held_before = sa.select(v.before_id).where(v.kind == kind, v.before_id.in_(fallen))
    kept = set(session.execute(held).scalars()) | set(session.execute(held_before).scalars())
    gone = [number for number in fallen if number not in kept]
    if gone and kind != MATCHER:
        findings, key = (score, score.c.scorer_id) if kind == SCORER else (hit, hit.c.theme_id)
        session.execute(sa.delete(findings).where(key.in_(gone)))


def scorers_of(session: Session, event_id: int) -> dict[int, Scorer]:
    """The scorer versions that the event's numbers are made with, by id."""
    numbers = list(current(session, event_id, SCORER).values())
    return {number: session.get_one(Scorer, number) for number in sorted(numbers)}

"""Checks a whole database: what is stored, what was counted of it, and that both agree. Also mends what can be made
again from the posts."""

import dataclasses
import hashlib
import json
import pathlib
from collections.abc import Callable, Iterator

import pydantic
import sqlalchemy as sa
import sqlalchemy.exc
from sqlmodel import Session

import storage.audit
import storage.buckets
import storage.deletions
import storage.events
import storage.understood
import storage.versions
from analysis.echoes import text_key
from analysis.scorers import scorers
from collectors import ids, opening
from collectors.base import FileRefused
from config.event_parts import content_hash
from digests import rendering
from storage import checks, recounting, schema
from storage.checks import Check
from storage.database import Database
from storage.tables import AuditLine, Event, File, Membership, Post, PostText, Revision, Score
from storage.tables.columns import minute_of, table
from storage.tables.identity import hash64, post_number
from worker import deleting, rebuilding
from worker.importing import Clock

post, text, membership, score = table(Post), table(PostText), table(Membership), table(Score)
Progress = Callable[[str], None]


@dataclasses.dataclass(frozen=True)
class Verified:
    """All checks of a database, in their order, and what `repair` mended, in words."""

    checks: list[Check]
    mended: list[str]

    @property
    def holds(self) -> bool:
        return not any(check.wrong for check in self.checks)


def verify(
    database: Database,
    *,
    clock: Clock,
    repair: bool = False,
    originals: bool = False,
    progress: Progress = lambda _: None,
) -> Verified:
    """Checks everything; with `repair` makes again what can be made again, and checks once more."""
    found = list(_all(database, originals, progress))
    mended = list(_mend(database, found, clock)) if repair else []
    if mended:
        found = list(_all(database, originals, progress))
    return Verified(found, mended)


def _all(database: Database, originals: bool, progress: Progress) -> Iterator[Check]:
    first = _schema(database)
    yield first
    if first.wrong:
        return
    steps: list[Callable[[Session], Check]] = [
        checks.pages,
        checks.owned,
        _posts,
        checks.memberships,
        _scored,
        checks.tombstones,
        checks.files,
        checks.stretches_seen,
        checks.messages,
        _revisions,
        _digests,
        _audit,
    ]
    for step in steps:
        progress(step.__name__.strip("_").replace("_", " "))
        yield _looked(database, step)
    if originals:
        progress("original files")
        yield _originals(database)
    progress("counting again")
    yield _readable("counts", lambda: counts(database))


def _looked(database: Database, step: Callable[[Session], Check]) -> Check:
    def look() -> Check:
        with database.read() as session:
            recounting.hold_still(session)
            return step(session)

    return _readable(step.__name__.strip("_"), look)


def _readable(name: str, look: Callable[[], Check]) -> Check:
    """What a look finds; that the database cannot be read there is a finding too."""
    try:
        return look()
    except sqlalchemy.exc.DatabaseError as fault:
        check = Check(name, "the database can be read")
        check.find(str(fault.orig).splitlines()[0])
        return check
    except (pydantic.ValidationError, LookupError):
        check = Check(name, "the settings of each event can be read")
        check.find("the settings of an event cannot be read")
        return check


def _schema(database: Database) -> Check:
    check = Check("schema", "the tables are those of this version", looked_at=1)
    at = schema.current(database)
    if at is not None and at > schema.HEAD:
        schema.ensure(database)  # says what to do
    if at != schema.HEAD:
        check.find(f"the database has schema {at}, this version {schema.HEAD}; bring it there with groundswell migrate")
    return check


def _posts(session: Session) -> Check:
    """Every post is the one its number says, at the time its id says; its text, scores and members are its own."""
    check = Check("posts", "each post is stored once: its number, time, text, scores and minutes are its own")
    after: int | None = None
    while rows := checks.rows_after(session, after):
        low, after = rows[0].id, rows[-1].id
        texts = checks.texts_of(session, low, after)
        hashes = {number: hash64(text) for number, text in texts.items()}
        minutes = {row.id: minute_of(row.created_at) for row in rows}
        for row in rows:
            for fault in _faults(row, texts.get(row.id)):
                check.find(f"{row.platform}:{row.native_id}: {fault}")
        for number, of_text in checks.hashes_of(session, low, after):
            if number in hashes and hashes[number] != of_text:
                check.find(f"post {number}: a score is of another text")
        for number, minute in checks.minutes_of(session, low, after):
            if minutes.get(number, minute) != minute:
                check.find(f"post {number}: it stands in another minute than its time says")
        check.looked_at += len(rows)
    return check


def _faults(row: sa.Row[tuple[object, ...]], text: str | None) -> Iterator[str]:
    if row.id != post_number(row.platform, row.native_id):
        yield "its number is that of another post"
    if row.platform == "x" and row.created_how == "id" and ids.x_time(row.native_id) != row.created_at:
        yield "its time is not that of its id"
    if text is not None and row.text_key != text_key(text):
        yield "the key of its text is that of another text"
    if text is not None and row.text_state not in ("ok", "withheld"):
        yield f"it has a text though it is {row.text_state}"
    if text is None and row.text_state == "ok":
        yield "its text is missing"


def _scored(session: Session) -> Check:
    """Every counted post with a text that a scorer reads has its score, from the scorer the event's numbers go by."""
    check = Check("scores", "each counted post has one score of each scorer that reads its language")
    for event in storage.events.all_events(session):
        if event.pending_id:
            check.waiting += 1
            continue
        for number, languages in _scorers(session, event).items():
            of = sa.and_(membership.c.event_id == event.id, membership.c.counts, post.c.language.in_(sorted(languages)))
            joined = membership.join(post, post.c.id == membership.c.post_id).join(text, text.c.post_id == post.c.id)
            own = sa.and_(score.c.post_id == post.c.id, score.c.scorer_id == number)
            check.looked_at += checks.count(session, sa.select(post.c.id).select_from(joined).where(of).subquery())
            bare = sa.select(post.c.id).select_from(joined.outerjoin(score, own)).where(of, score.c.post_id.is_(None))
            lacking = checks.count(session, bare.subquery())
            if lacking:
                some = ", ".join(map(str, session.execute(bare.limit(checks.EXAMPLES)).scalars()))
                check.find(f"{event.name}: {lacking:,} posts have no score of scorer {number}: {some}", lacking)
    return check


def _scorers(session: Session, event: Event) -> dict[int, frozenset[str]]:
    """The scorers that the event's numbers go by: their ids, and the languages they read."""
    languages = {each.id.name: each.languages for each in scorers()}
    rows = storage.versions.scorers_of(session, event.id or 0)
    return {number: languages[row.name] for number, row in rows.items() if row.name in languages}


def _revisions(session: Session) -> Check:
    """Every state of an event file is the one that its hash names, and every event has one."""
    check = Check("settings", "each settings version is the one its name says, and each event has one")
    for row in session.execute(sa.select(table(Revision))).mappings():
        check.looked_at += 1
        if content_hash(json.loads(row["content"])) != row["hash"]:
            check.find(f"settings version {row['hash']} has another content")
    for event in storage.events.all_events(session):
        if session.get(Revision, event.revision_id) is None:
            check.find(f"event {event.name} has no settings")
    return check


def _digests(session: Session) -> Check:
    """What was sent can be shown again, byte for byte, and each digest is there once."""
    check = Check("digests", "each digest is as it was made, once for each day and version")
    versions: dict[tuple[int, object], list[int]] = {}
    for digest in checks.digests(session):
        check.looked_at += 1
        versions.setdefault((digest.event_id, digest.day), []).append(digest.version)
        if hashlib.sha256(f"{digest.html}\0{digest.text}\0{digest.markdown}".encode()).hexdigest() != digest.sha256:
            check.find(f"the digest of {digest.day}, version {digest.version}, was changed")
        slots = {int(found[1]) for found in rendering.SLOT.finditer(digest.text)}
        if slots - checks.slots_of(session, digest.id or 0):
            check.find(f"the digest of {digest.day}, version {digest.version}, lacks quotes")
    for (_, day), there in versions.items():
        if sorted(there) != list(range(1, len(there) + 1)):
            check.find(f"of {day} there are the versions {sorted(there)}")
    return check


def _audit(session: Session) -> Check:
    """The log of changes is as it was written."""
    check = Check("audit", "no line of the log of changes was altered or taken out")
    check.looked_at = checks.count(session, table(AuditLine))
    broken = storage.audit.broken_at(session)
    if broken is not None:
        check.find(f"line {broken} does not fit the one before it")
    return check


def _originals(database: Database) -> Check:
    """The user's files, where they still are: the bytes are those that were read."""
    check = Check("originals", "the files that are still there have the bytes that were read")
    file = table(File).c
    with database.read() as session:
        newest = sa.select(sa.func.max(file.id)).group_by(file.path)  # a path may have held other files before
        rows = session.execute(sa.select(file.path, file.sha256).where(file.id.in_(newest)).order_by(file.path)).all()
    for row in rows:
        path = pathlib.Path(row.path)
        if not path.is_file():
            check.waiting += 1
            continue
        check.looked_at += 1
        try:
            if opening.sha256(path) != row.sha256:
                check.find(f"{row.path} was changed since it was read")
        except FileRefused as fault:
            check.find(str(fault))
    return check


def counts(database: Database) -> Check:
    """Every bucket is what counting the posts again gives."""
    check = Check("counts", "every count is what counting the posts again gives", repairable=True)
    for event, stretch in _stretches(database):
        with database.read() as session:
            compared = _compared(session, event, stretch)
        check.looked_at += compared.rows
        check.waiting += compared.waiting
        if compared.differing:
            check.find(f"{event.name}: " + "; ".join(compared.examples), compared.differing)
    return check


def _stretches(database: Database) -> Iterator[tuple[Event, storage.buckets.Stretch]]:
    with database.read() as session:
        events = [(event, storage.events.revision_of(session, event)) for event in storage.events.all_events(session)]
        session.expunge_all()
    for event, file in events:
        with database.read() as session:
            found = recounting.stretches(session, event.id or 0, file.tz)
        yield from ((event, stretch) for stretch in found)


def _compared(session: Session, of: Event, stretch: storage.buckets.Stretch) -> recounting.Compared:
    """One stretch, by the settings of the same moment; an event between two settings waits."""
    recounting.hold_still(session)
    event = session.get(Event, of.id)
    if event is None or event.pending_id:
        return recounting.Compared(waiting=True)
    file = storage.events.revision_of(session, event)
    themes = storage.understood.known_theme_ids(session, file)
    return recounting.compare(session, of.id or 0, stretch, themes, sorted(_scorers(session, event)))


def _mend(database: Database, found: list[Check], clock: Clock) -> Iterator[str]:
    """Empties deleted posts again, and counts again what differs."""
    wrong = {check.name for check in found if check.wrong and check.repairable}
    if "deletions" in wrong:
        with database.write() as session:
            storage.deletions.begin(session)
            numbers = checks.buried_with_remains(session)
            deleting.take_away(session, numbers)
        yield f"{len(numbers):,} deleted posts were emptied again"
    _rebuild(database, clock)  # what has marks is not compared
    differing = [(event, stretch) for event, stretch in _stretches(database) if _differs(database, event, stretch)]
    for event, stretch in differing:
        with database.write() as session:
            recounting.mark(session, event.id or 0, stretch)
    if differing:
        _rebuild(database, clock)
        yield f"{len(differing):,} stretches of days were counted again"


def _rebuild(database: Database, clock: Clock) -> None:
    with database.read() as session:
        numbers = storage.buckets.events_dirty(session)
    for number in numbers:
        rebuilding.rebuild(database, number, clock=clock)


def _differs(database: Database, event: Event, stretch: storage.buckets.Stretch) -> bool:
    with database.read() as session:
        return _compared(session, event, stretch).differing > 0

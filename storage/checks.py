"""What must hold in every database, as queries: each says how many rows were looked at and which of them break it."""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
import sqlmodel
from sqlmodel import Session

from storage.tables import (
    Coverage,
    Delivery,
    Digest,
    Episode,
    Event,
    File,
    FilePart,
    Listing,
    Membership,
    Notice,
    Origin,
    Post,
    PostText,
    Quarantined,
    Quote,
    Revision,
    Score,
    Scorer,
    Source,
    Theme,
    ThemeHit,
    Tombstone,
)
from storage.tables.columns import table

EXAMPLES = 3
PAGE = 2_000
OWNERS: dict[str, type[sqlmodel.SQLModel]] = {  # whose number a column holds, in every table that has it
    "event_id": Event,
    "file_id": File,
    "source_id": Source,
    "digest_id": Digest,
    "revision_id": Revision,
    "scorer_id": Scorer,
    "theme_id": Theme,
    "notice_id": Notice,
    "episode_id": Episode,
    "parent_id": Episode,
    "listing_id": Listing,
}
OF_POSTS: tuple[type[sqlmodel.SQLModel], ...] = (
    PostText,
    Membership,
    Origin,
    Score,
    ThemeHit,
)  # rows that are nothing without their post
DELIVERY_STATES = ("due", "sending", "sent", "failed", "unknown", "dead")
COVERAGE_KINDS = ("watched", "stated", "observed", "gap", "ceiling", "not running")

post, text, membership, tombstone = table(Post), table(PostText), table(Membership), table(Tombstone)
part, file, origin, quarantined = table(FilePart), table(File), table(Origin), table(Quarantined)
coverage, digest, delivery = table(Coverage), table(Digest), table(Delivery)


@dataclasses.dataclass
class Check:
    """One thing that must hold, in words; how many rows were looked at, how many break it, and some of those. `waiting`
    counts what cannot be told yet, since it is still to be worked on."""

    name: str
    words: str
    looked_at: int = 0
    wrong: int = 0
    waiting: int = 0
    examples: list[str] = dataclasses.field(default_factory=list)
    repairable: bool = False

    def find(self, example: str, number: int = 1) -> None:
        self.wrong += number
        if len(self.examples) < EXAMPLES:
            self.examples.append(example)


def count(session: Session, of: Any) -> int:
    return int(session.execute(sa.select(sa.func.count()).select_from(of)).scalar_one())


def pages(session: Session) -> Check:
    """The database's own check of its pages and indexes, where it has one."""
    check = Check("pages", "the database file is whole", looked_at=1)
    if session.get_bind().dialect.name == "sqlite":
        for row in session.execute(sa.text("PRAGMA integrity_check(10)")).scalars():
            if row != "ok":
                check.find(str(row))
        for broken in session.execute(sa.text("PRAGMA foreign_key_check")).all():
            check.find(f"a row of {broken[0]} names a row of {broken[2]} that is not there")
    return check


def owned(session: Session) -> Check:
    """Every row that names an event, a file, a source … names one that is there."""
    check = Check("references", "every row's event, post, file, source and revision are there")
    wanted = [(each, each.c[name], owner) for each in _tables() for name, owner in OWNERS.items() if name in each.c]
    wanted += [(table(model), table(model).c.post_id, Post) for model in OF_POSTS]
    for of, column, owner in wanted:
        if of is table(owner):
            continue
        check.looked_at += count(session, of)
        _find(session, check, _without(column, owner), f"{of.name}.{column.name}")
    return check


def memberships(session: Session) -> Check:
    """A member counts, or says why not."""
    check = Check("counting", "a member counts, or it is said why not", looked_at=count(session, membership))
    m = membership.c
    unsaid = sa.or_(sa.and_(m.counts, m.why_not.is_not(None)), sa.and_(sa.not_(m.counts), m.why_not.is_(None)))
    _find(session, check, sa.select(m.post_id).where(unsaid), "post")
    return check


def tombstones(session: Session) -> Check:
    """Nothing is left of a post that was deleted at its source."""
    check = Check(
        "deletions", "nothing is left of a deleted post", looked_at=count(session, tombstone), repairable=True
    )
    for of in (table(model) for model in (PostText, Score, ThemeHit)):
        _find(session, check, sa.select(of.c.post_id).where(of.c.post_id.in_(sa.select(tombstone.c.post_id))), of.name)
    for of in (each for each in _tables() if {"post_id", "text"} <= set(each.c.keys()) and each is not text):
        kept = sa.and_(of.c.text.is_not(None), of.c.post_id.in_(sa.select(tombstone.c.post_id)))
        _find(session, check, sa.select(of.c.post_id).where(kept), of.name)
    for of in (each for each in _tables() if {"post_id", "held"} <= set(each.c.keys())):
        kept = sa.and_(of.c.held.is_not(None), of.c.post_id.in_(sa.select(tombstone.c.post_id)))
        _find(session, check, sa.select(of.c.post_id).where(kept), of.name)
    named = sa.select(post.c.id).join(tombstone, tombstone.c.post_id == post.c.id)
    _find(session, check, named.where(post.c.author_key.is_not(None)), "the author of post")
    counted = sa.select(membership.c.post_id).join(tombstone, tombstone.c.post_id == membership.c.post_id)
    _find(session, check, counted.where(membership.c.counts), "counted, post")
    return check


def buried_with_remains(session: Session) -> list[int]:
    """Deleted posts of which something is left."""
    numbers: set[int] = set()
    buried = sa.select(tombstone.c.post_id)
    for of in _tables():
        if "post_id" in of.c and of is not tombstone:
            if of is membership:
                numbers.update(
                    session.execute(sa.select(of.c.post_id).where(of.c.counts, of.c.post_id.in_(buried))).scalars()
                )
            elif of in (text, table(Score), table(ThemeHit)) or "text" in of.c or "held" in of.c:
                numbers.update(session.execute(sa.select(of.c.post_id).where(of.c.post_id.in_(buried))).scalars())
    named = sa.select(post.c.id).where(post.c.author_key.is_not(None), post.c.id.in_(buried))
    return sorted(numbers | set(session.execute(named).scalars()))


def stretches_seen(session: Session) -> Check:
    """Coverage rows are stretches of known kinds, and each file that was read has its own."""
    check = Check("coverage", "what was seen, and what not, is on record", looked_at=count(session, coverage))
    c = coverage.c
    _find(session, check, sa.select(c.id).where(sa.or_(c.start >= c.end, c.kind.not_in(COVERAGE_KINDS))), "stretch")
    for row in session.execute(
        sa.select(file.c.id, part.c.spans)
        .join(part, part.c.file_id == file.c.id)
        .where(file.c.state == "done", part.c.pass_number == 0)
    ):
        seen = sa.select(c.platform).where(c.file_id == row.id)
        for platform in set(row.spans) - set(session.execute(seen).scalars()):
            check.find(f"file {row.id} has posts of {platform} and no stretch")
    return check


def files(session: Session) -> Check:
    """Every record of every file ended as something, and the counts add up; what was imported is here."""
    check = Check("files", "every record of every file is accounted for", looked_at=count(session, file))
    sums: dict[int, list[int]] = {}
    kept = sa.select(part).join(file, file.c.id == part.c.file_id).where(file.c.state != "forgotten")
    for row in session.execute(kept).mappings():
        ends = [row[name] for name in ("imported", "updated", "duplicate", "quarantined")]
        each = sums.setdefault(row["file_id"], [0, 0, 0])
        each[0] += row["read"] - sum(ends) - sum(row["skipped"].values())
        each[1] += row["imported"]
        each[2] += row["quarantined"]
    here = _by_file(session, origin), _by_file(session, quarantined)
    for number, (open_, imported, unreadable) in sorted(sums.items()):
        if open_:
            check.find(f"file {number}: {open_:,} records more were read than are accounted for")
        if here[1].get(number, 0) > unreadable:
            check.find(f"file {number}: more unreadable records are kept than were found")
        if here[0].get(number, 0) < imported:
            check.find(f"file {number}: {imported:,} posts were imported, {here[0].get(number, 0):,} are here")
    undone = sa.select(part.c.file_id).join(file, file.c.id == part.c.file_id)
    _find(session, check, undone.where(file.c.state == "done", sa.not_(part.c.done)), "done though not read, file")
    check.waiting = count(
        session,
        part.join(file, file.c.id == part.c.file_id)
        .select()
        .where(sa.not_(part.c.done), file.c.state.in_(("due", "reading")))
        .subquery(),
    )
    return check


def messages(session: Session) -> Check:
    """Every message on its way is in a known state, once for each channel, and what was sent says when."""
    check = Check("messages", "each message is in one state for each channel", looked_at=count(session, delivery))
    d = delivery.c
    _find(session, check, sa.select(d.id).where(d.state.not_in(DELIVERY_STATES)), "delivery")
    unsaid = sa.and_(d.state == "sent", d.sent_at.is_(None))
    _find(session, check, sa.select(d.id).where(unsaid), "sent without a time, delivery")
    twice = sa.select(d.notice_id).group_by(d.notice_id, d.channel).having(sa.func.count() > 1)
    _find(session, check, twice, "twice for one channel, notice")
    waiting = sa.select(d.id).where(d.state.in_(("due", "failed", "unknown", "sending")))
    check.waiting = count(session, waiting.subquery())
    return check


def rows_after(session: Session, after: int | None) -> Sequence[Any]:
    """Posts, a page at a time by number. Their texts are asked for apart: a join in order would go through all texts
    up to there."""
    p = post.c
    query = sa.select(p.id, p.platform, p.native_id, p.created_at, p.created_how, p.text_key, p.text_state)
    query = query.order_by(p.id).limit(PAGE)
    return session.execute(query if after is None else query.where(p.id > after)).all()


def texts_of(session: Session, low: int, high: int) -> dict[int, str]:
    """The texts of the posts in a range of numbers."""
    t = text.c
    query = sa.select(t.post_id, t.text).where(t.post_id >= low, t.post_id <= high)
    return {row.post_id: row.text for row in session.execute(query)}


def minutes_of(session: Session, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Post and minute of the members in a range of numbers."""
    m = membership.c
    query = sa.select(m.post_id, m.minute).where(m.post_id >= low, m.post_id <= high)
    yield from ((row.post_id, row.minute) for row in session.execute(query))


def hashes_of(session: Session, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Post and text hash of the scores in a range of numbers."""
    s = table(Score).c
    query = sa.select(s.post_id, s.text_hash).where(s.post_id >= low, s.post_id <= high)
    yield from ((row.post_id, row.text_hash) for row in session.execute(query))


def digests(session: Session) -> Iterator[Digest]:
    for number in session.execute(sa.select(digest.c.id).order_by(digest.c.id)).scalars().all():
        yield session.get_one(Digest, number)
        session.expunge_all()


def slots_of(session: Session, digest_id: int) -> set[int]:
    return set(session.execute(sa.select(table(Quote).c.slot).where(table(Quote).c.digest_id == digest_id)).scalars())


def _tables() -> list[sa.Table]:
    return list(sqlmodel.SQLModel.metadata.sorted_tables)


def _without(column: Any, owner: Any) -> Any:
    """The rows whose owner is not there."""
    key = table(owner).c.id
    of = column.table
    return (
        sa.select(column)
        .select_from(of.outerjoin(table(owner), key == column))
        .where(column.is_not(None), key.is_(None))
    )


def _find(session: Session, check: Check, query: Any, what: str) -> None:
    wrong = count(session, query.subquery())
    if wrong:
        some = ", ".join(str(value) for value in session.execute(query.limit(EXAMPLES)).scalars())
        check.find(f"{what} {some}" + (f" and {wrong - EXAMPLES:,} more" if wrong > EXAMPLES else ""), wrong)


def _by_file(session: Session, of: sa.Table) -> dict[int, int]:
    query = sa.select(of.c.file_id, sa.func.count().label("n")).group_by(of.c.file_id)
    return {row.file_id: row.n for row in session.execute(query)}

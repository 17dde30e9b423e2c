"""Answers that were published, and what has to be known to tell later what changed since."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

import storage.series
from storage.database import insert_new
from storage.post_search import Search
from storage.tables import (
    Answer,
    AnswerMembers,
    Correction,
    Event,
    File,
    Membership,
    Origin,
    Post,
    Rescore,
    Sighting,
    ThemeHit,
    ThemeLabel,
    VoiceLabel,
)
from storage.tables.columns import table

answer, members_of = table(Answer), table(AnswerMembers)
membership, post, origin, sighting, file = table(Membership), table(Post), table(Origin), table(Sighting), table(File)
theme_hit = table(ThemeHit)
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none of them is taken for another
SHORTEST, LONGEST = 8, 16
PRINT = 6  # bytes of a post's print
MOST_PRINTED = 200_000  # posts of a stretch; of more only the changes by time can be told
AT_ONCE = 5_000


def id_of(session: Session, sha256: str) -> str:
    """The name of the answer with this hash: the beginning of it, longer where another answer has that name."""
    number = int(sha256, 16) >> (256 - 5 * LONGEST)
    whole = "".join(LETTERS[number >> 5 * place & 31] for place in reversed(range(LONGEST)))
    for length in range(SHORTEST, LONGEST):
        other = session.get(Answer, whole[:length])
        if other is None or other.sha256 == sha256:
            return whole[:length]
    return whole


def read_id(given: str) -> str:
    """An id as a person typed it: in any case, with O for 0 and I or L for 1."""
    return given.strip().upper().translate(str.maketrans("OIL", "011"))


def one(session: Session, answer_id: str) -> Answer | None:
    return session.get(Answer, answer_id)


def keep(session: Session, row: Answer, stretches: Sequence[tuple[str, int, int]]) -> None:
    """Keeps an answer with prints of the posts that counted in these stretches of platforms; one that is there stays,
    and is kept as long as the longer of the two asks."""
    known = session.get(Answer, row.id)
    if known is not None:
        if known.kept_until is not None:
            known.kept_until = None if row.kept_until is None else max(known.kept_until, row.kept_until)
            session.add(known)
            session.flush()
        return
    insert_new(session, answer, [row.model_dump()])
    for platform, start, end in stretches:
        prints = [print_of(number) for number in counted(session, row.event_id, platform, start, end)]
        if len(prints) <= MOST_PRINTED:
            own = {"answer_id": row.id, "platform": platform, "start": start, "end": end, "posts": len(prints)}
            insert_new(session, members_of, [{**own, "prints": b"".join(sorted(prints))}])


def print_of(number: int) -> bytes:
    """A short hash of a post's number."""
    return hashlib.sha256(b"member %d" % number).digest()[:PRINT]


def printed(session: Session, answer_id: str, platform: str, start: int, end: int) -> set[bytes] | None:
    """The prints of the posts that counted then; None where they were not kept."""
    row = session.get(AnswerMembers, (answer_id, platform, start, end))
    return None if row is None else {row.prints[at : at + PRINT] for at in range(0, len(row.prints), PRINT)}


def counted(session: Session, event_id: int, platform: str, start: int, end: int) -> Iterator[int]:
    """The numbers of the posts that count in minutes [start, end), at most one more than are printed."""
    m = membership.c
    query = _within(sa.select(m.post_id), event_id, platform, start, end).where(m.counts).limit(MOST_PRINTED + 1)
    yield from session.execute(query, execution_options={"yield_per": AT_ONCE}).scalars()


def standing(
    session: Session, event_id: int, platform: str, start: int, end: int
) -> Iterator[tuple[int, bool, str | None]]:
    """Number, whether it counts, and why not, of every member in minutes [start, end)."""
    m = membership.c
    query = _within(sa.select(m.post_id, m.counts, m.why_not), event_id, platform, start, end)
    for row in session.execute(query.limit(2 * MOST_PRINTED), execution_options={"yield_per": AT_ONCE}):
        yield row.post_id, row.counts, row.why_not


def came_since(
    session: Session, event_id: int, platform: str, start: int, end: int, last_file: int, at: dt.datetime
) -> int:
    """Posts that count in minutes [start, end) and were first read from a file, or seen live, after that."""
    m = membership.c
    in_file = sa.exists().where(origin.c.post_id == m.post_id, origin.c.file_id <= last_file).correlate(membership)
    seen = sa.exists().where(sighting.c.post_id == m.post_id, sighting.c.seen_at <= at).correlate(membership)
    query = _within(sa.select(sa.func.count()), event_id, platform, start, end)
    return int(session.execute(query.where(m.counts, sa.not_(in_file), sa.not_(seen))).scalar_one())


def behind(session: Session, event_id: int, wanted: Search) -> int:
    """How many posts count among those of a search without words."""
    m, p = membership.c, post.c
    query = sa.select(sa.func.count()).select_from(membership).join(post, p.id == m.post_id)
    query = query.where(m.event_id == event_id, m.counts, m.minute >= wanted.since, m.minute < wanted.until)
    for column, value in (
        (p.platform, wanted.platform),
        (p.language, wanted.language),
        (p.community, wanted.community),
        (m.voice, wanted.voice),
    ):
        query = query.where(column == value) if value else query
    query = query.where(p.kind != "repost") if wanted.originals else query
    if wanted.theme_id is not None:
        its = theme_hit.c
        has_it = sa.exists().where(its.post_id == m.post_id, its.theme_id == wanted.theme_id).correlate(membership)
        query = query.where(sa.or_(has_it, m.post_id.in_(wanted.said_yes)), m.post_id.not_in(wanted.said_no))
    return int(session.execute(query).scalar_one())


def _within(query: Any, event_id: int, platform: str, start: int, end: int) -> Any:
    m = membership.c
    inside = (m.event_id == event_id, m.minute >= start, m.minute < end, post.c.platform == platform)
    return query.select_from(membership).join(post, post.c.id == m.post_id).where(*inside)


def watermark(session: Session, event_id: int) -> dict[str, Any]:
    """How far everything goes that numbers are made from: to compare with later."""
    return {"last_post": _last_posts(session, event_id), **marks(session, event_id)}


def marks(session: Session, event_id: int) -> dict[str, Any]:
    """As `watermark`, without the posts: what people and rules have decided so far, and the last file."""
    event = session.get_one(Event, event_id)
    return {
        "file": _most(session, File, event_id),
        "correction": _most(session, Correction, event_id),
        "taken_back": _number(session, Correction, event_id, table(Correction).c.undone_at.is_not(None)),
        "rescore": _most(session, Rescore, event_id, table(Rescore).c.done_at.is_not(None)),
        "theme_labels": _number(session, ThemeLabel, event_id),
        "voice_labels": _number(session, VoiceLabel, event_id),
        "marked_by": event.marked_by,
    }


def _last_posts(session: Session, event_id: int) -> dict[str, int]:
    """The minute of the last post by platform: the last day first, then the last minute of it."""
    found = {}
    for platform in storage.series.platforms(session, event_id):
        bounds = storage.series.bounds(session, event_id, platform=platform, grain="day")
        day = bounds[1] if bounds else 0
        minutes = storage.series.minutes(session, event_id, "posts", day, day + 1500, platform=platform)
        if minutes:
            found[platform] = max(minutes)
    return found


def _most(session: Session, of: Any, event_id: int, *more: Any) -> int:
    its = table(of).c
    return session.execute(sa.select(sa.func.max(its.id)).where(its.event_id == event_id, *more)).scalar() or 0


def _number(session: Session, of: Any, event_id: int, *more: Any) -> int:
    its = table(of).c
    query = sa.select(sa.func.count()).select_from(table(of)).where(its.event_id == event_id, *more)
    return int(session.execute(query).scalar_one())


def corrections_since(session: Session, event_id: int, platform: str, start: int, end: int, mark: int) -> int:
    """Corrections on posts of minutes [start, end) that were made after correction `mark`."""
    c = table(Correction).c
    query = _within(sa.select(sa.func.count()), event_id, platform, start, end)
    its = query.join(table(Correction), sa.and_(c.event_id == event_id, c.post_id == membership.c.post_id))
    return int(session.execute(its.where(c.id > mark)).scalar_one())


def drop_old(session: Session, *, now: dt.datetime) -> int:
    """Lets answers go that were not to be kept longer. Returns how many."""
    old = sa.select(answer.c.id).where(answer.c.kept_until < now)
    session.execute(sa.delete(members_of).where(members_of.c.answer_id.in_(old)))
    result: Any = session.execute(sa.delete(answer).where(answer.c.kept_until < now))
    return int(result.rowcount)


def listed(session: Session, event_id: int, most: int) -> Sequence[Mapping[str, Any]]:
    """The latest answers of an event, without their figures."""
    a = answer.c
    query = sa.select(a.id, a.kind, a.place, a.revision, a.made_at).where(a.event_id == event_id)
    return [dict(row) for row in session.execute(query.order_by(a.made_at.desc(), a.id).limit(most)).mappings()]

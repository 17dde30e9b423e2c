"""Lists the posts of an event, page by page in time order, with all that is known of each."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage.database import pieces
from storage.tables import File, Membership, Origin, Post, PostText, Score, TextCluster, ThemeHit
from storage.tables.columns import table

post, text, membership, origin, file = table(Post), table(PostText), table(Membership), table(Origin), table(File)
score, hit, cluster = table(Score), table(ThemeHit), table(TextCluster)
PAGE = 1_000
OF_MEMBER = tuple(membership.c[name] for name in ("minute", "via", "counts", "why_not", "voice", "voice_rule"))


@dataclasses.dataclass(frozen=True, slots=True)
class Filter:
    """Which posts are wanted; None asks for all. Times in minutes, half-open."""

    theme_id: int | None = None
    since: int | None = None
    until: int | None = None
    platform: str | None = None
    language: str | None = None
    counted_only: bool = False
    voice: str | None = None
    said_yes: tuple[int, ...] = ()  # posts of which readers said that they have the theme,
    said_no: tuple[int, ...] = ()  # or not


def listed(
    session: Session, event_id: int, wanted: Filter, theme_ids: Sequence[int], limit: int | None
) -> Iterator[dict[str, Any]]:
    """The facts, text, membership, scores by scorer id, hits by theme id, and original of each post, oldest first."""
    after: tuple[int, int] | None = None
    left = limit
    while left is None or left > 0:
        size = PAGE if left is None else min(PAGE, left)
        page = _page(session, event_id, wanted, after, size)
        yield from _with_findings(session, event_id, page, theme_ids)
        if len(page) < size:
            return
        after = page[-1]["minute"], page[-1]["id"]
        left = None if left is None else left - len(page)


def one(session: Session, number: int) -> dict[str, Any] | None:
    """The facts and the text of one post."""
    query = sa.select(post, text.c.text).outerjoin(text, text.c.post_id == post.c.id).where(post.c.id == number)
    row = session.execute(query).mappings().one_or_none()
    return dict(row) if row else None


def memberships(session: Session, number: int) -> list[dict[str, Any]]:
    query = sa.select(membership).where(membership.c.post_id == number)
    return [dict(row) for row in session.execute(query).mappings()]


def origins(session: Session, number: int) -> list[dict[str, Any]]:
    """The files that the post was read from, with line and record."""
    query = (
        sa.select(origin.c.line, origin.c.record, file.c.path, file.c.member, file.c.sha256, file.c.format)
        .join(file, file.c.id == origin.c.file_id)
        .where(origin.c.post_id == number)
        .order_by(origin.c.file_id)
    )
    return [dict(row) for row in session.execute(query).mappings()]


def scores_of(session: Session, numbers: Sequence[int]) -> dict[int, dict[int, Mapping[str, Any]]]:
    """The score rows by post and scorer id."""
    found: dict[int, dict[int, Mapping[str, Any]]] = {}
    for some in pieces(numbers):
        for row in session.execute(sa.select(score).where(score.c.post_id.in_(some))).mappings():
            found.setdefault(row["post_id"], {})[row["scorer_id"]] = dict(row)
    return found


def hits_of(
    session: Session, numbers: Sequence[int], theme_ids: Sequence[int]
) -> dict[int, dict[int, tuple[str, str]]]:
    """The places and the mark of theme hits by post and theme id."""
    found: dict[int, dict[int, tuple[str, str]]] = {}
    for some in pieces(numbers):
        query = sa.select(hit).where(hit.c.post_id.in_(some), hit.c.theme_id.in_(theme_ids))
        for row in session.execute(query).mappings():
            found.setdefault(row["post_id"], {})[row["theme_id"]] = row["places"], row["mark"]
    return found


def _page(
    session: Session, event_id: int, wanted: Filter, after: tuple[int, int] | None, size: int
) -> list[dict[str, Any]]:
    m, p = membership.c, post.c
    query = (
        sa.select(post, *OF_MEMBER, text.c.text)
        .select_from(membership)
        .join(post, p.id == m.post_id)
        .outerjoin(text, text.c.post_id == m.post_id)
        .where(m.event_id == event_id)
        .order_by(m.minute, m.post_id)
        .limit(size)
    )
    if after is not None:
        here = sa.tuple_(sa.literal(after[0]), sa.literal(after[1], sa.BigInteger))  # not "or": the index goes by it
        query = query.where(sa.tuple_(m.minute, m.post_id) > here)
    if wanted.since is not None:
        query = query.where(m.minute >= wanted.since)
    if wanted.until is not None:
        query = query.where(m.minute < wanted.until)
    for column, value in ((p.platform, wanted.platform), (p.language, wanted.language)):
        if value is not None:
            query = query.where(column == value)
    if wanted.voice is not None:
        query = query.where(m.voice == wanted.voice)
    if wanted.counted_only:
        query = query.where(m.counts)
    if wanted.theme_id is not None:
        found = sa.select(hit.c.post_id).where(hit.c.post_id == m.post_id, hit.c.theme_id == wanted.theme_id).exists()
        query = query.where(sa.or_(found, m.post_id.in_(wanted.said_yes)), m.post_id.not_in(wanted.said_no))
    return [dict(row) for row in session.execute(query).mappings()]


def _with_findings(
    session: Session, event_id: int, page: Sequence[dict[str, Any]], theme_ids: Sequence[int]
) -> Iterator[dict[str, Any]]:
    numbers = [row["id"] for row in page]
    scores, hits = scores_of(session, numbers), hits_of(session, numbers, theme_ids)
    firsts = first_of_text(session, event_id, sorted({row["text_key"] for row in page if row["text_key"] is not None}))
    for row in page:
        found = {number: each["compound"] for number, each in scores.get(row["id"], {}).items()}
        yield {**row, "scores": found, "hits": hits.get(row["id"], {}), "first": firsts.get(row["text_key"])}


def first_of_text(session: Session, event_id: int, keys: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The earliest counted member (platform, native id) whose text is the same or near the same, by text key."""
    found: dict[int, tuple[str, str]] = {}
    group = sa.func.coalesce(cluster.c.cluster, post.c.text_key)
    for some in pieces(keys):
        ranked = (
            sa.select(
                post.c.text_key,
                group.label("grouped"),
                post.c.platform,
                post.c.native_id,
                sa.func.row_number()
                .over(partition_by=group, order_by=(post.c.created_at, post.c.platform, post.c.native_id))
                .label("place"),
            )
            .join(membership, membership.c.post_id == post.c.id)
            .outerjoin(cluster, cluster.c.text_key == post.c.text_key)
            .where(
                membership.c.event_id == event_id, membership.c.counts, post.c.text_key.in_(_same_texts(session, some))
            )
            .subquery()
        )
        rows = list(session.execute(sa.select(ranked)).all())
        first = {row.grouped: (row.platform, row.native_id) for row in rows if row.place == 1}
        found.update({row.text_key: first[row.grouped] for row in rows})
    return found


def _same_texts(session: Session, keys: Sequence[int]) -> list[int]:
    """The keys, and those of texts in the same clusters."""
    own = sa.select(cluster.c.cluster).where(cluster.c.text_key.in_(keys))
    others = session.execute(sa.select(cluster.c.text_key).where(cluster.c.cluster.in_(own))).scalars()
    return sorted({*keys, *others})


def sampled(
    session: Session, event_id: int, wanted: Filter, theme_ids: Sequence[int], most: int
) -> list[dict[str, Any]]:
    """As `listed`, but at most so many posts, taken at even steps through all that are wanted."""
    m = membership.c
    query = sa.select(m.post_id).where(
        m.event_id == event_id, m.minute >= wanted.since, m.minute < wanted.until, m.counts
    )
    if wanted.voice is not None:
        query = query.where(m.voice == wanted.voice)
    numbers = list(session.execute(query.order_by(m.minute, m.post_id)).scalars())
    step = max(1, -(-len(numbers) // most))
    rows: list[dict[str, Any]] = []
    for some in pieces(numbers[::step]):
        page = sa.select(post, *OF_MEMBER, text.c.text).select_from(membership)
        page = page.join(post, post.c.id == m.post_id).outerjoin(text, text.c.post_id == m.post_id)
        page = page.where(m.event_id == event_id, m.post_id.in_(some)).order_by(m.minute, m.post_id)
        found = [dict(row) for row in session.execute(page).mappings()]
        rows.extend(_with_findings(session, event_id, found, theme_ids))
    return rows

"""The series that alert rules watch, counted from posts in steps of minutes. The one place that fetches them."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage.tables import AuthorAlias, Bucket, Coverage, Membership, Post, Score, Source, TextCluster, ThemeHit
from storage.tables.columns import table

post, membership, alias, cluster = table(Post), table(Membership), table(AuthorAlias), table(TextCluster)
hit, score, bucket = table(ThemeHit), table(Score), table(Bucket)
coverage, source = table(Coverage), table(Source)
NEITHER = (0, 0)
COMMON = 0.2  # of the posts of a window: a language or community with less cannot be taking over


def steps(
    session: Session,
    event_id: int,
    measure: str,
    start: int,
    end: int,
    step: int,
    *,
    platform: str,
    themes: Mapping[str, int],
    voice: str = "",
) -> dict[str, dict[int, int]]:
    """Counts by start of the step, over minutes [start, end), for any post ("") where `themes` is empty, else for
    each of the themes by name. Different texts and accounts are counted once in each step. `voice` "" takes all posts,
    "reacting" those that react."""
    if measure == "posts" or measure == "originals":
        return _from_buckets(session, event_id, measure, start, end, step, platform, themes, voice)
    m, p = membership.c, post.c
    at = (m.minute // step * step).label("at")
    counted = sa.func.count(sa.distinct(_text() if measure == "texts" else _author()))
    query = _joined(sa.select, [at, counted], themed=bool(themes))
    query = query.where(m.event_id == event_id, m.minute >= start, m.minute < end, m.counts, p.platform == platform)
    if voice:
        query = query.where(m.voice == voice)
    if not themes:
        rows = session.execute(query.group_by(sa.text("at"))).all()
        return {"": {row[0]: row[1] for row in rows}}
    names = {number: name for name, number in themes.items()}
    query = query.add_columns(hit.c.theme_id).where(hit.c.theme_id.in_(list(names)))
    found: dict[str, dict[int, int]] = {name: {} for name in themes}
    for begin, number, theme in session.execute(query.group_by(sa.text("at"), hit.c.theme_id)):
        found[names[theme]][begin] = number
    return found


def _from_buckets(
    session: Session,
    event_id: int,
    measure: str,
    start: int,
    end: int,
    step: int,
    platform: str,
    themes: Mapping[str, int],
    voice: str,
) -> dict[str, dict[int, int]]:
    b = bucket.c
    at = (b.start // step * step).label("at")
    wanted = list(themes) or [""]
    query = (
        sa.select(at, b.theme, sa.cast(sa.func.sum(b[measure]), sa.BigInteger))
        .where(b.event_id == event_id, b.grain == "minute", b.platform == platform, b.theme.in_(wanted))
        .where(b.start >= start, b.start < end, b.voice == voice)
        .group_by(sa.text("at"), b.theme)
    )
    found: dict[str, dict[int, int]] = {name: {} for name in wanted}
    for begin, theme, number in session.execute(query):
        found[theme][begin] = number
    return found


def _author() -> Any:
    return sa.func.coalesce(sa.func.nullif(alias.c.id_key, 0), post.c.author_key)


def _text() -> Any:
    return sa.func.coalesce(cluster.c.cluster, post.c.text_key, post.c.id)


def _joined(select: Any, columns: list[Any], *, themed: bool = False) -> Any:
    query = (
        select(*columns)
        .select_from(membership)
        .join(post, post.c.id == membership.c.post_id)
        .outerjoin(alias, alias.c.name_key == post.c.author_key)
        .outerjoin(cluster, cluster.c.text_key == post.c.text_key)
    )
    return query.join(hit, hit.c.post_id == membership.c.post_id) if themed else query


def by_author(
    session: Session,
    event_id: int,
    platform: str,
    span: tuple[int, int, int],
    *,
    theme_id: int | None = None,
    scorer_id: int | None = None,
    dark_below: int | None = None,
    language: str | None = None,
    community: str | None = None,
) -> list[tuple[int, float, int, float]]:
    """For each account (posts before, sum before, posts now, sum now), over `span` = (start, border, end) in minutes.
    What is summed: posts with the theme, in the language, of the community; or, with a scorer, the tone of scored posts
    in its own units, or with `dark_below` how many lie at or below it."""
    m, p, (start, border, end) = membership.c, post.c, span
    value = _value(theme_id, scorer_id, dark_below, language, community)
    now = m.minute >= border
    who = sa.func.coalesce(_author(), p.id)
    query = _joined(
        sa.select,
        [
            sa.func.sum(sa.case((now, 0), else_=1)),
            sa.func.sum(sa.case((now, 0), else_=value)),
            sa.func.sum(sa.case((now, 1), else_=0)),
            sa.func.sum(sa.case((now, value), else_=0)),
        ],
    )
    if theme_id is not None:
        query = query.outerjoin(hit, sa.and_(hit.c.post_id == m.post_id, hit.c.theme_id == theme_id))
    if scorer_id is not None:
        query = query.join(score, sa.and_(score.c.post_id == m.post_id, score.c.scorer_id == scorer_id))
    query = query.where(m.event_id == event_id, m.minute >= start, m.minute < end, m.counts, p.platform == platform)
    rows = session.execute(query.group_by(who).order_by(who))
    return [(int(row[0]), float(row[1]), int(row[2]), float(row[3])) for row in rows]


def themes_by_author(
    session: Session, event_id: int, platform: str, span: tuple[int, int, int], theme_ids: Mapping[str, int]
) -> dict[str, list[tuple[int, float, int, float]]]:
    """As `by_author`, for each of the themes by name: one look at the posts for all of them."""
    m, (start, border, end) = membership.c, span
    who = sa.func.coalesce(_author(), post.c.id)
    before, now = (sa.func.sum(sa.case((m.minute >= border, a), else_=b)) for a, b in ((0, 1), (1, 0)))
    inside = (m.event_id == event_id, m.minute >= start, m.minute < end, m.counts, post.c.platform == platform)
    posts = {
        row[0]: (int(row[1]), int(row[2]))
        for row in session.execute(_joined(sa.select, [who, before, now]).where(*inside).group_by(who).order_by(who))
    }
    names = {number: name for name, number in theme_ids.items()}
    hits: dict[str, dict[int, tuple[int, int]]] = {name: {} for name in theme_ids}
    query = _joined(sa.select, [hit.c.theme_id, who, before, now], themed=True).where(*inside)
    for theme, author, old, new in session.execute(
        query.where(hit.c.theme_id.in_(list(names))).group_by(hit.c.theme_id, who)
    ):
        hits[names[theme]][author] = int(old), int(new)
    return {
        name: [
            (n0, float(found.get(author, NEITHER)[0]), n1, float(found.get(author, NEITHER)[1]))
            for author, (n0, n1) in posts.items()
        ]
        for name, found in hits.items()
    }


def _value(
    theme_id: int | None, scorer_id: int | None, dark_below: int | None, language: str | None, community: str | None
) -> Any:
    if theme_id is not None:
        return sa.case((hit.c.theme_id.is_not(None), 1), else_=0)
    if dark_below is not None:
        return sa.case((score.c.compound <= dark_below, 1), else_=0)
    if scorer_id is not None:
        return score.c.compound
    column, wanted = (post.c.language, language) if language is not None else (post.c.community, community)
    return sa.case((column == wanted, 1), else_=0)


def common(session: Session, event_id: int, kind: str, platform: str, start: int, end: int) -> list[str]:
    """The languages or communities with a good share of the posts of minutes [start, end), by name."""
    m, column = membership.c, post.c[kind]
    query = _joined(sa.select, [column, sa.func.count()]).where(
        m.event_id == event_id, m.minute >= start, m.minute < end, m.counts, post.c.platform == platform
    )
    rows = session.execute(query.where(column.is_not(None)).group_by(column)).all()
    whole = sum(row[1] for row in rows)
    return sorted(row[0] for row in rows if row[1] >= COMMON * whole and row[0] not in ("", "none", "unknown"))


def quarters(session: Session, event_id: int, platform: str, start: int, end: int) -> dict[int, tuple[int, ...]]:
    """What was counted in each quarter of an hour, as a fingerprint: one that differs later holds late data."""
    b = bucket.c
    at = (b.start // 15 * 15).label("at")
    sums = [sa.func.sum(column) for column in (b.posts, b.originals, b.distinct_texts, b.authors)]
    query = sa.select(at, *sums).where(
        b.event_id == event_id, b.grain == "minute", b.platform == platform, b.theme == "", b.voice == ""
    )
    rows = session.execute(query.where(b.start >= start, b.start < end).group_by(sa.text("at"))).all()
    return {int(row[0]): tuple(int(number or 0) for number in row[1:]) for row in rows}


def covered_to(session: Session, event_id: int) -> dict[int, int]:
    """The last minute of which each source is known to be complete, by source id."""
    query = (
        sa.select(coverage.c.source_id, sa.func.max(coverage.c.end))
        .join(source, source.c.id == coverage.c.source_id)
        .where(source.c.event_id == event_id, coverage.c.kind.in_(["watched", "stated"]))
        .group_by(coverage.c.source_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def totals(session: Session, event_id: int, platform: str, start: int, end: int) -> dict[str, int]:
    """The posts of minutes [start, end), their accounts and different texts; how many of the three commonest texts more
    than one post says, and how many posts say those."""
    m = membership.c
    inside = (m.event_id == event_id, m.minute >= start, m.minute < end, m.counts, post.c.platform == platform)
    by_text = _joined(sa.select, [_text(), sa.func.count()]).where(*inside).group_by(_text())
    counts = sorted((row[1] for row in session.execute(by_text)), reverse=True)
    accounts = session.execute(_joined(sa.select, [sa.func.count(sa.distinct(_author()))]).where(*inside)).scalar_one()
    repeated = [number for number in counts[:3] if number > 1]
    return {
        "posts": sum(counts),
        "accounts": accounts,
        "texts": len(counts),
        "copied": len(repeated),
        "in_copied": sum(repeated),
    }


def communities(session: Session, event_id: int, platform: str, start: int, end: int) -> list[tuple[str, int]]:
    """The communities of the posts of minutes [start, end), most posts first."""
    m, name = membership.c, post.c.community
    query = _joined(sa.select, [name, sa.func.count()]).where(
        m.event_id == event_id, m.minute >= start, m.minute < end, m.counts, post.c.platform == platform
    )
    rows = session.execute(query.where(name.is_not(None), name != "").group_by(name)).all()
    return sorted(((row[0], row[1]) for row in rows), key=lambda pair: (-pair[1], pair[0]))

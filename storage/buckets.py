"""Counts posts into buckets. Counts are made from the posts, never by adding to what was there: any order of arrival,
any repeat and any crash give the same numbers."""

import bisect
import dataclasses
import datetime as dt
import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

import storage.retention
from storage.database import lock
from storage.tables import AuthorAlias, Bucket, DirtyMinute, Facet, Membership, Mood, Post, Score, TextCluster, ThemeHit
from storage.tables.columns import minute_of, moment_of, table

membership, post, alias, cluster = table(Membership), table(Post), table(AuthorAlias), table(TextCluster)
score, theme_hit, dirty = table(Score), table(ThemeHit), table(DirtyMinute)
bucket, mood, facet = table(Bucket), table(Mood), table(Facet)

POSITIVE, NEGATIVE = 500, -500  # compound of 0.05 and -0.05: the cut-points of VADER's authors
DAY = 1440
LONGEST_STRETCH = 31 * DAY
MOST_TOGETHER = 200_000  # posts
_temporary = sa.MetaData()
# The members of a stretch of time, with all that is counted of them, taken together once for all counts.
counted = sa.Table(
    "counted",
    _temporary,
    sa.Column("post_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("minute", sa.Integer),
    sa.Column("platform", sa.String),
    sa.Column("counts", sa.Boolean),
    sa.Column("removed", sa.Boolean),
    sa.Column("original", sa.Boolean),
    sa.Column("author", sa.BigInteger),
    sa.Column("text_id", sa.BigInteger),
    sa.Column("engagement", sa.BigInteger),
    sa.Column("language", sa.String),
    sa.Column("community", sa.String),
    sa.Column("via", sa.String),
    prefixes=["TEMPORARY"],
)
themed = sa.Table(
    "themed",
    _temporary,
    sa.Column("post_id", sa.BigInteger),
    sa.Column("theme", sa.String),
    prefixes=["TEMPORARY"],
)


@dataclasses.dataclass(frozen=True, slots=True)
class Stretch:
    """Local days that are counted together, as minutes [start, end). Their days begin at `start` and every 24 hours
    after it; a day of another length stands alone."""

    start: int
    end: int

    @property
    def hours(self) -> tuple[int, int]:
        """The stretch widened to whole UTC hours: half-hour zones cut them."""
        return self.start // 60 * 60, -(-self.end // 60) * 60


def is_dirty(session: Session, event_id: int) -> bool:
    return session.execute(sa.select(dirty.c.id).where(dirty.c.event_id == event_id).limit(1)).first() is not None


def events_dirty(session: Session) -> list[int]:
    return list(session.execute(sa.select(dirty.c.event_id).distinct()).scalars())


def day_bounds(day: dt.date, zone: zoneinfo.ZoneInfo) -> tuple[int, int]:
    """A local day as minutes [start, end); it has 1,380 to 1,500 of them."""
    start = dt.datetime.combine(day, dt.time(), zone)
    end = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), zone)
    return minute_of(start), minute_of(end)


def dirty_stretches(session: Session, event_id: int, zone: zoneinfo.ZoneInfo) -> list[Stretch]:
    """The local days with minutes to be counted again, in runs that are counted in one go."""
    hours = session.execute(sa.select(dirty.c.minute // 60).where(dirty.c.event_id == event_id).distinct()).scalars()
    return stretches(session, event_id, hours, zone)


def stretches(session: Session, event_id: int, hours: Iterable[int], zone: zoneinfo.ZoneInfo) -> list[Stretch]:
    """The local days that these UTC hours touch, in runs that are counted in one go; days that are sealed are in no
    run, and no run goes over one."""
    sealed = sorted(_days(storage.retention.sealed_hours(session, event_id), zone))
    runs, before = list[Stretch](), -1
    for day in sorted(_days(hours, zone) - set(sealed)):
        start, end = day_bounds(day, zone)
        passed = bisect.bisect(sealed, day)
        last, before = runs[-1] if runs and passed == before else None, passed
        fits = last and (start - last.start) % DAY == 0 and end - start == DAY and (last.end - last.start) % DAY == 0
        if (
            last
            and fits
            and end - last.start <= LONGEST_STRETCH
            and _members(session, event_id, last.start, end) <= MOST_TOGETHER
        ):
            runs[-1] = Stretch(last.start, end)
        else:
            runs.append(Stretch(start, end))
    return runs


def _days(hours: Iterable[int], zone: zoneinfo.ZoneInfo) -> set[dt.date]:
    """The local days that these UTC hours touch."""
    return {moment_of(minute).astimezone(zone).date() for hour in hours for minute in (hour * 60, hour * 60 + 59)}


def rebuild(
    session: Session, event_id: int, stretch: Stretch, themes: Mapping[str, int], scorers: Sequence[int]
) -> None:
    """Counts a stretch again: first its marks go, then the posts are counted, in one transaction, one rebuild of an
    event at a time."""
    lock(session, f"buckets of {event_id}")
    within = sa.and_(dirty.c.event_id == event_id, dirty.c.minute >= stretch.start, dirty.c.minute < stretch.end)
    session.execute(sa.delete(dirty).where(within))
    _gather(session, event_id, *stretch.hours, themes)
    minute = counted.c.minute
    day = (minute - stretch.start) // DAY * DAY + stretch.start
    if stretch.end - stretch.start != DAY and (stretch.end - stretch.start) % DAY:
        day = sa.literal(stretch.start, sa.Integer)
    for grain, at, (low, high) in (
        ("minute", minute, stretch.hours),
        ("hour", minute // 60 * 60, stretch.hours),
        ("day", day, (stretch.start, stretch.end)),
    ):
        _clear(session, event_id, grain, low, high)
        inside = sa.and_(minute >= low, minute < high)
        _count(session, event_id, grain, at, inside, themed_too=bool(themes))
        for scorer in scorers:
            _weigh(session, event_id, grain, at, inside, scorer, themed_too=bool(themes))
        if grain == "hour":
            _sort_by_facet(session, event_id, inside)
    for temporary in (counted, themed):
        temporary.drop(session.connection())


def _members(session: Session, event_id: int, start: int, end: int) -> int:
    m = membership.c
    query = sa.select(sa.func.count()).where(m.event_id == event_id, m.minute >= start, m.minute < end)
    return int(session.execute(query).scalar_one())


def _gather(session: Session, event_id: int, start: int, end: int, themes: Mapping[str, int]) -> None:
    """Fills the temporary tables with the members of a stretch and their themes."""
    for temporary in (counted, themed):
        temporary.create(session.connection())
    p, m = post.c, membership.c
    parts = [sa.func.coalesce(p[name], 0) for name in ("likes", "reposts", "replies", "quotes")]
    anything = sa.func.coalesce(p.likes, p.reposts, p.replies, p.quotes).is_not(None)
    engagement = sa.case((sa.and_(p.kind != "repost", anything), sum(parts[1:], parts[0])), else_=None)
    rows = (
        sa.select(
            p.id,
            m.minute,
            p.platform,
            m.counts,
            sa.func.coalesce(m.why_not == "deleted", sa.false()),
            p.kind != "repost",
            sa.func.coalesce(sa.func.nullif(alias.c.id_key, 0), p.author_key),
            sa.func.coalesce(cluster.c.cluster, p.text_key, p.id),
            engagement,
            p.language,
            p.community,
            m.via,
        )
        .select_from(membership)
        .join(post, p.id == m.post_id)
        .outerjoin(alias, alias.c.name_key == p.author_key)
        .outerjoin(cluster, cluster.c.text_key == p.text_key)
        .where(m.event_id == event_id, m.minute >= start, m.minute < end)
        .where(sa.or_(m.counts, m.why_not == "deleted"))
    )
    session.execute(sa.insert(counted).from_select([column.name for column in counted.c], rows))
    names = {number: name for name, number in themes.items()}
    if names:
        hits = (
            sa.select(theme_hit.c.post_id, sa.case(names, value=theme_hit.c.theme_id))
            .join(counted, counted.c.post_id == theme_hit.c.post_id)
            .where(theme_hit.c.theme_id.in_(list(names)))
        )
        session.execute(sa.insert(themed).from_select(["post_id", "theme"], hits))


def _clear(session: Session, event_id: int, grain: str, low: int, high: int) -> None:
    for counts in (bucket, mood):
        c = counts.c
        session.execute(
            sa.delete(counts).where(c.event_id == event_id, c.grain == grain, c.start >= low, c.start < high)
        )
    if grain == "hour":
        session.execute(sa.delete(facet).where(facet.c.event_id == event_id, facet.c.hour >= low, facet.c.hour < high))


def _count(session: Session, event_id: int, grain: str, at: Any, within: Any, *, themed_too: bool) -> None:
    c = counted.c
    numbers = (
        _number(sa.case((c.counts, 1), else_=0)),
        _number(sa.case((sa.and_(c.counts, c.original), 1), else_=0)),
        sa.func.count(sa.case((c.counts, c.text_id)).distinct()),
        sa.func.nullif(sa.func.count(sa.case((c.counts, c.author)).distinct()), 0),
        sa.cast(sa.func.sum(sa.case((c.counts, c.engagement))), sa.BigInteger),
        _number(sa.case((c.removed, 1), else_=0)),
    )
    names = [
        "event_id",
        "grain",
        "start",
        "platform",
        "theme",
        "posts",
        "originals",
        "distinct_texts",
        "authors",
        "engagement",
        "removed",
    ]
    head = (sa.literal(event_id, sa.BigInteger), sa.literal(grain), at.label("start"), c.platform)
    any_theme = sa.select(*head, sa.literal(""), *numbers).where(within).group_by(sa.text("start"), c.platform)
    session.execute(sa.insert(bucket).from_select(names, any_theme))
    if themed_too:
        by_theme = sa.select(*head, themed.c.theme, *numbers).join(themed, themed.c.post_id == c.post_id).where(within)
        by_theme = by_theme.group_by(sa.text("start"), c.platform, themed.c.theme)
        session.execute(sa.insert(bucket).from_select(names, by_theme))


def _weigh(session: Session, event_id: int, grain: str, at: Any, within: Any, scorer: int, *, themed_too: bool) -> None:
    """Sums the scores by author first: one author's posts are not independent of each other."""
    for theme in (None, themed) if themed_too else (None,):
        c, value = counted.c, score.c.compound
        theme_name = sa.literal("") if theme is None else theme.c.theme
        by_author = (
            sa.select(
                at.label("start"),
                c.platform.label("platform"),
                theme_name.label("theme"),
                sa.func.count().label("n"),
                _number(value).label("s"),
                _number(value * value).label("squares"),
                _number(sa.case((value >= POSITIVE, 1), else_=0)).label("positive"),
                _number(sa.case((value <= NEGATIVE, 1), else_=0)).label("negative"),
            )
            .select_from(counted)
            .join(score, sa.and_(score.c.post_id == c.post_id, score.c.scorer_id == scorer))
            .where(within, c.counts)
            .group_by(sa.text("start"), c.platform, sa.text("theme"), sa.func.coalesce(c.author, c.post_id))
        )
        if theme is not None:
            by_author = by_author.join(themed, themed.c.post_id == c.post_id)
        a = by_author.subquery().c
        sums = sa.select(
            sa.literal(event_id, sa.BigInteger),
            sa.literal(grain),
            a.start,
            a.platform,
            a.theme,
            sa.literal(scorer, sa.BigInteger),
            _number(a.n),
            _number(a.positive),
            _number(a.n - a.positive - a.negative),
            _number(a.negative),
            _number(a.s),
            _number(a.squares),
            _number(a.s * a.s),
            _number(a.n * a.n),
            _number(a.n * a.s),
        ).group_by(a.start, a.platform, a.theme)
        session.execute(sa.insert(mood).from_select([column.name for column in mood.c], sums))


def _sort_by_facet(session: Session, event_id: int, within: Any) -> None:
    c = counted.c
    hour = (c.minute // 60 * 60).label("hour")
    for kind, value in (("language", c.language), ("community", sa.func.coalesce(c.community, "")), ("via", c.via)):
        rows = (
            sa.select(sa.literal(event_id, sa.BigInteger), hour, c.platform, sa.literal(kind), value, sa.func.count())
            .where(within, c.counts)
            .group_by(sa.text("hour"), c.platform, value)
        )
        session.execute(sa.insert(facet).from_select([column.name for column in facet.c], rows))


def _number(expression: Any) -> Any:
    """A sum as a whole number: PostgreSQL adds big integers into numerics."""
    return sa.cast(sa.func.sum(expression), sa.BigInteger)

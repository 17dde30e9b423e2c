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

import storage.corrections
import storage.retention
from storage.database import learn_sizes, lock, pieces
from storage.tables import AuthorAlias, Bucket, DirtyMinute, Facet, Membership, Mood, Post, Score, TextCluster, ThemeHit
from storage.tables.columns import minute_of, moment_of, table
from storage.tables.series import THEME_MARK

membership, post, alias, cluster = table(Membership), table(Post), table(AuthorAlias), table(TextCluster)
score, theme_hit, dirty = table(Score), table(ThemeHit), table(DirtyMinute)
bucket, mood, facet = table(Bucket), table(Mood), table(Facet)

POSITIVE, NEGATIVE = 500, -500  # compound of 0.05 and -0.05: the cut-points of VADER's authors
VOICES = ("", "reacting")  # all posts that count, and those that react
DAY = 1440
LONGEST_STRETCH = 31 * DAY
MOST_TOGETHER = 200_000  # posts
UNMARKED = sa.literal("")
_temporary = sa.MetaData()
# The members of a stretch of time, with all that is counted of them, taken together once for all counts: a row of each
# for theme "", and one for each theme it has.
counted = sa.Table(
    "counted",
    _temporary,
    sa.Column("post_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("theme", sa.String, primary_key=True),
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
    sa.Column("voice", sa.String),
    sa.Column("toned", sa.Boolean),
    sa.Column("mark", sa.String),
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
        _count(session, event_id, grain, at, inside)
        if scorers:
            _weigh(session, event_id, grain, at, inside, scorers)
        if grain == "hour":
            _sort_by_facet(session, event_id, inside)
    counted.drop(session.connection())


def _members(session: Session, event_id: int, start: int, end: int) -> int:
    m = membership.c
    query = sa.select(sa.func.count()).where(m.event_id == event_id, m.minute >= start, m.minute < end)
    return int(session.execute(query).scalar_one())


def _gather(session: Session, event_id: int, start: int, end: int, themes: Mapping[str, int]) -> None:
    """Fills the temporary table with the members of a stretch and their themes."""
    counted.create(session.connection())
    p, m = post.c, membership.c
    parts = [sa.func.coalesce(p[name], 0) for name in ("likes", "reposts", "replies", "quotes")]
    anything = sa.func.coalesce(p.likes, p.reposts, p.replies, p.quotes).is_not(None)
    engagement = sa.case((sa.and_(p.kind != "repost", anything), sum(parts[1:], parts[0])), else_=None)
    rows = (
        sa.select(
            p.id,
            sa.literal(""),
            m.minute,
            p.platform,
            m.counts,
            sa.func.coalesce(m.why_not == "deleted", sa.false()),
            p.kind != "repost",
            sa.func.coalesce(sa.func.nullif(alias.c.id_key, 0), p.author_key),
            sa.func.coalesce(cluster.c.cluster, m.same_text, p.text_key, p.id),
            engagement,
            sa.case((p.language_how == "emoji", "emoji"), else_=p.language),
            p.community,
            m.via,
            m.voice,
            m.toned,
            UNMARKED,
        )
        .select_from(membership)
        .join(post, p.id == m.post_id)
        .outerjoin(alias, alias.c.name_key == p.author_key)
        .outerjoin(cluster, cluster.c.text_key == sa.func.coalesce(m.same_text, p.text_key))
        .where(m.event_id == event_id, m.minute >= start, m.minute < end)
        .where(sa.or_(m.counts, m.why_not == "deleted"))
    )
    session.execute(sa.insert(counted).from_select([column.name for column in counted.c], rows))
    if themes:
        names = {number: name for name, number in themes.items()}
        theme = sa.case(names, value=theme_hit.c.theme_id)
        hits = theme_hit.c.theme_id.in_(list(names))
        with_hits = sa.join(counted, theme_hit, theme_hit.c.post_id == counted.c.post_id)
        _add_themed(session, theme, with_hits, hits, mark=theme_hit.c.mark)
        _correct_themes(session, event_id, set(themes))
    learn_sizes(session, counted)


def _add_themed(session: Session, theme: Any, source: Any, within: Any, mark: Any = UNMARKED) -> None:
    """Adds, to the rows of any theme that are within, one of a theme."""
    own = {"theme": theme, "mark": mark}
    columns = [own.get(column.name, column) for column in counted.c]
    rows = sa.select(*columns).select_from(source).where(counted.c.theme == "", within)
    session.execute(sa.insert(counted).from_select([column.name for column in counted.c], rows))


def _correct_themes(session: Session, event_id: int, names: set[str]) -> None:
    """Puts what readers said of single posts in the place of what the phrases found."""
    for (name, has_it), numbers in storage.corrections.about_themes(session, event_id).items():
        for some in pieces(numbers) if name in names else ():
            these = counted.c.post_id.in_(some)
            session.execute(sa.delete(counted).where(counted.c.theme == name, these))
            if has_it:
                _add_themed(session, sa.literal(name), counted, these)


def _clear(session: Session, event_id: int, grain: str, low: int, high: int) -> None:
    for counts in (bucket, mood):
        c = counts.c
        session.execute(
            sa.delete(counts).where(c.event_id == event_id, c.grain == grain, c.start >= low, c.start < high)
        )
    if grain == "hour":
        session.execute(sa.delete(facet).where(facet.c.event_id == event_id, facet.c.hour >= low, facet.c.hour < high))


def _count(session: Session, event_id: int, grain: str, at: Any, within: Any) -> None:
    """Counts by author first, for the most that one account wrote; texts apart: one may be of several authors. The
    posts are gone through once for all voices."""
    a, x = _by_author(at, within), _texts(at, within)
    same_cell = sa.and_(x.c.start == a.c.start, x.c.platform == a.c.platform, x.c.theme == a.c.theme)
    rows = [
        sa.select(
            sa.literal(event_id, sa.BigInteger),
            sa.literal(grain),
            a.c.start,
            a.c.platform,
            a.c.theme,
            sa.literal(voice),
            a.c[f"posts {voice}"],
            a.c[f"originals {voice}"],
            sa.func.coalesce(x.c[f"texts {voice}"], 0),
            sa.func.nullif(a.c[f"authors {voice}"], 0),
            a.c[f"engagement {voice}"],
            a.c[f"removed {voice}"],
            a.c[f"top {voice}"],
        )
        .select_from(a.outerjoin(x, same_cell))
        .where(a.c[f"heard {voice}"] > 0)
        for voice in VOICES
    ]
    session.execute(sa.insert(bucket).from_select([column.name for column in bucket.c], sa.union_all(*rows)))


def _by_author(at: Any, within: Any) -> Any:
    c = counted.c
    sums = [
        _number(of).label(f"{name} {voice}")
        for voice in VOICES
        for name, of in (
            ("heard", _if(voice, 1, 0)),
            ("posts", sa.case((_heard(voice, c.counts), 1), else_=0)),
            ("originals", sa.case((_heard(voice, c.counts, c.original), 1), else_=0)),
            ("engagement", sa.case((_heard(voice, c.counts), c.engagement))),
            ("removed", sa.case((_heard(voice, c.removed), 1), else_=0)),
        )
    ]
    each = (
        sa.select(at.label("start"), c.platform, c.theme, c.author, *sums)
        .where(within)
        .group_by(sa.text("start"), c.platform, c.theme, c.author)
        .subquery()
    )
    e = each.c
    columns = [_number(e[column.name]).label(column.name) for column in sums]
    for voice in VOICES:
        posts = e[f"posts {voice}"]
        known = sa.case((sa.and_(e.author.is_not(None), posts > 0), posts))
        columns += [sa.func.count(known).label(f"authors {voice}"), sa.func.max(known).label(f"top {voice}")]
    return sa.select(e.start, e.platform, e.theme, *columns).group_by(e.start, e.platform, e.theme).cte("by_author")


def _heard(voice: str, *also: Any) -> Any:
    """Whether a post is of a voice and fits what else is asked."""
    return sa.and_(*also, counted.c.voice == voice) if voice else sa.and_(*also)


def _if(voice: str, value: Any, other: Any = None) -> Any:
    """A value of the posts of a voice; of the others nothing, or another."""
    return (
        sa.case((counted.c.voice == voice, value), else_=other) if voice else sa.literal(value) if value == 1 else value
    )


def _texts(at: Any, within: Any) -> Any:
    """How many different texts there are in each cell."""
    c = counted.c
    texts = [sa.func.count(_if(voice, c.text_id).distinct()).label(f"texts {voice}") for voice in VOICES]
    rows = sa.select(at.label("start"), c.platform, c.theme, *texts).where(within, c.counts)
    return rows.group_by(sa.text("start"), c.platform, c.theme).cte("different_texts")


def _weigh(session: Session, event_id: int, grain: str, at: Any, within: Any, scorers: Sequence[int]) -> None:
    """Sums the scores by author first: one author's posts are not independent of each other. The posts are gone through
    once for all voices and scorers."""
    a = _scores_by_author(at, within, scorers).c
    sums = []
    for voice in VOICES:
        n, s = a[f"n {voice}"], a[f"s {voice}"]
        positive, negative = a[f"positive {voice}"], a[f"negative {voice}"]
        sums.append(
            sa.select(
                sa.literal(event_id, sa.BigInteger),
                sa.literal(grain),
                a.start,
                a.platform,
                a.theme,
                sa.literal(voice),
                a.scorer_id,
                _number(n),
                _number(positive),
                _number(n - positive - negative),
                _number(negative),
                _number(s),
                _number(a[f"squares {voice}"]),
                _number(s * s),
                _number(n * n),
                _number(n * s),
            )
            .where(n > 0)
            .group_by(a.start, a.platform, a.theme, a.scorer_id)
        )
    session.execute(sa.insert(mood).from_select([column.name for column in mood.c], sa.union_all(*sums)))


def _scores_by_author(at: Any, within: Any, scorers: Sequence[int]) -> Any:
    c, value = counted.c, score.c.compound
    sums = [
        _number(of).label(f"{name} {voice}")
        for voice in VOICES
        for name, of in (
            ("n", _if(voice, 1, 0)),
            ("s", _if(voice, value, 0)),
            ("squares", _if(voice, value * value, 0)),
            ("positive", sa.case((_heard(voice, value >= POSITIVE), 1), else_=0)),
            ("negative", sa.case((_heard(voice, value <= NEGATIVE), 1), else_=0)),
        )
    ]
    author = sa.func.coalesce(c.author, c.post_id)
    return (
        sa.select(at.label("start"), c.platform, c.theme, score.c.scorer_id, *sums)
        .select_from(counted)
        .join(score, sa.and_(score.c.post_id == c.post_id, score.c.scorer_id.in_(scorers)))
        .where(within, c.counts, c.toned)
        .group_by(sa.text("start"), c.platform, c.theme, score.c.scorer_id, author)
        .cte("by_author")
    )


def _sort_by_facet(session: Session, event_id: int, within: Any) -> None:
    c = counted.c
    hour = (c.minute // 60 * 60).label("hour")
    for kind, value in (
        ("language", c.language),
        ("community", sa.func.coalesce(c.community, "")),
        ("via", c.via),
        ("voice", c.voice),
    ):
        rows = (
            sa.select(sa.literal(event_id, sa.BigInteger), hour, c.platform, sa.literal(kind), value, sa.func.count())
            .where(within, c.counts, c.theme == "")
            .group_by(sa.text("hour"), c.platform, value)
        )
        session.execute(sa.insert(facet).from_select([column.name for column in facet.c], rows))
    for voice, kind in THEME_MARK.items():
        heard = sa.and_(within, c.voice == voice) if voice else within
        marked = (
            sa.select(
                sa.literal(event_id, sa.BigInteger),
                hour,
                c.platform,
                sa.literal(kind) + c.mark,
                c.theme,
                sa.func.count(),
            )
            .where(heard, c.counts, c.mark != "")
            .group_by(sa.text("hour"), c.platform, c.mark, c.theme)
        )
        session.execute(sa.insert(facet).from_select([column.name for column in facet.c], marked))


def _number(expression: Any) -> Any:
    """A sum as a whole number: PostgreSQL adds big integers into numerics."""
    return sa.cast(sa.func.sum(expression), sa.BigInteger)

"""Counts are made from posts: they equal a plain recount, whatever came in which order, on days of any length."""

import datetime as dt
import random
import zoneinfo
from collections import Counter, defaultdict
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session

import storage.buckets
import storage.posts
from storage.buckets import Stretch
from storage.database import Database
from storage.tables import AuthorAlias, Membership, Post, Score, TextCluster, ThemeHit
from storage.tables.columns import minute_of, moment_of, table

KYIV = zoneinfo.ZoneInfo("Europe/Kyiv")
EVENT, THEME, SCORER = 1, 7, 3


def put(session: Session, posts: list[dict[str, Any]]) -> None:
    """Posts as they are stored, each with what it needs to be counted."""
    for post in posts:
        facts = {
            "platform": "x", "native_id": str(post["id"]), "kind": "post", "created_how": "id", "text_state": "ok", "text_cut": False,
            "language": "en", "language_how": "words", "language_probability": 1.0, "is_ad": False, "is_context": False, "is_bot": False,
        }  # fmt: skip
        facts |= {
            name: post[name] for name in ("id", "created_at", "author_key", "text_key", "kind", "likes") if name in post
        }
        session.execute(sa.insert(table(Post)).values(**facts))
        why_not = post.get("why_not")
        member = {"event_id": EVENT, "post_id": post["id"], "minute": minute_of(post["created_at"]), "via": "keyword"}
        member |= {name: post[name] for name in ("voice", "toned", "same_text") if name in post}
        session.execute(
            sa.insert(table(Membership)).values(**member, counts=why_not is None, why_not=why_not, revision_id=1)
        )
        if "compound" in post:
            shares = {"positive": 0, "neutral": 1000, "negative": 0, "text_hash": 1}
            session.execute(
                sa.insert(table(Score)).values(
                    post_id=post["id"], scorer_id=SCORER, compound=post["compound"], **shares
                )
            )
        if post.get("themed"):
            session.execute(sa.insert(table(ThemeHit)).values(theme_id=THEME, post_id=post["id"], places="0-0"))


def count(database: Database, zone: zoneinfo.ZoneInfo = KYIV) -> int:
    """Has everything counted; returns in how many goes."""
    with database.write() as session:
        members = table(Membership)
        storage.posts.mark_dirty(session, EVENT, session.execute(sa.select(members.c.minute)).scalars().all())
        stretches = storage.buckets.dirty_stretches(session, EVENT, zone)
        for stretch in stretches:
            storage.buckets.rebuild(session, EVENT, stretch, {"act": THEME}, [SCORER])
        assert not storage.buckets.is_dirty(session, EVENT)
        return len(stretches)


def rows(database: Database, query: str, **values: Any) -> list[tuple[Any, ...]]:
    with database.read() as session:
        return [tuple(row) for row in session.execute(sa.text(query), values)]


def some_posts(chance: random.Random, number: int, start: dt.datetime, days: float) -> list[dict[str, Any]]:
    """Posts at any time, by few authors, with few texts, some of them not to be counted."""
    return [
        {
            "id": 1000 + place,  # apart from the small keys below; real keys are 64-bit hashes
            "created_at": (start + dt.timedelta(minutes=chance.randrange(int(days * 1440)))),
            "author_key": chance.choice([None, *range(10, 18)]),
            "text_key": chance.choice([None, *range(50, 60)]),
            "kind": chance.choice(["post", "post", "repost"]),
            "likes": chance.choice([None, 0, 3]),
            "why_not": chance.choice([None, None, None, "deleted", "bot"]),
            "themed": chance.random() < 0.3,
            "voice": chance.choice(["reacting", "reacting", "passing on", "unclear"]),
            "toned": chance.random() < 0.9,
            "same_text": chance.choice([None, None, None, 50, 51]),
            **({"compound": chance.choice([-5423, 0, 400, 500, 6124])} if chance.random() < 0.8 else {}),
        }
        for place in range(number)
    ]


@pytest.mark.parametrize("zone", ["Europe/Kyiv", "Asia/Kolkata", "America/New_York", "Asia/Kathmandu"])
def test_every_number_equals_a_plain_recount(database: Database, zone: str) -> None:
    chance, tz = random.Random(zone), zoneinfo.ZoneInfo(zone)
    posts = some_posts(chance, 300, dt.datetime(2025, 3, 28, tzinfo=dt.UTC), 6)
    with database.write() as session:
        put(session, posts)
    count(database, tz)
    for grain in ("minute", "hour", "day"):
        for theme in ("", "act"):
            assert counted(database, grain, theme, "") == recount(posts, grain, theme, tz)
            reacting = [post for post in posts if post["voice"] == "reacting"]
            assert counted(database, grain, theme, "reacting") == recount(reacting, grain, theme, tz)


def counted(database: Database, grain: str, theme: str, voice: str) -> dict[int, tuple[Any, ...]]:
    numbers = rows(
        database,
        """select b.start, b.posts, b.originals, b.distinct_texts, b.authors, b.engagement, b.removed, b.top_author, m.scored, m.positive, m.negative,
           m.total, m.total_squares, m.author_squares, m.author_counts_squares, m.author_products
           from bucket b left join mood m on m.grain = b.grain and m.start = b.start and m.theme = b.theme
           and m.voice = b.voice where b.grain = :grain and b.theme = :theme and b.voice = :voice""",
        grain=grain,
        theme=theme,
        voice=voice,
    )
    return {row[0]: row[1:] for row in numbers}


def recount(posts: list[dict[str, Any]], grain: str, theme: str, zone: zoneinfo.ZoneInfo) -> dict[int, tuple[Any, ...]]:
    """The same numbers, counted one by one."""
    cells: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for post in posts:
        if (not theme or post["themed"]) and post["why_not"] in (None, "deleted"):
            cells[_start(post["created_at"], grain, zone)].append(post)
    return {start: _numbers(inside) for start, inside in cells.items()}


def _start(at: dt.datetime, grain: str, zone: zoneinfo.ZoneInfo) -> int:
    if grain == "day":
        return minute_of(dt.datetime.combine(at.astimezone(zone).date(), dt.time(), zone))
    return minute_of(at) // (60 if grain == "hour" else 1) * (60 if grain == "hour" else 1)


def _numbers(inside: list[dict[str, Any]]) -> tuple[Any, ...]:
    counts = [post for post in inside if post["why_not"] is None]
    likes = [post["likes"] for post in counts if post["kind"] != "repost" and post["likes"] is not None]
    authors = {post["author_key"] for post in counts} - {None}
    texts = {post["same_text"] or post["text_key"] or -post["id"] for post in counts}
    by_account = Counter(post["author_key"] for post in counts if post["author_key"] is not None)
    most = max(by_account.values(), default=None)
    plain = (
        len(counts),
        sum(post["kind"] != "repost" for post in counts),
        len(texts),
        len(authors) or None,
        sum(likes) if likes else None,
    )
    removed = len(inside) - len(counts)
    scored = [post for post in counts if "compound" in post and post["toned"]]
    if not scored:
        return (*plain, removed, most, *[None] * 8)
    by_author: dict[int, list[int]] = defaultdict(list)
    for post in scored:
        by_author[post["author_key"] or -post["id"]].append(post["compound"])
    values = [post["compound"] for post in scored]
    sums = [(sum(each), len(each)) for each in by_author.values()]
    signs = (sum(value >= 500 for value in values), sum(value <= -500 for value in values))
    squares = (sum(s * s for s, _ in sums), sum(n * n for _, n in sums), sum(s * n for s, n in sums))
    return (*plain, removed, most, len(scored), *signs, sum(values), sum(value * value for value in values), *squares)


def test_near_same_texts_count_once_and_two_names_of_one_account_too(database: Database) -> None:
    at = dt.datetime(2025, 4, 18, 12, tzinfo=dt.UTC)
    with database.write() as session:
        put(session, [{"id": n, "created_at": at, "author_key": 100 + n, "text_key": 200 + n} for n in (1, 2, 3)])
        session.execute(
            sa.insert(table(TextCluster)), [{"text_key": 201, "cluster": 9}, {"text_key": 202, "cluster": 9}]
        )
        session.execute(
            sa.insert(table(AuthorAlias)), [{"name_key": 101, "id_key": 102}, {"name_key": 103, "id_key": 0}]
        )
    count(database)
    assert rows(database, "select posts, distinct_texts, authors from bucket where grain = 'day' and voice = ''") == [
        (3, 2, 2)
    ]


def test_days_of_23_and_25_hours_hold_what_was_posted_in_them(database: Database) -> None:
    hours = [dt.datetime(2025, 3, 29, tzinfo=dt.UTC) + dt.timedelta(hours=n) for n in range(72)]
    with database.write() as session:
        put(session, [{"id": n + 1, "created_at": at} for n, at in enumerate(hours)])
    count(database)
    days = dict(rows(database, "select start, posts from bucket where grain = 'day' and voice = ''"))
    by_local_day = {moment_of(start).astimezone(KYIV).date(): posts for start, posts in days.items()}
    assert by_local_day[dt.date(2025, 3, 30)] == 23
    assert by_local_day[dt.date(2025, 3, 31)] == 24


def test_a_post_that_is_taken_out_leaves_no_count_behind(database: Database) -> None:
    at = dt.datetime(2025, 4, 18, 12, tzinfo=dt.UTC)
    with database.write() as session:
        put(session, [{"id": 1, "created_at": at}])
    count(database)
    with database.write() as session:
        session.execute(sa.text("delete from membership"))
        storage.posts.mark_dirty(session, EVENT, [minute_of(at)])
        for stretch in storage.buckets.dirty_stretches(session, EVENT, KYIV):
            storage.buckets.rebuild(session, EVENT, stretch, {}, [])
    assert rows(database, "select * from bucket") == []


def test_a_month_of_days_is_counted_in_few_goes(database: Database) -> None:
    start = dt.datetime(2025, 4, 1, 12, tzinfo=dt.UTC)
    with database.write() as session:
        put(session, [{"id": n + 1, "created_at": start + dt.timedelta(days=n)} for n in range(30)])
    assert count(database) == 1


def test_a_stretch_is_widened_to_whole_hours_where_a_zone_cuts_them() -> None:
    assert Stretch(30, 1470).hours == (0, 1500)


def test_facets_split_the_posts_by_language(database: Database) -> None:
    at = dt.datetime(2025, 4, 18, 12, tzinfo=dt.UTC)
    with database.write() as session:
        put(session, [{"id": n, "created_at": at} for n in (1, 2)])
        session.execute(sa.text("update post set language = 'uk' where id = 2"))
    count(database)
    assert rows(database, "select value, posts from facet where kind = 'language' order by value") == [
        ("en", 1),
        ("uk", 1),
    ]

"""Passes over the stored posts of an event after its scorers, themes or keywords changed, and what moved by them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

import storage.posts
from storage.database import insert_many, pieces
from storage.tables import Bucket, Membership, Mood, Post, PostText, Rescore, Score, Scorer, ThemeHit
from storage.tables.columns import table

membership, post, text = table(Membership), table(Post), table(PostText)
score, hit, bucket, mood, scorer = table(Score), table(ThemeHit), table(Bucket), table(Mood), table(Scorer)

REACTING = "reacting"


def open_one(session: Session, event_id: int) -> Rescore | None:
    """The pass that is not concluded yet; an event has one at most."""
    query = select(Rescore).where(Rescore.event_id == event_id, col(Rescore.done_at).is_(None))
    return session.exec(query.order_by(col(Rescore.id).desc())).first()


def concluded(session: Session, event_id: int, since: dt.datetime | None = None) -> Sequence[Rescore]:
    """The passes that moved something, oldest first; those concluded after a time, if one is given."""
    query = select(Rescore).where(Rescore.event_id == event_id, col(Rescore.done_at).is_not(None))
    if since is not None:
        query = query.where(col(Rescore.done_at) > since)
    return [row for row in session.exec(query.order_by(col(Rescore.id))) if any(row.moved.values())]


def texts_after(session: Session, event_id: int, after: int | None, most: int) -> Sequence[Any]:
    """Members of the event that have a text, in the order of their numbers: number, text, language."""
    while numbers := storage.posts.numbers_after(session, event_id, after, most):
        rows: list[Any] = []
        for some in pieces(numbers):
            query = (
                sa.select(text.c.post_id, text.c.text, post.c.language)
                .join(post, post.c.id == text.c.post_id)
                .where(text.c.post_id.in_(some))
            )
            rows += session.execute(query.order_by(text.c.post_id)).all()
        if rows:
            return rows
        after = numbers[-1]
    return []


def replace(
    session: Session,
    numbers: Sequence[int],
    scores: tuple[Sequence[int], Sequence[tuple[Any, ...]]],
    hits: tuple[Sequence[int], Sequence[tuple[Any, ...]]],
) -> None:
    """Writes what these versions found in the posts, in the place of anything they had found before. Rows as the
    tables' columns are."""
    for (versions, rows), findings, key in ((scores, score, score.c.scorer_id), (hits, hit, hit.c.theme_id)):
        if versions:
            for some in pieces(numbers):
                session.execute(sa.delete(findings).where(key.in_(versions), findings.c.post_id.in_(some)))
            insert_many(session, findings, rows)


def day_numbers(session: Session, event_id: int) -> dict[str, dict[str, list[int]]]:
    """The tones, as posts scored and sum of scores, and the posts of themes and in all, of every local day, of posts
    that react, as in digests; keys are start|platform|name."""
    m, b = mood.c, bucket.c
    tones = (
        sa.select(m.start, m.platform, scorer.c.name, m.scored, m.total)
        .join(scorer, scorer.c.id == m.scorer_id)
        .where(m.event_id == event_id, m.grain == "day", m.theme == "", m.voice == REACTING)
    )
    posts = sa.select(b.start, b.platform, b.theme, b.posts).where(
        b.event_id == event_id, b.grain == "day", b.voice == REACTING
    )
    return {
        "tones": {f"{row[0]}|{row[1]}|{row[2]}": [row[3], row[4]] for row in session.execute(tones)},
        "posts": {f"{row[0]}|{row[1]}|{row[2]}": [row[3]] for row in session.execute(posts)},
    }

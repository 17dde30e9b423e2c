"""Scorers and themes by version, and what each found in which post."""

import datetime as dt
import operator
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from config.event_file import Event as EventFile
from storage.database import insert_many, insert_new, pieces
from storage.tables import Score, Scorer, Theme, ThemeHit
from storage.tables.columns import table

score, hit, scorer, theme = table(Score), table(ThemeHit), table(Scorer), table(Theme)
HIT = ("theme_id", "post_id", "places", "mark")
HIT_OF = operator.itemgetter(*HIT)


def scorer_id(
    session: Session, name: str, version: str, lexicon_hash: str, words_hash: str, *, now: dt.datetime
) -> int:
    """The id of this version of a scorer, which is added when it is new."""
    key = {"name": name, "version": version, "lexicon_hash": lexicon_hash, "words_hash": words_hash}
    return _id_of(session, scorer, key, {**key, "made_at": now})


def theme_ids(session: Session, event: EventFile, *, now: dt.datetime) -> dict[str, int]:
    """The ids of the event's themes as they are worded now, by name; new wordings are added."""
    return {
        each.name: _id_of(session, theme, {"hash": each.hash}, {"name": each.name, "hash": each.hash, "made_at": now})
        for each in event.themes
    }


def _id_of(session: Session, versions: sa.Table, key: dict[str, str], row: dict[str, Any]) -> int:
    """The id of the row with this key; of two that add it at once one does."""
    query = sa.select(versions.c.id).where(*(versions.c[name] == value for name, value in key.items()))
    found = session.execute(query).scalar()
    if found is None:
        insert_new(session, versions, [row])
        found = session.execute(query).scalar_one()
    return int(found)


def known_theme_ids(session: Session, event: EventFile) -> dict[str, int]:
    """As `theme_ids`, of those that are known; adds nothing."""
    hashes = {theme.hash: theme.name for theme in event.themes}
    rows = session.exec(select(Theme).where(sa.column("hash").in_(list(hashes))))
    return {hashes[row.hash]: row.id or 0 for row in rows}


def scorers(session: Session) -> Sequence[Scorer]:
    return session.exec(select(Scorer)).all()


def add(session: Session, scores: Sequence[Mapping[str, Any]], hits: Sequence[Mapping[str, Any]]) -> None:
    """Adds what was found. A theme that was found in a post before is where it is found now."""
    insert_new(session, score, scores)
    insert_many(session, hit, [HIT_OF(row) for row in hits], HIT, changing=("places", "mark"))


def hit_row(theme_id: int, post_id: int, places: str, mark: str) -> dict[str, Any]:
    return {"theme_id": theme_id, "post_id": post_id, "places": places, "mark": mark}


def drop(session: Session, post_ids: Sequence[int], theme_ids_: Sequence[int], scorer_ids: Sequence[int]) -> None:
    """Removes what these versions found in posts whose text has changed."""
    for some in pieces(post_ids):
        session.execute(sa.delete(score).where(score.c.post_id.in_(some), score.c.scorer_id.in_(scorer_ids)))
        session.execute(sa.delete(hit).where(hit.c.post_id.in_(some), hit.c.theme_id.in_(theme_ids_)))

"""What posts say in other words, typed by people."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

import storage.deletions
from storage.database import insert, pieces
from storage.tables import PostText, Translation
from storage.tables.columns import table

translation, text = table(Translation), table(PostText)


def add(session: Session, number: int, language: str, words: str, by: str, *, now: dt.datetime) -> bool:
    """Keeps what a post says in this language; a later one replaces it. False where the post has no text here."""
    is_gone = bool(storage.deletions.buried(session, [number]))
    if is_gone or session.execute(sa.select(text.c.post_id).where(text.c.post_id == number)).first() is None:
        return False
    new = insert(session, translation)
    said = {name: new.excluded[name] for name in ("text", "by", "at")}
    row = {"post_id": number, "language": language, "text": words, "by": by, "at": now}
    session.execute(new.on_conflict_do_update(index_elements=["post_id", "language"], set_=said), [row])
    return True


def of_posts(session: Session, numbers: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """The translations by post, in the order of their languages."""
    found: dict[int, list[dict[str, Any]]] = {}
    for some in pieces(sorted(set(numbers))):
        query = sa.select(translation).where(translation.c.post_id.in_(some))
        for row in session.execute(query.order_by(translation.c.post_id, translation.c.language)).mappings():
            found.setdefault(row["post_id"], []).append(dict(row))
    return found

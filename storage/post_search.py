"""Looks through the posts of an event in the order of time, a page at a time, and never through more than it says.

A page begins where the one before stopped. Filters and words are looked for in runs of posts that come straight from
the index, so that a page takes the same time in an event of ten million posts as in one of ten thousand.
"""

import dataclasses
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from storage.database import pieces
from storage.post_list import OF_MEMBER
from storage.tables import Membership, Post, PostText, ThemeHit
from storage.tables.columns import table

post, text, membership, hit = table(Post), table(PostText), table(Membership), table(ThemeHit)
RUN = 2_000
MOST = 40_000  # posts that one page looks through
Place = tuple[int, int]  # minute and number of a post


@dataclasses.dataclass(frozen=True)
class Search:
    """Which posts are wanted; what is empty asks for all. Minutes, half-open."""

    words: str = ""
    theme_id: int | None = None
    since: int | None = None
    until: int | None = None
    platform: str = ""
    language: str = ""
    community: str = ""
    via: str = ""
    voice: str = ""
    said_yes: tuple[int, ...] = ()  # posts of which readers said that they have the theme,
    said_no: tuple[int, ...] = ()  # or not
    counts: bool | None = None
    newest_first: bool = False
    originals: bool = False  # no reposts


@dataclasses.dataclass(frozen=True)
class Page:
    """The posts of one page, how many were looked through, and where the next begins (None at the end)."""

    posts: Sequence[dict[str, Any]]
    looked_at: int
    after: Place | None


def page(session: Session, event_id: int, wanted: Search, after: Place | None, size: int) -> Page:
    """The next posts that are wanted, at most `size`, with facts, text and membership."""
    found: list[dict[str, Any]] = []
    looked_at = 0
    words = wanted.words.casefold().split()
    while looked_at < MOST:
        run = _run(session, event_id, wanted, after)
        for some in pieces(run):
            for row in _facts(session, some, wanted):
                if all(word in (row["text"] or "").casefold() for word in words):
                    found.append(row)
                    if len(found) > size:
                        last = found[size - 1]
                        return Page(found[:size], looked_at + len(some), (last["minute"], last["id"]))
            looked_at += len(some)
        if len(run) < RUN:
            return Page(found, looked_at, None)
        after = run[-1]["minute"], run[-1]["post_id"]
    return Page(found, looked_at, after)


def _run(session: Session, event_id: int, wanted: Search, after: Place | None) -> list[dict[str, Any]]:
    """The next memberships in the order of the index."""
    m = membership.c
    query = sa.select(*OF_MEMBER, m.post_id).where(m.event_id == event_id)
    if wanted.since is not None:
        query = query.where(m.minute >= wanted.since)
    if wanted.until is not None:
        query = query.where(m.minute < wanted.until)
    if after is not None:
        place, here = sa.tuple_(m.minute, m.post_id), sa.tuple_(sa.literal(after[0]), sa.literal(after[1]))
        query = query.where(place < here if wanted.newest_first else place > here)
    order = (m.minute.desc(), m.post_id.desc()) if wanted.newest_first else (m.minute, m.post_id)
    return [dict(row) for row in session.execute(query.order_by(*order).limit(RUN)).mappings()]


def _facts(session: Session, run: Sequence[dict[str, Any]], wanted: Search) -> list[dict[str, Any]]:
    """Those posts of a run that pass the filters, in its order."""
    members = {
        row["post_id"]: row
        for row in run
        if wanted.via in ("", row["via"])
        and wanted.voice in ("", row["voice"])
        and wanted.counts in (None, row["counts"])
    }
    query = (
        sa.select(post, text.c.text).outerjoin(text, text.c.post_id == post.c.id).where(post.c.id.in_(list(members)))
    )
    columns = {"platform": wanted.platform, "language": wanted.language, "community": wanted.community}
    query = query.where(*(post.c[name] == value for name, value in columns.items() if value))
    query = query.where(post.c.kind != "repost") if wanted.originals else query
    if wanted.theme_id is not None:
        has_it = sa.select(hit.c.post_id).where(hit.c.post_id == post.c.id, hit.c.theme_id == wanted.theme_id).exists()
        query = query.where(sa.or_(has_it, post.c.id.in_(wanted.said_yes)), post.c.id.not_in(wanted.said_no))
    rows = {row["id"]: row for row in session.execute(query).mappings()} if members else {}
    return [{**member, **rows[number]} for number, member in members.items() if number in rows]

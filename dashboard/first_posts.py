"""The first posts that were seen of an event: the earliest, not the loudest."""

import datetime as dt
from typing import Any

import storage.post_search
from analysis.outward import masked, one_line, shortened
from dashboard.event_view import posts_link
from dashboard.opened import Opened
from storage.post_search import Search
from storage.tables.columns import minute_of
from storage.tables.identity import uid

SHOWN, LENGTH = 8, 240
FRESH = dt.timedelta(hours=48)


def first_posts(opened: Opened, *, now: dt.datetime) -> dict[str, Any] | None:
    """The earliest counted posts since it happened, with the minutes from then, while the event is fresh; later only
    the address of them. None where nobody said when it happened."""
    happened = opened.file.happened_at
    if happened is None:
        return None
    start = minute_of(happened) - opened.file.happened_within
    posts = _posts(opened, start) if now - happened < FRESH else []
    return {"link": posts_link(opened, start, start + 1440, counts="yes"), "posts": posts}


def _posts(opened: Opened, start: int) -> list[dict[str, Any]]:
    wanted = Search(since=start, until=start + 1440, counts=True)
    found = storage.post_search.page(opened.session, opened.id, wanted, None, SHOWN).posts
    return [
        {
            "uid": uid(row["platform"], row["native_id"]),
            "platform": row["platform"],
            "at": row["created_at"],
            "after": row["minute"] - start - opened.file.happened_within,
            "text": one_line(shortened(masked(row["text"] or ""), LENGTH)),
        }
        for row in found
    ]

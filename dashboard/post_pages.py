"""The posts of an event, searched and filtered, and all that is known of one."""

import datetime as dt
from typing import Annotated, Any

import fastapi
from fastapi.responses import HTMLResponse

from dashboard import post_view
from dashboard.opened import Name, Opened, database, open_event
from dashboard.post_asked import Asked, Short, search
from dashboard.shown import LANGUAGE_NAMES, local, page, query
from digests import explaining
from storage.post_search import MOST

router = fastapi.APIRouter(include_in_schema=False)
SIZE = 50


@router.get("/events/{name}/posts")
def posts(name: Name, asked: Annotated[Asked, fastapi.Depends()], after: Short = "") -> HTMLResponse:
    """A page of posts; the next one goes on where it stops."""
    with open_event(name) as opened:
        wanted = search(opened, asked)
        found, records = post_view.found(opened, wanted, post_view.place_of(after), SIZE)
        path = f"/events/{name}/posts"
        return page(
            "posts.html",
            title=f"Posts · {opened.file.title}",
            event=opened.event,
            file=opened.file,
            tab="posts",
            asked=asked.given,
            posts=[_shown(each, opened) for each in records],
            looked_at=found.looked_at,
            gave_up=found.after is not None and len(found.posts) < SIZE,
            most=MOST,
            next=query(path, **asked.given, after=post_view.cursor(found.after)) if found.after else None,
            first=query(path, **asked.given) if after else None,
            exports={form: query(f"{path}.{form}", **asked.given) for form in ("jsonl", "csv.zip")},
            languages=LANGUAGE_NAMES,
        )


@router.get("/posts/{uid:path}")
def post(uid: str) -> HTMLResponse:
    """Why a post is where it is: what matched, how it was scored, and where it came from."""
    number = explaining.number_of(uid[:300])
    with database().read() as session:
        found = explaining.explain(session, number, raw=False) if number is not None else None
    if found is None:
        raise fastapi.HTTPException(404, "There is no such post here.")
    return page("post.html", title=found["uid"], post=found)


def _shown(record: dict[str, Any], opened: Opened) -> dict[str, Any]:
    """The record with its time on the event's clocks and the one tone that is plotted."""
    tone = next(iter(record["scores"].values()), None)  # of the scorer that is shown unless asked
    at = dt.datetime.fromisoformat(record["created_at"])
    return {**record, "tone": tone, "local": local(at, opened.tz, "%a %d %b %Y %H:%M")}

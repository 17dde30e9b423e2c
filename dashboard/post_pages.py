"""The posts of an event, searched and filtered, and all that is known of one."""

import datetime as dt
from typing import Annotated, Any

import fastapi
from fastapi.responses import HTMLResponse

from dashboard import post_view
from dashboard.opened import Name, Opened, database, minute, open_event, platform_of, theme_of
from dashboard.shown import LANGUAGE_NAMES, local, page, query
from digests import explaining
from storage.post_search import MOST, Search

router = fastapi.APIRouter(include_in_schema=False)
SIZE = 50
Short = Annotated[str, fastapi.Query(max_length=120)]


@router.get("/events/{name}/posts")
def posts(
    name: Name,
    q: Short = "",
    theme: Short = "",
    platform: Short = "",
    language: Short = "",
    via: Short = "",
    who: Short = "",
    since: Short = "",
    until: Short = "",
    counts: Short = "",
    order: Short = "",
    after: Short = "",
) -> HTMLResponse:
    """A page of posts; the next one goes on where it stops."""
    with open_event(name) as opened:
        asked = {
            "q": q,
            "theme": theme,
            "platform": platform,
            "language": language,
            "via": via,
            "who": who,
            "since": since,
        }
        asked |= {"until": until, "counts": counts, "order": order}
        wanted = search(opened, asked)
        found, records = post_view.found(opened, wanted, post_view.place_of(after), SIZE)
        path = f"/events/{name}/posts"
        return page(
            "posts.html",
            title=f"Posts · {opened.file.title}",
            event=opened.event,
            file=opened.file,
            tab="posts",
            asked=asked,
            posts=[_shown(each, opened) for each in records],
            looked_at=found.looked_at,
            gave_up=found.after is not None and len(found.posts) < SIZE,
            most=MOST,
            next=query(path, **asked, after=post_view.cursor(found.after)) if found.after else None,
            first=query(path, **asked) if after else None,
            exports={form: query(f"{path}.{form}", **asked) for form in ("jsonl", "csv.zip")},
            languages=LANGUAGE_NAMES,
        )


def search(opened: Opened, asked: dict[str, str]) -> Search:
    """What was asked for, checked; 422 for what is not to be had."""
    if asked["via"] and asked["via"] not in post_view.VIAS:
        raise fastapi.HTTPException(422, "`via` is keyword, thread or all.")
    if asked["who"] and asked["who"] not in post_view.VOICES:
        raise fastapi.HTTPException(422, f"`who` is one of: {', '.join(post_view.VOICES)}.")
    wanted = Search(
        words=asked["q"],
        since=minute(asked["since"], opened.tz),
        until=minute(asked["until"], opened.tz),
        platform=platform_of(asked["platform"]),
        language=asked["language"],
        via=asked["via"],
        counts={"": None, "yes": True, "no": False}.get(asked["counts"]),
        newest_first=asked["order"] == "newest",
        voice=asked["who"],
    )
    return post_view.with_theme(opened, wanted, theme_of(opened, asked["theme"]))


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

"""Writes the world as the files that an analyst would have: Reddit archives, and X exports of three tools."""

import csv
import datetime as dt
import gzip
import io
import pathlib
from collections.abc import Sequence
from typing import Any

import orjson
import zstandard

from cli.demo_world.world import PlayedPost, World

RETRIEVED = dt.datetime(2025, 4, 21, 4, 30, tzinfo=dt.UTC)
PAGE = 100
CUT_REPOST = 140
IN_TWO_FILES = 40
EMOJI_LANGUAGE = "zxx"


def write(world: World, folder: pathlib.Path) -> list[pathlib.Path]:
    """The paths of the files; the same world gives the same bytes. Three records are broken on purpose."""
    folder.mkdir(parents=True, exist_ok=True)
    reddit = [post for post in world.posts if post.platform == "reddit"]
    by_id = {post.native_id: post for post in world.posts if post.platform == "x"}
    pages, v11, table = _shared_out(list(by_id.values()))
    files = {
        "reddit_submissions_2025-04.ndjson": _submissions([post for post in reddit if post.kind == "post"]),
        "reddit_comments_2025-04.zst": _comments([post for post in reddit if post.kind == "comment"]),
        "x_search_twarc2.jsonl": _pages(pages, by_id),
        "x_search_v11.json.gz": gzip.compress(_search_v11(v11, by_id), mtime=0),
        "x_export.csv": _table(table),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def write_earlier(world: World, folder: pathlib.Path) -> list[pathlib.Path]:
    """The files of the earlier event: archives of Reddit, and X by one tool only."""
    folder.mkdir(parents=True, exist_ok=True)
    reddit = [post for post in world.posts if post.platform == "reddit"]
    by_id = {post.native_id: post for post in world.posts if post.platform == "x"}
    files = {
        "sumy_reddit_submissions.ndjson": _submissions([post for post in reddit if post.kind == "post"], broken=False),
        "sumy_reddit_comments.zst": _comments([post for post in reddit if post.kind == "comment"]),
        "sumy_x_twarc2.jsonl": _pages(list(by_id.values()), by_id, broken=False),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in files]


def _shared_out(posts: Sequence[PlayedPost]) -> tuple[list[PlayedPost], list[PlayedPost], list[PlayedPost]]:
    """Which tool found which posts; some were found by two."""
    pages = [post for place, post in enumerate(posts) if place % 20 < 12]
    v11 = [post for place, post in enumerate(posts) if 12 <= place % 20 < 15]
    table = [post for place, post in enumerate(posts) if place % 20 >= 15 and post.kind != "repost"]
    return pages, v11, [*table, *pages[:: max(1, len(pages) // IN_TWO_FILES)]]


def _submissions(posts: Sequence[PlayedPost], *, broken: bool = True) -> bytes:
    lines = [
        {
            "id": post.native_id[3:],
            "name": post.native_id,
            "author": post.author,
            "author_fullname": post.author_id,
            "title": post.title,
            "selftext": "",
            "is_self": not post.link,
            "url": post.link or f"https://www.reddit.com/comments/{post.native_id[3:]}/",
            "subreddit": post.community,
            "created_utc": _epoch(post),
            "score": post.likes,
            "upvote_ratio": 0.9,
            "num_comments": 0,
            "permalink": f"/r/{post.community}/comments/{post.native_id[3:]}/",
            "removed_by_category": None,
            "edited": False,
            "retrieved_on": int(RETRIEVED.timestamp()),
            "over_18": False,
            "stickied": False,
            "locked": False,
        }
        for post in posts
    ]
    end = b'{"id": "1abc", "title": "This line was cut o' if broken else b""
    return b"".join(orjson.dumps(line) + b"\n" for line in lines) + end


def _comments(posts: Sequence[PlayedPost]) -> bytes:
    lines = [
        {
            "id": post.native_id[3:],
            "name": post.native_id,
            "author": _author(post),
            "body": post.text,
            "subreddit": post.community,
            "created_utc": _epoch(post),
            "link_id": post.root_id,
            "parent_id": post.ref_id,
            "score": post.likes,
            "permalink": f"/r/{post.community}/comments/{post.root_id[3:]}/_/{post.native_id[3:]}/",
            "edited": False,
            "distinguished": None,
            "retrieved_on": int(RETRIEVED.timestamp()),
            "stickied": False,
            "controversiality": 0,
        }
        for post in posts
    ]
    return zstandard.ZstdCompressor(level=6).compress(b"".join(orjson.dumps(line) + b"\n" for line in lines))


def _pages(posts: Sequence[PlayedPost], by_id: dict[str, PlayedPost], *, broken: bool = True) -> bytes:
    """Pages as twarc2 keeps them, newest first, each with the posts and accounts that its posts refer to."""
    newest = sorted(posts, key=lambda post: int(post.native_id), reverse=True)
    lines = []
    for start in range(0, len(newest), PAGE):
        page = newest[start : start + PAGE]
        referred = {post.ref_id: by_id[post.ref_id] for post in page if post.ref_id}
        accounts = {post.author_id: post.author for post in [*page, *referred.values()]}
        lines.append(
            {
                "data": [_v2(post) for post in page],
                "includes": {
                    "tweets": [_v2(post) for post in referred.values()],
                    "users": [{"id": number, "username": name, "name": name} for number, name in accounts.items()],
                },
                "meta": {"result_count": len(page)},
                "__twarc": {"version": "2.14.0", "retrieved_at": RETRIEVED.isoformat()},
            }
        )
    end = b'{"data": [{"id": "19130000000000' if broken else b""
    return b"".join(orjson.dumps(line) + b"\n" for line in lines) + end


def _v2(post: PlayedPost) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": post.native_id,
        "text": _escaped(_cut(post)),
        "author_id": post.author_id,
        "conversation_id": post.root_id,
        "created_at": post.created_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "lang": EMOJI_LANGUAGE if post.language == "none" else post.language,
        "edit_history_tweet_ids": [post.native_id],
        "public_metrics": {
            "like_count": _likes(post),
            "retweet_count": post.reposts,
            "reply_count": 0,
            "quote_count": 0,
            "impression_count": 0,
        },
    }
    if post.ref_id:
        kind = {"repost": "retweeted", "quote": "quoted", "reply": "replied_to"}[post.kind]
        found["referenced_tweets"] = [{"type": kind, "id": post.ref_id}]
    return found


def _search_v11(posts: Sequence[PlayedPost], by_id: dict[str, PlayedPost]) -> bytes:
    return orjson.dumps({"statuses": [_v11(post, by_id) for post in posts], "search_metadata": {"count": len(posts)}})


def _v11(post: PlayedPost, by_id: dict[str, PlayedPost]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "created_at": post.created_at.astimezone(dt.UTC).strftime("%a %b %d %H:%M:%S +0000 %Y"),
        "id": int(post.native_id),
        "id_str": post.native_id,
        "full_text": _escaped(_cut(post)),
        "truncated": False,
        "user": {"id_str": post.author_id, "screen_name": post.author},
        "lang": "und" if post.language == "none" else post.language,
        "favorite_count": _likes(post),
        "retweet_count": post.reposts,
        "is_quote_status": post.kind == "quote",
    }
    if post.kind == "repost":
        found["retweeted_status"] = _v11(by_id[post.ref_id], by_id)
    elif post.kind == "reply":
        found["in_reply_to_status_id_str"] = post.ref_id
    elif post.kind == "quote":
        found["quoted_status_id_str"] = post.ref_id
    return found


def _table(posts: Sequence[PlayedPost]) -> bytes:
    """A table as a hand-made script writes it: semicolons, a byte order mark, newer like counts."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(["id", "created_at", "username", "text", "lang", "like_count", "retweet_count", "conversation_id"])
    for post in posts:
        at = post.created_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        writer.writerow(
            [post.native_id, at, post.author, post.text, post.language, _likes(post) + 1, post.reposts, post.root_id]
        )
    writer.writerow(
        ["1.913E+18", "yesterday", "demo_0000", "A row whose id and date a spreadsheet has spoilt", "en", "", "", ""]
    )
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _cut(post: PlayedPost) -> str:
    return post.text[: CUT_REPOST - 1] + "…" if post.kind == "repost" and len(post.text) > CUT_REPOST else post.text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _likes(post: PlayedPost) -> int:
    return 0 if post.kind == "repost" else post.likes


def _author(post: PlayedPost) -> str:
    return "[deleted]" if post.text == "[deleted]" else post.author


def _epoch(post: PlayedPost) -> int:
    return int(post.created_at.timestamp())

"""Posts that the tests write, in the formats of real exports. Invented; nobody said any of this."""

import datetime as dt
import json
import pathlib
from collections.abc import Iterable
from typing import Any

STRIKE = dt.datetime(2025, 4, 18, 2, 12, tzinfo=dt.UTC)
X_EPOCH_MS = 1_288_834_974_657


def at(minutes: float) -> dt.datetime:
    """So many minutes after the strike."""
    return STRIKE + dt.timedelta(minutes=minutes)


def x_id(when: dt.datetime, sequence: int = 0) -> str:
    """An X id of that time."""
    return str((round(when.timestamp() * 1000) - X_EPOCH_MS << 22) + sequence)


def comment(number: int, body: str, *, minutes: float = 10, thread: str = "thr1", **more: Any) -> dict[str, Any]:
    """A Reddit comment as archives have it."""
    return {
        "id": f"c{number:05d}",
        "name": f"t1_c{number:05d}",
        "author": f"demo_user_{number % 7}",
        "body": body,
        "created_utc": int(at(minutes).timestamp()),
        "link_id": f"t3_{thread}",
        "parent_id": f"t3_{thread}",
        "subreddit": "worldnews",
        "score": 3,
        **more,
    }


def submission(name: str, title: str, *, minutes: float = 1, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "name": f"t3_{name}",
        "author": "demo_poster",
        "title": title,
        "selftext": "",
        "created_utc": int(at(minutes).timestamp()),
        "subreddit": "worldnews",
        "score": 10,
        "num_comments": 2,
        **more,
    }


def tweet(number: int, text: str, *, minutes: float = 5, **more: Any) -> dict[str, Any]:
    """A post as X API v2 gives it."""
    own = x_id(at(minutes), number)
    return {
        "id": own,
        "text": text,
        "author_id": str(9000 + number % 5),
        "conversation_id": own,
        "created_at": at(minutes).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
        "public_metrics": {"like_count": 1, "retweet_count": 0, "reply_count": 0, "quote_count": 0},
        "edit_history_tweet_ids": [own],
        "lang": "en",
        **more,
    }


def write_lines(path: pathlib.Path, records: Iterable[Any]) -> pathlib.Path:
    """JSON lines; a record that is text is written as it stands."""
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [record if isinstance(record, str) else json.dumps(record, ensure_ascii=False) for record in records]
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
    return path

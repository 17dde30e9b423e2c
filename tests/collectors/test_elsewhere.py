"""Posts of places that are not read are named, and never taken for posts of X. Invented."""

import json
import pathlib
from typing import Any

import pytest

from collectors.base import FileRefused
from tests.collectors.tables import columns, content_of, iso, own_id, read, told
from tests.making import at

WORDS = {n: told(n) for n in range(5)}


def when(n: int) -> str:
    return at(n).isoformat()


@pytest.mark.parametrize(
    ("place", "document"),
    [
        ("Mastodon", [{"id": f"1093{n:014d}", "content": WORDS[n], "created_at": when(n), "account": {}, "reblogs_count": 1} for n in WORDS]),
        ("Mastodon", [{"content": WORDS[n], "created_at": when(n), "url": f"https://m.example/@demo/1093{n:014d}"} for n in WORDS]),
        ("Bluesky", {"feed": [{"post": {"uri": f"at://did:plc:demo/{n}", "cid": "b", "record": {"text": WORDS[n], "createdAt": when(n)}}} for n in WORDS]}),
        ("Telegram", {"name": "demo", "messages": [{"id": n, "date": when(n), "text": WORDS[n], "text_entities": []} for n in WORDS]}),
        ("YouTube", {"items": [{"snippet": {"textDisplay": WORDS[n], "publishedAt": when(n)}} for n in WORDS]}),
        ("TikTok", [{"id": n, "text": WORDS[n], "createTimeISO": when(n), "diggCount": n} for n in WORDS]),
        ("Facebook", [{"text": WORDS[n], "time": when(n), "url": f"https://www.facebook.com/demo/posts/{n}"} for n in WORDS]),
    ],
)  # fmt: skip
def test_json_of_another_place_is_refused_by_its_name(tmp_path: pathlib.Path, place: str, document: Any) -> None:
    with pytest.raises(FileRefused, match=f"posts of {place}; those of X and Reddit are read"):
        read(tmp_path / "f", json.dumps(document))


def test_tables_of_another_place_are_refused_by_its_name(tmp_path: pathlib.Path) -> None:
    header, rows = columns(9, id=lambda n: f"Ugx{n}", video_id="v1", text=told, published_at=iso)
    with pytest.raises(FileRefused, match="posts of YouTube"):
        read(tmp_path / "f", content_of(header, rows))


def test_posts_of_x_that_link_elsewhere_are_posts_of_x(tmp_path: pathlib.Path) -> None:
    header, rows = columns(9, id=own_id, text=told, url="https://www.youtube.com/watch?v=abc")
    _, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert [post.native_id for post in posts] == [own_id(n) for n in range(9)]

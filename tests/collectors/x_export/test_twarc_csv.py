"""The CSV of twarc2: counts of originals are not those of retweets, and the file agrees with the JSON it was made of."""

import json
import pathlib

from collectors.x_export import twarc_csv
from tests.collectors.tables import columns, content_of, outcomes, own_id, read, told
from tests.making import at

HEADER = {
    "id": own_id,
    "conversation_id": own_id,
    "created_at": lambda n: at(n).strftime("%Y-%m-%dT%H:%M:%S.000Z"),
    "text": lambda n: told(n) + "\\nin two lines &amp; more",
    "lang": "en",
    "author_id": lambda n: str(900 + n),
    "author__username": lambda n: f"demo_{n}",
    "public_metrics__like_count": 500,
    "public_metrics__impression_count": 0,
    "__twarc__retrieved_at": "2025-04-19T10:00:00+00:00",
    "edit_history_tweet_ids": lambda n: json.dumps([own_id(n)]),
}


def file(tmp_path: pathlib.Path, **more: object) -> str:
    return content_of(*columns(5, **{**HEADER, **more}))


def test_the_fields_of_a_post_are_read(tmp_path: pathlib.Path) -> None:
    found, posts, _ = read(tmp_path / "f", file(tmp_path))
    assert (found.format, found.layout["reader"]) == ("twarc-csv", "twarc csv")
    post = posts[2]
    assert (post.native_id, post.author, post.author_name, post.likes, post.views) == (
        own_id(2),
        "902",
        "demo_2",
        500,
        None,
    )
    assert post.text == told(2) + "\nin two lines & more"


def test_the_likes_of_an_original_are_not_counted_again_with_its_retweets(tmp_path: pathlib.Path) -> None:
    content = file(tmp_path, referenced_tweets__retweeted__id=own_id(77), retweeted_username="origin")
    _, posts, _ = read(tmp_path / "f", content)
    assert {(post.kind, post.ref_id, post.likes) for post in posts} == {("repost", own_id(77), None)}
    assert posts[0].text.startswith("RT @origin: ")


def test_a_post_that_was_edited_goes_by_its_first_id(tmp_path: pathlib.Path) -> None:
    _, posts, _ = read(
        tmp_path / "f", file(tmp_path, edit_history_tweet_ids=lambda n: json.dumps([own_id(n), own_id(n + 3)]))
    )
    assert posts[1].native_id == own_id(1)
    assert posts[1].version_at is not None
    assert twarc_csv.TWARC.name == "twarc-csv"


def test_the_real_csv_agrees_with_the_json_it_was_made_of(samples: pathlib.Path) -> None:
    _, from_json = outcomes(samples / "x/twarc2_jsonl/2sets.jsonl")
    _, from_csv = outcomes(samples / "x/twarc_csv/2sets.twarc-csv-0.7.2.csv")
    wanted = {
        post.native_id: (post.created_at, post.kind, post.ref_id, post.author)
        for post in from_json
        if not getattr(post, "is_context", True)
    }
    assert {post.native_id: (post.created_at, post.kind, post.ref_id, post.author) for post in from_csv} == wanted
    assert len(wanted) == 200
    assert sum(post.likes or 0 for post in from_csv) < 1000
    assert sum(post.kind == "repost" for post in from_csv) == 145

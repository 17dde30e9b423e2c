"""snscrape through pandas: Python text in cells gives names and numbers and is never run."""

import pathlib

from collectors.x_export import snscrape_csv
from tests.collectors.tables import columns, content_of, iso, own_id, read, told

USER = "{'_type': 'snscrape.modules.twitter.User', 'username': 'demo_one', 'id': 4455, 'created': datetime.datetime(2020, 1, 1)}"


def test_names_are_taken_from_python_text(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        5, _type="snscrape.modules.twitter.Tweet", url=lambda n: f"https://twitter.com/demo/status/{own_id(n)}", date=lambda n: iso(n) + "+00:00",
        rawContent=told, user=USER, likeCount=4, quotedTweet=f"{{'_type': 'Tweet', 'url': 'https://twitter.com/o/status/{own_id(70)}'}}", inReplyToTweetId="1.2995e+18",
    )  # fmt: skip
    found, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert found.layout["reader"] == "snscrape csv"
    post = posts[1]
    assert (post.native_id, post.author, post.author_name, post.likes) == (own_id(1), "4455", "demo_one", 4)
    assert (post.kind, post.ref_id) == ("quote", own_id(70))


def test_cells_are_never_evaluated(tmp_path: pathlib.Path) -> None:
    victim = tmp_path / "victim"
    hostile = f"__import__('pathlib').Path({str(victim)!r}).touch() or {{'username': 'x'}}"
    header, rows = columns(
        4, _type="Tweet", url=lambda n: f"https://x.com/a/status/{own_id(n)}", date=iso, content=told, user=hostile
    )
    read(tmp_path / "f", content_of(header, rows))
    assert not victim.exists()


def test_a_table_of_date_user_and_tweet_has_no_ids(tmp_path: pathlib.Path) -> None:
    header, rows = columns(5, Date=lambda n: iso(n) + "+00:00", User=lambda n: f"demo_{n}", Tweet=told)
    found, posts, _ = read(tmp_path / "f", content_of(["", *header], [[n, *row] for n, row in enumerate(rows)]))
    assert found.format == snscrape_csv.TOOLS[1].name
    assert any("no post ids" in warning for warning in found.warnings)
    assert len({post.native_id for post in posts}) == 5
    assert posts[0].created_how == "stated"

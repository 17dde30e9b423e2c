"""Which column means what: by its name and by whether its content fits, in shapes of many tools. Invented."""

import datetime as dt
import json
import pathlib
from typing import Any

import pytest

from storage.tables import NewPost
from tests.collectors.tables import columns, content_of, iso, own_id, read, told
from tests.collectors.test_wrapping import outcomes_of
from tests.making import at, x_id


def table(path: pathlib.Path, number: int = 30, **made: Any) -> tuple[list[NewPost], tuple[str, ...]]:
    header, rows = columns(number, **made)
    found, posts, rejected = read(path / "f", content_of([name.replace("_ ", " ") for name in header], rows))
    assert not rejected
    return posts, found.warnings


def test_of_several_times_the_one_nearest_to_the_ids_is_the_posts(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        30, id=own_id, text=told, timestamp="2025-11-01T00:00:00Z", user_created="2011-01-01", **{"posted on": iso}
    )
    found, _, _ = read(tmp_path / "f", content_of(header, rows))
    assert found.layout["columns"]["time"] == "posted on"
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Retweet", "repost"), ("RT", "repost"), ("QUOTE_TWEET", "quote"), ("replied_to", "reply"), ("original", "post")],
)
def test_the_word_of_a_tool_for_a_kind_is_understood(tmp_path: pathlib.Path, word: str, kind: str) -> None:
    posts, _ = table(tmp_path, id=own_id, text=told, post_type=lambda n: word if n else "tweet")
    assert [posts[0].kind, posts[1].kind] == ["post", kind]


@pytest.mark.parametrize("column", ["in_reply_to_screen_name", "replyToSN", "to", "replying-to"])
def test_a_post_that_answers_somebody_is_a_reply(tmp_path: pathlib.Path, column: str) -> None:
    posts, _ = table(tmp_path, id=own_id, text=told, **{column: lambda n: "demo" if n == 1 else ""})
    assert [post.kind for post in posts[:3]] == ["post", "reply", "post"]


def test_a_post_in_a_conversation_that_another_began_is_a_reply(tmp_path: pathlib.Path) -> None:
    posts, _ = table(tmp_path, id_str=own_id, full_text=told, conversation_id_str=lambda n: own_id(n - n % 2))
    assert [post.kind for post in posts[:4]] == ["post", "reply", "post", "reply"]


def test_true_and_false_under_retweet_are_no_counts(tmp_path: pathlib.Path) -> None:
    posts, _ = table(tmp_path, id=own_id, text=told, retweet=lambda n: str(n == 1))
    assert [(post.kind, post.reposts) for post in posts[:2]] == [("post", None), ("repost", None)]


def test_ids_that_became_floats_of_all_digits_still_tell_the_time(tmp_path: pathlib.Path) -> None:
    posts, warnings = table(tmp_path, tweet_id=lambda n: str(float(own_id(n))), tweet=told, user="demo")
    assert abs((posts[3].created_at - at(3)).total_seconds()) < 1
    assert posts[3].native_id.startswith("h:")
    assert "some ids are damaged like 1.5E+18, line 2 first" in warnings


def test_rounded_ids_tell_how_the_days_are_written(tmp_path: pathlib.Path) -> None:
    def day(n: int) -> str:
        return f"{when(n):%m/%d/%y %H:%M}"

    def when(n: int) -> dt.datetime:
        return at(60 * 24 * 15 + n)  # the third of May: 5/3 or 3/5

    posts, warnings = table(
        tmp_path,
        id=lambda n: 54_000 + n,
        text=told,
        createdAt=day,
        uuid=lambda n: f"{int(x_id(when(n), n)):.5E}",
        fromUser="demo",
    )
    assert [post.created_at for post in posts[:2]] == [when(0), when(1)]
    assert "some ids are damaged like 1.5E+18, line 2 first" in warnings


def test_texts_that_a_tool_put_in_quotes_lose_them(tmp_path: pathlib.Path) -> None:
    posts, _ = table(tmp_path, id=own_id, text=lambda n: f'"@demo {told(n)}"')
    assert (posts[0].text, posts[0].kind) == (f"@demo {told(0)}", "reply")


def test_posts_by_their_address_on_a_site_that_shows_x(tmp_path: pathlib.Path) -> None:
    posts, _ = table(
        tmp_path,
        Tweet=told,
        Link=lambda n: f"https://nitter.example.org/demo/status/{own_id(n)}#m",
        Date=lambda n: f"{at(n):%b} {at(n).day}, {at(n):%Y} · {at(n):%I:%M %p} UTC",
        user="{'name': 'Some One', 'username': '@demo_one', 'profile_id': '1'}",
    )
    assert [(post.native_id, post.author_name) for post in posts[:2]] == [(own_id(n), "demo_one") for n in range(2)]


@pytest.mark.parametrize("author", ["ab" * 32, "B4PLxmGp+mLeoYzqYgtwJ9/LdCX6A3WB4ay3zPmWGtQ="])
def test_accounts_that_a_tool_made_hashes_of_are_told_apart(tmp_path: pathlib.Path, author: str) -> None:
    posts, _ = table(tmp_path, tweetid=own_id, userid=author, tweet_text=told, tweet_time=iso)
    assert (posts[0].author, posts[0].author_name) == (f"hash:{author}", None)


def test_counts_inside_an_object_and_an_inner_quoted_post_are_found(tmp_path: pathlib.Path) -> None:
    values = [
        {"tweet_id": own_id(n), "text": told(n), "metrics": {"like_count": n, "view_count": 100}, "author": {"screen_name": "demo"},
         "quoted_tweet": {"id": own_id(0), "text": told(0)} if n else None}
        for n in range(3)
    ]  # fmt: skip
    posts = outcomes_of(tmp_path / "f", "\n".join(map(json.dumps, values)))
    assert [(post.likes, post.views, post.author_name, post.kind) for post in posts[1:]] == [
        (1, 100, "demo", "quote"),
        (2, 100, "demo", "quote"),
    ]


def test_boxes_of_mongodb_are_opened_in_fields_of_any_name(tmp_path: pathlib.Path) -> None:
    values = [
        {"tweet_id": {"$numberLong": own_id(n)}, "tweet": told(n), "created_at": {"$date": at(n).isoformat()}}
        for n in range(3)
    ]
    posts = outcomes_of(tmp_path / "f", json.dumps(values))
    assert [post.native_id for post in posts] == [own_id(n) for n in range(3)]


def test_a_description_is_a_text_only_beside_the_columns_of_the_tool_that_calls_it_so(tmp_path: pathlib.Path) -> None:
    values = [
        {
            "id": own_id(n),
            "user_posted": "demo",
            "description": told(n),
            "date_posted": at(n).isoformat(),
            "biography": told(0) * 3,
        }
        for n in range(3)
    ]
    assert [post.text for post in outcomes_of(tmp_path / "f", json.dumps(values))] == [told(n) for n in range(3)]


def test_posts_of_reddit_are_never_read_as_those_of_x(tmp_path: pathlib.Path) -> None:
    posts, _ = table(
        tmp_path,
        id=lambda n: f"t1_com{n}ab",
        url=lambda n: f"https://www.reddit.com/r/demo/comments/thr1a/a/com{n}ab/",
        communityName="r/demo",
        body=told,
        createdAt=lambda n: at(n).isoformat(),
        upVotes=3,
    )
    assert {(post.platform, post.kind, post.community) for post in posts} == {("reddit", "comment", "demo")}

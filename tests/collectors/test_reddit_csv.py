"""Tables of Reddit posts that people made: submissions, comments, both."""

import pathlib

from collectors import reddit_csv
from tests.collectors.tables import columns, content_of, iso, read, told
from tests.making import at


def test_submissions_get_their_names_and_both_texts(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        5, title=told, score=7, id=lambda n: f"abc1{n}x", subreddit="worldnews", url="https://example.org/a", num_comments=3, selftext="and more", created_utc=lambda n: f"{at(n).timestamp()}"
    )  # fmt: skip
    found, posts, _ = read(tmp_path / "f", content_of(["", *header], [[n, *row] for n, row in enumerate(rows)]))
    assert found.format == "Reddit, table of submissions"
    assert (posts[1].platform, posts[1].native_id, posts[1].likes, posts[1].replies) == ("reddit", "t3_abc11x", 7, 3)
    assert posts[1].text == f"{told(1)}\n\nand more"
    assert posts[1].created_at == at(1)


def test_comments_know_their_thread(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        5, comment_id=lambda n: f"com{n}ab", post_id="thr1aa", comment_body=told, author="demo", score="-2", created_utc=lambda n: int(at(n).timestamp()), subreddit="ukraine"
    )  # fmt: skip
    _, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert (posts[2].native_id, posts[2].kind, posts[2].root_id, posts[2].likes) == (
        "t1_com2ab",
        "comment",
        "t3_thr1aa",
        -2,
    )


def test_posts_and_comments_in_one_table_are_told_apart(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        6, title=lambda n: told(n) if n % 2 else "Comment", score=1, id=lambda n: f"mix{n}yz", url="", comms_num=0, created=lambda n: f"{at(n).timestamp()}", body=told, timestamp=lambda n: iso(n, 2)
    )  # fmt: skip
    header[header.index("comms_num")] = "comms_num"
    _, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert [post.native_id[:2] for post in posts] == ["t1", "t3"] * 3
    assert posts[1].text == f"{told(1)}\n\n{told(1)}"


def test_a_time_without_a_zone_is_called_assumed(tmp_path: pathlib.Path) -> None:
    header, rows = columns(5, id=lambda n: f"abc1{n}x", title=told, subreddit="ukraine", created=iso)
    _, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert {post.created_how for post in posts} == {"assumed"}
    assert reddit_csv.SURE > 0.95


def test_names_of_columns_may_have_spaces_and_capitals(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        5, **{"Title": told, "Post Text": "", "ID": lambda n: f"abc1{n}x", "Total Comments": 2, "Created UTC": lambda n: f"{at(n).timestamp()}", "Subreddit": "ukraine"}
    )  # fmt: skip
    _, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert (posts[1].native_id, posts[1].replies, posts[1].created_how) == ("t3_abc11x", 2, "stated")


def test_a_table_without_reddits_ids_goes_by_author_minute_and_text(tmp_path: pathlib.Path) -> None:
    header, rows = columns(5, title=told, body="", subreddit="ukraine", date=iso)
    found, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert any("no Reddit ids" in warning for warning in found.warnings)
    assert {(post.platform, post.native_id[:2]) for post in posts} == {("reddit", "h:")}


def test_a_table_of_comment_ids_and_texts_holds_comments(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        5, comment_id=lambda n: f"nb{n}shsq", text=told, subreddit="demo", created_utc=iso, score="-2"
    )
    _, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert [(post.native_id, post.kind) for post in posts[:2]] == [("t1_nb0shsq", "comment"), ("t1_nb1shsq", "comment")]


def test_comments_with_only_the_address_of_their_thread_stay_apart(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        6,
        url="https://www.reddit.com/r/demo/comments/thr1a/a_title/",
        author="demo",
        date=lambda n: iso(n)[:10],
        timestamp=lambda n: int(at(n).timestamp()),
        score=1,
        comment=told,
        comment_id=lambda n: f"1_{n}",
    )
    found, posts, _ = read(tmp_path / "f", content_of(["", *header], [[n, *row] for n, row in enumerate(rows)]))
    assert len({post.native_id for post in posts}) == 6
    assert {(post.kind, post.root_id, post.community) for post in posts} == {("comment", "t3_thr1a", "demo")}
    assert "there are no Reddit ids: posts are told apart by author, minute and text" in found.warnings


def test_comments_have_their_own_time_and_not_that_of_their_thread(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        5, submission_id="thr1a", submission_title="the title", submission_created=lambda n: iso(-600), comment_id=lambda n: f"com{n}ab", comment_body=told, comment_created=iso, subreddit="demo"
    )  # fmt: skip
    _, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert [(post.created_at, post.root_id) for post in posts[:2]] == [(at(0), "t3_thr1a"), (at(1), "t3_thr1a")]


def test_a_time_called_created_may_be_hours_ahead_and_it_is_said(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        5, id=lambda n: f"abc{n}x", title=told, subreddit="demo", created=lambda n: at(n).timestamp()
    )
    found, _, _ = read(tmp_path / "f", content_of(header, rows))
    assert any("`created`" in warning for warning in found.warnings)


def test_a_day_that_could_be_two_is_told_as_such(tmp_path: pathlib.Path) -> None:
    header, rows = columns(5, id=lambda n: f"abc{n}x", title=told, subreddit="demo", created="04-03-2022 13:20")
    _, _, rejected = read(tmp_path / "f", content_of(header, rows))
    assert {each.reason for each in rejected} == {"the time '04-03-2022 13:20' could be two days"}

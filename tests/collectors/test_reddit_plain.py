"""Reddit posts as people's own scripts write them."""

from typing import Any

import pytest

from collectors import reddit_archive, reddit_plain
from collectors.base import Head, Notice, RecordRejected
from storage.tables import NewPost
from tests.collectors.x_export.forms import scraped, script_row
from tests.making import submission


def read(value: dict[str, Any]) -> list[Any]:
    return list(reddit_plain.outcomes(value, {"escaped": False}))


def test_a_submission_is_read_by_its_field_names() -> None:
    (post,) = read(script_row())
    assert (post.native_id, post.kind, post.root_id, post.text) == (
        "t3_abc12d",
        "post",
        "t3_abc12d",
        "A title\n\nand some words",
    )
    assert (post.community, post.author_name, post.likes, post.replies) == ("worldnews", "demo_user", 12, 3)
    assert post.created_how == "assumed"  # its clock names no zone


def test_a_comment_says_its_thread_and_what_it_answers() -> None:
    value = {"id": "j9abcde", "content": "words", "date": "2025-04-18 03:00:00", "score": 1}
    (post,) = read({**value, "parent_id": "t1_j9aaaaa", "post_id": "abc12d"})
    assert (post.native_id, post.kind, post.root_id, post.ref_id) == (
        "t1_j9abcde",
        "comment",
        "t3_abc12d",
        "t1_j9aaaaa",
    )
    (top,) = read({**value, "parent_id": "abc12d", "post_id": "abc12d"})
    assert top.ref_id == "t3_abc12d"


def test_a_title_with_a_body_is_a_submission() -> None:
    value = {"title": "T", "body": "B", "id": "abc12d", "created": 1650000000.0, "comms_num": 2, "subreddit": "x"}
    assert reddit_archive.recognise(Head("json", [value])) is None
    (post,) = read(value)
    assert (post.kind, post.text, post.replies) == ("post", "T\n\nB", 2)


def test_comments_inside_a_post_are_read_with_their_place_in_the_thread() -> None:
    answer = {"comment_id": "i3aaaa2", "body": "deeper", "created_utc": 1650000020}
    comment = {"comment_id": "i3aaaa1", "body": "first", "created_utc": 1650000010, "replies": [answer]}
    value = {"post_id": "abc12d", "title": "T", "created_utc": 1650000000, "num_comments": 2, "comments": [comment]}
    found = read(value)
    assert [(post.native_id, post.root_id, post.ref_id) for post in found] == [
        ("t3_abc12d", "t3_abc12d", None),
        ("t1_i3aaaa1", "t3_abc12d", "t3_abc12d"),
        ("t1_i3aaaa2", "t3_abc12d", "t1_i3aaaa1"),
    ]
    claim = reddit_plain.recognise(Head("json", [{**submission("abc12d", "T"), "comments": [comment]}]))
    assert claim
    assert claim.sure > 0.95  # the plainer reader would lose the comments


def test_comments_without_ids_are_said_to_be_left_out() -> None:
    assert [type(each) for each in read(script_row(comments=["only a text"]))] == [NewPost, Notice]


def test_the_id_may_stand_in_the_address_only() -> None:
    value = {"title": "T", "created_utc": 1650000000, "score": 1}
    (post,) = read({**value, "permalink": "/r/worldnews/comments/abc12d/a_title/"})
    assert post.native_id == "t3_abc12d"


@pytest.mark.parametrize(("text", "state"), [("[deleted]", "deleted"), ("[removed]", "removed"), ("", "ok")])
def test_what_was_taken_away_is_told(text: str, state: str) -> None:
    assert read(script_row(content=text))[0].text_state == state


def test_posts_of_x_are_not_claimed() -> None:
    assert reddit_plain.recognise(Head("json", [scraped(1)])) is None
    with pytest.raises(RecordRejected):
        read({"hello": "world"})

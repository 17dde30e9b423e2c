"""Rows of twitter-web-exporter."""

from typing import Any

import pytest

from collectors.base import Head, RecordRejected
from collectors.x_export import web_exporter
from tests.collectors.x_export.forms import exported, number, web_tweet
from tests.making import at


def read(value: dict[str, Any]) -> list[Any]:
    assert web_exporter.recognise(Head("json", [value]))
    return list(web_exporter.outcomes(value, {"escaped": True}))


def test_a_row_is_read_and_the_id_tells_the_time() -> None:
    (post,) = read(exported(1, "a &amp; b"))
    assert (post.native_id, post.text, post.author_name, post.views) == (number(1), "a & b", "demo_ex", 90)
    assert post.created_at.replace(microsecond=0) == at(1)


def test_references_tell_the_kind() -> None:
    assert read(exported(2, retweeted_status=number(1)))[0].kind == "repost"
    assert read(exported(2, quoted_status=number(1)))[0].ref_id == number(1)
    assert read(exported(2, in_reply_to=number(1)))[0].kind == "reply"


def test_the_whole_answer_of_x_is_preferred() -> None:
    quoted = {"result": web_tweet(1, "the quoted")}
    whole = {**web_tweet(2, "the whole text", quoted_status_id_str=number(1)), "quoted_status_result": quoted}
    post, context = read(exported(2, "the wh…", metadata=whole))
    assert (post.text, post.kind, context.is_context) == ("the whole text", "quote", True)


def test_what_is_no_post_is_rejected() -> None:
    with pytest.raises(RecordRejected):
        list(web_exporter.outcomes({"full_text": "x"}, {}))

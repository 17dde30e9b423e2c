"""Lines of minet and gazouilloire."""

from typing import Any

import pytest

from collectors.base import Head, RecordRejected
from collectors.x_export import minet
from tests.collectors.x_export.forms import minet_row, number
from tests.making import at


def read(value: dict[str, Any]) -> Any:
    claim = minet.recognise(Head("json", [value]))
    assert claim
    (post,) = minet.outcomes(value, claim.layout)
    return post


def test_a_post_has_its_fields_and_its_text_as_it_is() -> None:
    post = read(minet_row(1, "words &amp; more"))
    assert (post.text, post.author, post.author_name, post.likes) == ("words &amp; more", "33", "demo_mi", 3)
    assert post.metrics_at == at(121)


def test_a_dump_of_elasticsearch_has_the_post_inside() -> None:
    row = minet_row(1)
    del row["id"]
    assert read({"_index": "x", "_id": number(1), "_source": row}).native_id == number(1)


def test_kinds_are_told_by_the_references() -> None:
    assert read(minet_row(1, to_tweetid=number(0))).kind == "reply"
    assert read(minet_row(1, quoted_id=number(0))).kind == "quote"
    post = read(minet_row(1, retweeted_id=number(0)))
    assert (post.kind, post.likes) == ("repost", None)


def test_what_did_not_match_the_query_came_along_as_context() -> None:
    assert read(minet_row(1, match_query=False)).is_context
    assert not read(minet_row(1, match_query=True)).is_context


def test_what_is_no_post_is_rejected() -> None:
    with pytest.raises(RecordRejected):
        list(minet.outcomes({"text": "x"}, {}))

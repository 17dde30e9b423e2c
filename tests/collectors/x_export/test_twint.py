"""Lines of twint."""

from typing import Any

import pytest

from collectors.base import Head, RecordRejected
from collectors.x_export import twint
from tests.collectors.x_export.forms import number, twint_row
from tests.making import at


def read(value: dict[str, Any]) -> Any:
    (post,) = twint.outcomes(value, {"escaped": False})
    return post


def test_the_id_tells_the_time_and_not_the_local_clock() -> None:
    post = read(twint_row(1))
    assert (post.native_id, post.created_how) == (number(1), "id")
    assert post.created_at.replace(microsecond=0) == at(1)
    assert (post.author, post.author_name, post.likes, post.views) == ("44", "demo_tw", 3, None)


def test_an_old_id_leaves_the_local_clock_with_its_doubt() -> None:
    post = read(twint_row(1, id=1234, date="2009-04-18", time="04:20:00", conversation_id="1234"))
    assert (post.created_how, post.created_at.year, post.created_at.hour) == ("assumed", 2009, 4)


def test_kinds_are_told_by_thread_flag_and_address() -> None:
    assert read(twint_row(1, conversation_id=number(0))).kind == "reply"
    assert read(twint_row(1, retweet=True)).kind == "repost"
    assert read(twint_row(1, quote_url=f"https://twitter.com/a/status/{number(0)}")).ref_id == number(0)


def test_it_is_known_by_its_fields_and_other_json_is_rejected() -> None:
    assert twint.recognise(Head("json", [twint_row(1)]))
    assert twint.recognise(Head("json", [{"tweet": "x"}])) is None
    with pytest.raises(RecordRejected):
        read({"tweet": "x"})


def test_ids_that_went_through_a_spreadsheet_keep_their_time_only() -> None:
    rows = [twint_row(own, id=int(number(own)) // 256 * 256) for own in range(40)]
    claim = twint.recognise(Head("json", rows))
    assert claim
    assert "spreadsheet" in " ".join(claim.warnings)
    (post,) = twint.outcomes(rows[3], claim.layout)
    assert post.native_id.startswith("h:")  # type: ignore[union-attr]

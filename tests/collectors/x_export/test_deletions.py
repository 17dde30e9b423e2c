"""Deletion notices and lists of deleted posts. Invented ids."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.base import FileRefused, Head, Notice
from collectors.reading import records_of
from collectors.units import Unit
from collectors.x_export import api_v11, deletions
from tests.collectors.test_reddit_archive import _json, anything
from tests.making import at, x_id

ID = x_id(at(1), 1)
NOTICES: list[dict[str, Any]] = [
    {"delete": {"status": {"id": int(ID), "id_str": ID, "user_id": 5}, "timestamp_ms": "1745000000000"}},
    {"data": {"delete": {"tweet": {"id": ID, "author_id": "5"}, "event_at": "2025-04-19T00:00:00Z"}}},
    {"delete": {"tweet": {"id": ID}, "event_at": "2025-04-19T00:00:00Z"}},
    {"withheld": {"tweet": {"id": ID}, "withheld_in_countries": ["XY"]}},
    {"status_withheld": {"id": int(ID), "user_id": 5, "withheld_in_countries": ["XY"]}},
]


@pytest.mark.parametrize("notice", NOTICES)
def test_each_kind_of_notice_names_its_post(notice: dict[str, Any]) -> None:
    (found,) = deletions.outcomes(notice, {"ids": None})
    assert isinstance(found, Notice)
    assert found.native_id == ID
    claim = deletions.recognise(Head("json", [notice]))
    assert claim is not None
    assert claim.sure > 0.9


def test_a_deletion_between_the_posts_of_a_stream_is_heard() -> None:
    (found,) = api_v11.outcomes(NOTICES[0], {})
    assert isinstance(found, Notice)
    assert found.native_id == ID


def test_the_result_of_a_compliance_job_is_not_taken_unasked_since_its_ids_may_be_of_accounts() -> None:
    line = {"id": ID, "action": "delete", "created_at": "2025-04-18T02:13:00Z", "reason": "deleted"}
    assert deletions.recognise(Head("json", [line])) is None
    assert deletions.recognise_list(json.dumps(line).encode()).layout["ids"] == "id"


@pytest.mark.parametrize(
    "text",
    [
        f"{ID}\n{ID}\n",
        f"tweet_id,reason\n{ID},asked\n",
        f"why;id\nasked;{ID}\n",
        f"\ufeffID\n{ID}\n",
        json.dumps({"id": ID}) + "\n",
        json.dumps([{"id_str": ID}]),
    ],
)
def test_lists_of_ids_in_many_forms(text: str) -> None:
    layout = deletions.recognise_list(text.encode()).layout
    value = {layout["ids"]: ID}
    (found,) = deletions.outcomes(value, layout)
    assert found == Notice(deletions.DELETED, ID, "x")


def test_a_list_may_have_posts_of_reddit() -> None:
    layout = deletions.recognise_list(b"t1_abc\nt3_def\n").layout
    (found,) = deletions.outcomes({layout["ids"]: "reddit:T3_def"}, layout)
    assert found == Notice(deletions.DELETED, "t3_def", "reddit")


@pytest.mark.parametrize("text", ["name,phone\nAnn,x\n", "just words", '{"a": 1}', "", "[]", "[1, 2", '{"id": "x"}'])
def test_what_has_no_ids_is_refused(text: str) -> None:
    with pytest.raises(FileRefused, match="no ids"):
        deletions.recognise_list(text.encode())


@given(st.dictionaries(st.sampled_from(["delete", "data", "withheld", "status_withheld", "action", "id"]), anything))
def test_nothing_in_a_notice_raises(value: dict[str, Any]) -> None:
    raw = _json(value)
    assert records_of(Unit(1, raw), deletions, {"units": "lines", "ids": "id"})


@given(st.binary(max_size=300))
def test_nothing_in_a_list_raises_anything_but_a_refusal(start: bytes) -> None:
    with contextlib.suppress(FileRefused):
        deletions.recognise_list(start)

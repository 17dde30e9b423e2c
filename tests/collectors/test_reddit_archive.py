"""Reddit archives of all years: what each record says, and what was taken away stays away."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors import reddit_archive, units
from collectors.base import Head, Notice, RecordRejected, Rejected
from collectors.reading import records_of
from storage.tables import NewPost
from tests.making import comment, submission

LAYOUT: dict[str, Any] = {"escaped": True, "units": "lines"}


def read(value: dict[str, Any], **layout: Any) -> NewPost:
    (post,) = reddit_archive.outcomes(value, {**LAYOUT, **layout})
    assert isinstance(post, NewPost)
    return post


def test_a_comment_says_its_thread_and_what_it_answers() -> None:
    post = read(comment(1, "so sad", parent_id="t1_abc"))
    assert (post.kind, post.native_id, post.root_id, post.ref_id) == ("comment", "t1_c00001", "t3_thr1", "t1_abc")
    assert (post.community, post.likes, post.author_name) == ("worldnews", 3, "demo_user_1")


def test_a_submission_is_its_own_root_and_has_title_and_text() -> None:
    post = read(submission("abc", "A title", selftext="and a text"))
    assert (post.kind, post.root_id, post.text, post.replies) == ("post", "t3_abc", "A title\n\nand a text", 2)


@pytest.mark.parametrize("stamp", [1700000000, "1700000000", 1700000000.0])
def test_times_are_numbers_texts_or_floats_by_year(stamp: Any) -> None:
    assert read(comment(1, "x", created_utc=stamp)).created_at == dt.datetime(2023, 11, 14, 22, 13, 20, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("body", "state"),
    [
        ("[deleted]", "deleted"),
        ("[removed]", "removed"),
        ("[ Removed by Reddit ]", "removed"),
        ("", "empty"),
        ("I saw [deleted] in a thread", "ok"),
    ],
)
def test_what_was_taken_away_is_known(body: str, state: str) -> None:
    assert read(comment(1, body)).text_state == state


@pytest.mark.parametrize(
    ("category", "state"),
    [("deleted", "deleted"), ("author", "deleted"), ("moderator", "removed"), ("reddit", "removed"), (None, "ok")],
)
def test_a_removed_submission_says_by_whom(category: str | None, state: str) -> None:
    assert read(submission("abc", "A title", removed_by_category=category)).text_state == state


@pytest.mark.parametrize("author", ["[deleted]", "[removed]", None, ""])
def test_an_account_that_is_gone_has_no_name(author: str | None) -> None:
    assert read(comment(1, "x", author=author)).author_name is None


def test_entities_are_unescaped_only_where_the_file_has_them() -> None:
    assert read(comment(1, "a &amp; b")).text == "a & b"
    assert read(comment(1, "a &amp; b"), escaped=False).text == "a &amp; b"


@pytest.mark.parametrize(("parent", "expected"), [(None, "t3_thr1"), (36, "t1_10"), ("t3_thr1", "t3_thr1")])
def test_parents_of_old_api_exports_are_numbers_or_nothing(parent: Any, expected: str) -> None:
    found = read(comment(1, "x", parent_id=parent)).ref_id
    assert found == expected


def test_a_name_is_built_where_only_the_id_is_there() -> None:
    assert read({k: v for k, v in comment(1, "x").items() if k != "name"}).native_id == "t1_c00001"


@pytest.mark.parametrize(
    ("edited", "known"), [(False, False), (True, False), (1700000100, True), (1700000100.0, True), (None, False)]
)
def test_the_time_of_an_edit_is_kept_where_it_is_one(edited: Any, known: bool) -> None:
    assert (read(comment(1, "x", edited=edited)).version_at is not None) is known


def test_when_the_counts_were_taken_is_kept_under_either_name() -> None:
    assert read(comment(1, "x", retrieved_on=1700000100)).metrics_at is not None
    assert read(comment(1, "x", retrieved_utc=1700000100)).metrics_at is not None


def test_links_to_elsewhere_are_kept_and_reddits_own_are_not() -> None:
    assert read(submission("a", "t", url="https://news.example/1")).link == "https://news.example/1"
    assert read(submission("a", "t", url="https://www.reddit.com/r/x/comments/a/")).link is None
    assert read(submission("a", "t", url="https://news.example/1", is_self=True)).link is None


def test_a_crosspost_refers_to_what_it_came_from() -> None:
    assert read(submission("a", "t", crosspost_parent="t3_zzz")).ref_id == "t3_zzz"


def test_an_advertisement_is_marked() -> None:
    assert read(submission("a", "t", promoted=True)).is_ad


@pytest.mark.parametrize(
    "broken", [{"id": None, "name": None}, {"created_utc": None}, {"created_utc": "soon"}, {"id": "??", "name": "??"}]
)
def test_a_record_without_id_or_time_is_rejected_in_words(broken: dict[str, Any]) -> None:
    with pytest.raises(RecordRejected, match="no "):
        read({**comment(1, "x"), **broken})


def test_unknown_fields_cost_nothing() -> None:
    assert read(comment(1, "x", _meta={"note": 1}, all_awardings=[])).text == "x"


def test_recognising_tells_comments_from_submissions() -> None:
    found = reddit_archive.recognise(Head("json", [submission("a", "t")]))
    assert found is not None
    assert found.layout["roots_first"]
    assert reddit_archive.recognise(Head("json", [{"id": 1, "text": "x"}])) is None


def test_pages_of_the_site_are_read_with_answers_inside_answers() -> None:
    def listing(*things: dict[str, Any]) -> dict[str, Any]:
        return {"kind": "Listing", "data": {"children": list(things)}}

    deeper = {"kind": "t1", "data": comment(2, "deeper", replies="")}
    top = {"kind": "t1", "data": comment(1, "top", replies=listing(deeper, {"kind": "more", "data": {"count": 9}}))}
    page = listing({"kind": "t3", "data": submission("thr1", "t")}, top, {"kind": "t5", "data": {"id": "x"}})
    found = list(reddit_archive.outcomes(page, LAYOUT))
    assert [each.text for each in found if isinstance(each, NewPost)] == ["t", "top", "deeper"]
    assert [each.kind for each in found if isinstance(each, Notice)] == [
        "places where a thread goes on that was not opened",
        "things of Reddit that are no posts",
    ]


def test_one_bad_comment_of_a_page_costs_itself() -> None:
    page = {"data": [comment(1, "a"), {**comment(2, "b"), "created_utc": None}, comment(3, "c")]}
    assert [type(each) for each in reddit_archive.outcomes(page, LAYOUT)] == [NewPost, Rejected, NewPost]


@pytest.mark.parametrize(
    ("more", "state"),
    [
        ({"_meta": {"removal_type": "deleted"}}, "deleted"),
        ({"_meta": {"was_deleted_later": True}}, "removed"),
        ({"_meta": {"removal_type": "moderator"}}, "removed"),
        ({"_meta": {"retrieved_2nd_on": 5}}, "ok"),
    ],
)
def test_what_an_archive_saw_at_its_second_look_counts(more: dict[str, Any], state: str) -> None:
    assert read(comment(1, "words", **more)).text_state == state


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=2), st.dictionaries(st.text(max_size=4), inner, max_size=2)),
    max_leaves=4,
)


@given(
    st.sampled_from([comment(1, "x"), submission("a", "t")]),
    st.dictionaries(
        st.sampled_from(
            sorted({*comment(1, ""), *submission("", ""), "edited", "retrieved_on", "url", "crosspost_parent"})
        ),
        anything,
        max_size=4,
    ),
)
def test_no_value_of_a_field_ever_breaks_the_reader(valid: dict[str, Any], strange: dict[str, Any]) -> None:
    unit = units.Unit(1, _json({**valid, **strange}))
    for record in records_of(unit, reddit_archive, LAYOUT):
        assert isinstance(record.outcome, NewPost | Rejected)


def _json(value: Any) -> bytes:
    import json

    return json.dumps(value, allow_nan=True).encode("utf-8", "surrogatepass")

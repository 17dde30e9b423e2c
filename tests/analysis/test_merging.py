"""One post from several places: the same whatever came first."""

import datetime as dt
import itertools
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.merging import merged

times = st.one_of(st.none(), st.sampled_from([dt.datetime(2025, 4, n, tzinfo=dt.UTC) for n in (18, 19)]))
counts = st.one_of(st.none(), st.integers(0, 3))
facts = st.fixed_dictionaries(
    {
        "text": st.sampled_from(["", "cut…", "whole text", "whole text, longer"]),
        "text_state": st.sampled_from(["ok", "deleted", "removed"]),
        "text_cut": st.booleans(),
        "version_at": times,
        "metrics_at": times,
        **dict.fromkeys(("likes", "reposts", "replies", "quotes", "views"), counts),
        "kind": st.sampled_from(["post", "reply", "quote", "repost"]),
        "ref_id": st.one_of(st.none(), st.integers(1, 3)),
        "root_id": st.one_of(st.none(), st.integers(1, 3)),
        "created_at": st.sampled_from([dt.datetime(2025, 4, 18, n, tzinfo=dt.UTC) for n in (1, 2)]),
        "created_how": st.sampled_from(["stated", "assumed"]),
        "community": st.one_of(st.none(), st.sampled_from("ab")),
        "stated_language": st.one_of(st.none(), st.sampled_from(["en", "uk"])),
        "link": st.none(),
        "author_key": st.one_of(st.none(), st.integers(1, 4)),
        "is_ad": st.booleans(),
        "is_bot": st.booleans(),
        "is_context": st.booleans(),
    }
)


def joined(*several: dict[str, Any]) -> dict[str, Any]:
    first = dict(several[0])
    for other in several[1:]:
        first.update(merged(first, other))
    return first


@settings(max_examples=300)
@given(st.lists(facts, min_size=2, max_size=3))
def test_the_order_of_arrival_does_not_matter(several: list[dict[str, Any]]) -> None:
    results = [joined(*order) for order in itertools.permutations(several)]
    assert all(result == results[0] for result in results)


@given(facts)
def test_the_same_again_changes_nothing(one: dict[str, Any]) -> None:
    assert merged(one, dict(one)) == {}


BASE: dict[str, Any] = {
    "text": "some text", "text_state": "ok", "text_cut": False, "version_at": None, "metrics_at": None, "likes": None, "reposts": None,
    "replies": None, "quotes": None, "views": None, "kind": "post", "ref_id": None, "root_id": None, "created_how": "id",
    "created_at": dt.datetime(2025, 4, 18, tzinfo=dt.UTC), "community": None, "stated_language": None, "link": None, "author_key": None,
    "is_ad": False, "is_bot": False, "is_context": False,
}  # fmt: skip
EARLY, LATE = (dt.datetime(2025, 4, n, tzinfo=dt.UTC) for n in (18, 19))


def test_what_was_taken_away_stays_away() -> None:
    assert merged({**BASE, "text": "", "text_state": "deleted"}, BASE) == {}
    assert merged(BASE, {**BASE, "text": "", "text_state": "deleted"}) == {"text": "", "text_state": "deleted"}


def test_a_newer_version_wins_over_a_longer_text() -> None:
    newer = {**BASE, "text": "short", "version_at": LATE}
    assert merged(BASE, newer)["text"] == "short"


def test_a_whole_text_wins_over_a_cut_one() -> None:
    assert merged({**BASE, "text": "a much longer text that is cut…", "text_cut": True}, BASE)["text"] == "some text"


def test_counts_with_the_later_time_win_even_when_they_are_smaller() -> None:
    assert merged({**BASE, "likes": 9, "metrics_at": EARLY}, {**BASE, "likes": 4, "metrics_at": LATE})["likes"] == 4


def test_of_counts_without_a_time_the_larger_stays_and_unknown_is_no_zero() -> None:
    assert merged({**BASE, "likes": 9}, {**BASE, "likes": 4, "replies": 1}) == {"replies": 1}
    assert merged({**BASE, "likes": 9}, BASE) == {}


def test_a_key_made_from_an_account_id_wins_over_one_made_from_a_name() -> None:
    assert merged({**BASE, "author_key": 9}, {**BASE, "author_key": 4})["author_key"] == 4


def test_a_post_that_was_context_and_then_collected_is_collected() -> None:
    assert merged({**BASE, "is_context": True}, BASE) == {"is_context": False}
    assert merged(BASE, {**BASE, "is_context": True}) == {}

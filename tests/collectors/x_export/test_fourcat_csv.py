"""4CAT and Zeeschuimer: one set of columns, two delimiters, hashes in the place of names."""

import pathlib

import pytest

from collectors.x_export.fourcat_csv import NO_ADS
from tests.collectors.tables import columns, content_of, iso, outcomes, own_id, read, told

HEADER = {
    "collected_from_url": "https://x.com/home",
    "id": own_id,
    "thread_id": own_id,
    "timestamp": iso,
    "unix_timestamp": 0,
    "body": told,
    "author": lambda n: f"demo_{n}",
    "author_id": lambda n: str(70 + n),
    "like_count": 3,
    "retweet_count": "undefined",
    "is_retweet": "no",
    "is_quote_tweet": "no",
    "quote_tweet_id": "",
    "is_reply": "no",
}


def file(delimiter: str = ",", **more: object) -> str:
    return content_of(*columns(6, **{**HEADER, **more}), delimiter=delimiter)


@pytest.mark.parametrize("delimiter", [",", ";"])
def test_both_tools_tables_are_read_alike(tmp_path: pathlib.Path, delimiter: str) -> None:
    found, posts, _ = read(tmp_path / "f", file(delimiter))
    assert NO_ADS in found.warnings
    assert [post.native_id for post in posts] == [own_id(n) for n in range(6)]
    assert (posts[1].author, posts[1].author_name, posts[1].likes, posts[1].reposts) == ("71", "demo_1", 3, None)


def test_a_hash_in_the_place_of_an_account_is_no_name_but_tells_accounts_apart(tmp_path: pathlib.Path) -> None:
    _, posts, _ = read(tmp_path / "f", file(author=lambda n: f"{n:044x}beef", author_id=lambda n: f"{n:044x}beef"))
    assert all(post.author_name is None for post in posts)
    assert len({post.author for post in posts}) == 6


def test_accounts_that_were_taken_out_are_unknown(tmp_path: pathlib.Path) -> None:
    _, posts, _ = read(tmp_path / "f", file(author="REDACTED", author_id="REDACTED"))
    assert {(post.author, post.author_name) for post in posts} == {(None, None)}


def test_yes_and_no_tell_the_kind(tmp_path: pathlib.Path) -> None:
    kinds = {"repost": "is_retweet", "quote": "is_quote_tweet", "reply": "is_reply"}
    for kind, column in kinds.items():
        _, posts, _ = read(tmp_path / "f", file(**{column: "yes"}))
        assert {post.kind for post in posts} == {kind}


def test_a_carriage_return_that_is_not_quoted_costs_nothing(tmp_path: pathlib.Path) -> None:
    content = file(";").replace("number 3", "number\r3").replace("number 4", "num\tber 4")
    _, posts, rejected = read(tmp_path / "f", content)
    assert (len(posts), rejected) == (6, [])
    assert posts[3].text.endswith("number\r3")


def test_the_older_generation_is_known_without_the_address_it_was_collected_from(tmp_path: pathlib.Path) -> None:
    header, rows = columns(5, **{key: make for key, make in HEADER.items() if key != "collected_from_url"})
    found, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert found.format == "4CAT CSV (X API v2)"
    assert len(posts) == 5


def test_the_same_real_posts_from_both_tools_agree(samples: pathlib.Path) -> None:
    _, one = outcomes(samples / "x/4cat_csv/4cat_from_zeeschuimer_2026-01.csv")
    _, other = outcomes(samples / "x/zeeschuimer_csv/zeeschuimer_native_2026-01.csv")
    assert len(one) == 77
    assert one == other

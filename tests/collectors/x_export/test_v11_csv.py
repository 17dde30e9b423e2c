"""Tables made from posts of the X API v1.1 by pandas, twarc 1, Hydrator, Social Feed Manager and rtweet."""

import pathlib

import pytest

from collectors.x_export import v11_csv
from tests.collectors.tables import columns, content_of, iso, own_id, read, told
from tests.making import at


def v11_time(n: int) -> str:
    return at(n).strftime("%a %b %d %H:%M:%S +0000 %Y")


def test_a_flattened_post_takes_the_exact_id_and_the_whole_text(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        40, created_at=v11_time, id=lambda n: str(int(float(own_id(n)))), id_str=own_id, text=lambda n: told(n)[:20] + "…", truncated="True",
        user__screen_name="demo", user__id_str="5", extended_tweet__full_text=lambda n: told(n) if n else "", favorite_count=2, retweeted_status__id_str="",
    )  # fmt: skip
    found, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert found.layout["reader"] == "x api v1.1 csv"
    assert [post.native_id for post in posts] == [own_id(n) for n in range(40)]
    assert (posts[3].text, posts[3].text_cut, posts[0].text_cut) == (told(3), False, True)


def test_a_retweet_of_a_flattened_table_has_the_originals_text_and_no_counts(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        5, created_at=v11_time, id_str=own_id, text="RT @origin: cut…", user__screen_name="demo", retweeted_status__id=1.5e18, retweeted_status__id_str=own_id(90),
        retweeted_status__text=told(90), retweeted_status__user__screen_name="origin", favorite_count=0, retweet_count=99,
    )  # fmt: skip
    _, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert (posts[0].kind, posts[0].ref_id, posts[0].reposts) == ("repost", own_id(90), None)
    assert posts[0].text == f"RT @origin: {told(90)}"


@pytest.mark.parametrize(("kind", "of"), [("retweet", "repost"), ("quote", "quote"), ("original", "post")])
def test_twarc_1_says_the_type(tmp_path: pathlib.Path, kind: str, of: str) -> None:
    header, rows = columns(
        5, id=own_id, tweet_url="", created_at=v11_time, parsed_created_at=lambda n: iso(n) + "+00:00", user_screen_name="demo", text=told, tweet_type=kind,
        retweet_or_quote_id=own_id(80), retweet_or_quote_screen_name="origin",
    )  # fmt: skip
    found, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert found.format == "twarc 1 CSV (json2csv)"
    assert {post.kind for post in posts} == {of}


def test_hydrator_says_what_was_retweeted(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        5, created_at=v11_time, favorite_count=1, id=own_id, in_reply_to_status_id="", lang="en", quote_id="", retweet_count=1, retweet_id=lambda n: own_id(60) if n else "",
        retweet_screen_name="origin", text=told, tweet_url="", user_screen_name="demo",
    )  # fmt: skip
    found, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert found.format == "Hydrator CSV"
    assert [post.kind for post in posts] == ["post"] + ["repost"] * 4


def test_social_feed_managers_address_of_a_retweet_is_not_its_id(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        5, created_at=lambda n: f"4/18/2025 2:{12 + n:02}:00 AM", twitter_id=own_id, screen_name="demo", twitter_url=f"https://twitter.com/o/status/{own_id(50)}",
        text=told, is_retweet_strict="TRUE",
    )  # fmt: skip
    _, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert [post.native_id for post in posts] == [own_id(n) for n in range(5)]


def test_rtweets_ids_have_an_x_before_them(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        5, user_id=lambda n: f"x{70 + n}0000", status_id=lambda n: f"x{own_id(n)}", created_at=iso, screen_name="demo", text=told, is_retweet="FALSE", reply_to_status_id="NA",
    )  # fmt: skip
    _, posts, _ = read(tmp_path / "f", content_of(header, rows))
    assert (posts[2].native_id, posts[2].author, posts[2].kind) == (own_id(2), "720000", "post")


def test_rtweets_time_without_zone_is_told_by_the_ids(tmp_path: pathlib.Path) -> None:
    header, rows = columns(
        40, created_at=lambda n: iso(n, -6), id=lambda n: str(int(float(own_id(n)))), id_str=lambda n: own_id(n) if n != 9 else "NA", full_text=told, truncated="FALSE",
        display_text_range="list(0, 60)",
    )  # fmt: skip
    found, posts, _ = read(tmp_path / "f", content_of(["", *header], [[n, *row] for n, row in enumerate(rows, 1)]))
    assert any("-6.0 h" in warning for warning in found.warnings)
    assert found.layout["columns"]["id"] == "id_str"
    assert posts[9].created_at == at(9)
    assert posts[9].created_how == "assumed"
    assert v11_csv.TYPES["quote"] == ("quoted", "is_quote")

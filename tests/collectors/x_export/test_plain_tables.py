"""Tables of tools that need a field map only."""

import pathlib
from typing import Any

import pytest

from collectors.x_export.plain_tables import TOOLS
from tests.collectors.tables import columns, content_of, iso, outcomes, own_id, read, told
from tests.making import at


def v11_time(n: int) -> str:
    return at(n).strftime("%a %b %d %H:%M:%S +0000 %Y")


def unix(n: int) -> str:
    return str(int(at(n).timestamp()))


TABLES: dict[str, dict[str, Any]] = {
    "TAGS (Google Sheet)": {"id_str": own_id, "from_user": "demo", "text": told, "created_at": v11_time, "time": lambda n: at(n + 60).strftime("%Y-%m-%dT%H:%M:%SZ"), "in_reply_to_status_id_str": "NA", "status_url": ""},
    "DMI-TCAT": {"id": own_id, "time": unix, "created_at": iso, "from_user_name": "demo", "text": told, "filter_level": "low"},
    "minet or gazouilloire CSV (twitwi)": {"id": own_id, "timestamp_utc": lambda n: unix(n) + ".0", "local_time": lambda n: iso(n, 1), "user_screen_name": "demo", "text": told, "retweeted_id": ""},
    "Communalytic CSV": {"tweet_id": own_id, "date": lambda n: iso(n) + "Z", "text": told, "name": "Demo", "username": "demo", "userid": "77", "language": "en"},
    "NodeXL, edges": {"Vertex 1": "demo", "Vertex 2": "other", "Relationship": "Mentions", "Tweet": told, "Tweet Date (UTC)": iso, "Imported ID": own_id},
    "InVID plugin CSV": {"id": own_id, "username": "demo", "display_name": "Demo", "text": told, "created_at": v11_time, "views": "missing", "collectionID": "c", "tweetLink": ""},
    "X account archive until 2018, tweets.csv": {"tweet_id": own_id, "timestamp": lambda n: iso(n) + " +0000", "source": "web", "text": told, "retweeted_status_id": "", "expanded_urls": ""},
    "twitter-web-exporter CSV": {"id": own_id, "created_at": lambda n: iso(n, 2) + " +02:00", "full_text": told, "screen_name": "demo", "favorite_count": 1, "views_count": 5, "retweeted_status": "", "url": ""},
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_known_by_its_columns_and_its_times_agree_with_its_ids(tmp_path: pathlib.Path, name: str) -> None:
    header, rows = columns(30, **TABLES[name])
    found, posts, rejected = read(tmp_path / "f", content_of(header, rows))
    assert found.format == name
    assert (len(posts), rejected) == (30, [])
    assert not any("clock" in warning for warning in found.warnings)
    assert (posts[4].native_id, posts[4].text, posts[4].kind) == (own_id(4), told(4), "post")


@pytest.mark.parametrize("name", TABLES)
def test_a_row_without_a_good_id_is_kept_at_its_stated_time(tmp_path: pathlib.Path, name: str) -> None:
    header, rows = columns(30, **TABLES[name])
    own = next(place for place, cell in enumerate(rows[0]) if cell == own_id(0))
    rows[3][own] = ""
    _, posts, rejected = read(tmp_path / "f", content_of(header, rows))
    assert rejected == []
    assert posts[3].native_id.startswith("h:")
    assert posts[3].created_at == at(3)


def test_every_tool_has_a_table_here() -> None:
    assert {tool.name for tool in TOOLS} == set(TABLES)


def test_of_two_columns_named_id_the_one_that_fits_the_clock_is_used_and_named(tmp_path: pathlib.Path) -> None:
    header, rows = columns(20, **TABLES["minet or gazouilloire CSV (twitwi)"])
    content = content_of(["id", "query", *header], [[n, "strike", *row] for n, row in enumerate(rows)])
    found, posts, _ = read(tmp_path / "f", content)
    assert posts[6].native_id == own_id(6)
    assert any("2 columns are named 'id'; number 2" in warning for warning in found.warnings)


def test_a_graphs_header_may_stand_under_titles_of_groups(tmp_path: pathlib.Path) -> None:
    header, rows = columns(10, **TABLES["NodeXL, edges"])
    titles = ["", "", "Visual Properties", "", "", ""]
    found, posts, _ = read(tmp_path / "f", content_of(titles, [header, *rows, *rows]))
    assert found.format == "NodeXL, edges"
    assert len(posts) == 20  # one for each edge; the import knows them again
    assert len({post.native_id for post in posts}) == 10


def test_literal_words_for_nothing_are_unknown(tmp_path: pathlib.Path) -> None:
    _, posts, _ = read(tmp_path / "f", content_of(*columns(5, **TABLES["InVID plugin CSV"])))
    assert posts[0].views is None


@pytest.mark.parametrize(
    ("name", "posts"),
    [
        ("minet_gazouilloire_twitwi/tweet-export.csv", 4),
        ("tags_google_sheet_csv/sample-data.csv", 10),
        ("x_archive_grailbird_2012_2018/grailbird_tweets.csv", 2313),
    ],
)
def test_real_files_give_every_post_by_its_id(samples: pathlib.Path, name: str, posts: int) -> None:
    found, read_posts = outcomes(samples / "x" / name)
    assert found.layout["reader"] == "plain tables"
    assert len({post.native_id for post in read_posts}) == posts
    assert {post.created_how for post in read_posts} == {"id"}

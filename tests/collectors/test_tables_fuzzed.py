"""Tables of all readers with strange cells and strange bytes: a post, a rejected record or a refused file comes out."""

import pathlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors import READERS, opening, reading, recognising
from collectors.base import FileCut, FileRefused, Notice, Rejected
from collectors.opening import Member
from storage.tables import NewPost
from tests.collectors.tables import columns, content_of, iso, own_id, told
from tests.collectors.x_export.test_plain_tables import TABLES

MORE = {
    "twarc": {"id": own_id, "text": told, "author_id": "5", "author.username": "demo", "public_metrics.like_count": 1, "edit_history_tweet_ids": "[]", "referenced_tweets.retweeted.id": "", "created_at": iso},
    "4cat": {"collected_from_url": "x", "id": own_id, "thread_id": own_id, "timestamp": iso, "body": told, "is_retweet": "no", "author": "demo", "author_id": "7"},
    "analytics": {"Post id": own_id, "Date": "Fri, Apr 18, 2025", "Post text": told, "Post Link": "", "Likes": 1},
    "talkwalker": {"url": lambda n: f"http://x.com/a/status/{own_id(n)}", "published": iso, "content": told, "lang": "en"},
    "meltwater": {"Date": "18-Apr-2025", "Time": "02:12AM", "Document ID": "1", "URL": lambda n: f"http://x.com/a/status/{own_id(n)}", "Hit Sentence": told},
    "v1.1": {"id_str": own_id, "text": told, "user.screen_name": "demo", "created_at": iso, "retweeted_status.id_str": "", "truncated": "False"},
    "snscrape": {"_type": "T", "url": lambda n: f"http://x.com/a/status/{own_id(n)}", "date": iso, "content": told, "user": "{'username': 'demo'}", "quotedTweet": ""},
    "twint": {"id": own_id, "tweet": told, "username": "demo", "date": lambda n: iso(n)[:10], "time": lambda n: iso(n)[11:], "timezone": "+0200", "conversation_id": own_id},
    "reddit": {"id": lambda n: f"abc{n}x", "title": told, "selftext": "", "created_utc": iso, "subreddit": "ukraine", "score": 1},
    "meaning": {"id": own_id, "text": told, "created_at": iso, "username": "demo", "like_count": 1, "is_retweet": "no"},
}  # fmt: skip
ALL = {**TABLES, **MORE}

strange = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["1.5E+18", "9" * 30, "-1", "0", "NaN", "inf", "1e999", "٣٤٥", "²", "\x00", "\ud800", "'", '"', "{'username': '", "[" * 50,
         "0000-00-00", "9999-12-31T23:59:59-23:59", "31/02/2025", "99999999999999999", "-62135596800", "12,3K", "1" * 5000, "=cmd|' /C'!A0"]
    ),
)  # fmt: skip


def only_lawful_outcomes(path: pathlib.Path) -> int:
    found = 0
    try:
        for member in opening.members(path):
            claim = recognising.recognise(member, READERS)
            for unit in reading.read(member, READERS[claim.layout["reader"]], claim.layout):
                for record in unit.records:
                    assert isinstance(record.outcome, NewPost | Rejected | Notice)
                    found += 1
    except (FileCut, FileRefused):
        pass
    return found


@pytest.mark.parametrize("name", ALL)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.tuples(st.integers(0, 9), st.integers(0, 12)), strange, max_size=12))
def test_strange_cells_cost_their_rows_at_most(
    tmp_path: pathlib.Path, name: str, cells: dict[tuple[int, int], str]
) -> None:
    header, _ = columns(1, **ALL[name])
    _, rows = columns(30, **ALL[name])
    for (row, column), cell in cells.items():
        rows[row][column % len(header)] = cell
    path = tmp_path / "f"
    path.write_bytes(content_of(header, rows).encode("utf-8", "replace"))
    assert only_lawful_outcomes(path) >= 20


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(ALL)),
    st.lists(st.tuples(st.integers(0, 3000), st.binary(max_size=4)), max_size=8),
    st.integers(0, 3000),
)
def test_strange_bytes_never_break_the_reading(
    tmp_path: pathlib.Path, name: str, edits: list[tuple[int, bytes]], cut: int
) -> None:
    content = bytearray(content_of(*columns(20, **ALL[name])).encode())
    for place, piece in edits:
        content[place : place + len(piece)] = piece
    path = tmp_path / "f"
    path.write_bytes(bytes(content[: len(content) - cut % len(content)]) or b"x")
    only_lawful_outcomes(path)


def test_a_member_knows_whether_it_is_a_sheet(tmp_path: pathlib.Path) -> None:
    assert Member(tmp_path / "f", "sheet: Posts", 5).is_sheet
    assert not Member(tmp_path / "f", "sheets/posts.csv", 5).is_sheet

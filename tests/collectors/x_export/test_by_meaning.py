"""Tables and JSON of no known tool: columns by what they mean, and damage told apart from data."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors.base import Head, Layout, Notice, Recognised, RecordRejected, Rejected
from collectors.reading import records_of
from collectors.units import Unit
from collectors.x_export import by_meaning
from storage.tables import NewPost
from tests.collectors.test_reddit_archive import _json, anything
from tests.making import at, x_id


def rows(number: int = 40, **columns: Callable[[int], Any]) -> list[dict[str, Any]]:
    return [{name: make(n) for name, make in columns.items()} for n in range(number)]


def ids(n: int) -> str:
    return x_id(at(n), n)


def words(n: int) -> str:
    return f"some words of post {n}"


def recognise(values: list[dict[str, Any]]) -> Recognised:
    found = by_meaning.recognise(Head("rows", values, tuple(values[0])))
    assert found is not None
    return found


def layout(values: list[dict[str, Any]]) -> Layout:
    return {**recognise(values).layout, "units": "lines"}


def read(value: dict[str, Any], how: Layout) -> NewPost:
    (post,) = (each for each in by_meaning.outcomes(value, how) if not isinstance(each, Notice))
    assert isinstance(post, NewPost)
    return post


@pytest.mark.parametrize(
    "header",
    [
        ("id", "text", "created_at"),
        ("tweet_id", "tweet", "date"),
        ("Tweet id", "Tweet text", "time"),
        ("id_str", "full_text", "createdAt"),
        ("status_id", "content", "timestamp"),
    ],
)
def test_columns_are_found_under_their_many_names(header: tuple[str, str, str]) -> None:
    values = [{header[0]: ids(n), header[1]: words(n), header[2]: at(n).isoformat()} for n in range(5)]
    found = recognise(values).layout["columns"]
    assert (found["id"], found["text"], found["time"]) == header


def test_a_column_named_id_that_holds_row_numbers_is_not_the_id() -> None:
    found = recognise(rows(id=str, tweet_id=ids, text=words)).layout["columns"]
    assert found["id"] == "tweet_id"


def test_a_day_and_a_clock_make_a_time() -> None:
    values = rows(5, text=words, date_local=lambda n: f"4/{n + 13}/2025", time_local=lambda n: f"0{n}:30")
    assert read(values[2], layout(values)).created_at.isoformat() == "2025-04-15T02:30:00+00:00"


def test_the_ids_clock_beats_a_column_that_is_off_and_the_reader_is_told() -> None:
    values = rows(id=ids, text=words, created_at=lambda n: at(n + 180).replace(tzinfo=None).isoformat())
    found = recognise(values)
    assert any("+3.0 h" in warning for warning in found.warnings)
    assert read(values[7], layout(values)).created_at.replace(microsecond=0) == at(7)


def test_ids_that_went_through_a_spreadsheet_are_not_used_as_names() -> None:
    values = rows(id=lambda n: str(int(float(ids(n)))), text=words)
    found = recognise(values)
    assert any("spreadsheet" in warning for warning in found.warnings)
    post = read(values[3], layout(values))
    assert post.native_id.startswith("h:")
    assert abs((post.created_at - at(3)).total_seconds()) < 1


def test_a_single_damaged_id_costs_no_post_its_text() -> None:
    values = rows(id=ids, text=words, date=lambda n: at(n).isoformat())
    post = read({**values[0], "id": "1.5E+18"}, layout(values))
    assert post.native_id.startswith("h:")
    assert post.text == words(0)


def test_posts_without_ids_are_the_same_post_again_when_author_minute_and_text_are() -> None:
    values = rows(5, text=words, date=lambda n: at(n).isoformat(), username=lambda n: f"demo_{n}")
    how = layout(values)
    assert read(values[1], how).native_id == read(dict(values[1]), how).native_id
    assert len({read(value, how).native_id for value in values}) == 5


def test_the_id_is_taken_from_the_address_where_there_is_no_other() -> None:
    values = rows(5, text=words, url=lambda n: f"https://twitter.com/demo/status/{ids(n)}")
    assert read(values[4], layout(values)).native_id == ids(4)


@pytest.mark.parametrize(
    ("column", "kind"), [("in_reply_to_status_id", "reply"), ("quoted_status_id", "quote"), ("retweeted_id", "repost")]
)
def test_kinds_are_told_by_what_a_row_refers_to(column: str, kind: str) -> None:
    values = rows(5, id=ids, text=words, **{column: lambda n: ids(n + 50)})
    post = read(values[1], layout(values))
    assert (post.kind, post.ref_id) == (kind, ids(51))


def test_counts_are_read_and_missing_ones_unknown() -> None:
    values = rows(5, id=ids, text=words, like_count=lambda n: "1,200", retweet_count=lambda n: "")
    post = read(values[0], layout(values))
    assert (post.likes, post.reposts, post.views) == (1200, None, None)


def test_fields_of_inner_objects_are_found() -> None:
    values = rows(5, id=ids, text=words, user=lambda n: {"id_str": "5", "screen_name": "demo"})
    post = read(values[0], layout(values))
    assert (post.author, post.author_name) == ("5", "demo")


@pytest.mark.parametrize(
    "wrapped", [lambda post: {"tweet": post}, lambda post: {"_source": post}, lambda post: {"posts": [post, post]}]
)
def test_wrapped_records_are_unwrapped(wrapped: Callable[[Any], Any]) -> None:
    values = [wrapped({"id": ids(n), "text": words(n)}) for n in range(5)]
    found = by_meaning.recognise(Head("json", values))
    assert found is not None
    assert all(isinstance(post, NewPost) for post in by_meaning.outcomes(values[0], found.layout))


@pytest.mark.parametrize(
    "values",
    [
        rows(5, text=words),
        rows(5, id=ids),
        rows(5, id=str, text=lambda n: "x"),
        rows(5, name=words, phone=str),
        rows(5, text=words, date=lambda n: "soon"),
    ],
)
def test_without_a_text_and_an_id_or_a_time_there_is_no_claim(values: list[dict[str, Any]]) -> None:
    assert by_meaning.recognise(Head("rows", values, tuple(values[0]))) is None


def test_a_row_without_id_and_date_is_rejected_in_words() -> None:
    values = rows(id=ids, text=words)
    with pytest.raises(RecordRejected, match="neither an id nor a time"):
        read({"id": "", "text": "words"}, layout(values))


def test_dates_that_could_be_two_are_not_guessed() -> None:
    values = rows(5, text=words, date=lambda n: "03/04/2025")
    with pytest.raises(RecordRejected):
        read(values[0], layout([*values, *rows(60, text=words, date=lambda n: "2025-04-03")]))


@given(
    st.dictionaries(
        st.sampled_from(["id", "text", "created_at", "username", "lang", "like_count", "conversation_id", "url"]),
        anything,
        max_size=5,
    )
)
def test_no_value_of_a_field_ever_breaks_the_reader(strange: dict[str, Any]) -> None:
    values = rows(
        5,
        id=ids,
        text=words,
        created_at=lambda n: at(n).isoformat(),
        username=lambda n: "demo",
        lang=lambda n: "en",
        like_count=lambda n: 1,
    )
    for record in records_of(Unit(1, _json({**values[0], **strange})), by_meaning, layout(values)):
        assert isinstance(record.outcome, NewPost | Rejected)


def test_a_clock_of_twelve_hours_is_read() -> None:
    values = rows(5, text=words, date=lambda n: "2025-04-18", time=lambda n: f"{n + 1}:05 PM")
    assert read(values[2], layout(values)).created_at.isoformat() == "2025-04-18T15:05:00+00:00"


def test_texts_written_as_python_bytes_are_read() -> None:
    values = rows(5, id=ids, text=lambda n: repr(f"що кажуть {n} 😢".encode()))
    assert read(values[2], layout(values)).text == "що кажуть 2 😢"


@pytest.mark.parametrize("header", [("작성일", "본문"), ("日時", "本文"), ("Datum", "Inhalt"), ("дата", "текст"), ("fecha", "texto"), ("tarih", "metin"), ("data", "treść")])  # fmt: skip
def test_names_are_known_in_many_languages(header: tuple[str, str]) -> None:
    values = [{header[0]: at(n).isoformat(), header[1]: words(n)} for n in range(5)]
    found = recognise(values).layout["columns"]
    assert (found["time"], found["text"]) == header


def test_ids_under_a_wrong_name_are_found_by_their_clock() -> None:
    values = rows(user_id=ids, text=words, date=lambda n: at(n).isoformat())
    found = recognise(values)
    assert found.layout["columns"]["id"] == "user_id"
    assert "what is in them" in found.format


def test_ids_of_accounts_are_not_taken_for_those_of_posts() -> None:
    values = rows(user_id=lambda n: x_id(at(-900_000 + 999 * n), n), text=words, date=lambda n: at(n).isoformat())
    assert "id" not in recognise(values).layout["columns"]
